//! The signalling of a leg, message by message: when, which way, what, and why. Never a message itself: no address,
//! name, number or body, so that there is nothing to be masked.
//!
//! A leg's messages are known by its Call-ID; who has no leg leaves nothing here, so memory is bounded by the legs.

use std::collections::HashMap;
use std::mem;

use parking_lot::Mutex;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use warmline_base::Timestamp;

/// Messages kept of one leg; what comes after is counted.
const RUNGS_MAX: usize = 64;

/// One message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Rung {
    /// When it came or went.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// We sent it.
    pub sent: bool,
    /// What was asked, such as `INVITE`; of an answer, what it answers.
    pub method: String,
    /// Of an answer, its status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Why a call was ended, by ITU-T Q.850.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<u8>,
}

/// The signalling of one leg.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ladder {
    /// Its first messages, in their order.
    pub rungs: Vec<Rung>,
    /// How many came after.
    pub more: usize,
}

/// The ladders of the legs there are, by Call-ID.
#[derive(Debug, Default)]
pub struct Ladders(Mutex<HashMap<String, Ladder, FxBuildHasher>>);

impl Ladders {
    /// Keeps what belongs to this Call-ID from now on, after what is known already.
    pub fn open(&self, call_id: &str, rungs: Vec<Rung>) {
        self.0.lock().entry(call_id.to_owned()).or_default().rungs.extend(rungs);
    }

    /// Keeps a message, if its leg is known.
    pub fn add(&self, call_id: &str, rung: impl FnOnce() -> Rung) {
        let mut ladders = self.0.lock();
        let Some(ladder) = ladders.get_mut(call_id) else { return };
        if ladder.rungs.len() < RUNGS_MAX { ladder.rungs.push(rung()) } else { ladder.more += 1 }
    }

    /// Takes what was kept of these calls, in the order of time, and keeps no more of them.
    pub fn close(&self, call_ids: &[String]) -> Ladder {
        let mut ladders = self.0.lock();
        let mut whole = Ladder::default();
        for mut ladder in call_ids.iter().filter_map(|call_id| ladders.remove(call_id)) {
            whole.rungs.append(&mut mem::take(&mut ladder.rungs));
            whole.more += ladder.more;
        }
        whole.rungs.sort_by_key(|rung| rung.at);
        whole
    }
}

/// The cause of a `Reason` header (RFC 3326), if it is one of Q.850.
pub fn cause_of(reason: &str) -> Option<u8> {
    let mut parts = reason.split(';').map(str::trim);
    parts.next().filter(|protocol| protocol.eq_ignore_ascii_case("Q.850"))?;
    parts.find_map(|part| part.strip_prefix("cause="))?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rung(at: i64) -> Rung {
        Rung { at: Timestamp(at), sent: true, method: "INVITE".into(), status: None, cause: None }
    }

    #[test]
    fn only_known_calls_are_kept_and_no_more_of_each_than_the_bound() {
        let ladders = Ladders::default();
        ladders.add("strange", || rung(1));
        ladders.open("a", vec![rung(1)]);
        for at in 2..=100 {
            ladders.add("a", || rung(at));
        }
        ladders.open("b", Vec::new());
        ladders.add("b", || rung(0));
        let ladder = ladders.close(&["b".into(), "a".into(), "strange".into()]);
        assert_eq!((ladder.rungs.len(), ladder.more), (RUNGS_MAX + 1, 36));
        assert_eq!(ladder.rungs[0].at, Timestamp(0));
        assert!(ladders.0.lock().is_empty());
    }

    #[test]
    fn of_a_reason_only_its_number_is_kept() {
        assert_eq!(cause_of("Q.850;cause=16;text=\"13900000001\""), Some(16));
        assert_eq!(cause_of("SIP;cause=200;text=\"Call completed elsewhere\""), None);
        assert_eq!(cause_of("Q.850;cause=many"), None);
    }
}

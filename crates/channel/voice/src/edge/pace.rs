//! How much one address may send before it is not heard (T17, T18).
//!
//! A bucket for each source, refilled steadily; and a memory of failed proofs, after which a source is not
//! answered for a while. Bounded: when too many sources are remembered, a new one is not heard until old ones
//! are forgotten, so a flood from many addresses costs memory only up to the bound. Trunks are not counted
//! here; they are known.

use std::collections::BTreeMap;
use std::net::IpAddr;

use parking_lot::Mutex;
use warmline_base::{Millis, Timestamp};

/// Sources remembered at once.
const SOURCES_MAX: usize = 8_192;
/// Messages a source may send at once, before its rate counts.
const BURST: i64 = 200;
/// One message more after this long: 50 in a second.
const EACH: Millis = Millis(20);
/// Failed proofs within [`FAILURES_WITHIN`] before a source is not heard.
const FAILURES_MAX: u32 = 5;
const FAILURES_WITHIN: Millis = Millis::minutes(1);
/// How long it is not heard.
const SILENCE: Millis = Millis::minutes(5);
/// A full memory is swept no more often than this, so that a flood cannot make us sweep all day.
const SWEEP_EVERY: Millis = Millis::seconds(1);

#[derive(Clone, Copy, Debug)]
struct Seen {
    /// When its bucket is full again.
    full_at: Timestamp,
    failures: u32,
    first_failure: Timestamp,
    silent_until: Timestamp,
}

/// The sources heard lately.
#[derive(Debug, Default)]
pub struct Pace(Mutex<Sources>);

#[derive(Debug, Default)]
struct Sources {
    seen: BTreeMap<IpAddr, Seen>,
    /// When idle sources were last forgotten.
    swept_at: Timestamp,
}

impl Pace {
    /// Whether a message from `source` is heard at `now`.
    pub fn hear(&self, source: IpAddr, now: Timestamp) -> bool {
        let mut sources = self.0.lock();
        let Some(seen) = sources.remembered(source, now) else { return false };
        if now < seen.silent_until {
            return false;
        }
        let full_at = Timestamp(seen.full_at.0.max(now.0)).plus(EACH);
        if full_at.since(now).0 > EACH.0 * BURST {
            return false;
        }
        seen.full_at = full_at;
        true
    }

    /// A proof from `source` failed.
    pub fn failed(&self, source: IpAddr, now: Timestamp) {
        let mut sources = self.0.lock();
        let Some(seen) = sources.remembered(source, now) else { return };
        if now.since(seen.first_failure) > FAILURES_WITHIN {
            seen.failures = 0;
            seen.first_failure = now;
        }
        seen.failures += 1;
        if seen.failures >= FAILURES_MAX {
            seen.silent_until = now.plus(SILENCE);
            seen.failures = 0;
            metrics::counter!("warmline_sip_sources_silenced_total").increment(1);
            tracing::warn!(%source, "an address guesses passwords: it is not heard for a while");
        }
    }
}

impl Sources {
    fn remembered(&mut self, source: IpAddr, now: Timestamp) -> Option<&mut Seen> {
        if self.seen.len() >= SOURCES_MAX && !self.seen.contains_key(&source) {
            if now.since(self.swept_at) < SWEEP_EVERY {
                return None;
            }
            self.swept_at = now;
            self.seen.retain(|_, seen| {
                seen.full_at > now || seen.silent_until > now || now.since(seen.first_failure) <= FAILURES_WITHIN
            });
            if self.seen.len() >= SOURCES_MAX {
                return None;
            }
        }
        let long_ago = Timestamp(0);
        Some(self.seen.entry(source).or_insert(Seen {
            full_at: now,
            failures: 0,
            first_failure: long_ago,
            silent_until: long_ago,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000_000_000);

    fn address(last: u32) -> IpAddr {
        IpAddr::V4(std::net::Ipv4Addr::from_bits(0x0A00_0000 + last))
    }

    #[test]
    fn a_burst_is_heard_then_fifty_a_second() {
        let pace = Pace::default();
        assert_eq!((0..300).filter(|_| pace.hear(address(1), NOW)).count(), 200);
        let later = NOW.plus(Millis::seconds(1));
        assert_eq!((0..300).filter(|_| pace.hear(address(1), later)).count(), 50);
        assert!(pace.hear(address(2), NOW), "another source is another bucket");
    }

    #[test]
    fn a_guesser_is_not_heard_for_five_minutes() {
        let pace = Pace::default();
        for _ in 0..5 {
            assert!(pace.hear(address(1), NOW));
            pace.failed(address(1), NOW);
        }
        assert!(!pace.hear(address(1), NOW.plus(Millis::minutes(4))));
        assert!(pace.hear(address(1), NOW.plus(Millis::minutes(6))));
    }

    #[test]
    fn a_slip_now_and_then_is_forgiven() {
        let pace = Pace::default();
        for minute in 0..60 {
            pace.failed(address(1), NOW.plus(Millis::minutes(2 * minute)));
        }
        assert!(pace.hear(address(1), NOW.plus(Millis::minutes(121))));
    }

    #[test]
    fn many_sources_take_no_more_memory_than_the_bound() {
        let pace = Pace::default();
        for last in 0..20_000 {
            pace.hear(address(last), NOW);
        }
        assert_eq!(pace.0.lock().seen.len(), SOURCES_MAX);
        assert!(pace.hear(address(30_000), NOW.plus(Millis::minutes(10))), "idle sources are forgotten");
    }
}

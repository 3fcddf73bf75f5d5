//! An account whose password is guessed from many addresses is proven to nobody for a while (T18).
//!
//! Only accounts that exist are counted, so memory is bounded by their number. Deliberately absent: what a locked
//! account is told, which is what everybody is told, and the one exception, which the caller makes: whoever
//! already stands where the phone is registered.

use std::collections::BTreeMap;

use parking_lot::Mutex;
use warmline_base::{Millis, Timestamp};

/// Failed proofs within [`WITHIN`] before the account is locked: more than a mistyped password in a phone that tries
/// by itself makes before somebody looks.
const FAILURES_MAX: u32 = 30;
const WITHIN: Millis = Millis::minutes(10);
/// How long it is locked.
const LOCKED: Millis = Millis::minutes(10);

#[derive(Clone, Copy, Debug)]
struct Guesses {
    since: Timestamp,
    failures: u32,
    locked_until: Timestamp,
}

/// The accounts whose passwords are being guessed.
#[derive(Debug, Default)]
pub struct Lockout(Mutex<BTreeMap<String, Guesses>>);

impl Lockout {
    /// Whether the account is locked at `now`.
    pub fn holds(&self, account: &str, now: Timestamp) -> bool {
        self.0.lock().get(account).is_some_and(|guesses| now < guesses.locked_until)
    }

    /// A proof for an account that exists failed.
    pub fn failed(&self, account: &str, now: Timestamp) {
        let mut accounts = self.0.lock();
        let fresh = Guesses { since: now, failures: 0, locked_until: Timestamp(0) };
        let guesses = accounts.entry(account.to_owned()).or_insert(fresh);
        if now.since(guesses.since) > WITHIN {
            *guesses = Guesses { locked_until: guesses.locked_until, ..fresh };
        }
        guesses.failures += 1;
        if guesses.failures >= FAILURES_MAX {
            *guesses = Guesses { locked_until: now.plus(LOCKED), ..fresh };
            metrics::counter!("warmline_sip_accounts_locked_total").increment(1);
            tracing::warn!(account, "the password of an account is being guessed: it is locked for a while");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000_000_000);

    #[test]
    fn an_account_is_locked_after_thirty_failures_in_ten_minutes_and_no_other_is() {
        let lockout = Lockout::default();
        for second in 0..29 {
            lockout.failed("8001", NOW.plus(Millis::seconds(second)));
        }
        assert!(!lockout.holds("8001", NOW.plus(Millis::seconds(30))));
        lockout.failed("8001", NOW.plus(Millis::seconds(30)));
        assert!(lockout.holds("8001", NOW.plus(Millis::minutes(9))));
        assert!(!lockout.holds("8001", NOW.plus(Millis::minutes(11))));
        assert!(!lockout.holds("8002", NOW.plus(Millis::seconds(31))));
    }

    #[test]
    fn slips_far_apart_lock_nothing() {
        let lockout = Lockout::default();
        for minute in 0..100 {
            lockout.failed("8001", NOW.plus(Millis::minutes(minute)));
        }
        assert!(!lockout.holds("8001", NOW.plus(Millis::minutes(100))));
    }
}

//! Leaving a core system alone that does not answer, so that nobody waits for it in vain.
//!
//! Closed: everything is asked. After [`FAILURES`] failures in a row it opens: nothing is asked for [`PAUSE`]. Then
//! one question is let through; its answer closes the breaker, its failure opens it for another pause.

use warmline_base::{Millis, Timestamp};

/// Failures in a row that open it.
pub const FAILURES: u32 = 5;
/// How long nothing is asked.
pub const PAUSE: Millis = Millis::seconds(10);

/// The breaker.
#[derive(Debug, Default)]
pub struct Breaker {
    failures: u32,
    open_until: Option<Timestamp>,
}

impl Breaker {
    /// Whether something may be asked at `now`. When the pause is over one caller is let through, and the others
    /// wait for another pause or its answer.
    pub fn admit(&mut self, now: Timestamp) -> bool {
        match self.open_until {
            None => true,
            Some(until) if now < until => false,
            Some(_) => {
                self.open_until = Some(now.plus(PAUSE));
                true
            }
        }
    }

    /// Notes an answer.
    pub const fn answered(&mut self) {
        self.failures = 0;
        self.open_until = None;
    }

    /// Notes that no answer came; returns whether this opened it.
    pub fn failed(&mut self, now: Timestamp) -> bool {
        self.failures = self.failures.saturating_add(1);
        if self.failures < FAILURES {
            return false;
        }
        let opened = self.open_until.is_none();
        self.open_until = Some(now.plus(PAUSE));
        opened
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_after_failures_in_a_row_and_tries_one_question_after_the_pause() {
        let mut breaker = Breaker::default();
        let start = Timestamp(0);
        for _ in 1..FAILURES {
            assert!(breaker.admit(start) && !breaker.failed(start));
        }
        breaker.answered();
        for _ in 1..FAILURES {
            assert!(!breaker.failed(start));
        }
        assert!(breaker.failed(start));
        assert!(!breaker.admit(start.plus(Millis(PAUSE.0 - 1))));
        let later = start.plus(PAUSE);
        assert!(breaker.admit(later));
        assert!(!breaker.admit(later), "one question, not everybody's");
        breaker.failed(later);
        assert!(!breaker.admit(later.plus(Millis(PAUSE.0 - 1))));
        assert!(breaker.admit(later.plus(PAUSE)));
        breaker.answered();
        assert!(breaker.admit(later.plus(PAUSE)) && breaker.admit(later.plus(PAUSE)));
    }
}

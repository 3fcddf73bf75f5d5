//! How long a service that failed is left alone: twice as long each time, up to half a minute.

use std::time::Duration;

const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(30);

/// The pauses of one session.
#[derive(Debug, Default)]
pub(crate) struct Pause {
    failures: u32,
}

impl Pause {
    /// The service failed: leave it alone for so long.
    pub(crate) fn failed(&mut self) -> Duration {
        let span = FIRST.saturating_mul(1_u32 << self.failures.min(5)).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        span
    }

    /// The service did what it is for.
    pub(crate) const fn served(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_half_a_minute_until_something_goes_well() {
        let mut pause = Pause::default();
        let spans: Vec<u64> = (0..7).map(|_| pause.failed().as_secs()).collect();
        assert_eq!(spans, [1, 2, 4, 8, 16, 30, 30]);
        pause.served();
        assert_eq!(pause.failed(), FIRST);
    }
}

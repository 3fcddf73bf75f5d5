//! How fast one socket may send: a bucket of frames that refills steadily (GCRA).
//!
//! A frame is never refused for coming too soon, because it may carry what a customer wrote while
//! offline; reading pauses instead, and whoever keeps pushing is closed.

use std::time::Duration;

use tokio::time::Instant;

use crate::Limits;

/// What a frame means for reading on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Read on.
    Go,
    /// Read on at this instant.
    Pause(Instant),
    /// It never stops: close.
    Flood,
}

/// One socket's bucket.
#[derive(Debug)]
pub(crate) struct Pace {
    /// When the bucket will be full again.
    full_at: Instant,
    /// Frames taken slowly since the bucket was last full.
    strained: u32,
}

impl Pace {
    /// A full bucket.
    pub(crate) const fn new(now: Instant) -> Self {
        Self { full_at: now, strained: 0 }
    }

    /// Takes one frame at `now`.
    pub(crate) fn take(&mut self, now: Instant, limits: &Limits) -> Verdict {
        let each = Duration::from_secs(1) / limits.frames_per_second;
        if self.full_at <= now {
            self.strained = 0;
        }
        self.full_at = self.full_at.max(now) + each;
        let next_at = self.full_at.checked_sub(each * (limits.frame_burst - 1)).unwrap_or(now);
        if next_at <= now {
            return Verdict::Go;
        }
        self.strained += 1;
        if self.strained > limits.frame_patience { Verdict::Flood } else { Verdict::Pause(next_at) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_burst_passes_then_frames_come_at_the_rate_and_a_flood_ends() {
        let limits = Limits { frames_per_second: 5, frame_burst: 20, frame_patience: 10, ..Limits::default() };
        let start = Instant::now();
        let mut pace = Pace::new(start);
        assert!((0..19).all(|_| pace.take(start, &limits) == Verdict::Go));
        let mut now = start;
        for _ in 0..10 {
            let Verdict::Pause(until) = pace.take(now, &limits) else { panic!("the bucket is empty") };
            assert!(until - now <= Duration::from_millis(200));
            now = until;
        }
        assert_eq!(now - start, Duration::from_secs(2));
        assert_eq!(pace.take(now, &limits), Verdict::Flood);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_rests_is_forgiven() {
        let limits = Limits { frames_per_second: 5, frame_burst: 2, frame_patience: 1, ..Limits::default() };
        let start = Instant::now();
        let mut pace = Pace::new(start);
        assert_eq!(pace.take(start, &limits), Verdict::Go);
        assert!(matches!(pace.take(start, &limits), Verdict::Pause(_)));
        let later = start + Duration::from_secs(1);
        assert_eq!(pace.take(later, &limits), Verdict::Go);
        assert!(matches!(pace.take(later, &limits), Verdict::Pause(_)));
    }
}

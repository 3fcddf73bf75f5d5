//! The house's time in tests: it begins on a Monday morning, runs on by itself, and can be pushed ahead.

use std::sync::atomic::{AtomicI64, Ordering};

use tokio::time::Instant;
use warmline_base::{Clock, Millis, Timestamp};

/// A clock that begins at a chosen hour.
pub struct ShiftedClock {
    start: Timestamp,
    begun: Instant,
    ahead: AtomicI64,
}

impl ShiftedClock {
    /// A clock that shows `start` now.
    pub fn new(start: Timestamp) -> Self {
        Self { start, begun: Instant::now(), ahead: AtomicI64::new(0) }
    }

    /// Pushes the clock ahead by `span`. Sleepers find out when they are woken.
    pub fn advance(&self, span: Millis) {
        self.ahead.fetch_add(span.0, Ordering::SeqCst);
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Timestamp {
        let run = i64::try_from(self.begun.elapsed().as_micros()).unwrap_or(i64::MAX);
        Timestamp(self.start.plus(Millis(self.ahead.load(Ordering::SeqCst))).0.saturating_add(run))
    }
}

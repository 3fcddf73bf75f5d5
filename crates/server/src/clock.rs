//! The machine's own clock and chance; the only place that reads them.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use warmline_base::{Clock, Entropy, SeededEntropy, Timestamp};

/// The machine's clock, held so that it never runs backwards.
#[derive(Debug, Default)]
pub struct SystemClock(AtomicI64);

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one clock everybody else is handed")]
    fn now(&self) -> Timestamp {
        let now = jiff::Timestamp::now().as_microsecond();
        Timestamp(self.0.fetch_max(now, Ordering::Relaxed).max(now))
    }
}

/// Chance seeded by the operating system.
///
/// # Errors
/// When the operating system has none to give.
#[expect(clippy::disallowed_methods, reason = "the one source of chance everybody else is handed")]
pub fn system_entropy() -> anyhow::Result<Arc<dyn Entropy>> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| anyhow::anyhow!("the operating system gives no randomness: {error}"))?;
    Ok(Arc::new(SeededEntropy::from_seed(seed)))
}

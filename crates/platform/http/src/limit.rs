//! Rate limits per key: an address, a session, an account.

use std::hash::Hash;
use std::num::NonZeroU32;

use governor::clock::DefaultClock;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use warmline_base::Fault;

/// When this many keys are known, those that have recovered are forgotten.
const KEYS_BEFORE_CLEANING: usize = 10_000;

/// So many per minute for each key, with the same number as a burst.
pub struct RateLimit<K: Hash + Eq + Clone> {
    limiter: RateLimiter<K, DashMapStateStore<K>, DefaultClock>,
    what: &'static str,
}

impl<K: Hash + Eq + Clone> RateLimit<K> {
    /// `per_minute` of `what` for each key.
    ///
    /// # Panics
    /// When `per_minute` is zero.
    pub fn per_minute(what: &'static str, per_minute: u32) -> Self {
        let quota = Quota::per_minute(NonZeroU32::new(per_minute).expect("a limit above zero"));
        Self { limiter: RateLimiter::dashmap(quota), what }
    }

    /// Takes one for `key`.
    ///
    /// # Errors
    /// `WL-TOO-MANY` when the key has used up its share.
    pub fn take(&self, key: &K) -> Result<(), Fault> {
        if self.limiter.len() > KEYS_BEFORE_CLEANING {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(key).map_err(|_| {
            Fault::too_many("WL-TOO-MANY", format!("too many {} in a minute: wait a moment and try again", self.what))
        })
    }
}

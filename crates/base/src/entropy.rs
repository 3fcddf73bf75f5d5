//! Chance as a value, and ids built from time and chance.

use std::sync::{Arc, Mutex};

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use uuid::Uuid;

use crate::{Clock, TypedId};

/// Hands out random bytes. Production is seeded by the operating system, tests by a number.
pub trait Entropy: Send + Sync + 'static {
    /// Fills `bytes` with bytes nobody outside can foresee.
    fn fill(&self, bytes: &mut [u8]);
}

/// A ChaCha20 stream; the same seed gives the same bytes.
pub struct SeededEntropy(Mutex<ChaCha20Rng>);

impl SeededEntropy {
    /// A stream from a full-width seed, for production.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(Mutex::new(ChaCha20Rng::from_seed(seed)))
    }

    /// A stream from a number, for tests and the simulator.
    pub fn from_number(seed: u64) -> Self {
        Self(Mutex::new(ChaCha20Rng::seed_from_u64(seed)))
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().expect("no holder of the stream panics").fill_bytes(bytes);
    }
}

/// Builds version 7 ids from a clock and a source of chance.
#[derive(Clone)]
pub struct Ids {
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl Ids {
    /// Ids stamped by `clock` and made unique by `entropy`.
    pub fn new(clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        Self { clock, entropy }
    }

    /// A new id; ids made later sort later (to the millisecond).
    pub fn next<T: TypedId>(&self) -> T {
        let mut tail = [0u8; 10];
        self.entropy.fill(&mut tail);
        let millis = u64::try_from(self.clock.now().0 / 1_000).unwrap_or(0);
        T::from_uuid(uuid::Builder::from_unix_timestamp_millis(millis, &tail).into_uuid())
    }

    /// A bare version 7 uuid, for ids that never leave the database.
    pub fn next_uuid(&self) -> Uuid {
        self.next::<crate::EventId>().uuid()
    }
}

//! Password hashing off the async threads, a few at once, with a short line before the door.
//!
//! One check takes some 20 ms of a core and 19 MiB; without a bound a burst of attempts would take the
//! machine.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use warmline_base::{Entropy, Fault, Secret};
use warmline_crypto::PasswordHasher;

/// How many are hashed at once.
const AT_ONCE: usize = 2;
/// How many may be at it or wait; the next is told to come back.
const WAITING: usize = 64;

/// Hashes and checks passwords.
pub struct Hashing {
    hasher: Arc<PasswordHasher>,
    entropy: Arc<dyn Entropy>,
    at_once: Semaphore,
    waiting: Semaphore,
    checks: AtomicU64,
}

impl Hashing {
    /// Hashing with `hasher`, salted from `entropy`.
    pub fn new(hasher: PasswordHasher, entropy: Arc<dyn Entropy>) -> Self {
        Self {
            hasher: Arc::new(hasher),
            entropy,
            at_once: Semaphore::new(AT_ONCE),
            waiting: Semaphore::new(WAITING),
            checks: AtomicU64::new(0),
        }
    }

    /// How many checks were worked through since the start, for the metrics and for the proof that
    /// nobody costs as much as somebody.
    pub fn checks(&self) -> u64 {
        self.checks.load(Ordering::Relaxed)
    }

    /// Whether `password` is the one `stored` was made of; the same work and `false` without `stored`.
    pub(crate) async fn verify(&self, password: Secret<String>, stored: Option<String>) -> Result<bool, Fault> {
        self.checks.fetch_add(1, Ordering::Relaxed);
        self.run(move |hasher, _| match &stored {
            Some(stored) => hasher.verify(&password, stored),
            None => hasher.verify_absent(&password),
        })
        .await
    }

    /// The text to store for `password`.
    pub(crate) async fn hash(&self, password: Secret<String>) -> Result<String, Fault> {
        self.run(move |hasher, entropy| hasher.hash(&password, entropy)).await?
    }

    /// Whether `stored` was made with other parameters than today's.
    pub(crate) fn is_outdated(&self, stored: &str) -> bool {
        self.hasher.is_outdated(stored)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&PasswordHasher, &dyn Entropy) -> T + Send + 'static,
    ) -> Result<T, Fault> {
        let _place = self.waiting.try_acquire().map_err(|_| busy())?;
        let _turn = self.at_once.acquire().await.map_err(|_| busy())?;
        let (hasher, entropy) = (Arc::clone(&self.hasher), Arc::clone(&self.entropy));
        spawn_blocking(move || work(&hasher, &*entropy)).await.map_err(|error| {
            tracing::error!(error = %error, "hashing a password failed");
            Fault::internal("WL-SIGNIN-HASHING", "hashing a password failed")
        })
    }
}

fn busy() -> Fault {
    Fault::unavailable("WL-SIGNIN-BUSY", "many people sign in right now: try again in a moment")
}

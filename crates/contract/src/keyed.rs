//! What a customer keys on the telephone and nobody hears, and who checks it.
//!
//! [`Keyed`] is wiped from memory when dropped, never prints and never serialises.

use std::fmt;

use async_trait::async_trait;
use warmline_base::{CustomerId, Fault};
use zeroize::Zeroize;

use crate::KeyedProof;

/// The keys, in memory alone.
pub struct Keyed(String);

impl Keyed {
    /// Keeps a copy of `keys` until it is dropped.
    pub fn new(keys: &str) -> Self {
        Self(keys.to_owned())
    }

    /// The keys themselves; the call is easy to find in a review.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Drop for Keyed {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Keyed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyed(…)")
    }
}

/// Checks what customers keyed. Implemented by customers, who ask the bank.
#[async_trait]
pub trait IdentityCheck: Send + Sync {
    /// How many keys the bank's proof has, when this customer may be asked to key it now.
    ///
    /// # Errors
    /// `WL-IDENTITY-BANK` when there is no bank to ask, `WL-IDENTITY-LOCKED` after too many wrong keys.
    async fn may_ask(&self, customer: CustomerId, proof: KeyedProof) -> Result<u8, Fault>;

    /// Whether the keys are this customer's. A wrong answer counts against the customer for a day.
    ///
    /// # Errors
    /// As [`IdentityCheck::may_ask`]; `WL-BANK-AWAY` when the bank does not answer.
    async fn check(&self, customer: CustomerId, proof: KeyedProof, keyed: Keyed) -> Result<bool, Fault>;
}

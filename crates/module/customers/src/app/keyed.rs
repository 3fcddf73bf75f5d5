//! Proofs customers key on the telephone: asked of the bank, and counted against who guesses.
//!
//! What was keyed is handed through and kept nowhere. Deliberately absent: what a proof is worth, which is for
//! whoever has the conversation.

use async_trait::async_trait;
use warmline_base::{CustomerId, Fault, Millis};
use warmline_contract::{IdentityCheck, Keyed, KeyedProof};

use super::{Customers, not_found};
use crate::store;

/// Wrong keys within [`WRONG_KEPT`] after which the customer is not asked any more.
const WRONG_MAX: i64 = 3;
/// How long a wrong answer counts.
const WRONG_KEPT: Millis = Millis::minutes(24 * 60);

#[async_trait]
impl IdentityCheck for Customers {
    async fn may_ask(&self, customer: CustomerId, proof: KeyedProof) -> Result<u8, Fault> {
        if !self.bank.is_connected() {
            let detail = "no core bank is connected that could check it: prove who it is in another way";
            return Err(Fault::conflict("WL-IDENTITY-BANK", detail));
        }
        let since = self.runtime.now().minus(WRONG_KEPT);
        if store::count_wrong_keys(&self.runtime.db, customer, since).await? >= WRONG_MAX {
            let detail = "three wrong answers within a day have locked keyed proofs: identify the customer at a branch";
            return Err(Fault::conflict("WL-IDENTITY-LOCKED", detail));
        }
        Ok(self.bank.keys_of(proof))
    }

    async fn check(&self, customer: CustomerId, proof: KeyedProof, keyed: Keyed) -> Result<bool, Fault> {
        self.may_ask(customer, proof).await?;
        let row = store::customer(&self.runtime.db, customer).await?.ok_or_else(not_found)?;
        let right = self.bank.proves(&row.bank_reference, proof, &keyed).await?;
        drop(keyed);
        let now = self.runtime.now();
        let mut tx = self.runtime.db.begin().await?;
        if right {
            store::forget_wrong_keys(&mut tx, customer).await?;
        } else {
            store::note_wrong_key(&mut tx, self.runtime.ids.next_uuid(), customer, now).await?;
            metrics::counter!("warmline_identity_wrong_total", "proof" => proof.as_str()).increment(1);
        }
        tx.commit().await?;
        Ok(right)
    }
}

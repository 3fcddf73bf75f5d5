//! What a customer keyed in secret, on its only way: to the identity check, and its outcome back to the call.
//!
//! The keys live in values that wipe themselves; nothing here prints, stores or counts them.

use std::sync::Arc;

use warmline_base::{Fault, InteractionId};
use warmline_call::{Command, Digits, SecretKind};
use warmline_contract::{Keyed, KeyedProof};

use super::Exchange;
use super::line::{Input, Line};

impl Line {
    /// Has the keys checked; the call hears whether they were right.
    pub(super) fn check_secret(&self, kind: SecretKind, digits: &Digits) {
        let (exchange, interaction, inputs) = (Arc::clone(&self.exchange), self.interaction, self.inputs.clone());
        let keyed = Keyed::new(digits.expose());
        tokio::spawn(async move {
            let ok = match exchange.proves(interaction, proof_of(kind), keyed).await {
                Ok(ok) => ok,
                Err(fault) => {
                    tracing::warn!(interaction = %interaction, fault = %fault, "what was keyed could not be checked");
                    false
                }
            };
            // The call may be over.
            let _ = inputs.send(Input::Then(Command::SecretChecked { ok })).await;
        });
    }
}

impl Exchange {
    /// Whether the keys are right; then the interaction's identity has risen, and that is stored.
    async fn proves(&self, interaction: InteractionId, proof: KeyedProof, keyed: Keyed) -> Result<bool, Fault> {
        let brief = self.parts.house.interactions.brief(interaction).await?;
        let Some(customer) = brief.and_then(|brief| brief.customer) else { return Ok(false) };
        let right = self.parts.house.identity.check(customer, proof, keyed).await?;
        if right {
            self.parts.house.desk.proved(interaction, proof).await?;
        }
        Ok(right)
    }
}

/// The proof, in the house's word.
const fn proof_of(kind: SecretKind) -> KeyedProof {
    match kind {
        SecretKind::QueryPassword => KeyedProof::QueryPassword,
        SecretKind::Otp => KeyedProof::Otp,
    }
}

//! Who the bank says a visitor is.

use warmline_base::Fault;
use warmline_contract::CustomerBrief;

use crate::{WebChat, store};

impl WebChat {
    /// The customer a bank token names, which counts once. `None` when the bank named somebody this house
    /// does not know: the conversation goes on without a name.
    pub(crate) async fn named_by_bank(&self, token: &str) -> Result<Option<CustomerBrief>, Fault> {
        let verifier = self.bank_tokens.as_ref().ok_or_else(|| {
            Fault::unauthenticated("WL-BANK-TOKEN", "no bank's sign-in is set up here: go on without it")
        })?;
        let claims = verifier.verify(token, self.runtime.now())?;
        if !store::use_token(&self.runtime, &claims.token_id, claims.expires_at).await? {
            return Err(Fault::unauthenticated(
                "WL-BANK-TOKEN-USED",
                "the bank's sign-in was used before: open the chat from the bank's page again",
            ));
        }
        self.customers.by_bank_reference(&claims.subject).await
    }
}

//! What cases learn from conversations: words left when nobody was there, and calls that were wished.

use std::sync::Arc;

use async_trait::async_trait;
use warmline_base::Fault;
use warmline_contract::{StoredEvent, names};
use warmline_runtime::Consumer;

use crate::Cases;

/// Makes a case of every message left and of every callback wish that keeps no place in a queue, so that
/// somebody answers for it.
pub struct MessageTaker(pub Arc<Cases>);

#[async_trait]
impl Consumer for MessageTaker {
    fn name(&self) -> &'static str {
        "cases.messages"
    }

    fn wants(&self, event: &str) -> bool {
        event == names::INTERACTION_LEFT_MESSAGE || event == names::INTERACTION_CALLBACK_WISHED
    }

    async fn handle(&self, event: &StoredEvent) -> Result<(), Fault> {
        self.0.take_message(event).await
    }
}

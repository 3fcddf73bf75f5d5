//! Messages a desk sent that are being stored.
//!
//! Storing takes as long as a commit, and a desk holds several conversations: those are stored side by side.
//! Within one conversation order is kept: its next message waits for the one before, and while one waits
//! nothing more is read from the desk.

use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use warmline_base::{Fault, InteractionId};
use warmline_runtime::Ctx;
use warmline_wire::chat::ClientId;

use crate::Interactions;
use crate::app::{MessageInput, Posted};

/// Messages of one desk stored side by side at most.
const UNDER_WAY_MAX: usize = 16;

/// A message to a customer.
pub(super) struct Reply {
    pub interaction: InteractionId,
    pub id: ClientId,
    pub input: MessageInput,
}

/// What became of a message.
pub(super) struct Answered {
    pub interaction: InteractionId,
    pub id: ClientId,
    pub outcome: Result<Posted, Fault>,
}

/// The messages of one desk.
pub(super) struct Replies {
    service: Arc<Interactions>,
    ctx: Ctx,
    under_way: FuturesUnordered<BoxFuture<'static, Answered>>,
    /// Whose messages they are; each conversation once.
    conversations: Vec<InteractionId>,
    /// Read, and waiting for its turn.
    held: Option<Reply>,
}

impl Replies {
    pub(super) fn new(service: Arc<Interactions>, ctx: Ctx) -> Self {
        Self { service, ctx, under_way: FuturesUnordered::new(), conversations: Vec::new(), held: None }
    }

    /// Whether another frame may be read.
    pub(super) const fn take_more(&self) -> bool {
        self.held.is_none()
    }

    /// Begins to store a message, now or in its turn.
    pub(super) fn take(&mut self, reply: Reply) {
        if self.conversations.contains(&reply.interaction) || self.conversations.len() >= UNDER_WAY_MAX {
            self.held = Some(reply);
            return;
        }
        self.conversations.push(reply.interaction);
        let (service, ctx) = (Arc::clone(&self.service), self.ctx.clone());
        self.under_way.push(Box::pin(async move {
            let Reply { interaction, id, input } = reply;
            Answered { interaction, id, outcome: service.reply(&ctx, interaction, input).await }
        }));
    }

    /// What became of the next one; never comes while none is under way.
    pub(super) async fn next(&mut self) -> Answered {
        let Some(answered) = self.under_way.next().await else { return std::future::pending().await };
        self.conversations.retain(|conversation| *conversation != answered.interaction);
        if let Some(held) = self.held.take() {
            self.take(held);
        }
        answered
    }
}

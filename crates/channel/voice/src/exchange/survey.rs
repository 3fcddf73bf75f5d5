//! What a customer keys of how it was: stored as the chat's survey is, once an interaction.

use std::sync::Arc;

use warmline_base::{Fault, InteractionId};
use warmline_contract::{Actor, SurveyAnswer};

use super::Exchange;
use super::line::Line;

impl Line {
    /// Stores the key; the flow hears of it from the log and goes on.
    pub(super) fn rate(&self, points: u8) {
        let (exchange, interaction) = (Arc::clone(&self.exchange), self.interaction);
        tokio::spawn(async move {
            if let Err(fault) = exchange.rate(interaction, points).await {
                tracing::warn!(interaction = %interaction, fault = %fault, "how a call was is not noted");
            }
        });
    }
}

impl Exchange {
    async fn rate(&self, interaction: InteractionId, points: u8) -> Result<(), Fault> {
        let brief = self.parts.house.interactions.brief(interaction).await?;
        let actor = Actor::Customer { interaction, customer: brief.and_then(|brief| brief.customer) };
        // One key is one figure, for the person and the speed alike; nothing else was asked.
        let answer =
            SurveyAnswer { solved: None, friendly: points, fast: points, recommend: None, text: None, picture: None };
        self.parts.house.surveys.rate(actor, answer).await.map(drop)
    }
}

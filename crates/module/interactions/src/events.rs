//! What interactions learn from other rooms: settings that changed, and results customers are to be told.

use std::sync::Arc;

use async_trait::async_trait;
use uuid::Uuid;
use warmline_base::Fault;
use warmline_contract::{By, Card, CaseFeedback, CaseTold, Message, NewEvent, StoredEvent, Stream, names};
use warmline_runtime::Consumer;

use crate::Interactions;
use crate::store;

/// Tells customers the results of their cases, in the thread the case came from.
pub struct CaseNews(pub Arc<Interactions>);

#[async_trait]
impl Consumer for CaseNews {
    fn name(&self) -> &'static str {
        "interactions.case_news"
    }

    fn wants(&self, event: &str) -> bool {
        event == names::CASE_FEEDBACK_GIVEN
    }

    async fn handle(&self, event: &StoredEvent) -> Result<(), Fault> {
        let feedback: CaseFeedback = event
            .payload()
            .map_err(|error| Fault::internal("WL-LOG-BROKEN", format!("a case's feedback does not read: {error}")))?;
        let Some(interaction) = feedback.interaction.filter(|_| feedback.channel == "thread") else { return Ok(()) };
        if store::find(&self.0.rows, interaction).await?.is_none() {
            return Ok(());
        }
        let stream = Stream::Interaction(interaction);
        let by = event.by.clone();
        let told = CaseTold { case: feedback.case, number: feedback.number.clone(), text: feedback.text.clone() };
        let card = Card::Case { case: feedback.case, number: feedback.number, state: "closed".into() };
        let message = Message {
            message: self.0.runtime.ids.next(),
            text: feedback.text,
            attachments: Vec::new(),
            card: Some(card),
            article: None,
        };
        let by = match by {
            By::Agent { .. } => by,
            _ => By::System { label: "case".into() },
        };
        // The ids follow from the event, so telling it twice tells it once.
        let events = vec![
            NewEvent::new(stream, names::INTERACTION_CASE_TOLD, by.clone(), &told).with_client_id(told_id(event, 1)),
            NewEvent::new(stream, names::INTERACTION_MESSAGE, by, &message).with_client_id(told_id(event, 2)),
        ];
        self.0.runtime.appender.append(events).await.map(drop)
    }
}

fn told_id(event: &StoredEvent, part: u128) -> Uuid {
    Uuid::from_u128(event.stream.uuid().as_u128() ^ (u128::from(event.number.unsigned_abs()) << 8) ^ part)
}

/// Keeps the switchboard in step with published settings and changed colleagues.
pub struct SettingsNews(pub Arc<Interactions>);

#[async_trait]
impl Consumer for SettingsNews {
    fn name(&self) -> &'static str {
        "interactions.settings_news"
    }

    fn wants(&self, event: &str) -> bool {
        event == names::ROUTING_CHANGED || event == names::AGENT_CHANGED
    }

    async fn handle(&self, event: &StoredEvent) -> Result<(), Fault> {
        match event.stream {
            Stream::Agent(agent) => self.0.switchboard().person_changed(agent),
            _ => self.0.switchboard().settings_changed(),
        }
        Ok(())
    }
}

//! Interactions as screens show them: masked, with names instead of ids.

use serde::Serialize;
use utoipa::ToSchema;
use warmline_base::{AgentId, CustomerId, Fault, InteractionId, JourneyId, QueueId, Timestamp};
use warmline_contract::{Channel, HandOver, IdentityLevel, InteractionState};

use super::Interactions;
use crate::model::{Fold, Tail};
use crate::store;

/// A customer in a row.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CustomerRef {
    /// Who.
    #[schema(value_type = String)]
    pub id: CustomerId,
    /// Masked name.
    pub name_masked: String,
    /// Segments.
    pub segments: Vec<String>,
}

/// A queue in a row.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct QueueRef {
    /// Which.
    #[schema(value_type = String)]
    pub id: QueueId,
    /// Its Chinese name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
}

/// An agent in a row.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AgentRef {
    /// Who.
    #[schema(value_type = String)]
    pub id: AgentId,
    /// 工号.
    pub work_number: String,
    /// The name customers see.
    pub alias: String,
}

/// The last message of a thread.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LastMessage {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// `customer`, `agent`, `assistant` or `system`.
    pub by: &'static str,
    /// The text, cut to 120 characters.
    pub text: String,
}

/// An interaction in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = InteractionRow)]
pub struct Row {
    /// Which.
    #[schema(value_type = String)]
    pub id: InteractionId,
    /// Its channel.
    pub channel: Channel,
    /// Where it stands.
    pub state: InteractionState,
    /// The customer, when known.
    pub customer: Option<CustomerRef>,
    /// How sure.
    pub identity_level: IdentityLevel,
    /// The queue it waits in or came from.
    pub queue: Option<QueueRef>,
    /// Who has it or had it last.
    pub agent: Option<AgentRef>,
    /// Intent id.
    pub intent: Option<String>,
    /// Intent name.
    pub intent_name: Option<String>,
    /// 0 calm to 4 crisis.
    pub mood: u8,
    /// 0 first to 9.
    pub priority: u8,
    /// Large text and a person first.
    pub senior: bool,
    /// The customer is not on the line: whoever takes it calls back.
    pub callback: bool,
    /// When it began.
    #[schema(value_type = String, format = DateTime)]
    pub started_at: Timestamp,
    /// Since when the customer waited for a person.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub queued_at: Option<Timestamp>,
    /// When a person took it.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub accepted_at: Option<Timestamp>,
    /// When it ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended_at: Option<Timestamp>,
    /// Since when somebody waits: the customer's queueing, or their last unread message.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub waiting_since: Option<Timestamp>,
    /// When the customer needs it by.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub deadline: Option<Timestamp>,
    /// The last message.
    pub last_message: Option<LastMessage>,
    /// Customer messages not yet read.
    pub unread: i64,
    /// The last event's number.
    pub last_number: i64,
    /// The journey.
    #[schema(value_type = String)]
    pub journey: JourneyId,
}

/// An interaction with what its page needs besides the thread.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = InteractionDetail)]
pub struct Detail {
    /// The row.
    #[serde(flatten)]
    pub row: Row,
    /// How many interactions the journey has.
    pub journey_count: usize,
    /// What the assistant passed on.
    pub handover: Option<HandOver>,
    /// The disposition, once written.
    pub disposition: Option<String>,
    /// The customer's language.
    pub locale: String,
    /// The page the customer came from.
    pub page: Option<String>,
}

const PREVIEW_CHARACTERS: usize = 120;

impl Interactions {
    /// The row of an interaction.
    pub(crate) async fn row(&self, fold: &Fold, tail: &Tail) -> Result<Row, Fault> {
        let mut rows = self.rows(&[(fold.clone(), tail.clone())]).await?;
        Ok(rows.remove(0))
    }

    /// The rows of many interactions, in the same order.
    pub(crate) async fn rows(&self, stored: &[(Fold, Tail)]) -> Result<Vec<Row>, Fault> {
        let mut ids: Vec<CustomerId> = stored.iter().filter_map(|(fold, _)| fold.customer).collect();
        ids.sort_unstable();
        ids.dedup();
        let customers = if ids.is_empty() { Vec::new() } else { self.needs.customers.briefs(&ids).await? };
        let queues = self.needs.routing.queues().await?;
        let mut rows = Vec::with_capacity(stored.len());
        for (fold, tail) in stored {
            let agent = match fold.agent.or(fold.last_agent) {
                Some(agent) => self.needs.people.agent(agent).await?,
                None => None,
            };
            rows.push(Row {
                customer: fold.customer.and_then(|id| customers.iter().find(|known| known.id == id)).map(|known| {
                    CustomerRef {
                        id: known.id,
                        name_masked: known.name_masked.clone(),
                        segments: known.segments.clone(),
                    }
                }),
                queue: fold.queue().and_then(|id| queues.iter().find(|queue| queue.id == id)).map(|queue| QueueRef {
                    id: queue.id,
                    name: queue.name_zh.clone(),
                    name_en: queue.name_en.clone(),
                }),
                agent: agent.map(|card| AgentRef { id: card.id, work_number: card.work_number, alias: card.alias }),
                ..bare(fold, tail)
            });
        }
        Ok(rows)
    }

    /// The detail of an interaction.
    pub(crate) async fn detail(&self, fold: &Fold, tail: &Tail) -> Result<Detail, Fault> {
        Ok(Detail {
            row: self.row(fold, tail).await?,
            journey_count: store::of_journey(&self.rows, fold.journey, 50).await?.len(),
            handover: fold.hand_over.clone(),
            disposition: fold.disposition.clone(),
            locale: fold.arrived.locale.clone(),
            page: fold.arrived.page.clone(),
        })
    }
}

fn bare(fold: &Fold, tail: &Tail) -> Row {
    let waiting = matches!(fold.state, InteractionState::Queued | InteractionState::Offered);
    let queued_at = fold.queued.as_ref().map(|queued| queued.queued_at);
    let unread_since =
        tail.last_message.as_ref().filter(|(_, by, _)| *by == "customer" && tail.unread > 0).map(|(at, _, _)| *at);
    Row {
        id: fold.id,
        channel: fold.channel(),
        state: fold.state,
        customer: None,
        identity_level: fold.identity_level,
        queue: None,
        agent: None,
        intent: fold.intent.as_ref().map(|intent| intent.intent.clone()),
        intent_name: fold.intent.as_ref().map(|intent| intent.name.clone()),
        mood: fold.intent.as_ref().map_or(0, |intent| intent.mood),
        priority: fold.priority(),
        senior: fold.arrived.senior,
        callback: fold.callback,
        started_at: fold.started_at,
        queued_at,
        accepted_at: fold.accepted_at,
        ended_at: fold.ended_at,
        waiting_since: if waiting { queued_at } else { unread_since },
        deadline: fold.queued.as_ref().and_then(|queued| queued.deadline),
        last_message: tail.last_message.as_ref().map(|(at, by, text)| LastMessage {
            at: *at,
            by,
            text: text.chars().take(PREVIEW_CHARACTERS).collect(),
        }),
        unread: tail.unread,
        last_number: tail.last_number,
        journey: fold.journey,
    }
}

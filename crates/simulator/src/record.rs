//! What a simulated day leaves behind.

use serde::{Deserialize, Serialize};
use warmline_acd::{Channel, OfferEnd, Presence};
use warmline_base::{AgentId, InteractionId, OfferId, QueueId, Timestamp};

/// One offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferRecord {
    /// Its id.
    pub offer: OfferId,
    /// At whom it rang.
    pub agent: AgentId,
    /// Since when.
    pub at: Timestamp,
    /// Until when and how; open offers have none.
    pub ended: Option<(Timestamp, OfferEnd)>,
}

/// One interaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Which.
    pub interaction: InteractionId,
    /// The queue it was answered from or gave up in.
    pub queue: QueueId,
    /// The queue it came to first.
    pub first_queue: QueueId,
    /// How it came.
    pub channel: Channel,
    /// Its priority.
    pub priority: u8,
    /// When it was queued.
    pub queued_at: Timestamp,
    /// Every offer, in order.
    pub offers: Vec<OfferRecord>,
    /// Who answered.
    pub agent: Option<AgentId>,
    /// When.
    pub answered_at: Option<Timestamp>,
    /// When the customer gave up instead.
    pub abandoned_at: Option<Timestamp>,
    /// When the conversation was over.
    pub ended_at: Option<Timestamp>,
    /// When the wrap-up was over.
    pub wrapped_up_at: Option<Timestamp>,
}

/// A change of presence; `None` is a sign-out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresenceRecord {
    /// Whose.
    pub agent: AgentId,
    /// When.
    pub at: Timestamp,
    /// To what.
    pub presence: Option<Presence>,
}

/// A whole day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Every interaction, in the order of arrival.
    pub records: Vec<Record>,
    /// Every change of presence, in order.
    pub presences: Vec<PresenceRecord>,
}

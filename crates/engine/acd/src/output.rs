//! What the engine decided. Outputs come in the order of the decisions and carry outside ids only.

use serde::{Deserialize, Serialize};
use warmline_base::{AgentId, InteractionId, Millis, OfferId, QueueId, Timestamp};

use crate::vocabulary::{AgentChoice, Channel, Presence, SkillNeed};

/// By which rule an agent was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The interaction looked for an agent: longest idle.
    LongestIdle,
    /// The interaction looked for an agent: least occupied.
    LeastOccupied,
    /// The interaction looked for an agent: best fit.
    BestFit,
    /// The agent became free and this interaction ranked first among those the agent may serve.
    NextInLine,
    /// The agent the customer spoke with before.
    Sticky,
    /// A colleague named the agent, or a line was lost that the agent had.
    Named,
    /// A supervisor gave it.
    Forced,
}

impl From<AgentChoice> for Rule {
    fn from(choice: AgentChoice) -> Self {
        match choice {
            AgentChoice::LongestIdle => Self::LongestIdle,
            AgentChoice::LeastOccupied => Self::LeastOccupied,
            AgentChoice::BestFit => Self::BestFit,
        }
    }
}

/// Why this agent, in figures taken at the moment of the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The rule that decided.
    pub rule: Rule,
    /// How long the customer had waited.
    pub waited: Millis,
    /// How long since the agent was last given or finished work.
    pub idle: Millis,
    /// Share of the agent's capacity in use before, in percent.
    pub load: u8,
    /// Sum of the agent's levels in the wanted skills.
    pub fit: u16,
    /// Agents (or, for `next_in_line`, interactions) looked at before this one was found.
    pub looked_at: u32,
}

/// How an offer came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferEnd {
    /// Taken.
    Accepted,
    /// Declined.
    Rejected,
    /// Not answered in time (RONA).
    Timeout,
    /// Taken back: the customer left, a supervisor stepped in, the agent went away.
    Withdrawn,
}

/// How an interaction came into a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// It arrived.
    Arrived,
    /// It was there before a restart.
    Restored,
    /// Somebody handed it on.
    Transferred,
    /// Its queue was drained.
    Drained,
    /// Its agent left.
    Returned,
    /// Its customer was called back and not reached.
    NotReached,
}

/// Why an agent no longer has an interaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Release {
    /// Handed on.
    Transferred,
    /// Somebody else took it.
    TakenOver,
    /// The agent left.
    SignedOut,
    /// The customer was not reached and will be called again.
    NotReached,
}

/// One decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "output", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields are the outside ids and instants their names say")]
pub enum Output {
    /// It is in a queue, with its original wait.
    Queued { interaction: InteractionId, queue: QueueId, queued_at: Timestamp, entry: Entry },
    /// Its queue did not get round to it; another one helps out.
    Overflowed { interaction: InteractionId, from: QueueId, to: QueueId, queued_at: Timestamp },
    /// From now on less is asked for: what is still required.
    Relaxed { interaction: InteractionId, queue: QueueId, required: Vec<SkillNeed> },
    /// Rings at an agent.
    Offered {
        offer: OfferId,
        interaction: InteractionId,
        agent: AgentId,
        queue: QueueId,
        channel: Channel,
        callback: bool,
        expires_at: Timestamp,
        explanation: Choice,
    },
    /// Rings no longer.
    OfferEnded { offer: OfferId, interaction: InteractionId, agent: AgentId, how: OfferEnd },
    /// The agent has it. `offer` names the accepted offer; without one `explanation` tells why.
    Assigned {
        interaction: InteractionId,
        agent: AgentId,
        queue: QueueId,
        channel: Channel,
        offer: Option<OfferId>,
        waited: Millis,
        explanation: Option<Choice>,
    },
    /// The turn of a callback has come: this agent calls the customer.
    CallbackDue { interaction: InteractionId, agent: AgentId },
    /// The agent no longer has it.
    Released { interaction: InteractionId, agent: AgentId, why: Release },
    /// The customer gave up waiting.
    Abandoned { interaction: InteractionId, queue: QueueId, waited: Millis },
    /// The conversation is over.
    WorkEnded { interaction: InteractionId, agent: AgentId, talked: Millis },
    /// Paperwork until then.
    WrapUpStarted { interaction: InteractionId, agent: AgentId, until: Timestamp },
    /// Paperwork done, or its time is up.
    WrapUpEnded { interaction: InteractionId, agent: AgentId, timed_out: bool },
    /// Presence changed, or the state after work was chosen.
    PresenceChanged { agent: AgentId, presence: Presence, next: Option<Presence> },
    /// A drained agent has nothing left in hand.
    AgentDrained { agent: AgentId },
    /// A queue opened or closed, by command or by its schedule.
    QueueChanged { queue: QueueId, open: bool },
    /// An interaction was turned away because the queue is full.
    QueueFull { queue: QueueId, interaction: InteractionId },
}

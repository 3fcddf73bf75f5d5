//! What can be asked of the engine. Every command is answered: done, or refused with a reason.

use serde::{Deserialize, Serialize};
use warmline_base::{AgentId, InteractionId, Millis, OfferId, QueueId, Timestamp};

use crate::vocabulary::{AgentSetup, Channel, Phone, PreferredSkill, Presence, QueueRules, SkillNeed, Sticky, When};

/// An interaction that starts to wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enqueue {
    /// The interaction; one id waits or is worked on only once.
    pub interaction: InteractionId,
    /// Where it waits.
    pub queue: QueueId,
    /// How it came.
    pub channel: Channel,
    /// 0 to 9, 9 first.
    pub priority: u8,
    /// Required besides what the queue requires.
    pub required: Vec<SkillNeed>,
    /// Wished for besides what the queue wishes for.
    pub preferred: Vec<PreferredSkill>,
    /// Answer by then, if a promise was made.
    pub deadline: Option<Timestamp>,
    /// Since when the customer waits. In the past after a transfer or a restart; never in the future.
    pub queued_at: Timestamp,
    /// The agent it would rather go back to.
    pub sticky: Option<Sticky>,
    /// Agents who must not get it.
    pub exclude: Vec<AgentId>,
    /// Rebuilt after a restart: gets in although the queue is closed or full, because it was in before.
    pub restored: bool,
}

impl Enqueue {
    /// The plainest arrival: middle priority, no wishes of its own.
    pub const fn plain(interaction: InteractionId, queue: QueueId, channel: Channel, queued_at: Timestamp) -> Self {
        Self {
            interaction,
            queue,
            channel,
            priority: 5,
            required: Vec::new(),
            preferred: Vec::new(),
            deadline: None,
            queued_at,
            sticky: None,
            exclude: Vec::new(),
            restored: false,
        }
    }
}

/// Where a transfer goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferTo {
    /// To whoever serves this queue, except the agent who gives it away.
    Queue(QueueId),
    /// To this agent by name, whatever the skills; after `fallback_after` to the interaction's queue.
    Agent {
        /// The agent, who must be ready.
        agent: AgentId,
        /// How long it may wait for that agent.
        fallback_after: Millis,
    },
}

/// In which state work in hand is rebuilt after a restart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RestoredPhase {
    /// Being talked to.
    Active,
    /// In wrap-up until this instant.
    WrapUp(Timestamp),
}

/// Work an agent has in hand that was never offered: from before a restart, or begun by a call to a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreWork {
    /// The interaction.
    pub interaction: InteractionId,
    /// Who has it; must be signed in.
    pub agent: AgentId,
    /// The queue it came from.
    pub queue: QueueId,
    /// How it came.
    pub channel: Channel,
    /// 0 to 9.
    pub priority: u8,
    /// Since when the customer waited.
    pub queued_at: Timestamp,
    /// Since when the agent has it.
    pub since: Timestamp,
    /// How far it is.
    pub phase: RestoredPhase,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Creates a queue, or changes the rules of one; those waiting keep their wait and are ranked anew.
    DefineQueue {
        /// The queue.
        queue: QueueId,
        /// Its rules.
        rules: Box<QueueRules>,
    },
    /// Removes a queue that has nothing waiting or in hand.
    RetireQueue {
        /// The queue.
        queue: QueueId,
    },
    /// Opens or closes a queue. A closed queue lets nobody in and still serves who is inside.
    SetQueueOpen {
        /// The queue.
        queue: QueueId,
        /// Open from now on?
        open: bool,
        /// When that turns round by itself, if the schedule says so.
        next_change: Option<Timestamp>,
    },
    /// Closes a queue and, when `to` is given, moves everybody waiting there with their wait.
    DrainQueue {
        /// The queue.
        queue: QueueId,
        /// Who takes over those waiting.
        to: Option<QueueId>,
    },
    /// An agent starts work.
    SignIn {
        /// The agent.
        agent: AgentId,
        /// Skills and capacity.
        setup: AgentSetup,
        /// Ready at once or not.
        presence: Presence,
    },
    /// Skills or capacity of a signed-in agent change; work in hand stays.
    UpdateAgent {
        /// The agent.
        agent: AgentId,
        /// The new skills and capacity.
        setup: AgentSetup,
    },
    /// An agent leaves. An open offer goes back to its place; wrap-ups are over.
    SignOut {
        /// The agent.
        agent: AgentId,
        /// Put interactions in hand back into their queues with their wait; otherwise refuse when
        /// there are any.
        return_work: bool,
    },
    /// Changes presence.
    SetPresence {
        /// The agent.
        agent: AgentId,
        /// To what.
        presence: Presence,
        /// From when.
        when: When,
    },
    /// An agent's phone can be rung, is away, or is engaged.
    SetPhone {
        /// The agent.
        agent: AgentId,
        /// How it is.
        phone: Phone,
    },
    /// Starts or stops draining an agent: work in hand goes on, no new work comes.
    DrainAgent {
        /// The agent.
        agent: AgentId,
        /// Start or stop.
        on: bool,
    },
    /// An interaction starts to wait.
    Enqueue(Enqueue),
    /// The customer gave up waiting.
    Cancel {
        /// The interaction.
        interaction: InteractionId,
    },
    /// The agent takes the offer.
    Accept {
        /// The interaction.
        interaction: InteractionId,
        /// The offer.
        offer: OfferId,
        /// Who accepts.
        agent: AgentId,
    },
    /// The agent declines the offer and stays ready; the interaction is not offered to them again for
    /// [`Config::decline_pause`](crate::Config::decline_pause).
    Reject {
        /// The interaction.
        interaction: InteractionId,
        /// The offer.
        offer: OfferId,
        /// Who declines.
        agent: AgentId,
    },
    /// The offer is taken back, as when the agent's desk cannot be reached. The agent keeps their
    /// place in the idle order; the pause is as for a rejection.
    WithdrawOffer {
        /// The interaction.
        interaction: InteractionId,
    },
    /// The conversation is over; wrap-up begins if the queue has one.
    EndWork {
        /// The interaction.
        interaction: InteractionId,
        /// Instead of the queue's wrap-up time.
        wrap_up: Option<Millis>,
    },
    /// The paperwork is done before its time is up.
    FinishWrapUp {
        /// The interaction.
        interaction: InteractionId,
    },
    /// Hands an interaction on with its original wait.
    Transfer {
        /// The interaction: waiting, offered or in hand.
        interaction: InteractionId,
        /// Where to.
        to: TransferTo,
    },
    /// Ranks a waiting interaction anew.
    SetPriority {
        /// The interaction.
        interaction: InteractionId,
        /// 0 to 9.
        priority: u8,
    },
    /// The customer hangs up and keeps the place: when its turn comes, an agent calls back.
    RequestCallback {
        /// The interaction: waiting or offered.
        interaction: InteractionId,
        /// Not before then, if the customer named a time.
        not_before: Option<Timestamp>,
    },
    /// A callback in hand did not reach the customer: out of the agent's hand and back to its place, where it is a
    /// callback again.
    CallAgain {
        /// The interaction, in hand.
        interaction: InteractionId,
        /// Not before then; at once, by somebody else, without.
        not_before: Option<Timestamp>,
    },
    /// A supervisor gives a waiting or offered interaction to an agent, whatever skills and presence;
    /// capacity still counts.
    Force {
        /// The interaction.
        interaction: InteractionId,
        /// Who gets it.
        agent: AgentId,
    },
    /// Somebody else, as a supervisor, takes an interaction in hand away from its agent.
    TakeOver {
        /// The interaction.
        interaction: InteractionId,
        /// Who has it from now on; signed in, with room for it.
        agent: AgentId,
    },
    /// Somebody else has an interaction in hand, as the telephone tells: a colleague who was consulted went on
    /// with the customer. That is so whatever room there is; it takes what room is left.
    HandOver {
        /// The interaction.
        interaction: InteractionId,
        /// Who has it from now on; signed in.
        agent: AgentId,
    },
    /// Puts work into an agent's hand without an offer, after a restart or when the agent calls a customer. It takes
    /// what room is left.
    RestoreWork(RestoreWork),
}

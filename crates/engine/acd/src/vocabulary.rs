//! The words the engine speaks at its border: channels, skills, the rules of a queue, what an agent
//! can carry, presence.
//!
//! Everything here is plain data that serialises; the dense numbers the engine works with inside
//! never leave it. Levels run from 1 to 10, priorities from 0 to 9 (9 first), weights in percent of
//! one agent.

use serde::{Deserialize, Serialize};
use warmline_base::{AgentId, Millis, QueueId, SkillId};

/// How a customer reaches the centre, as far as capacity is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A telephone call.
    Voice,
    /// A live chat, on the web page or in the app.
    Chat,
    /// A video call.
    Video,
    /// A message that may be answered later: SMS, WeChat, mail.
    Message,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 4] = [Self::Voice, Self::Chat, Self::Video, Self::Message];

    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}

/// A skill an interaction cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkillNeed {
    /// Which skill.
    pub skill: SkillId,
    /// The lowest level that will do, 1 to 10.
    pub min: u8,
}

/// A skill an interaction would rather have: it counts as required until `relax_after`, and from then
/// on only makes an agent fit better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreferredSkill {
    /// Which skill.
    pub skill: SkillId,
    /// The lowest level wished for, 1 to 10.
    pub min: u8,
    /// How long to insist; zero never insists.
    pub relax_after: Millis,
}

/// A skill an agent has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkillLevel {
    /// Which skill.
    pub skill: SkillId,
    /// How well, 1 to 10.
    pub level: u8,
}

/// What a queue gives up after a while: one ring of a bullseye.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relaxation {
    /// Time in the queue after which it applies.
    pub after: Millis,
    /// The required skill it is about.
    pub skill: SkillId,
    /// The level that will do from then on; `None` asks for the skill no longer.
    pub to: Option<u8>,
}

/// Where an interaction goes when a queue does not get round to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overflow {
    /// The queue that helps out.
    pub queue: QueueId,
    /// Time in the first queue before it moves.
    pub after: Millis,
}

/// In which order a queue is served. See `OrderKey` in ADR 0002 for how queues compare.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Higher priority first, then the longer wait.
    #[default]
    PriorityAge,
    /// The earlier deadline first; without one, queued-at plus the queue's service level stands in.
    Deadline,
    /// The longer wait first, whatever the priority.
    Fifo,
}

/// Which of several eligible agents gets the interaction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgentChoice {
    /// Agents without work first, then whoever was given or finished work longest ago.
    #[default]
    LongestIdle,
    /// The smallest share of capacity in use; ties by longest idle.
    LeastOccupied,
    /// The highest sum of levels in the wanted skills; ties by longest idle.
    BestFit,
}

/// The rules of one queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueRules {
    /// The only channel it takes; `None` takes all.
    pub channel: Option<Channel>,
    /// 0 to 9; ranks a `Fifo` or `Deadline` queue against others.
    pub priority: u8,
    /// Required of everybody who serves it, besides what an interaction asks for itself.
    pub required: Vec<SkillNeed>,
    /// Wished for by every interaction in it.
    pub preferred: Vec<PreferredSkill>,
    /// What it gives up over time.
    pub relax: Vec<Relaxation>,
    /// Who helps out.
    pub overflow: Option<Overflow>,
    /// Order of service.
    pub order: Order,
    /// Choice of agent.
    pub agent_choice: AgentChoice,
    /// How long an offer rings before it counts as not answered; at least one second.
    pub offer_timeout: Millis,
    /// Time after an interaction for its paperwork; zero for none.
    pub wrap_up: Millis,
    /// The wait it promises; makes waits of different queues comparable.
    pub service_level: Millis,
    /// How many may wait at once.
    pub max_waiting: u32,
    /// Skips the offer: the chosen agent has the interaction at once.
    pub auto_accept: bool,
}

impl Default for QueueRules {
    fn default() -> Self {
        Self {
            channel: None,
            priority: 5,
            required: Vec::new(),
            preferred: Vec::new(),
            relax: Vec::new(),
            overflow: None,
            order: Order::PriorityAge,
            agent_choice: AgentChoice::LongestIdle,
            offer_timeout: Millis::seconds(20),
            wrap_up: Millis(0),
            service_level: Millis::seconds(20),
            max_waiting: 10_000,
            auto_accept: false,
        }
    }
}

/// What one agent can carry at a time: each piece of work takes its channel's weight out of 100, and
/// no channel goes beyond its own limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capacity {
    pub(crate) weights: [u8; 4],
    pub(crate) limits: [u8; 4],
}

impl Capacity {
    /// A call or a video takes the whole agent; up to `chat_limit` (1 to 100) chats share one, and so
    /// do up to ten messages.
    pub const fn blended(chat_limit: u8) -> Self {
        let chats = if chat_limit == 0 { 1 } else { chat_limit };
        Self { weights: [100, 100 / chats, 100, 10], limits: [1, chat_limit, 1, 10] }
    }

    /// The same capacity with at most `limit` of `channel` at a time; zero accepts none.
    #[must_use]
    pub const fn with_limit(mut self, channel: Channel, limit: u8) -> Self {
        self.limits[channel.index()] = limit;
        self
    }

    /// The same capacity with one of `channel` weighing `percent` (1 to 100).
    #[must_use]
    pub const fn with_weight(mut self, channel: Channel, percent: u8) -> Self {
        self.weights[channel.index()] = percent;
        self
    }

    /// How many of `channel` fit into an otherwise idle agent.
    pub fn slots(&self, channel: Channel) -> u32 {
        let (weight, limit) = (self.weights[channel.index()], self.limits[channel.index()]);
        u32::from((100 / weight.max(1)).min(limit))
    }
}

/// What an agent brings to work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentSetup {
    /// Skills and levels.
    pub skills: Vec<SkillLevel>,
    /// How much at a time.
    pub capacity: Capacity,
}

/// Why an agent is not ready (示忙原因).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// 小休.
    Break,
    /// 用餐.
    Meal,
    /// 会议.
    Meeting,
    /// 培训.
    Training,
    /// 辅导.
    Coaching,
    /// 举手求助.
    RaisedHand,
    /// An offer was not answered in time.
    Rona,
    /// Set by a supervisor.
    Forced,
    /// Set by the system, as at a restart.
    System,
    /// 其他.
    Other,
}

/// Whether an agent takes new work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Presence {
    /// Takes new work.
    Ready,
    /// Takes none, because of `reason`.
    NotReady {
        /// The reason.
        reason: Reason,
    },
}

/// Whether an agent can be telephoned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phone {
    /// It can be rung.
    #[default]
    Free,
    /// There is none that could be rung: calls go to others, chats do not mind.
    Away,
    /// The agent is on it, in a call somebody else has in hand: no new work comes.
    Engaged,
}

/// When a change of presence takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// At once; work in hand goes on.
    Now,
    /// When the last work in hand, wrap-up included, is done; until then no new work comes if the
    /// chosen state is not ready.
    AfterWork,
}

/// The agent an interaction would rather go back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sticky {
    /// The agent.
    pub agent: AgentId,
    /// How long to wait for that agent, when present but busy, before anybody will do.
    pub limit: Millis,
    /// Whatever the skills: the agent had this very matter in hand a moment ago.
    pub any_skill: bool,
}

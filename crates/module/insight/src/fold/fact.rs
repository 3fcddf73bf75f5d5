//! What the fold makes of events: facts, each with the instant it belongs to and what it counts under.
//!
//! A fact belongs to where its matter began, not to when it became known: the outcome of a wait to the
//! queueing, a leg's handling to the acceptance. So what was offered in an interval and how it was
//! served stand in the same interval, however late the answer came.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use warmline_base::{AgentId, Millis, QueueId, SkillId, Timestamp};
use warmline_contract::Channel;

/// What a wait, a leg or a rating counts under besides the whole centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keys {
    /// The door's channel.
    pub channel: Channel,
    /// The queue the wait began in; it keeps the wait even when another queue answers it.
    pub queue: Option<QueueId>,
    /// Skills asked for when the wait began. A wait that asks for two counts under both.
    pub skills: Vec<SkillId>,
    /// The customer's city; without one it counts under no region.
    pub region: Option<String>,
}

/// One fact.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// The instant it belongs to.
    pub at: Timestamp,
    /// What it counts under; `None` for facts about an agent's time.
    pub keys: Option<Arc<Keys>>,
    /// Whom it is about.
    pub agent: Option<AgentId>,
    /// What it says.
    pub what: What,
}

/// What a fact says.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A customer came in.
    Contact,
    /// The city of somebody who came in without one is known now.
    Located,
    /// It is about this; once for each interaction and intent.
    Intent {
        /// Intent id.
        intent: String,
        /// Its Chinese name.
        name: String,
    },
    /// The flow and the assistant are through with it for the first time.
    BotDone {
        /// The bot's own clock.
        span: Millis,
        /// It ended here and no person was asked.
        alone: bool,
    },
    /// It began to wait for a person: offered to people.
    Offered {
        /// The interaction's first wait.
        first: bool,
    },
    /// A wait is over.
    WaitOver {
        /// This wait's own clock.
        span: Millis,
        /// How it ended.
        end: WaitEnd,
    },
    /// A person answered for the first time; a transfer or a second wait never says it again.
    FirstResponse {
        /// From the first queueing on.
        span: Millis,
    },
    /// The customer wishes to be called back.
    CallbackWished,
    /// The customer was called back for good: no further attempt follows.
    CalledBack {
        /// And answered.
        reached: bool,
    },
    /// An agent's leg is over with its wrap-up.
    Handled {
        /// Acceptance to end or transfer.
        talk: Millis,
        /// End to the end of the wrap-up.
        wrap: Millis,
    },
    /// An agent passed it on.
    Transferred,
    /// An offer ran out unanswered (RONA).
    OfferMissed,
    /// An offer was rejected.
    OfferRejected,
    /// The customer said how it was.
    Rated {
        /// Whether the matter is solved.
        solved: Option<Solved>,
        /// 1 to 5.
        friendly: u8,
        /// 1 to 5.
        fast: u8,
        /// 0 to 10.
        recommend: Option<u8>,
    },
    /// An agent spent the time from `at` to `until` so.
    Time {
        /// On what.
        kind: TimeKind,
        /// Up to here.
        until: Timestamp,
    },
}

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitEnd {
    /// A person took it.
    Answered,
    /// The customer went away.
    Abandoned,
    /// The customer wished a callback instead; the place is kept, the clock stops.
    Callback,
    /// The flow took it back, as for a message left instead.
    Withdrawn,
}

/// Whether the customer's matter is solved, in the customer's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Solved {
    /// Yes.
    Yes,
    /// Partly.
    Partly,
    /// No.
    No,
}

/// On what an agent spends an instant: on exactly one of these, or is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeKind {
    /// Any conversation or wrap-up in hand.
    Work,
    /// 示闲 with nothing in hand.
    Ready,
    /// 示忙 with nothing in hand, by reason.
    NotReady(Rest),
}

/// 示忙原因.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rest {
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
    /// An offer was missed.
    Rona,
    /// Set by a supervisor.
    Forced,
    /// Set by the system.
    System,
    /// Anything else.
    Other,
}

impl Rest {
    /// The reason of this word; [`Rest::Other`] for none or an unknown one.
    pub fn of(word: Option<&str>) -> Self {
        match word {
            Some("break") => Self::Break,
            Some("meal") => Self::Meal,
            Some("meeting") => Self::Meeting,
            Some("training") => Self::Training,
            Some("coaching") => Self::Coaching,
            Some("raised_hand") => Self::RaisedHand,
            Some("rona") => Self::Rona,
            Some("forced") => Self::Forced,
            Some("system") => Self::System,
            _ => Self::Other,
        }
    }
}

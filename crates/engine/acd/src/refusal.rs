//! Why a command was not done. Each refusal has a page in `docs/errors`; nothing changed when one is
//! returned, except that deadlines already due have fired.

use serde::{Deserialize, Serialize};
use warmline_base::{Fault, FaultKind};

/// A refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such queue.
    #[error("this queue is not defined: define it first or pick another")]
    UnknownQueue,
    /// Nobody of that id is signed in.
    #[error("this agent is not signed in: sign the agent in first")]
    UnknownAgent,
    /// No such interaction is waiting or in hand.
    #[error("this interaction is neither waiting nor in hand: it may have ended already")]
    UnknownInteraction,
    /// The interaction is here already.
    #[error("this interaction is here already: use transfer to move it")]
    KnownInteraction,
    /// The agent is signed in already.
    #[error("this agent is signed in already: use update_agent to change skills or capacity")]
    KnownAgent,
    /// The queue is closed.
    #[error("this queue is closed: take a message or a callback wish, or try when it opens")]
    QueueClosed,
    /// Too many wait.
    #[error("this queue is full: offer a callback or try later")]
    QueueFull,
    /// Something still waits or is worked on.
    #[error("this queue still has interactions: drain it and let work in hand end first")]
    QueueBusy,
    /// The queue does not take the channel.
    #[error("this queue does not take this channel: pick another queue")]
    WrongChannel,
    /// The offer is over or was made to somebody else.
    #[error("this offer is over or was made to somebody else: wait for the next one")]
    OfferGone,
    /// The interaction is in another state.
    #[error("the interaction is in another state than this needs: look at it again first")]
    WrongState,
    /// The agent has no room.
    #[error("this agent has no room for it: let work in hand end or pick another agent")]
    AgentFull,
    /// The agent has no phone that can be rung.
    #[error("this agent has no phone that can be rung: pick another agent, or have the phone registered")]
    NoPhone,
    /// The agent takes no new work.
    #[error("this agent takes no new work now: pick another agent or a queue")]
    AgentAway,
    /// The agent has interactions in hand.
    #[error("this agent has interactions in hand: end or transfer them, or ask to return them")]
    AgentBusy,
    /// A number is out of its range.
    #[error("a level, priority, weight, time or list is out of its range: see the command's description")]
    OutOfRange,
    /// A limit of the engine is reached.
    #[error("the engine's limit of queues, agents or interactions is reached: raise it in the configuration")]
    LimitReached,
}

impl Refusal {
    /// The stable code, whose page is `docs/errors/<code>.md`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnknownQueue => "WL-ACD-UNKNOWN-QUEUE",
            Self::UnknownAgent => "WL-ACD-UNKNOWN-AGENT",
            Self::UnknownInteraction => "WL-ACD-UNKNOWN-INTERACTION",
            Self::KnownInteraction => "WL-ACD-KNOWN-INTERACTION",
            Self::KnownAgent => "WL-ACD-KNOWN-AGENT",
            Self::QueueClosed => "WL-ACD-QUEUE-CLOSED",
            Self::QueueFull => "WL-ACD-QUEUE-FULL",
            Self::QueueBusy => "WL-ACD-QUEUE-BUSY",
            Self::WrongChannel => "WL-ACD-WRONG-CHANNEL",
            Self::OfferGone => "WL-ACD-OFFER-GONE",
            Self::WrongState => "WL-ACD-WRONG-STATE",
            Self::AgentFull => "WL-ACD-AGENT-FULL",
            Self::NoPhone => "WL-ACD-NO-PHONE",
            Self::AgentAway => "WL-ACD-AGENT-AWAY",
            Self::AgentBusy => "WL-ACD-AGENT-BUSY",
            Self::OutOfRange => "WL-ACD-OUT-OF-RANGE",
            Self::LimitReached => "WL-ACD-LIMIT-REACHED",
        }
    }

    const fn kind(self) -> FaultKind {
        match self {
            Self::UnknownQueue | Self::UnknownAgent | Self::UnknownInteraction => FaultKind::NotFound,
            Self::OutOfRange | Self::WrongChannel => FaultKind::Invalid,
            Self::QueueFull | Self::LimitReached => FaultKind::Unavailable,
            _ => FaultKind::Conflict,
        }
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self { kind: refusal.kind(), code: refusal.code(), detail: refusal.to_string().into(), place: None }
    }
}

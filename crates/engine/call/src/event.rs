//! What is written in the log about a call. Names are those of the contract; numbers are masked, and
//! nothing that was keyed is here except the choice of a menu.
//!
//! Deliberately absent: `call.quality`, which the media plane measures and reports itself.

use serde::{Deserialize, Serialize};
use warmline_base::{AgentId, QueueId};

use crate::vocabulary::{By, Cause, LegId, Mode, Role, SecretKind, Target};

/// Who calls whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The customer calls the bank.
    Inbound,
    /// The bank calls the customer.
    Outbound,
}

/// How a transfer is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferKind {
    /// Without asking first.
    Blind,
    /// After talking with the other side.
    Consult,
}

/// Where a call went, as it may be written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Destination {
    /// A colleague.
    Agent(AgentId),
    /// A queue.
    Queue(QueueId),
    /// A number, masked.
    Number(String),
}

impl From<&Target> for Destination {
    fn from(target: &Target) -> Self {
        match target {
            Target::Agent(agent) => Self::Agent(*agent),
            Target::Queue(queue) => Self::Queue(*queue),
            Target::Number(number) => Self::Number(number.masked()),
        }
    }
}

/// Why the customer hears music although the call is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldKind {
    /// Put on hold by an agent.
    Hold,
    /// Parked for a colleague.
    Park,
    /// The far end holds us.
    FarEnd,
}

/// One entry of the log. Serialised, `event` is its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event")]
#[expect(missing_docs, reason = "the fields say what their names say")]
pub enum Event {
    /// A call began.
    #[serde(rename = "call.started")]
    Started { direction: Direction, from_masked: String, to: String, trunk: String },
    /// The customer's leg is connected.
    #[serde(rename = "call.answered")]
    Answered,
    /// The customer chose from a menu.
    #[serde(rename = "call.digit_menu")]
    DigitMenu { choice: char },
    /// Somebody joined.
    #[serde(rename = "call.leg_added")]
    LegAdded {
        leg: LegId,
        role: Role,
        #[serde(skip_serializing_if = "Option::is_none")]
        agent: Option<AgentId>,
    },
    /// Somebody left, or was invited and never joined.
    #[serde(rename = "call.leg_left")]
    LegLeft {
        leg: LegId,
        role: Role,
        #[serde(skip_serializing_if = "Option::is_none")]
        agent: Option<AgentId>,
        cause: Cause,
    },
    /// A leg is on hold.
    #[serde(rename = "call.held")]
    Held { leg: LegId, by: By, kind: HoldKind },
    /// A leg is back.
    #[serde(rename = "call.resumed")]
    Resumed { leg: LegId, by: By },
    /// Somebody muted or unmuted themselves.
    #[serde(rename = "call.muted")]
    Muted { leg: LegId, on: bool },
    /// A transfer began.
    #[serde(rename = "call.transfer_started")]
    TransferStarted { kind: TransferKind, by: AgentId, to: Destination },
    /// A transfer came to its end.
    #[serde(rename = "call.transfer_done")]
    TransferDone { kind: TransferKind, ok: bool },
    /// Three or more speak with each other.
    #[serde(rename = "call.conference")]
    Conference { parties: u8 },
    /// A supervisor takes part, or takes part in another way.
    #[serde(rename = "call.supervised")]
    Supervised { mode: Mode, agent: AgentId, supervisor: AgentId },
    /// The recording began.
    #[serde(rename = "recording.started")]
    RecordingStarted { recording: u16 },
    /// The recording pauses.
    #[serde(rename = "recording.paused")]
    RecordingPaused { recording: u16 },
    /// The recording goes on.
    #[serde(rename = "recording.resumed")]
    RecordingResumed { recording: u16 },
    /// The recording is complete.
    #[serde(rename = "recording.stopped")]
    RecordingStopped { recording: u16 },
    /// The customer was asked to key a secret.
    #[serde(rename = "secret.asked")]
    SecretAsked { kind: SecretKind },
    /// The secret was checked, or given up.
    #[serde(rename = "secret.done")]
    SecretDone { kind: SecretKind, ok: bool },
    /// The call is over. Always the last.
    #[serde(rename = "call.ended")]
    Ended { cause: Cause, by: By },
}

//! Event payloads of the telephone. Fields are only ever added, with defaults, as everywhere.

use serde::{Deserialize, Serialize};
use warmline_base::{AgentId, CaseId, InteractionId, QueueId, Timestamp};

/// The number somebody telephones from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    /// As staff may see it.
    pub masked: String,
    /// Sealed for [`crate::CALLBACK_PHONE`] of this interaction, in hexadecimal.
    pub sealed: String,
    /// The colleague this number reaches first, because the line was lost or the matter is theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefer: Option<AgentId>,
}

/// Who speaks in a call, as the channels of its recording tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The customer.
    Customer,
    /// Whoever the customer hears.
    Agent,
}

/// `call.said`. Times are milliseconds after the call was answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// Who.
    pub speaker: Speaker,
    /// The words, without numbers that must not be kept.
    pub text: String,
    /// When it began.
    pub start_ms: i64,
    /// When it ended.
    pub end_ms: i64,
    /// Characters in a second of voice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pace: Option<f64>,
    /// The language, as the recogniser names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// How sure the recogniser is, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
}

/// `call.recognition`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recognition {
    /// Whether what is said is understood from now on.
    pub available: bool,
}

/// The door of interactions that a colleague began by calling the customer.
pub const CALL_OUT_DOOR: &str = "call_out";

/// `call.line_kept`: the line was lost, or the matter is the agent's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineKept {
    /// Whom the customer's number reaches first.
    pub agent: AgentId,
    /// Until when.
    pub until: Timestamp,
}

/// `interaction.called_out`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalledOut {
    /// Who calls.
    pub agent: AgentId,
    /// Where it goes when it is handed on.
    pub queue: QueueId,
    /// The case it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    /// The contact it goes on from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interaction: Option<InteractionId>,
}

/// `case.called`: a call about a case was begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseCalled {
    /// The call.
    pub interaction: InteractionId,
}

/// `interaction.callback_tried`: the turn of a call back had come, and this came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallbackTried {
    /// Which attempt, from 1.
    pub attempt: u8,
    /// Who called.
    pub agent: AgentId,
    /// The customer answered.
    pub reached: bool,
    /// Why not: `busy`, `no_answer`, `declined`, `unreachable` …
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cause: String,
    /// When it is tried again; never, when the customer was reached or given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again_at: Option<Timestamp>,
}

//! What a call decided. Outputs come in the order of the decisions; nothing follows
//! [`Event::Ended`](crate::Event::Ended).

use serde::Serialize;
use warmline_base::{AgentId, Millis, OfferId, QueueId};

use crate::event::Event;
use crate::topology::Topology;
use crate::vocabulary::{By, Cause, Digits, LegId, Number, Phrase, SecretKind};

/// Whom to invite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Callee {
    /// An agent's or supervisor's phone, in the browser or on the desk.
    Agent(AgentId),
    /// A number, through a trunk.
    Number(Number),
}

/// For the edge that speaks SIP.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "leg_command", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields say what their names say")]
pub enum LegCommand {
    /// Call this one.
    Invite { leg: LegId, callee: Callee },
    /// Open early media towards an arriving call (183).
    EarlyMedia { leg: LegId },
    /// Answer an arriving call (200).
    Answer { leg: LegId },
    /// Tell the far end that it is on hold; the music is ours.
    Hold { leg: LegId },
    /// Tell the far end that it is back.
    Unhold { leg: LegId },
    /// Refresh the session.
    Refresh { leg: LegId },
    /// Ask the trunk to bring the far end elsewhere.
    Refer { leg: LegId, to: Number },
    /// Cancel, refuse or hang up, whatever fits its state.
    HangUp { leg: LegId, cause: Cause },
}

/// For the media plane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "media_command", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields say what their names say")]
pub enum MediaCommand {
    /// From now on these hear these.
    Topology(Topology),
    /// Say this to those whose [`Ear`](crate::Ear) names the saying, and report its end.
    Say { play: u32, phrases: Vec<Phrase> },
    /// Stop saying it.
    StopSaying { play: u32 },
    /// Begin a recording of what [`Topology::taps`] names, in two channels.
    Record { recording: u16 },
    /// Leave the recording silent from now on.
    PauseRecording { recording: u16 },
    /// Write again.
    ResumeRecording { recording: u16 },
    /// Close the recording.
    StopRecording { recording: u16 },
    /// Begin to take the customer's message, one channel.
    TakeMessage { recording: u16 },
    /// Close the message.
    StopMessage { recording: u16 },
}

/// Why the call goes back into its queue, to its old place and ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Requeue {
    /// The agent's line was lost.
    AgentLost,
    /// The transfer reached nobody.
    TransferFailed,
    /// Parked for too long.
    ParkedTooLong,
    /// The customer pressed the emergency key: to a person at once. The flow hears of the key as well,
    /// and knows which queue that is.
    Emergency,
    /// The flow said nothing for too long.
    FlowSilent,
}

/// What came of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Keyed {
    /// These keys.
    Digits(Digits),
    /// None in time.
    Nothing,
}

/// For the rest of the house: flow, switchboard, log of work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "house_command", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields say what their names say")]
pub enum HouseCommand {
    /// The flow's saying is said.
    Said,
    /// The flow's question is answered, or not.
    Keyed(Keyed),
    /// The flow's secret was checked, or not keyed in time.
    SecretResult { ok: bool },
    /// A message was taken.
    MessageTaken { recording: u16, length: Millis },
    /// The waiting customer chose to be called back; the call ends, the place stays.
    CallbackWished,
    /// The waiting customer chose this self-service; the place stays.
    SelfService { name: Box<str> },
    /// The phone answered: accept the offer, and confirm when that is stored.
    OfferAnswered { offer: OfferId, agent: AgentId },
    /// The phone did not answer.
    OfferRefused { offer: OfferId, agent: AgentId, cause: Cause },
    /// Back into the queue with priority: from this agent's hand, and rather to this one again.
    Enqueue { why: Requeue, from: Option<AgentId>, prefer: Option<AgentId> },
    /// Hand on to a colleague, with the customer's wait kept.
    TransferToAgent { from: AgentId, to: AgentId },
    /// Hand on to a queue.
    TransferToQueue { from: AgentId, to: QueueId },
    /// Another agent serves the customer now.
    ServedBy { agent: AgentId, instead_of: Option<AgentId> },
    /// The agent's part is over; wrap-up begins.
    AgentDone { agent: AgentId },
    /// The customer waits for a colleague to pick up.
    Parked { by: AgentId },
    /// The consulted side did not answer or left.
    ConsultFailed { agent: AgentId, cause: Cause },
    /// Somebody is still on hold.
    HoldReminder { agent: AgentId },
    /// Nobody serves the customer any more, who is still there: the flow goes on, as with the survey.
    FlowResumes,
    /// The same number reaches this agent first for so long.
    LockCallback { agent: AgentId, window: Millis },
    /// The customer of an outbound call answered.
    Reached { attempt: u8 },
    /// The customer was not reached; call again after `again_after`, or give up when there is none.
    NotReached { cause: Cause, attempt: u8, again_after: Option<Millis> },
    /// The call is over: release whatever still belongs to it.
    End { cause: Cause, by: By },
}

/// One decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "output", content = "what", rename_all = "snake_case")]
pub enum Output {
    /// For the SIP edge.
    Leg(LegCommand),
    /// For the media plane.
    Media(MediaCommand),
    /// For the house.
    House(HouseCommand),
    /// For the identity check, and for nobody else: a keyed secret.
    SecretSink {
        /// Which secret.
        kind: SecretKind,
        /// The keys.
        digits: Digits,
    },
    /// For the log.
    Log(Event),
}

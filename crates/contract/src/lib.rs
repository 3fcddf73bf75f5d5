//! What the departments know of each other: event names and payloads, roles and actions, and the few
//! traits by which one module asks another.
//!
//! A module never sees another module; it sees this. Deliberately absent: any logic beyond turning
//! values into text and back.

mod access;
mod actor;
mod door;
mod event;
mod imported;
mod keyed;
mod payload;
mod ports;
mod status;
mod telephone;

pub use access::{Action, AuditWord, Role, SessionStep};
pub use actor::{Actor, By, Staff};
pub use door::{
    Admitted, Arrival, BoardFeed, CallBack, CallDesk, CallOut, Calling, CutOff, HandOn, NoticeReceiver, PhoneState,
    PhoneView, Place, Reception, Upload, VisitorNotice, VisitorView,
};
pub use event::{LogEvent, NewEvent, StoredEvent, Stream, StreamParseError};
pub use imported::Imported;
pub use keyed::{IdentityCheck, Keyed};
pub use payload::*;
pub use ports::*;
pub use status::{Channel, IdentityLevel, InteractionState, KeyedProof, PresenceState};
pub use telephone::*;

/// Every event name, in one place.
pub mod names {
    macro_rules! names {
        ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
            $($(#[$doc])* pub const $name: &str = $text;)*
            /// All of them, for checks.
            pub const ALL: &[&str] = &[$($text),*];
        };
    }

    names! {
        /// A customer came in by a door. The first event of every interaction.
        INTERACTION_ARRIVED = "interaction.arrived";
        /// Somebody said something all sides may read.
        INTERACTION_MESSAGE = "interaction.message";
        /// Staff wrote something the customer does not see.
        INTERACTION_NOTE = "interaction.note";
        /// A side has read up to a number.
        INTERACTION_READ = "interaction.read";
        /// The customer's identity is known at a level.
        INTERACTION_IDENTIFIED = "interaction.identified";
        /// What it is about.
        INTERACTION_INTENT = "interaction.intent";
        /// The flow took a step; its state is in the body so that it survives a restart.
        INTERACTION_FLOW_STEP = "interaction.flow_step";
        /// It waits for a person.
        INTERACTION_QUEUED = "interaction.queued";
        /// It was offered to an agent.
        INTERACTION_OFFERED = "interaction.offered";
        /// An offer ended without acceptance.
        INTERACTION_OFFER_ENDED = "interaction.offer_ended";
        /// An agent took it.
        INTERACTION_ACCEPTED = "interaction.accepted";
        /// An agent passed it on.
        INTERACTION_TRANSFERRED = "interaction.transferred";
        /// The assistant passed it to people, with what was asked and answered.
        INTERACTION_HANDED_OVER = "interaction.handed_over";
        /// The customer wishes to be called back and keeps the place.
        INTERACTION_CALLBACK_WISHED = "interaction.callback_wished";
        /// A colleague calls a customer. The second event of such an interaction.
        INTERACTION_CALLED_OUT = "interaction.called_out";
        /// The customer was called back, and was reached or not.
        INTERACTION_CALLBACK_TRIED = "interaction.callback_tried";
        /// The customer left a message outside hours.
        INTERACTION_LEFT_MESSAGE = "interaction.left_message";
        /// The customer went away while waiting.
        INTERACTION_ABANDONED = "interaction.abandoned";
        /// The conversation is over.
        INTERACTION_ENDED = "interaction.ended";
        /// The agent wrote it up (服务小结).
        INTERACTION_WRAPPED_UP = "interaction.wrapped_up";
        /// The work after it is over, written up or not; the agent is free for other work.
        INTERACTION_WRAP_UP_ENDED = "interaction.wrap_up_ended";
        /// The customer said how it was.
        INTERACTION_RATED = "interaction.rated";
        /// A case was opened from it.
        INTERACTION_CASE_OPENED = "interaction.case_opened";
        /// The customer was told about a case in the same thread.
        INTERACTION_CASE_TOLD = "interaction.case_told";
        /// A telephone call began.
        CALL_STARTED = "call.started";
        /// The customer's leg is connected.
        CALL_ANSWERED = "call.answered";
        /// The customer chose from a menu by a key; never a key of a secret.
        CALL_DIGIT_MENU = "call.digit_menu";
        /// Somebody joined the call.
        CALL_LEG_ADDED = "call.leg_added";
        /// Somebody left the call.
        CALL_LEG_LEFT = "call.leg_left";
        /// A leg is on hold.
        CALL_HELD = "call.held";
        /// A leg is back.
        CALL_RESUMED = "call.resumed";
        /// Somebody muted or unmuted themselves.
        CALL_MUTED = "call.muted";
        /// A transfer began.
        CALL_TRANSFER_STARTED = "call.transfer_started";
        /// A transfer came to its end.
        CALL_TRANSFER_DONE = "call.transfer_done";
        /// Three or more speak with each other.
        CALL_CONFERENCE = "call.conference";
        /// A supervisor takes part.
        CALL_SUPERVISED = "call.supervised";
        /// How a leg's sound was: loss, jitter, opinion score.
        CALL_QUALITY = "call.quality";
        /// Somebody said something, as a recogniser understood it.
        CALL_SAID = "call.said";
        /// The recogniser came, or went.
        CALL_RECOGNITION = "call.recognition";
        /// The signalling of one leg, message by message, without anything personal.
        CALL_LADDER = "call.ladder";
        /// The call is over.
        CALL_ENDED = "call.ended";
        /// For a while the customer's number reaches this agent first.
        CALL_LINE_KEPT = "call.line_kept";
        /// A recording began.
        RECORDING_STARTED = "recording.started";
        /// A recording pauses.
        RECORDING_PAUSED = "recording.paused";
        /// A recording goes on.
        RECORDING_RESUMED = "recording.resumed";
        /// A recording is complete.
        RECORDING_STOPPED = "recording.stopped";
        /// The customer was asked to key a secret.
        SECRET_ASKED = "secret.asked";
        /// The secret was checked, or given up.
        SECRET_DONE = "secret.done";
        /// An agent's presence changed.
        AGENT_PRESENCE = "agent.presence";
        /// An agent was added or changed.
        AGENT_CHANGED = "agent.changed";
        /// A queue, skill, schedule or flow was published anew.
        ROUTING_CHANGED = "routing.changed";
        /// A case was opened.
        CASE_OPENED = "case.opened";
        /// A department took its part.
        CASE_TASK_ACCEPTED = "case.task.accepted";
        /// A department finished its part.
        CASE_TASK_FINISHED = "case.task.finished";
        /// A department gave its part back.
        CASE_TASK_RETURNED = "case.task.returned";
        /// The case went to another department.
        CASE_HANDED_OVER = "case.handed_over";
        /// Somebody wrote a note in the case.
        CASE_NOTED = "case.noted";
        /// Somebody calls the customer about the case.
        CASE_CALLED = "case.called";
        /// The customer is to be told the result.
        CASE_FEEDBACK_GIVEN = "case.feedback_given";
        /// The case is closed.
        CASE_CLOSED = "case.closed";
        /// The case was opened again.
        CASE_REOPENED = "case.reopened";
        /// A promise clock of a case ran out or is about to.
        CASE_CLOCK = "case.clock";
        /// A knowledge article changed its state or text.
        ARTICLE_CHANGED = "article.changed";
        /// A customer's consent was given or withdrawn.
        CUSTOMER_CONSENT = "customer.consent";
    }
}

//! The event log: append-only, numbered without gaps in the whole and within each stream.
//!
//! Appending happens inside a write transaction. Rows that follow from events are written behind the log by whoever
//! keeps them. What people said is sealed; what happened is plain.

mod append;
mod appender;
mod read;

pub(crate) use append::{Known, append};
pub use appender::Appender;
pub use read::EventLog;

use warmline_contract::names;
use warmline_db::statements;

/// Events whose bodies are sealed at rest, because people's words may name people and numbers.
pub const SEALED: &[&str] = &[
    names::INTERACTION_MESSAGE,
    names::INTERACTION_NOTE,
    names::INTERACTION_HANDED_OVER,
    names::INTERACTION_TRANSFERRED,
    names::INTERACTION_LEFT_MESSAGE,
    names::INTERACTION_CALLBACK_WISHED,
    names::INTERACTION_WRAPPED_UP,
    names::INTERACTION_CASE_OPENED,
    names::INTERACTION_CASE_TOLD,
    names::INTERACTION_FLOW_STEP,
    names::CALL_SAID,
    names::CASE_OPENED,
    names::CASE_TASK_ACCEPTED,
    names::CASE_HANDED_OVER,
    names::CASE_NOTED,
    names::CASE_TASK_FINISHED,
    names::CASE_TASK_RETURNED,
    names::CASE_FEEDBACK_GIVEN,
];

statements! {
    LAST_POSITION = "SELECT COALESCE(MAX(position), 0) FROM event";
    LAST_NUMBER = "SELECT COALESCE(MAX(number), 0) FROM event WHERE stream_id = $1 AND stream_kind = $2";
    FIND_BY_CLIENT = "SELECT position, stream_kind, stream_id, number, name, at, actor, body, sealed, client_id
        FROM event WHERE stream_id = $1 AND client_id = $2";
    READ_STREAM = "SELECT position, stream_kind, stream_id, number, name, at, actor, body, sealed, client_id
        FROM event WHERE stream_id = $1 AND stream_kind = $2 AND number > $3 ORDER BY number LIMIT $4";
    READ_SINCE = "SELECT position, stream_kind, stream_id, number, name, at, actor, body, sealed, client_id
        FROM event WHERE stream_id = $1 AND stream_kind = $2 AND position > $3 ORDER BY number LIMIT $4";
    READ_ALL = "SELECT position, stream_kind, stream_id, number, name, at, actor, body, sealed, client_id
        FROM event WHERE position > $1 ORDER BY position LIMIT $2";
    READ_TELEPHONE = "SELECT position, stream_kind, stream_id, number, name, at, actor, body, sealed, client_id
        FROM event WHERE name IN ('call.line_kept', 'interaction.called_out') AND at >= $1
        ORDER BY at DESC, position DESC LIMIT $2";
    POSITION_AT = "SELECT COALESCE(MIN(position), 0) FROM event WHERE at >= $1";
}

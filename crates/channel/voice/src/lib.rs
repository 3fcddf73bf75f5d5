//! The telephone door.
//!
//! A call comes in by a trunk, becomes an interaction like any other, is led through the same flow by spoken
//! sentences and keys, waits in the same queue, and is put through to the phone of whoever takes the offer.
//! Three layers, each behind values: [`edge`] speaks SIP, [`plane`] carries sound, and the exchange joins both
//! to the engine that decides (`warmline_call`) and to the house. Invariants:
//!
//! - Nobody calls in who is not a trunk or a phone with its password, nobody calls out beyond the dial plan.
//! - No SIP message, number or key reaches the log; what is stored of a number is masked or sealed.
//! - What is recorded is sealed as it is written.
//! - Whatever a caller can make grow has a limit.
//!
//! Deliberately absent: who is next (the switchboard), what is said (flows), who may do what (the runtime).

pub mod edge;
pub mod exchange;
mod http;
pub mod phones;
pub mod plane;
pub mod recording;
mod service;
mod sip;
pub mod speech;

pub use http::{
    CallOutInput, CallOutReply, CallReply, CallStep, LadderReply, LegLadder, LegReply, PhoneAccount, PhoneInput,
    RecordingList, RecordingReply, routes,
};
pub use service::{REALM, SpeechServices, Telephone, TelephoneParts, TelephoneSettings};
pub use sip::{RsipEdge, quiet};

use warmline_db::{Migration, Schema, Statement};

/// The tables of this room.
pub const SCHEMA: Schema = Schema {
    module: "voice",
    migrations: &[Migration { number: 1, name: "phones and recordings", sql: include_str!("schema.sql") }],
};

/// The columns sealed with the house's keys, for their rotation.
pub const SEALED: &[warmline_runtime::SealedColumn] = warmline_runtime::sealed_columns! {
    "voice_phone" "agent" "secret";
    "voice_recording" "id" "file_key";
};

/// Every statement of this room, for the test that prepares them all.
pub fn statements() -> Vec<Statement> {
    [phones::STATEMENTS, recording::STATEMENTS].concat()
}

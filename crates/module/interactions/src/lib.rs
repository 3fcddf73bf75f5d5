//! Interactions: the engagement of one customer on one channel, from arrival to survey.
//!
//! Its truth is the event log. [`model::Fold`] is what the log says; the table row is that fold, written
//! in the same transaction as the events, and the live copy in memory is the same fold again. The
//! [`Reception`](reception::FrontDesk) walks each interaction through its flow; the
//! [`Switchboard`](switchboard::Switchboard) is the one owner of the ACD engine and turns its decisions
//! into events. Whatever is acknowledged has been stored: after a kill the queue, the offers' places and
//! the conversations are rebuilt from the log.
//!
//! Deliberately absent: sockets of visitors (channels), who the customers are (customers), what articles
//! say (knowledge), reports (insight).

pub mod app;
pub mod http;
pub mod model;
pub mod reception;
pub mod switchboard;

mod events;
mod hub;
mod live;
mod socket;
mod store;

pub use app::Interactions;
pub use events::{CaseNews, SettingsNews};
pub use store::{Rows, STATEMENTS};

use warmline_db::{Migration, Schema};

/// The tables of this module.
pub const SCHEMA: Schema = Schema {
    module: "interactions",
    migrations: &[Migration { number: 1, name: "interactions", sql: include_str!("schema.sql") }],
};

/// What of this room is sealed, for the rotation of its key.
pub const SEALED: &[warmline_runtime::SealedColumn] = warmline_runtime::sealed_columns! {
    "interaction" "id" "fold";
    "interaction" "id" "last_text";
    "attachment" "id" "name";
};

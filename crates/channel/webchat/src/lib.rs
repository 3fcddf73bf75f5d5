//! The web chat door: how a customer on a web page comes in, talks and is told what is going on.
//!
//! It turns frames of `/chat/socket` and requests of `/chat/api` into calls of the house's reception, and
//! the log's events into what a visitor may see. Invariants:
//!
//! - Whoever holds a conversation's token is its visitor; no other proof is asked for and none is enough
//!   without it. A bank token counts once and only opens a conversation.
//! - Every event leaves through [`visitor_event`], which names what may be seen; what it does not name
//!   stays inside.
//! - A message is acknowledged after it is stored, and no event is missed or doubled over any number of
//!   sockets (see `docs/chat-socket.md`).
//! - Whatever a visitor can make grow has a limit in [`Limits`].
//!
//! Deliberately absent: what an answer is, who is asked next, how long somebody waits (interactions), and
//! the pages themselves (server).

mod bank;
mod config;
mod doorkeeper;
mod files;
mod origin;
mod pace;
mod pass;
mod service;
mod session;
mod socket;
mod store;
mod survey;
mod transcript;
mod view;

pub use config::{Bank, Embed, Limits, Settings, frame_ancestors};
pub use service::{Parts, WebChat, routes};
pub use session::{BankNames, SessionAsk, SessionGrant, SessionLimits};
pub use store::STATEMENTS;
pub use view::{VisitorEvent, visitor_event};

use warmline_db::{Migration, Schema};

/// The tables of this room.
pub const SCHEMA: Schema = Schema {
    module: "webchat",
    migrations: &[Migration { number: 1, name: "bank tokens seen, files counted", sql: include_str!("schema.sql") }],
};

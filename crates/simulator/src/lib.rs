//! A day in virtual time against the very engines that run in production.
//!
//! A [`Day`] says who calls and who works; [`simulate`] plays it and returns a [`Report`]: one record
//! an interaction and every change of presence, from which any figure of a board or a report can be
//! computed a second time.
//!
//! Invariants: the engine is driven through its public commands only, and time jumps from one event
//! to the next; the same day gives the same report, byte for byte; every interaction that arrives has
//! exactly one record, and ends answered or abandoned.
//!
//! Deliberately absent: real clocks, sockets, storage, and any second opinion on routing.

mod chance;
mod day;
mod drive;
mod record;

pub use day::{AgentPlan, Day, QueuePlan, Rate, Shift};
pub use drive::simulate;
pub use record::{OfferRecord, PresenceRecord, Record, Report};

//! Queues, skills, schedules and flows as versioned settings.
//!
//! A setting is one row with its newest body and one row a version; a version once written never
//! changes. Every change names the version it was made from, so nobody overwrites what they have not
//! seen. Invariants: a stored queue names only skills, queues and schedules that exist, and no chain of
//! overflows comes back to where it began; a stored flow passed every check of the flow engine and
//! leads only to queues that exist; a channel has one entry flow. Changes leave as `routing.changed`.
//! Deliberately absent: who waits and who is free (the switchboard's), departments (the cases'), and
//! deleting: a queue is switched off instead, because the log still speaks of it.

mod app;
mod http;
mod load;
mod model;
mod port;
mod store;

pub use app::{FlowCheck, FlowSimulation, Routing, SourceProblem, VersionRow};
pub use http::routes;
pub use load::{Loaded, SettingFiles};
pub use model::{
    AgentChoice, Channels, FlowView, Order, QueueBody, ScheduleBody, ScheduleView, SkillBody, SkillView, Versioned,
};
pub use store::STATEMENTS;

use warmline_db::{Migration, Schema};

/// The tables of this room.
pub const SCHEMA: Schema = Schema {
    module: "routing",
    migrations: &[Migration { number: 1, name: "settings and their versions", sql: include_str!("schema.sql") }],
};

//! People: who works here, what they are, what they can, and which team they belong to.
//!
//! Customers meet a work number (工号) and an alias; a colleague's real name is sealed at rest and leaves
//! only for those who manage staff. What holds:
//!
//! - Nobody widens their own rights: roles, team, department and site of oneself are somebody else's to
//!   change (`WL-SELF-GRANT`).
//! - Whoever audits does not administer (`WL-ROLE-CONFLICT`).
//! - A change carries the version it was made from; a later one is never overwritten (`WL-STALE`).
//! - Every change is an `agent.changed` event in the log, and whoever asks the directory afterwards sees it.
//!
//! Deliberately absent: passwords and sessions (sign-in), presence (the switchboard), what a skill is
//! (routing; here it is an id with a level), deleting people, since the log and the audit name them.

mod app;
mod demo;
mod directory;
mod http;
mod model;
mod reasons;
mod store;

pub use app::{AgentFilter, AgentImported, AgentRecord, AgentView, Hired, NewAgent, People, SkillView, TeamRef};
pub use demo::{DemoFiles, DemoLoaded};
pub use http::routes;
pub use model::{AgentChange, NewTeam, Team, TeamChange};
pub use reasons::{PRESENCE_REASONS, PresenceReason, ReasonKind};
pub use store::STATEMENTS;

use warmline_db::{Migration, Schema};

/// The tables of this room.
pub const SCHEMA: Schema = Schema {
    module: "people",
    migrations: &[Migration { number: 1, name: "agents, teams, skills", sql: include_str!("schema.sql") }],
};

/// What of this room is sealed, for the rotation of its key.
pub const SEALED: &[warmline_runtime::SealedColumn] = warmline_runtime::sealed_columns! {
    "agent" "id" "name";
};

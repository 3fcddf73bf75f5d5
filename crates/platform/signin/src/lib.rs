//! Staff sign-in: password, one-time code, sessions, and the bank's own identity provider.
//!
//! What holds:
//!
//! - Whether a work number exists cannot be told from outside: body, status, lock-out and hashing work are
//!   the same for somebody and for nobody (T5).
//! - An attempt is counted before it is checked, so a hundred at once are still a hundred.
//! - A session lives for twelve hours at most, locks after a quarter of an hour without use, and ends when
//!   its token comes from another address or browser (T30). Its token is nowhere in the database.
//! - A one-time code counts once, whatever it was used for.
//! - Every attempt is in the audit log, without what was typed.
//!
//! Construction has an order that keeps the rooms apart: [`StaffCredentials`] needs only the runtime and
//! serves people as `Credentials`; [`SignIn`] then takes the people's register and serves the gate.
//! Deliberately absent: who may do what (the runtime's policy), customers' sign-in (the visitor door).

mod credentials;
mod hashing;
mod http;
mod lockout;
mod me;
mod oidc;
mod options;
mod sessions;
mod signin;
mod stay;
mod trail;

pub use credentials::StaffCredentials;
pub use hashing::Hashing;
pub use http::{OPEN_PATHS, OPEN_WHEN_LOCKED, routes};
pub use me::{Me, MeAgent, MeTeam};
pub use options::{OidcOptions, SignInOptions};
pub use sessions::SessionView;
pub use signin::{SignIn, SignInParts, Visit};

use warmline_db::{Migration, Schema, Statement};

/// The tables of this room.
pub const SCHEMA: Schema = Schema {
    module: "signin",
    migrations: &[Migration { number: 1, name: "credentials, sessions, failures", sql: include_str!("schema.sql") }],
};

/// Every statement of this room, for the test that prepares them all.
pub fn statements() -> Vec<Statement> {
    [credentials::STATEMENTS, sessions::STATEMENTS, lockout::STATEMENTS].concat()
}

/// What of this room is sealed, for the rotation of its key.
pub const SEALED: &[warmline_runtime::SealedColumn] = warmline_runtime::sealed_columns! {
    "credential" "agent" "factor";
};

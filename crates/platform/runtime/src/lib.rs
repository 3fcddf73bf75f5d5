//! What every use case stands on.
//!
//! A [`Ctx`] cannot exist without an actor. [`Ctx::open`] authorises an action on an object, writes the
//! opening audit entry and hands out a [`Work`]: one transaction in which rows, events and the closing
//! audit entry are stored together or not at all. Events leave through the [`Bus`] only after their
//! commit, in the order of the log. Side effects are consumers of the log or jobs; both survive a kill.
//! Deliberately absent: business rules, HTTP, configuration.

mod audit;
mod authz;
mod blobs;
mod bus;
mod consumer;
mod ctx;
mod jobs;
mod keys;
mod log;
mod root;
mod runtime;
mod stop;
mod vault;
mod work;

pub use audit::{AuditEntry, AuditFilter, AuditRow, Outcome, Verification, append_audit, list_audit, verify_audit};
pub use authz::{Object, POLICY, Scope, actions_of, decide, matrix, scopes_of};
pub use blobs::{BlobStore, MAX_BLOB_BYTES};
pub use bus::{Bus, Observer, Subscription};
pub use consumer::{Consumer, cursor, move_cursor, run_consumers};
pub use ctx::{Audited, Ctx};
pub use jobs::{DeadLetter, JobHandler, NewJob, enqueue, list_dead, replay_dead, run_jobs};
pub use keys::{KeyLine, KeyRotation, SealedColumn, count_older, list_keys, order_rotation, rotations_under_way};
pub use log::{Appender, EventLog, SEALED};
pub use root::wrap_anew;
pub use runtime::{Parts, Runtime};
pub use stop::{Stop, Stopping};
pub use vault::Vault;
pub use work::Work;

use warmline_db::{Migration, Schema, Statement};

/// The tables of this room.
pub const SCHEMA: Schema = Schema {
    module: "runtime",
    migrations: &[
        Migration { number: 1, name: "log, audit, jobs, keys", sql: include_str!("schema.sql") },
        Migration { number: 2, name: "numbers follow from the events", sql: "DROP TABLE stream;" },
        Migration {
            number: 3,
            name: "what the telephone remembers of the log",
            sql: "CREATE INDEX event_telephone ON event (at)
                WHERE name IN ('call.line_kept', 'interaction.called_out');",
        },
    ],
};

/// Every statement of this room, for the test that prepares them all.
pub fn statements() -> Vec<Statement> {
    [
        audit::STATEMENTS,
        log::STATEMENTS,
        jobs::STATEMENTS,
        consumer::STATEMENTS,
        vault::STATEMENTS,
        keys::STATEMENTS,
        root::STATEMENTS,
    ]
    .concat()
}

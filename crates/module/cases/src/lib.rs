//! Work that outlives an interaction, in four steps: answer, record, handle, give feedback.
//!
//! Whoever receives the matter first owns the case until it is closed; departments take parts of it,
//! each with its own time to accept and to finish. Handing over carries need and notes along, so nobody
//! is asked twice; giving back says why and puts the part on the owner's table, so no part is ever lost.
//! When the last part is done a 24-hour clock runs: the customer must be told before the case can close.
//! A case of another department does not exist for whoever has nothing to do with it.
//!
//! Deliberately absent: approvals, money, playbooks of special cases, and any change of the owner.

mod app;
mod clock;
mod events;
mod http;
mod model;
mod promise;
mod store;

pub use app::{
    CaseDetail, CaseListing, CaseQuery, CaseRow, Cases, CasesParts, CustomerShown, Department, DepartmentInput,
    FeedbackInput, FinishInput, HandOverInput, NewDepartment, NoteView, OpenInput, OwnerShown, TaskInput, TaskView,
};
pub use clock::{CLOCK_JOB, CaseClocks};
pub use events::MessageTaker;
pub use http::routes;
pub use model::{CaseFile, CaseKind, CaseState, Task, TaskState};
pub use store::STATEMENTS;

use warmline_db::{Migration, Schema};

/// The tables of this room.
pub const SCHEMA: Schema = Schema {
    module: "cases",
    migrations: &[
        Migration { number: 1, name: "cases, parts, notes", sql: include_str!("schema.sql") },
        Migration {
            number: 2,
            name: "what a part is to do is sealed",
            sql: "ALTER TABLE case_task ADD COLUMN sealed_title {bytes};",
        },
        Migration { number: 3, name: "departments", sql: include_str!("departments.sql") },
    ],
};

/// What of this room is sealed, for the rotation of its key.
pub const SEALED: &[warmline_runtime::SealedColumn] = warmline_runtime::sealed_columns! {
    "case_file" "id" "need";
    "case_task" "id" "result";
    "case_task" "id" "tell_customer";
    "case_note" "id" "text";
};

//! One set of SQL texts for SQLite and PostgreSQL.
//!
//! Statements are named consts written in the subset both databases read: `$1` placeholders,
//! `ON CONFLICT`, `RETURNING`, row values, times as 64-bit microseconds, ids as uuids. A test prepares
//! every one of them on both. Invariants: at most one write transaction is open at a time on either
//! database (SQLite by its lock, PostgreSQL by one advisory lock), so positions in the event log and
//! the audit chain have no gaps and no races; whatever a page needs is read without that lock.
//! Deliberately absent: an object mapper, a query builder, dialect switches in the modules.

mod error;
mod keeper;
mod migrate;
mod open;
mod rows;
mod statement;
mod tx;
mod writer;

pub use error::db_fault;
pub use keeper::Keeper;
pub use migrate::{Migration, Schema, migrate, pending};
pub use open::{Database, Db, Durability};
pub use rows::RowStatements;
pub use statement::{Statement, prepare_all};
pub use tx::Tx;
pub use writer::{Writer, Writing};

/// Runs the body with the reading side of either database bound to the name, once per backend type.
#[macro_export]
macro_rules! read {
    ($db:expr, $connection:ident => $body:expr) => {
        match $db {
            $crate::Db::Sqlite { read: $connection, .. } => $body,
            $crate::Db::Postgres($connection) => $body,
        }
    };
}

/// Runs the body with the transaction's connection bound to the name, once per backend type.
#[macro_export]
macro_rules! on_tx {
    ($tx:expr, $connection:ident => $body:expr) => {
        match $tx {
            $crate::Tx::Sqlite(inner) => {
                let $connection = &mut **inner;
                $body
            }
            $crate::Tx::Postgres(inner) => {
                let $connection = &mut **inner;
                $body
            }
        }
    };
}

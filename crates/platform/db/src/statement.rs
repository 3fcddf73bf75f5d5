//! Named statements, and the check that both databases accept them.

use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};

use crate::Db;

/// One named SQL text.
#[derive(Clone, Copy, Debug)]
pub struct Statement {
    /// The const's name.
    pub name: &'static str,
    /// The text.
    pub sql: &'static str,
}

/// Declares SQL texts as consts and lists them as `STATEMENTS` for the test that prepares them all.
#[macro_export]
macro_rules! statements {
    ($($(#[$meta:meta])* $name:ident = $sql:expr;)*) => {
        $($(#[$meta])* pub(crate) const $name: &str = $sql;)*
        /// Every statement of this room.
        pub const STATEMENTS: &[$crate::Statement] = &[$($crate::Statement { name: stringify!($name), sql: $name }),*];
    };
}

/// Prepares every statement and returns a line for each one the database refuses.
pub async fn prepare_all(db: &Db, statements: &[Statement]) -> Vec<String> {
    let mut refused = Vec::new();
    for statement in statements {
        let sql = AssertSqlSafe(statement.sql).into_sql_str();
        let outcome = match db {
            Db::Sqlite { read, .. } => read.prepare(sql).await.map(|_| ()),
            Db::Postgres(pool) => pool.prepare(sql).await.map(|_| ()),
        };
        if let Err(error) = outcome {
            refused.push(format!("{} on {}: {error}", statement.name, db.kind()));
        }
    }
    refused
}

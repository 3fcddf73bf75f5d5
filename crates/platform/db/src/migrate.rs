//! Migrations: each module owns its tables as numbered texts, written once for both databases.
//!
//! A text uses `{id}`, `{int}`, `{text}`, `{bytes}`, `{bool}`, `{real}` for column types and `{strict}`
//! after a table's closing bracket. Applied texts are remembered with their SM3 checksum; a text that
//! changed after it was applied stops the start with its name.

use sm3::{Digest, Sm3};
use sqlx::{AssertSqlSafe, Executor};
use warmline_base::{Fault, Timestamp};

use crate::{Db, Tx, db_fault, on_tx, read};

/// One step of a module's schema.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// 1, 2, 3 … within the module.
    pub number: i64,
    /// What it does, in a few words.
    pub name: &'static str,
    /// The text.
    pub sql: &'static str,
}

/// A module's schema.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    /// The module's name.
    pub module: &'static str,
    /// Its steps in order.
    pub migrations: &'static [Migration],
}

const LEDGER: &str = "CREATE TABLE IF NOT EXISTS schema_migration (
    module {text} NOT NULL, number {int} NOT NULL, name {text} NOT NULL, checksum {text} NOT NULL,
    applied_at {int} NOT NULL, PRIMARY KEY (module, number)) {strict}";
const APPLIED: &str = "SELECT checksum FROM schema_migration WHERE module = $1 AND number = $2";
const REMEMBER: &str =
    "INSERT INTO schema_migration (module, number, name, checksum, applied_at) VALUES ($1, $2, $3, $4, $5)";

/// Brings the database to the newest schema; returns how many steps it took.
///
/// # Errors
/// `WL-DB-MIGRATION` when a text that was already applied has changed, or one fails; that step and
/// those after it are not applied.
pub async fn migrate(db: &Db, schemas: &[Schema], now: Timestamp) -> Result<usize, Fault> {
    let mut tx = db.begin().await?;
    execute(&mut tx, LEDGER).await.map_err(db_fault)?;
    tx.commit().await?;
    let mut applied = 0;
    for schema in schemas {
        for migration in schema.migrations {
            applied += usize::from(apply(db, schema.module, migration, now).await?);
        }
    }
    Ok(applied)
}

async fn apply(db: &Db, module: &'static str, migration: &Migration, now: Timestamp) -> Result<bool, Fault> {
    let checksum = checksum(migration.sql);
    let mut tx = db.begin().await?;
    let known: Option<(String,)> = on_tx!(&mut tx, c =>
        sqlx::query_as(APPLIED).bind(module).bind(migration.number).fetch_optional(c).await)
    .map_err(db_fault)?;
    match known {
        Some((stored,)) if stored == checksum => return Ok(false),
        Some(_) => {
            return Err(Fault::conflict(
                "WL-DB-MIGRATION",
                format!(
                    "migration {module}/{} ({}) was applied with another text: run the release that made this database, or restore its backup",
                    migration.number, migration.name
                ),
            ));
        }
        None => {}
    }
    if let Err(error) = execute(&mut tx, migration.sql).await {
        tracing::error!(module, number = migration.number, error = %error, "a migration failed");
        return Err(Fault::internal(
            "WL-DB-MIGRATION",
            format!("migration {module}/{} ({}) failed: {error}", migration.number, migration.name),
        ));
    }
    on_tx!(&mut tx, c =>
        sqlx::query(REMEMBER).bind(module).bind(migration.number).bind(migration.name).bind(&checksum).bind(now.0).execute(c).await.map(|_| ()))
    .map_err(db_fault)?;
    tx.commit().await?;
    Ok(true)
}

/// Steps not yet applied, as `module/number name`.
///
/// # Errors
/// `WL-DB-AWAY` when the database does not answer.
pub async fn pending(db: &Db, schemas: &[Schema]) -> Result<Vec<String>, Fault> {
    let mut missing = Vec::new();
    for schema in schemas {
        for migration in schema.migrations {
            let known: Result<Option<(String,)>, sqlx::Error> = read!(db, c =>
                sqlx::query_as(APPLIED).bind(schema.module).bind(migration.number).fetch_optional(c).await);
            if !matches!(known, Ok(Some(_))) {
                missing.push(format!("{}/{} {}", schema.module, migration.number, migration.name));
            }
        }
    }
    Ok(missing)
}

async fn execute(tx: &mut Tx, text: &str) -> Result<(), sqlx::Error> {
    match tx {
        Tx::Sqlite(inner) => (&mut **inner).execute(sqlx::raw_sql(AssertSqlSafe(render(text, true)))).await.map(|_| ()),
        Tx::Postgres(inner) => {
            (&mut **inner).execute(sqlx::raw_sql(AssertSqlSafe(render(text, false)))).await.map(|_| ())
        }
    }
}

fn render(text: &str, sqlite: bool) -> String {
    let words: [(&str, &str, &str); 7] = [
        ("{id}", "BLOB", "UUID"),
        ("{int}", "INTEGER", "BIGINT"),
        ("{text}", "TEXT", "TEXT"),
        ("{bytes}", "BLOB", "BYTEA"),
        ("{bool}", "INTEGER", "BOOLEAN"),
        ("{real}", "REAL", "DOUBLE PRECISION"),
        ("{strict}", "STRICT", ""),
    ];
    words
        .iter()
        .fold(text.to_owned(), |text, (word, lite, postgres)| text.replace(word, if sqlite { lite } else { postgres }))
}

fn checksum(text: &str) -> String {
    hex::encode(Sm3::digest(text.as_bytes()))
}

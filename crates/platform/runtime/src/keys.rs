//! Rotating a working key: a new one makes new values, and what lies in rows is sealed anew in the background.
//!
//! The whole of it is a job, so it survives a kill: the job names the number the new key will have, so no key is
//! made twice, and goes on where it stopped, a slice at a time, so that other jobs are not kept waiting. A row that
//! somebody changes meanwhile is left to them. Deliberately absent: sealing the log and files anew. Neither is ever
//! written again, so the older key stays for them.

use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;
use warmline_base::{Fault, Timestamp};
use warmline_contract::Action;
use warmline_crypto::{KeyId, KeyPurpose};
use warmline_db::{Db, Statement, db_fault, on_tx, read, statements};

use crate::vault::purpose_of;
use crate::{Ctx, JobHandler, NewJob, Object, Runtime, enqueue};

/// The kind of the job.
pub const ROTATE_JOB: &str = "keys.rotate";
/// Rows of one transaction.
const BATCH: i64 = 200;
/// Transactions of one slice.
const BATCHES: usize = 10;

statements! {
    LIST_KEYS = "SELECT id, purpose, created_at FROM data_key ORDER BY purpose, id";
    ROTATIONS = "SELECT COUNT(*) FROM job WHERE kind = 'keys.rotate' AND state = 'waiting'";
}

/// A column of sealed values, bound to their row's uuid.
#[derive(Clone, Copy, Debug)]
pub struct SealedColumn {
    /// Its table.
    pub table: &'static str,
    /// Its name.
    pub column: &'static str,
    /// Rows after `$2` whose value a key with a lower number than `$1` sealed, at most `$3`.
    pub older: &'static str,
    /// Puts `$2` in the place of `$3` in row `$1`.
    pub replace: &'static str,
    /// How many values a key with a lower number than `$1` sealed.
    pub count: &'static str,
}

impl SealedColumn {
    /// Its statements, for the test that prepares them all.
    pub const fn statements(&self) -> [Statement; 3] {
        [
            Statement { name: "sealed column: older", sql: self.older },
            Statement { name: "sealed column: replace", sql: self.replace },
            Statement { name: "sealed column: count", sql: self.count },
        ]
    }
}

/// Declares columns of sealed values: table, the uuid its rows are known and bound by, column. The number of the key
/// stands in bytes two to five of each value.
#[macro_export]
macro_rules! sealed_columns {
    ($($table:literal $key:literal $column:literal;)*) => {
        &[$($crate::SealedColumn {
            table: $table,
            column: $column,
            older: concat!("SELECT ", $key, " AS id, ", $column, " AS value FROM ", $table, " WHERE substr(", $column,
                ", 2, 4) < $1 AND ", $key, " > $2 ORDER BY ", $key, " LIMIT $3"),
            replace: concat!("UPDATE ", $table, " SET ", $column, " = $2 WHERE ", $key, " = $1 AND ", $column, " = $3"),
            count: concat!("SELECT COUNT(*) FROM ", $table, " WHERE substr(", $column, ", 2, 4) < $1"),
        },)*]
    };
}

/// A working key, as operators see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyLine {
    /// What it is for.
    pub purpose: KeyPurpose,
    /// Its number.
    pub id: KeyId,
    /// When it was made.
    pub since: Timestamp,
    /// Whether it makes new values; an older one only opens what it made.
    pub newest: bool,
}

#[derive(FromRow)]
struct KeyRow {
    id: i64,
    purpose: String,
    created_at: i64,
}

/// Every working key, by purpose and number.
///
/// # Errors
/// `WL-KEY-UNKNOWN` when a stored purpose is unknown; a database fault.
pub async fn list_keys(db: &Db) -> Result<Vec<KeyLine>, Fault> {
    let rows: Vec<KeyRow> = read!(db, c => sqlx::query_as(LIST_KEYS).fetch_all(c).await).map_err(db_fault)?;
    let mut lines = Vec::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate() {
        let newest = rows.get(index + 1).is_none_or(|next| next.purpose != row.purpose);
        lines.push(KeyLine {
            purpose: purpose_of(&row.purpose)?,
            id: KeyId((row.id & 0xFFFF_FFFF) as u32),
            since: Timestamp(row.created_at),
            newest,
        });
    }
    Ok(lines)
}

/// How many values of the column an older key than `newest` sealed.
///
/// # Errors
/// A database fault.
pub async fn count_older(db: &Db, column: &SealedColumn, newest: KeyId) -> Result<i64, Fault> {
    let (count,): (i64,) =
        read!(db, c => sqlx::query_as(column.count).bind(newest.0.to_be_bytes().to_vec()).fetch_one(c).await)
            .map_err(db_fault)?;
    Ok(count)
}

/// How many rotations are ordered and not yet done.
///
/// # Errors
/// A database fault.
pub async fn rotations_under_way(db: &Db) -> Result<i64, Fault> {
    let (count,): (i64,) = read!(db, c => sqlx::query_as(ROTATIONS).fetch_one(c).await).map_err(db_fault)?;
    Ok(count)
}

/// Where a rotation stands; what its job carries.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Rotation {
    purpose: KeyPurpose,
    /// The number the new key has.
    target: u32,
    /// The column at hand, and the last row of it that was looked at.
    column: usize,
    after: Uuid,
}

/// Orders a rotation; the server does it, within a minute or at its next start. Returns the new key's number.
///
/// # Errors
/// `WL-FORBIDDEN`; `WL-KEY-FIXED` for the key of the blind index; `WL-KEY-BUSY` while another is under way; a
/// database fault.
pub async fn order_rotation(ctx: &Ctx, purpose: KeyPurpose) -> Result<KeyId, Fault> {
    if purpose == KeyPurpose::BlindIndex {
        let detail = "the blind index key cannot rotate while indexes made with it are stored; keep it";
        return Err(Fault::conflict("WL-KEY-FIXED", detail));
    }
    let db = &ctx.runtime.db;
    refuse_while_rotating(db).await?;
    let newest = list_keys(db).await?.into_iter().find(|key| key.purpose == purpose && key.newest);
    let target = newest.map_or(1, |key| key.id.0 + 1);
    let mut work = ctx.open_for(Action::KeysRotate, &Object::new("key", purpose.as_str()), &target.to_string()).await?;
    let rotation = Rotation { purpose, target, column: 0, after: Uuid::nil() };
    let (job, now) = (job(&rotation, work.id(), work.now()), work.now());
    enqueue(work.tx(), &job, now).await?;
    work.commit().await?;
    Ok(KeyId(target))
}

/// Refuses with `WL-KEY-BUSY` while a rotation is under way.
pub(crate) async fn refuse_while_rotating(db: &Db) -> Result<(), Fault> {
    if rotations_under_way(db).await? > 0 {
        let detail = "a rotation is under way: wait until `warmline keys list` shows none";
        return Err(Fault::conflict("WL-KEY-BUSY", detail));
    }
    Ok(())
}

fn job(rotation: &Rotation, id: warmline_base::JobId, now: Timestamp) -> NewJob {
    let payload = serde_json::to_string(rotation).expect("a rotation is plain data");
    NewJob { id, kind: ROTATE_JOB, payload, run_at: now, dedupe: None }
}

#[derive(FromRow)]
struct OldRow {
    id: Uuid,
    value: Vec<u8>,
}

/// Carries rotations out.
pub struct KeyRotation {
    runtime: Arc<Runtime>,
    columns: Vec<SealedColumn>,
}

impl KeyRotation {
    /// Over every column of sealed values in the house.
    pub fn new(runtime: Arc<Runtime>, columns: Vec<SealedColumn>) -> Self {
        Self { runtime, columns }
    }

    /// Seals a slice of rows anew; returns where it stands, or nothing when all is done.
    async fn slice(&self, mut at: Rotation) -> Result<Option<Rotation>, Fault> {
        for _ in 0..BATCHES {
            let Some(column) = self.columns.get(at.column) else { return Ok(None) };
            match self.batch(column, &at).await? {
                Some(last) => at.after = last,
                None => at = Rotation { column: at.column + 1, after: Uuid::nil(), ..at },
            }
        }
        Ok(Some(at))
    }

    /// Seals the next rows of a column anew, in one transaction; returns the last of them.
    async fn batch(&self, column: &SealedColumn, at: &Rotation) -> Result<Option<Uuid>, Fault> {
        let (db, vault) = (&self.runtime.db, &self.runtime.vault);
        let below = at.target.to_be_bytes().to_vec();
        let rows: Vec<OldRow> = read!(db, c =>
            sqlx::query_as(column.older).bind(below).bind(at.after).bind(BATCH).fetch_all(c).await)
        .map_err(db_fault)?;
        let Some(last) = rows.last().map(|row| row.id) else { return Ok(None) };
        let mut sealed = Vec::with_capacity(rows.len());
        for OldRow { id, value } in rows {
            let plain = vault.open_field(column.table, column.column, id.as_bytes(), &value)?;
            sealed.push((id, vault.seal_field(column.table, column.column, id.as_bytes(), plain)?, value));
        }
        let mut tx = db.begin().await?;
        for (id, new, old) in sealed {
            on_tx!(&mut tx, c =>
                sqlx::query(column.replace).bind(id).bind(new).bind(old).execute(c).await.map(|_| ()))
            .map_err(db_fault)?;
        }
        tx.commit().await?;
        Ok(Some(last))
    }
}

#[async_trait]
impl JobHandler for KeyRotation {
    fn kind(&self) -> &'static str {
        ROTATE_JOB
    }

    async fn run(&self, payload: &str) -> Result<(), Fault> {
        let rotation: Rotation = serde_json::from_str(payload)
            .map_err(|_| Fault::internal("WL-JOB-PAYLOAD", "the order of a rotation does not read: order it again"))?;
        let runtime = &self.runtime;
        runtime.vault.rotate_to(&runtime.db, rotation.purpose, KeyId(rotation.target), runtime.now()).await?;
        if rotation.purpose != KeyPurpose::Seal {
            return Ok(());
        }
        let target = rotation.target;
        match self.slice(rotation).await? {
            None => tracing::info!(key = target, "everything in rows is sealed with the new key"),
            Some(on) => {
                let table = self.columns.get(on.column).map_or("", |column| column.table);
                tracing::info!(key = target, table, "sealing rows anew goes on");
                let (id, now) = (runtime.ids.next(), runtime.now());
                let mut tx = runtime.db.begin().await?;
                enqueue(&mut tx, &job(&on, id, now), now).await?;
                tx.commit().await?;
            }
        }
        Ok(())
    }
}

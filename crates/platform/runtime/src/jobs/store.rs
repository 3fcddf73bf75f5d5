//! Storing jobs and looking after dead letters.

use sqlx::FromRow;
use uuid::Uuid;
use warmline_base::{Fault, JobId, Limit, Timestamp, TypedId};
use warmline_db::{Db, Tx, db_fault, on_tx, read};

use super::{INSERT_JOB, LIST_DEAD, REPLAY_DEAD};

/// A job to be stored.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// Its id.
    pub id: JobId,
    /// Which handler takes it.
    pub kind: &'static str,
    /// What the handler needs, as JSON without personal data: ids, not values.
    pub payload: String,
    /// Not before this.
    pub run_at: Timestamp,
    /// While one with the same word waits, a second one is not stored.
    pub dedupe: Option<String>,
}

/// Stores a job in the transaction of whatever causes it.
///
/// # Errors
/// A database fault.
pub async fn enqueue(tx: &mut Tx, job: &NewJob, now: Timestamp) -> Result<(), Fault> {
    on_tx!(tx, c => sqlx::query(INSERT_JOB)
        .bind(job.id.uuid()).bind(job.kind).bind(&job.payload).bind(job.run_at.0).bind(now.0).bind(&job.dedupe)
        .execute(c).await.map(|_| ()))
    .map_err(db_fault)
}

/// A job that failed too often.
#[derive(Clone, Debug, PartialEq)]
pub struct DeadLetter {
    /// Which.
    pub id: JobId,
    /// Its kind.
    pub kind: String,
    /// Its payload.
    pub payload: String,
    /// How often it was tried.
    pub attempts: i64,
    /// The last failure's code and sentence.
    pub last_error: String,
    /// When it was stored.
    pub created_at: Timestamp,
}

#[derive(FromRow)]
struct DeadRow {
    id: Uuid,
    kind: String,
    payload: String,
    attempts: i64,
    last_error: String,
    created_at: i64,
}

/// Dead letters, newest first.
///
/// # Errors
/// A database fault.
pub async fn list_dead(db: &Db, limit: Limit) -> Result<Vec<DeadLetter>, Fault> {
    let rows: Vec<DeadRow> =
        read!(db, c => sqlx::query_as(LIST_DEAD).bind(limit.rows()).fetch_all(c).await).map_err(db_fault)?;
    Ok(rows
        .into_iter()
        .map(|row| DeadLetter {
            id: JobId::from_uuid(row.id),
            kind: row.kind,
            payload: row.payload,
            attempts: row.attempts,
            last_error: row.last_error,
            created_at: Timestamp(row.created_at),
        })
        .collect())
}

/// Puts a dead letter back in line, to be tried at once.
///
/// # Errors
/// `WL-NOT-FOUND` when it is no dead letter.
pub async fn replay_dead(tx: &mut Tx, id: JobId, now: Timestamp) -> Result<(), Fault> {
    let changed = on_tx!(tx, c =>
        sqlx::query(REPLAY_DEAD).bind(id.uuid()).bind(now.0).execute(c).await.map(|done| done.rows_affected()))
    .map_err(db_fault)?;
    if changed == 0 {
        return Err(Fault::not_found("WL-NOT-FOUND", "no dead letter has that id: it may have been replayed already"));
    }
    Ok(())
}

//! Running jobs, one at a time, woken by the log or by the next deadline.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use sqlx::FromRow;
use uuid::Uuid;
use warmline_base::{Fault, Millis, Timestamp};
use warmline_db::{db_fault, on_tx, read};

use super::{ATTEMPTS_MAX, JOB_AGAIN, JOB_DONE, NEXT_DUE};
use crate::Runtime;

/// The longest sleep when nothing is due: a job stored without any event is found within it.
const SLEEP_MAX: Millis = Millis::seconds(60);

/// Looks at the table are this far apart while the log grows.
const GATHER: Duration = Duration::from_millis(100);

/// Does one kind of job. Must be idempotent: after a kill it may run again.
#[async_trait]
pub trait JobHandler: Send + Sync {
    /// The kind it takes.
    fn kind(&self) -> &'static str;
    /// Does it.
    async fn run(&self, payload: &str) -> Result<(), Fault>;
}

#[derive(FromRow)]
struct DueRow {
    id: Uuid,
    kind: String,
    payload: String,
    attempts: i64,
    run_at: i64,
}

/// Starts the task that runs jobs, until the house closes.
pub fn run_jobs(runtime: Arc<Runtime>, handlers: Vec<Arc<dyn JobHandler>>) {
    let mut closing = runtime.closing.heed();
    tokio::spawn(async move {
        let mut grown = runtime.bus.position();
        while !closing.has_begun() {
            let pause = match step(&runtime, &handlers).await {
                Ok(pause) => pause,
                Err(fault) => {
                    tracing::error!(fault = %fault, "the job runner stumbled");
                    Duration::from_secs(1)
                }
            };
            if pause.is_zero() {
                continue;
            }
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = closing.begun() => return,
                changed = grown.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    tokio::time::sleep(GATHER).await;
                }
            }
        }
    });
}

/// Runs the next due job; says how long nothing else is due.
async fn step(runtime: &Runtime, handlers: &[Arc<dyn JobHandler>]) -> Result<Duration, Fault> {
    let next: Option<DueRow> =
        read!(&runtime.db, c => sqlx::query_as(NEXT_DUE).fetch_optional(c).await).map_err(db_fault)?;
    let now = runtime.now();
    let Some(job) = next else { return Ok(duration(SLEEP_MAX)) };
    let until = Timestamp(job.run_at).since(now);
    if until.0 > 0 {
        return Ok(duration(until.min(SLEEP_MAX)));
    }
    let outcome = match handlers.iter().find(|handler| handler.kind() == job.kind) {
        Some(handler) => handler.run(&job.payload).await,
        None => Err(Fault::internal("WL-JOB-KIND", "no handler takes this kind of job")),
    };
    settle(runtime, &job, outcome, now).await?;
    Ok(Duration::ZERO)
}

async fn settle(runtime: &Runtime, job: &DueRow, outcome: Result<(), Fault>, now: Timestamp) -> Result<(), Fault> {
    let mut tx = runtime.db.begin().await?;
    match outcome {
        Ok(()) => {
            on_tx!(&mut tx, c => sqlx::query(JOB_DONE).bind(job.id).execute(c).await.map(|_| ())).map_err(db_fault)?;
        }
        Err(fault) => {
            let attempts = job.attempts + 1;
            let state = if attempts >= ATTEMPTS_MAX { "dead" } else { "waiting" };
            tracing::warn!(job = %job.id, kind = job.kind, attempts, state, fault = %fault, "a job failed");
            metrics::counter!("warmline_job_failures_total", "kind" => job.kind.clone()).increment(1);
            let again = now.plus(Millis::seconds(1 << attempts.min(10)));
            on_tx!(&mut tx, c => sqlx::query(JOB_AGAIN)
                .bind(job.id).bind(attempts).bind(again.0).bind(fault.to_string()).bind(state)
                .execute(c).await.map(|_| ()))
            .map_err(db_fault)?;
        }
    }
    tx.commit().await
}

fn duration(span: Millis) -> Duration {
    Duration::from_millis(u64::try_from(span.0).unwrap_or(0))
}

//! Consumers of the log: each keeps a cursor, handles events in order, and may be killed at any moment.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use warmline_base::Fault;
use warmline_contract::StoredEvent;
use warmline_db::{db_fault, on_tx, read, statements};

use crate::Runtime;

statements! {
    CURSOR = "SELECT position FROM consumer_cursor WHERE name = $1";
    MOVE_CURSOR = "INSERT INTO consumer_cursor (name, position) VALUES ($1, $2)
        ON CONFLICT (name) DO UPDATE SET position = $2";
}

/// Events one round takes.
const BATCH: i64 = 256;
/// The longest pause after failures in a row.
const PAUSE_MAX: Duration = Duration::from_secs(30);

/// Does something because of what happened. Must be idempotent: after a kill it may see an event twice.
#[async_trait]
pub trait Consumer: Send + Sync {
    /// Its name; the cursor is kept under it.
    fn name(&self) -> &'static str;
    /// Whether it cares for events of this name.
    fn wants(&self, event: &str) -> bool;
    /// Handles one event. A fault is retried with growing pauses; nothing after it is handled before.
    async fn handle(&self, event: &StoredEvent) -> Result<(), Fault>;
}

/// Starts every consumer in a task of its own.
pub fn run_consumers(runtime: &Arc<Runtime>, consumers: Vec<Arc<dyn Consumer>>) {
    for consumer in consumers {
        tokio::spawn(run(Arc::clone(runtime), consumer));
    }
}

async fn run(runtime: Arc<Runtime>, consumer: Arc<dyn Consumer>) {
    let mut failures = 0u32;
    let mut grown = runtime.bus.position();
    loop {
        match round(&runtime, &*consumer).await {
            Ok(true) => failures = 0,
            Ok(false) => {
                failures = 0;
                if grown.changed().await.is_err() {
                    return;
                }
            }
            Err(fault) => {
                failures = failures.saturating_add(1);
                tracing::error!(consumer = consumer.name(), failures, fault = %fault, "a consumer stumbled");
                metrics::counter!("warmline_consumer_failures_total", "consumer" => consumer.name()).increment(1);
                tokio::time::sleep(pause(failures)).await;
            }
        }
    }
}

fn pause(failures: u32) -> Duration {
    Duration::from_millis(100).saturating_mul(1 << failures.min(9)).min(PAUSE_MAX)
}

/// Handles one batch; says whether there may be more.
async fn round(runtime: &Runtime, consumer: &dyn Consumer) -> Result<bool, Fault> {
    let known: Option<(i64,)> =
        read!(&runtime.db, c => sqlx::query_as(CURSOR).bind(consumer.name()).fetch_optional(c).await)
            .map_err(db_fault)?;
    let start = known.map_or(0, |(position,)| position);
    let events = runtime.log.all(start, BATCH).await?;
    let mut done = start;
    let mut outcome = Ok(());
    for event in &events {
        if consumer.wants(&event.name) {
            outcome = consumer.handle(event).await;
            if outcome.is_err() {
                break;
            }
        }
        done = event.position;
    }
    if done > start {
        let mut tx = runtime.db.begin().await?;
        on_tx!(&mut tx, c => sqlx::query(MOVE_CURSOR).bind(consumer.name()).bind(done).execute(c).await.map(|_| ()))
            .map_err(db_fault)?;
        tx.commit().await?;
    }
    outcome.map(|()| events.len() as i64 == BATCH)
}

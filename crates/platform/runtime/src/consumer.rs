//! Consumers of the log: each keeps a cursor, handles events in order, and may be killed at any moment.
//!
//! What was missed is read from the log at the start; after that events are heard on the bus, so that an
//! event nobody wants costs no statement. The cursor follows a moment behind, so that a stream of events
//! costs a statement a second and not one each.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;
use warmline_base::Fault;
use warmline_contract::StoredEvent;
use warmline_db::{Tx, db_fault, on_tx, read, statements};

use crate::{Runtime, Stopping};

statements! {
    CURSOR = "SELECT position FROM consumer_cursor WHERE name = $1";
    MOVE_CURSOR = "INSERT INTO consumer_cursor (name, position) VALUES ($1, $2)
        ON CONFLICT (name) DO UPDATE SET position = $2";
}

/// Events one round takes.
const BATCH: i64 = 256;
/// Events passed over before the cursor is moved for their sake alone: after a start this many may be looked
/// at again.
const STRIDE: i64 = 4_096;
/// How far the cursor may be behind what was handled: after a kill this much may be handled twice.
const BEHIND: Duration = Duration::from_secs(1);
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

/// Starts every consumer in a task of its own, until the house closes.
pub fn run_consumers(runtime: &Arc<Runtime>, consumers: Vec<Arc<dyn Consumer>>) {
    for consumer in consumers {
        tokio::spawn(run(Arc::clone(runtime), consumer, runtime.closing.heed()));
    }
}

async fn run(runtime: Arc<Runtime>, consumer: Arc<dyn Consumer>, mut closing: Stopping) {
    let mut failures = 0u32;
    while let Err(fault) = follow(&runtime, &*consumer, &mut failures, &mut closing).await {
        failures = failures.saturating_add(1);
        tracing::error!(consumer = consumer.name(), failures, fault = %fault, "a consumer stumbled");
        metrics::counter!("warmline_consumer_failures_total", "consumer" => consumer.name()).increment(1);
        if closing.begun_within(pause(failures)).await {
            return;
        }
    }
}

/// Reads what was missed, then hears the bus; ends well only when the house closes.
async fn follow(
    runtime: &Runtime,
    consumer: &dyn Consumer,
    failures: &mut u32,
    closing: &mut Stopping,
) -> Result<(), Fault> {
    let mut heard = runtime.bus.listen_wide();
    let mut stored = catch_up(runtime, consumer, closing).await?;
    let mut done = stored;
    let mut due = None;
    loop {
        *failures = 0;
        let event = tokio::select! {
            event = heard.recv() => event,
            () = until(due) => {
                store_cursor(runtime, consumer.name(), done).await?;
                (stored, due) = (done, None);
                continue;
            }
            () = closing.begun() => return if due.is_some() { store_cursor(runtime, consumer.name(), done).await } else { Ok(()) },
        };
        match event {
            Ok(event) if event.position <= done => {}
            Ok(event) => {
                let wanted = consumer.wants(&event.name);
                if wanted {
                    consumer.handle(&event).await?;
                }
                done = event.position;
                if wanted || done - stored >= STRIDE {
                    due.get_or_insert_with(|| Instant::now() + BEHIND);
                }
            }
            Err(RecvError::Lagged(_)) => {
                stored = catch_up(runtime, consumer, closing).await?;
                (done, due) = (stored, None);
            }
            Err(RecvError::Closed) => return Ok(()),
        }
    }
}

async fn until(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due).await,
        None => std::future::pending().await,
    }
}

/// Handles what the log holds after the cursor, unless the house closes; returns the position reached.
async fn catch_up(runtime: &Runtime, consumer: &dyn Consumer, closing: &Stopping) -> Result<i64, Fault> {
    while !closing.has_begun() && round(runtime, consumer).await? {}
    cursor(runtime, consumer.name()).await
}

/// The position up to which `name` has handled the log; 0 at the beginning.
///
/// # Errors
/// `WL-DB-AWAY`.
pub async fn cursor(runtime: &Runtime, name: &str) -> Result<i64, Fault> {
    let known: Option<(i64,)> =
        read!(&runtime.db, c => sqlx::query_as(CURSOR).bind(name).fetch_optional(c).await).map_err(db_fault)?;
    Ok(known.map_or(0, |(position,)| position))
}

/// Moves the cursor of `name` in a transaction that may store what was made of the events, too.
///
/// # Errors
/// `WL-DB-AWAY`.
pub async fn move_cursor(tx: &mut Tx, name: &str, position: i64) -> Result<(), Fault> {
    on_tx!(tx, c => sqlx::query(MOVE_CURSOR).bind(name).bind(position).execute(c).await.map(|_| ())).map_err(db_fault)
}

async fn store_cursor(runtime: &Runtime, name: &str, position: i64) -> Result<(), Fault> {
    let mut tx = runtime.db.begin().await?;
    move_cursor(&mut tx, name, position).await?;
    tx.commit().await
}

fn pause(failures: u32) -> Duration {
    Duration::from_millis(100).saturating_mul(1 << failures.min(9)).min(PAUSE_MAX)
}

/// Handles one batch; says whether there may be more.
async fn round(runtime: &Runtime, consumer: &dyn Consumer) -> Result<bool, Fault> {
    let start = cursor(runtime, consumer.name()).await?;
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
        store_cursor(runtime, consumer.name(), done).await?;
    }
    outcome.map(|()| events.len() as i64 == BATCH)
}

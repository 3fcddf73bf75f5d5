//! The ends of threads, written behind: what lists show of a conversation's last words.
//!
//! A conversation in full swing would rewrite its row with every message. Instead each end is written at
//! most every few seconds, together with the position of the log up to which all ends are written; after a
//! start the log after that position is read, so nothing is lost and nothing counted twice. Whoever needs
//! the end of a live conversation takes it from memory.

use std::sync::Arc;
use std::time::Duration;

use rustc_hash::FxHashMap;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, sleep, sleep_until};
use warmline_base::{Fault, InteractionId, Timestamp, TypedId};
use warmline_contract::{StoredEvent, Stream, names};
use warmline_db::{Tx, db_fault, on_tx};
use warmline_runtime::{Runtime, cursor, move_cursor};

use super::SAVE_TAIL;
use crate::model::TailStep;

/// The cursor's name.
const NAME: &str = "interactions.tails";
/// Between two writings.
const PAUSE: Duration = Duration::from_secs(5);
/// How long the end of a conversation that is over may wait for others.
const OVER_PAUSE: Duration = Duration::from_millis(300);
/// Ends written in one transaction, which keeps other writers waiting for a few milliseconds.
const ENDS_MAX: usize = 256;
/// Events read at once after a start.
const PAGE: i64 = 512;

/// How one end moved since it was written.
#[derive(Default)]
struct Moved {
    number: i64,
    last_message: Option<(Timestamp, &'static str, String)>,
    /// The agent has read or answered: unread messages count anew.
    read: bool,
    unread: i64,
}

impl Moved {
    /// Whether lists show anything of it: the number alone is known from the log.
    const fn tells(&self) -> bool {
        self.last_message.is_some() || self.read || self.unread != 0
    }
}

/// Ends that moved, up to a position of the log.
#[derive(Default)]
struct Page {
    moved: FxHashMap<InteractionId, Moved>,
    position: i64,
}

impl Page {
    fn take(&mut self, event: &StoredEvent) {
        self.position = event.position;
        let Stream::Interaction(id) = event.stream else { return };
        let moved = self.moved.entry(id).or_default();
        moved.number = event.number;
        let step = TailStep::of(event);
        // An end that is zero after any number was before has been read.
        moved.read |= step.unread(1) == 0;
        moved.unread = step.unread(moved.unread);
        if let TailStep::Message { side, text } = step {
            moved.last_message = Some((event.at, side, text));
        }
    }

    fn is_full(&self) -> bool {
        self.moved.len() >= ENDS_MAX
    }

    async fn store(&mut self, runtime: &Runtime) -> Result<(), Fault> {
        let mut tx = runtime.db.begin().await?;
        for (id, moved) in self.moved.iter().filter(|(_, moved)| moved.tells()) {
            save(&mut tx, runtime, *id, moved).await?;
        }
        move_cursor(&mut tx, NAME, self.position).await?;
        tx.commit().await?;
        self.moved.clear();
        Ok(())
    }
}

async fn save(tx: &mut Tx, runtime: &Runtime, id: InteractionId, moved: &Moved) -> Result<(), Fault> {
    let row = id.uuid();
    let (at, side, text) = match &moved.last_message {
        Some((at, side, text)) => {
            let sealed = runtime.vault.seal_field("interaction", "last_text", row.as_bytes(), text)?;
            (Some(at.0), Some(*side), Some(sealed))
        }
        None => (None, None, None),
    };
    on_tx!(tx, c => sqlx::query(SAVE_TAIL)
        .bind(row).bind(moved.number).bind(at).bind(side).bind(text).bind(moved.read).bind(moved.unread)
        .execute(c).await.map(|_| ()))
    .map_err(db_fault)
}

/// Writes the ends the log holds and the rows do not; returns the position reached.
///
/// # Errors
/// A database fault.
pub(crate) async fn catch_up(runtime: &Runtime) -> Result<i64, Fault> {
    let mut page = Page { position: cursor(runtime, NAME).await?, ..Page::default() };
    loop {
        let events = runtime.log.all(page.position, PAGE).await?;
        if events.is_empty() {
            return Ok(page.position);
        }
        events.iter().for_each(|event| page.take(event));
        page.store(runtime).await?;
    }
}

/// Keeps writing ends for as long as the house is open.
pub(crate) async fn keep(runtime: Arc<Runtime>) {
    while let Err(fault) = follow(&runtime).await {
        tracing::error!(fault = %fault, "the ends of threads could not be written");
        sleep(PAUSE).await;
    }
}

async fn follow(runtime: &Runtime) -> Result<(), Fault> {
    let mut heard = runtime.bus.listen_wide();
    let mut page = Page { position: catch_up(runtime).await?, ..Page::default() };
    let mut due = Instant::now();
    loop {
        tokio::select! {
            biased;
            () = sleep_until(due), if !page.moved.is_empty() => {
                page.store(runtime).await?;
                due = Instant::now() + PAUSE;
            }
            event = heard.recv(), if !page.is_full() => match event {
                Ok(event) if event.position <= page.position => {}
                Ok(event) => {
                    if page.moved.is_empty() {
                        due = due.max(Instant::now() + PAUSE);
                    }
                    page.take(&event);
                    if page.is_full() {
                        due = Instant::now();
                    }
                    // What has ended leaves memory, and the row is all that lists have of it.
                    if &*event.name == names::INTERACTION_ENDED {
                        due = due.min(Instant::now() + OVER_PAUSE);
                    }
                }
                Err(RecvError::Lagged(_)) => page = Page { position: catch_up(runtime).await?, ..Page::default() },
                Err(RecvError::Closed) => return Ok(()),
            }
        }
    }
}

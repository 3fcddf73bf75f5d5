//! The parts of a running house, put together once by the server.

use std::path::PathBuf;
use std::sync::{Arc, Weak};
use std::time::Duration;

use warmline_base::{Clock, Entropy, Fault, Ids, Timestamp};
use warmline_crypto::KeyVault;
use warmline_db::Db;

use crate::{Appender, BlobStore, Bus, EventLog, Stop, Vault};

/// How long an event may be missing before it is looked for in the log.
const GAP_PATIENCE: Duration = Duration::from_millis(500);
/// Missing events fetched at once.
const GAP_BATCH: i64 = 500;
/// How long what works in the background has for the step it is at when the house closes.
const CLOSE_GRACE: Duration = Duration::from_secs(5);

/// What a [`Runtime`] is made of.
pub struct Parts {
    /// The database, migrated.
    pub db: Db,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The source of chance.
    pub entropy: Arc<dyn Entropy>,
    /// The holder of the root key.
    pub root: Arc<dyn KeyVault>,
    /// Where files lie.
    pub blobs: PathBuf,
}

/// A running house. Shared by everything that acts.
pub struct Runtime {
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The source of chance.
    pub entropy: Arc<dyn Entropy>,
    /// Makes ids.
    pub ids: Ids,
    /// The open keys.
    pub vault: Arc<Vault>,
    /// Committed events.
    pub bus: Arc<Bus>,
    /// The log's reader.
    pub log: EventLog,
    /// The log's shared writer.
    pub appender: Appender,
    /// Files.
    pub blobs: BlobStore,
    /// Tells sockets that the house stops.
    pub stop: Stop,
    /// Tells what works in the background that the database closes.
    pub closing: Stop,
}

impl Runtime {
    /// Opens the keys, finds the end of the log and starts the shared writer.
    ///
    /// # Errors
    /// Those of the database, the keys and the file store.
    pub async fn start(parts: Parts) -> Result<Arc<Self>, Fault> {
        let Parts { db, clock, entropy, root, blobs } = parts;
        let vault = Arc::new(Vault::open(&db, root, Arc::clone(&entropy), clock.now()).await?);
        let log = EventLog::new(db.clone(), Arc::clone(&vault));
        let bus = Arc::new(Bus::new(log.last_position().await?));
        let appender = Appender::start(db.clone(), Arc::clone(&vault), Arc::clone(&bus), Arc::clone(&clock));
        tokio::spawn(fill_gaps(Arc::downgrade(&bus), log.clone()));
        Ok(Arc::new(Self {
            ids: Ids::new(Arc::clone(&clock), Arc::clone(&entropy)),
            blobs: BlobStore::local(&blobs, Arc::clone(&vault))?,
            db,
            clock,
            entropy,
            vault,
            bus,
            log,
            appender,
            stop: Stop::default(),
            closing: Stop::default(),
        }))
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Closes the database once consumers, jobs and books have finished the step they are at. What is left undone
    /// is found again at the next start.
    pub async fn close(&self) {
        self.closing.begin();
        if tokio::time::timeout(CLOSE_GRACE, self.closing.heeded()).await.is_err() {
            tracing::warn!("some work in the background did not finish in time and was cut off");
        }
        self.db.close().await;
    }
}

/// Events of this process wait for each other only for moments; what is missing longer was stored by
/// another process, and is fetched from the log.
async fn fill_gaps(bus: Weak<Bus>, log: EventLog) {
    while let Some(watched) = bus.upgrade() {
        watched.gap().await;
        tokio::time::sleep(GAP_PATIENCE).await;
        while let Some((after, held)) = watched.missing() {
            match log.all(after, (held - after - 1).clamp(1, GAP_BATCH)).await {
                Ok(events) => watched.publish(events.into_iter().map(Arc::new)),
                Err(fault) => {
                    tracing::error!(fault = %fault, "events another process stored cannot be read yet");
                    tokio::time::sleep(GAP_PATIENCE).await;
                }
            }
        }
    }
}

//! The parts of a running house, put together once by the server.

use std::path::PathBuf;
use std::sync::Arc;

use warmline_base::{Clock, Entropy, Fault, Ids, Timestamp};
use warmline_crypto::KeyVault;
use warmline_db::Db;

use crate::{Appender, BlobStore, Bus, EventLog, Projector, Vault};

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
    /// What keeps rows in step with the log.
    pub projectors: Vec<Arc<dyn Projector>>,
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
    pub(crate) projectors: Arc<[Arc<dyn Projector>]>,
}

impl Runtime {
    /// Opens the keys, finds the end of the log and starts the shared writer.
    ///
    /// # Errors
    /// Those of the database, the keys and the file store.
    pub async fn start(parts: Parts) -> Result<Arc<Self>, Fault> {
        let Parts { db, clock, entropy, root, blobs, projectors } = parts;
        let vault = Arc::new(Vault::open(&db, root, Arc::clone(&entropy), clock.now()).await?);
        let log = EventLog::new(db.clone(), Arc::clone(&vault));
        let bus = Arc::new(Bus::new(log.last_position().await?));
        let projectors: Arc<[Arc<dyn Projector>]> = projectors.into();
        let appender = Appender::start(
            db.clone(),
            Arc::clone(&vault),
            Arc::clone(&bus),
            Arc::clone(&clock),
            Arc::clone(&projectors),
        );
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
            projectors,
        }))
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

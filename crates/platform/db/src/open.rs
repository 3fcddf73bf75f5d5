//! Opening the database: SQLite as one file under the data directory, or PostgreSQL by address.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use warmline_base::{Fault, Secret};

use crate::{Keeper, Tx, Writer, db_fault};

/// How long a caller waits for a connection before it is told the database is away.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(15);
const SQLITE_READERS: u32 = 4;
/// Pages the writer may keep, as SQLite writes it: 8 MiB. Readers keep the usual 2.
const SQLITE_CACHE: &str = "-8192";
/// Pages after which a commit carries the write-ahead log over itself (256 MiB): far more than the
/// [`Keeper`] lets it grow to.
const SQLITE_CHECKPOINT: &str = "65536";
const POSTGRES_CONNECTIONS: u32 = 16;
/// The advisory lock that makes PostgreSQL take one writer at a time, as SQLite does.
const POSTGRES_WRITER_LOCK: i64 = 0x5741_524d;

/// Which database to open.
#[derive(Clone, Debug)]
pub enum Database {
    /// One file; made when missing.
    Sqlite(PathBuf, Durability),
    /// A PostgreSQL server, by its address.
    Postgres(Secret<String>),
}

/// What an SQLite commit waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Durability {
    /// Survives the death of the process; a power cut may take the last moments (never corrupts).
    #[default]
    Process,
    /// Survives a power cut: every commit waits for the disk.
    PowerCut,
}

/// An open database.
#[derive(Clone, Debug)]
pub enum Db {
    /// SQLite with its readers and its one writer.
    Sqlite {
        /// Read-only connections.
        read: SqlitePool,
        /// The one connection that writes.
        write: Writer,
        /// Carries over what was written.
        keeper: Arc<Keeper>,
    },
    /// PostgreSQL.
    Postgres(PgPool),
}

impl Db {
    /// Opens the database and makes sure it answers.
    ///
    /// # Errors
    /// `WL-DB-AWAY` when it does not answer; `WL-DB-ADDRESS` when the address does not parse.
    pub async fn open(database: &Database) -> Result<Self, Fault> {
        match database {
            Database::Sqlite(path, durability) => open_sqlite(path.clone(), *durability).await,
            Database::Postgres(address) => open_postgres(address.expose()).await,
        }
    }

    /// Begins a write transaction; waits until no other is open.
    ///
    /// # Errors
    /// `WL-DB-AWAY` when no connection comes free in time.
    pub async fn begin(&self) -> Result<Tx, Fault> {
        match self {
            Self::Sqlite { write, .. } => write.begin().await.map(Tx::Sqlite).map_err(db_fault),
            Self::Postgres(pool) => {
                let mut tx = pool.begin().await.map_err(db_fault)?;
                sqlx::query("SELECT pg_advisory_xact_lock($1)")
                    .bind(POSTGRES_WRITER_LOCK)
                    .execute(&mut *tx)
                    .await
                    .map_err(db_fault)?;
                Ok(Tx::Postgres(tx))
            }
        }
    }

    /// Begins a transaction of a single statement: where that is a transaction by itself, none is begun around it.
    /// PostgreSQL has to take the writer's lock first.
    ///
    /// # Errors
    /// As [`Db::begin`].
    pub async fn begin_for_one(&self) -> Result<Tx, Fault> {
        match self {
            Self::Sqlite { write, .. } => write.begin_for_one().await.map(Tx::Sqlite).map_err(db_fault),
            Self::Postgres(_) => self.begin().await,
        }
    }

    /// Which database it is, for people: `sqlite` or `postgres`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// `WL-DB-AWAY` when there is none.
    pub async fn ping(&self) -> Result<(), Fault> {
        crate::read!(self, c => sqlx::query("SELECT 1").execute(c).await.map(|_| ())).map_err(db_fault)
    }

    /// Lets every connection finish and closes it.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write, keeper } => {
                read.close().await;
                keeper.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

async fn open_sqlite(path: PathBuf, durability: Durability) -> Result<Db, Fault> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(match durability {
            Durability::Process => SqliteSynchronous::Normal,
            Durability::PowerCut => SqliteSynchronous::Full,
        })
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .statement_cache_capacity(256)
        .pragma("wal_autocheckpoint", SQLITE_CHECKPOINT)
        // A statement of many rows keeps its way back in a temporary store: in memory, not in a file.
        .pragma("temp_store", "MEMORY")
        .optimize_on_close(true, None);
    let writing = options.clone().pragma("cache_size", SQLITE_CACHE);
    let write = Writer::open(&writing, ACQUIRE_TIMEOUT).await.map_err(db_fault)?;
    let keeper = Arc::new(Keeper::start(options.clone()).await?);
    let read = SqlitePoolOptions::new()
        .max_connections(SQLITE_READERS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        // A file of our own process does not go away.
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options.read_only(true))
        .await
        .map_err(db_fault)?;
    Ok(Db::Sqlite { read, write, keeper })
}

async fn open_postgres(address: &str) -> Result<Db, Fault> {
    let options: PgConnectOptions = address.parse().map_err(|_| {
        Fault::invalid(
            "WL-DB-ADDRESS",
            "the database address does not parse: write postgres://user:password@host:port/name",
        )
    })?;
    PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect_with(options)
        .await
        .map(Db::Postgres)
        .map_err(db_fault)
}

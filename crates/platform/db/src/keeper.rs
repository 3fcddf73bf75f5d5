//! Carries SQLite's write-ahead log over into the database file, beside the writer instead of in its way.
//!
//! Left to itself SQLite does this inside whatever commit makes the log long enough, and that commit, with
//! everybody who waits for it, waits for tens of megabytes to reach the disk. Here a connection of its own
//! carries over every few seconds while commits go on. Only when the log has become long does the writer
//! stand still, for the few pages written meanwhile, so that the log may begin anew.

use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};
use tokio::task::AbortHandle;
use warmline_base::Fault;

use crate::db_fault;

/// How often the log is carried over.
const EVERY: Duration = Duration::from_secs(5);
/// Pages from which on the log is made to begin anew: 64 MiB.
const LONG: i64 = 16_384;
/// How long the writer may be kept from writing while the log begins anew; else the next round tries again.
const PATIENCE: Duration = Duration::from_millis(100);

/// The task that carries over; it ends with this.
#[derive(Debug)]
pub struct Keeper {
    connection: SqlitePool,
    task: AbortHandle,
}

impl Keeper {
    /// Opens the connection and starts the task.
    pub(crate) async fn start(options: SqliteConnectOptions) -> Result<Self, Fault> {
        let connection = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options.busy_timeout(PATIENCE))
            .await
            .map_err(db_fault)?;
        let task = tokio::spawn(keep(connection.clone())).abort_handle();
        Ok(Self { connection, task })
    }

    /// Stops the task and closes its connection.
    pub(crate) async fn close(&self) {
        self.task.abort();
        self.connection.close().await;
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn keep(connection: SqlitePool) {
    let mut tick = tokio::time::interval_at(tokio::time::Instant::now() + EVERY, EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        if let Err(error) = carry_over(&connection, LONG).await {
            tracing::warn!(error = %error, "the write-ahead log could not be carried over: trying again soon");
        }
    }
}

/// Carries over what it can without keeping anybody waiting; a log of `long` pages or more begins anew.
/// Answers how many pages the log held.
pub(crate) async fn carry_over(connection: &SqlitePool, long: i64) -> Result<i64, sqlx::Error> {
    let (_, pages, _): (i64, i64, i64) = sqlx::query_as("PRAGMA wal_checkpoint(PASSIVE)").fetch_one(connection).await?;
    if pages >= long {
        sqlx::query("PRAGMA wal_checkpoint(RESTART)").execute(connection).await?;
    }
    Ok(pages)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Database, Db, Durability, on_tx};

    async fn write(db: &Db, rows: u32) {
        for _ in 0..rows {
            let mut tx = db.begin().await.unwrap();
            on_tx!(&mut tx, c => sqlx::query("INSERT INTO note (text) VALUES ($1)").bind("x".repeat(4_000))
                .execute(c).await.map(|_| ()))
            .unwrap();
            tx.commit().await.unwrap();
        }
    }

    #[tokio::test]
    async fn the_log_begins_anew_once_nobody_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("warmline.db");
        let db = Db::open(&Database::Sqlite(path.clone(), Durability::Process)).await.unwrap();
        let Db::Sqlite { read, keeper, .. } = &db else { unreachable!("an SQLite file was opened") };
        let mut tx = db.begin().await.unwrap();
        let made = on_tx!(&mut tx, c => sqlx::query("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
            .execute(c).await.map(|_| ()));
        made.unwrap();
        tx.commit().await.unwrap();
        let mut reader = read.begin().await.unwrap();
        let (seen,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM note").fetch_one(&mut *reader).await.unwrap();
        assert_eq!(seen, 0);
        write(&db, 40).await;
        assert!(carry_over(&keeper.connection, 20).await.unwrap() >= 40);
        write(&db, 1).await;
        let grown = carry_over(&keeper.connection, 20).await.unwrap();
        assert!(grown > 40, "{grown} pages: what a reader still looks at must stay");
        drop(reader);
        carry_over(&keeper.connection, 20).await.unwrap();
        write(&db, 1).await;
        let anew = carry_over(&keeper.connection, 20).await.unwrap();
        assert!(anew < 20, "{anew} pages in a log that was to begin anew");
        db.close().await;
        assert!(!path.with_extension("db-wal").exists(), "whoever closes last leaves no log behind");
    }
}

//! SQLite's one writer: a connection taken in turn.
//!
//! A pool would ask it before and after every transaction whether it is still there, and each question is a way to
//! the connection's thread and back; a file of our own process does not go away.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};
use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// The connection, and whether a transaction may be open on it.
#[derive(Debug)]
struct Line {
    /// None once it was closed.
    connection: Option<SqliteConnection>,
    open: bool,
}

impl Line {
    async fn undo(&mut self) {
        let Some(connection) = &mut self.connection else { return };
        // What failed badly enough is undone already.
        if let Err(error) = sqlx::query("ROLLBACK").execute(connection).await {
            tracing::debug!(error = %error, "there was nothing to undo");
        }
        self.open = false;
    }
}

/// The one connection that writes.
#[derive(Clone, Debug)]
pub struct Writer {
    line: Arc<Mutex<Line>>,
    patience: Duration,
}

impl Writer {
    /// Opens the connection; whoever waits for it longer than `patience` is told so.
    pub(crate) async fn open(options: &SqliteConnectOptions, patience: Duration) -> Result<Self, sqlx::Error> {
        let line = Line { connection: Some(options.connect().await?), open: false };
        Ok(Self { line: Arc::new(Mutex::new(line)), patience })
    }

    /// Begins a transaction; waits until no other is open.
    pub(crate) async fn begin(&self) -> Result<Writing, sqlx::Error> {
        let mut writing = self.begin_for_one().await?;
        // Said before it is done: should this be given up half-way, the next one undoes it.
        writing.line().open = true;
        sqlx::query("BEGIN IMMEDIATE").execute(&mut *writing).await?;
        Ok(writing)
    }

    /// The connection for one statement, which is a transaction by itself; waits until no other is open.
    pub(crate) async fn begin_for_one(&self) -> Result<Writing, sqlx::Error> {
        let line = tokio::time::timeout(self.patience, Arc::clone(&self.line).lock_owned())
            .await
            .map_err(|_| sqlx::Error::PoolTimedOut)?;
        if line.connection.is_none() {
            return Err(sqlx::Error::PoolClosed);
        }
        let mut writing = Writing(Some(line));
        if writing.line().open {
            writing.line().undo().await;
        }
        Ok(writing)
    }

    /// Waits for the last transaction and closes the connection.
    pub(crate) async fn close(&self) {
        if let Some(connection) = self.line.lock().await.connection.take()
            && let Err(error) = connection.close().await
        {
            tracing::warn!(error = %error, "the database could not be closed in good form");
        }
    }
}

/// A transaction on it; dropped without [`Writing::commit`] it leaves nothing behind.
#[derive(Debug)]
pub struct Writing(Option<OwnedMutexGuard<Line>>);

impl Writing {
    fn line(&mut self) -> &mut Line {
        self.0.as_mut().expect("it is given back only when dropped")
    }

    pub(crate) async fn commit(mut self) -> Result<(), sqlx::Error> {
        if !self.line().open {
            return Ok(());
        }
        sqlx::query("COMMIT").execute(&mut *self).await?;
        self.line().open = false;
        Ok(())
    }

    pub(crate) async fn rollback(mut self) {
        if self.line().open {
            self.line().undo().await;
        }
    }
}

impl Deref for Writing {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        let line = self.0.as_ref().expect("it is given back only when dropped");
        line.connection.as_ref().expect("a closed connection is not lent")
    }
}

impl DerefMut for Writing {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        self.line().connection.as_mut().expect("a closed connection is not lent")
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        let Some(mut line) = self.0.take().filter(|line| line.open) else { return };
        // Other processes need not wait until the next one begins, which would undo it as well.
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move { line.undo().await });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn writer(folder: &tempfile::TempDir) -> Writer {
        let options = SqliteConnectOptions::new().filename(folder.path().join("w.db")).create_if_missing(true);
        let writer = Writer::open(&options, Duration::from_millis(100)).await.unwrap();
        let mut writing = writer.begin().await.unwrap();
        sqlx::query("CREATE TABLE note (id INTEGER PRIMARY KEY)").execute(&mut *writing).await.unwrap();
        writing.commit().await.unwrap();
        writer
    }

    async fn count(writer: &Writer) -> i64 {
        let mut writing = writer.begin().await.unwrap();
        let (count,) = sqlx::query_as("SELECT COUNT(*) FROM note").fetch_one(&mut *writing).await.unwrap();
        writing.rollback().await;
        count
    }

    #[tokio::test]
    async fn what_is_not_committed_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder).await;
        for commits in [true, false] {
            let mut writing = writer.begin().await.unwrap();
            sqlx::query("INSERT INTO note DEFAULT VALUES").execute(&mut *writing).await.unwrap();
            if commits {
                writing.commit().await.unwrap();
            }
        }
        assert_eq!(count(&writer).await, 1, "the second one was dropped");
    }

    #[tokio::test]
    async fn a_statement_alone_stays_without_a_commit() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder).await;
        let mut writing = writer.begin_for_one().await.unwrap();
        sqlx::query("INSERT INTO note DEFAULT VALUES").execute(&mut *writing).await.unwrap();
        drop(writing);
        assert_eq!(count(&writer).await, 1);
    }

    #[tokio::test]
    async fn whoever_waits_too_long_is_told_and_a_closed_one_is_not_lent() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder).await;
        let writing = writer.begin().await.unwrap();
        assert!(matches!(writer.begin().await, Err(sqlx::Error::PoolTimedOut)));
        drop(writing);
        assert_eq!(count(&writer).await, 0);
        writer.close().await;
        assert!(matches!(writer.begin().await, Err(sqlx::Error::PoolClosed)));
    }
}

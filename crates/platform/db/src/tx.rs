//! A write transaction on either database.

use sqlx::{Postgres, Transaction};
use warmline_base::Fault;

use crate::{Writing, db_fault};

/// An open write transaction; dropped without [`Tx::commit`] it leaves nothing behind.
#[derive(Debug)]
pub enum Tx {
    /// On SQLite.
    Sqlite(Writing),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

impl Tx {
    /// Makes everything done in it stay.
    ///
    /// # Errors
    /// `WL-DB-FAILED` or `WL-DB-AWAY`; nothing was stored then.
    pub async fn commit(self) -> Result<(), Fault> {
        match self {
            Self::Sqlite(tx) => tx.commit().await,
            Self::Postgres(tx) => tx.commit().await,
        }
        .map_err(db_fault)
    }

    /// Undoes everything done in it.
    ///
    /// # Errors
    /// `WL-DB-AWAY` when the database is gone, which undoes it as well.
    pub async fn rollback(self) -> Result<(), Fault> {
        match self {
            Self::Sqlite(tx) => {
                tx.rollback().await;
                Ok(())
            }
            Self::Postgres(tx) => tx.rollback().await.map_err(db_fault),
        }
    }
}

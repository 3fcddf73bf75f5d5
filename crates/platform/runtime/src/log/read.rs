//! Reading the log, by stream or as a whole.

use std::sync::Arc;

use serde_json::value::RawValue;
use sqlx::FromRow;
use uuid::Uuid;
use warmline_base::{Fault, Timestamp};
use warmline_contract::{StoredEvent, Stream};
use warmline_db::{Db, db_fault, read};

use super::append::row_of;
use super::{FIND_BY_CLIENT, LAST_POSITION, POSITION_AT, READ_ALL, READ_SINCE, READ_STREAM, READ_TELEPHONE};
use crate::Vault;

#[derive(FromRow)]
pub(super) struct EventRow {
    position: i64,
    stream_kind: String,
    stream_id: Uuid,
    number: i64,
    name: String,
    at: i64,
    actor: String,
    body: Vec<u8>,
    sealed: bool,
    client_id: Option<Uuid>,
}

/// Reads what was stored.
#[derive(Clone)]
pub struct EventLog {
    db: Db,
    vault: Arc<Vault>,
}

impl EventLog {
    /// A reader of the log in `db`.
    pub const fn new(db: Db, vault: Arc<Vault>) -> Self {
        Self { db, vault }
    }

    /// Events of `stream` after `number`, at most `limit`, in order.
    ///
    /// # Errors
    /// `WL-DB-AWAY`; `WL-SEAL-BROKEN` when a stored body was altered.
    pub async fn stream(&self, stream: Stream, after: i64, limit: i64) -> Result<Vec<StoredEvent>, Fault> {
        let rows: Vec<EventRow> = read!(&self.db, c => sqlx::query_as(READ_STREAM)
            .bind(stream.uuid()).bind(stream.kind()).bind(after).bind(limit).fetch_all(c).await)
        .map_err(db_fault)?;
        rows.into_iter().map(|row| opened(&self.vault, row)).collect()
    }

    /// Events of `stream` stored after `position` of the whole log, at most `limit`, in order.
    ///
    /// # Errors
    /// As [`EventLog::stream`].
    pub async fn stream_since(&self, stream: Stream, position: i64, limit: i64) -> Result<Vec<StoredEvent>, Fault> {
        let rows: Vec<EventRow> = read!(&self.db, c => sqlx::query_as(READ_SINCE)
            .bind(stream.uuid()).bind(stream.kind()).bind(position).bind(limit).fetch_all(c).await)
        .map_err(db_fault)?;
        rows.into_iter().map(|row| opened(&self.vault, row)).collect()
    }

    /// The event of `stream` that carries the sender's id.
    ///
    /// # Errors
    /// As [`EventLog::stream`].
    pub async fn by_client(&self, stream: Stream, client_id: Uuid) -> Result<Option<StoredEvent>, Fault> {
        let row: Option<EventRow> = read!(&self.db, c =>
            sqlx::query_as(FIND_BY_CLIENT).bind(stream.uuid()).bind(client_id).fetch_optional(c).await)
        .map_err(db_fault)?;
        row.map(|row| opened(&self.vault, row)).transpose()
    }

    /// Events of the whole log after `position`, at most `limit`, in order.
    ///
    /// # Errors
    /// As [`EventLog::stream`].
    pub async fn all(&self, after: i64, limit: i64) -> Result<Vec<StoredEvent>, Fault> {
        let rows: Vec<EventRow> =
            read!(&self.db, c => sqlx::query_as(READ_ALL).bind(after).bind(limit).fetch_all(c).await)
                .map_err(db_fault)?;
        rows.into_iter().map(|row| opened(&self.vault, row)).collect()
    }

    /// The newest `limit` lines kept and calls out since `instant`, in order: what the telephone makes its memory of.
    ///
    /// # Errors
    /// As [`EventLog::stream`].
    pub async fn telephone_since(&self, instant: Timestamp, limit: i64) -> Result<Vec<StoredEvent>, Fault> {
        let rows: Vec<EventRow> =
            read!(&self.db, c => sqlx::query_as(READ_TELEPHONE).bind(instant.0).bind(limit).fetch_all(c).await)
                .map_err(db_fault)?;
        rows.into_iter().rev().map(|row| opened(&self.vault, row)).collect()
    }

    /// The position of the last event; 0 for an empty log.
    ///
    /// # Errors
    /// `WL-DB-AWAY`.
    pub async fn last_position(&self) -> Result<i64, Fault> {
        let (position,): (i64,) =
            read!(&self.db, c => sqlx::query_as(LAST_POSITION).fetch_one(c).await).map_err(db_fault)?;
        Ok(position)
    }

    /// The position just before the first event at or after `instant`; the last one when there is none.
    ///
    /// # Errors
    /// `WL-DB-AWAY`.
    pub async fn position_before(&self, instant: Timestamp) -> Result<i64, Fault> {
        let (first,): (i64,) =
            read!(&self.db, c => sqlx::query_as(POSITION_AT).bind(instant.0).fetch_one(c).await).map_err(db_fault)?;
        if first == 0 { self.last_position().await } else { Ok(first - 1) }
    }
}

pub(super) fn opened(vault: &Vault, row: EventRow) -> Result<StoredEvent, Fault> {
    let broken =
        || Fault::internal("WL-LOG-BROKEN", "a stored event does not read: restore the database from its backup");
    let stream = Stream::from_parts(&row.stream_kind, row.stream_id).ok_or_else(broken)?;
    let text = if row.sealed {
        vault.open_field("event", "body", &row_of(stream, row.number), &row.body)?
    } else {
        String::from_utf8(row.body).map_err(|_| broken())?
    };
    Ok(StoredEvent {
        position: row.position,
        stream,
        number: row.number,
        name: row.name.into(),
        at: Timestamp(row.at),
        by: serde_json::from_str(&row.actor).map_err(|_| broken())?,
        body: RawValue::from_string(text).map_err(|_| broken())?.into(),
        client_id: row.client_id,
    })
}

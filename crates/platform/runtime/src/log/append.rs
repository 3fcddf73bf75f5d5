//! Appending inside a transaction.

use std::sync::Arc;

use async_trait::async_trait;
use rustc_hash::FxHashMap;
use warmline_base::{Fault, Timestamp};
use warmline_contract::{NewEvent, StoredEvent, Stream};
use warmline_db::{Tx, db_fault, on_tx};

use super::read::{EventRow, opened};
use super::{FIND_BY_CLIENT, INSERT_EVENT, LAST_POSITION, SEALED, TAKE_NUMBERS};
use crate::Vault;

/// Keeps rows in step with the log, inside the transaction that appends.
#[async_trait]
pub trait Projector: Send + Sync {
    /// Updates rows for events just appended; a fault undoes the append.
    async fn project(&self, tx: &mut Tx, events: &[Arc<StoredEvent>]) -> Result<(), Fault>;
}

/// What appending gave: every asked-for event as it stands in the log, in the order asked, and which of
/// them are new (an event whose sender's id was already there is answered with the old one).
pub(crate) struct Appended {
    /// One for each event asked for.
    pub answers: Vec<Arc<StoredEvent>>,
    /// The new ones, in log order.
    pub fresh: Vec<Arc<StoredEvent>>,
}

/// Appends `events` at `at` and runs the projectors.
pub(crate) async fn append(
    tx: &mut Tx,
    vault: &Vault,
    projectors: &[Arc<dyn Projector>],
    at: Timestamp,
    events: Vec<NewEvent>,
) -> Result<Appended, Fault> {
    if events.is_empty() {
        return Ok(Appended { answers: Vec::new(), fresh: Vec::new() });
    }
    let known = find_known(tx, vault, &events).await?;
    let mut numbers = take_numbers(tx, &events, &known).await?;
    let (mut position,): (i64,) =
        on_tx!(&mut *tx, c => sqlx::query_as(LAST_POSITION).fetch_one(c).await).map_err(db_fault)?;
    let mut answers: Vec<Arc<StoredEvent>> = Vec::with_capacity(events.len());
    let mut fresh: Vec<Arc<StoredEvent>> = Vec::with_capacity(events.len());
    for (event, known) in events.into_iter().zip(known) {
        if let Some(Known::Stored(stored)) = known {
            answers.push(stored);
            continue;
        }
        if let Some(Known::Earlier(index)) = known {
            answers.push(Arc::clone(&answers[index]));
            continue;
        }
        position += 1;
        let number = numbers.get_mut(&event.stream).expect("numbers were taken for every stream");
        *number += 1;
        let stored = Arc::new(StoredEvent {
            position,
            stream: event.stream,
            number: *number,
            name: event.name.into(),
            at,
            by: event.by,
            body: event.body.into(),
            client_id: event.client_id,
        });
        insert(tx, vault, &stored).await?;
        answers.push(Arc::clone(&stored));
        fresh.push(stored);
    }
    for projector in projectors {
        projector.project(tx, &fresh).await?;
    }
    Ok(Appended { answers, fresh })
}

/// Why an event is not stored again.
enum Known {
    /// It is in the log.
    Stored(Arc<StoredEvent>),
    /// The same batch holds it earlier, at this index.
    Earlier(usize),
}

async fn find_known(tx: &mut Tx, vault: &Vault, events: &[NewEvent]) -> Result<Vec<Option<Known>>, Fault> {
    let mut seen = FxHashMap::default();
    let mut known = Vec::with_capacity(events.len());
    for (index, event) in events.iter().enumerate() {
        let Some(client_id) = event.client_id else {
            known.push(None);
            continue;
        };
        if let Some(earlier) = seen.insert((event.stream, client_id), index) {
            seen.insert((event.stream, client_id), earlier);
            known.push(Some(Known::Earlier(earlier)));
            continue;
        }
        let row: Option<EventRow> = on_tx!(&mut *tx, c =>
            sqlx::query_as(FIND_BY_CLIENT).bind(event.stream.uuid()).bind(client_id).fetch_optional(c).await)
        .map_err(db_fault)?;
        known.push(row.map(|row| opened(vault, row).map(|stored| Known::Stored(Arc::new(stored)))).transpose()?);
    }
    Ok(known)
}

/// Takes as many numbers of each stream as new events need; returns the number before the first.
async fn take_numbers(
    tx: &mut Tx,
    events: &[NewEvent],
    known: &[Option<Known>],
) -> Result<FxHashMap<Stream, i64>, Fault> {
    let mut wanted: FxHashMap<Stream, i64> = FxHashMap::default();
    for (event, known) in events.iter().zip(known) {
        if known.is_none() {
            *wanted.entry(event.stream).or_default() += 1;
        }
    }
    for (stream, count) in &mut wanted {
        let (last,): (i64,) = on_tx!(&mut *tx, c =>
            sqlx::query_as(TAKE_NUMBERS).bind(stream.uuid()).bind(stream.kind()).bind(*count).fetch_one(c).await)
        .map_err(db_fault)?;
        *count = last - *count;
    }
    Ok(wanted)
}

async fn insert(tx: &mut Tx, vault: &Vault, event: &StoredEvent) -> Result<(), Fault> {
    let sealed = SEALED.contains(&&*event.name);
    let plain = event.body.get().as_bytes();
    let body = if sealed {
        vault.seal_field("event", "body", &row_of(event.stream, event.number), plain)?
    } else {
        plain.to_vec()
    };
    let actor = serde_json::to_string(&event.by).expect("an actor is plain data");
    on_tx!(&mut *tx, c => sqlx::query(INSERT_EVENT)
        .bind(event.position).bind(event.stream.kind()).bind(event.stream.uuid()).bind(event.number).bind(&*event.name)
        .bind(event.at.0).bind(actor).bind(body).bind(sealed).bind(event.client_id)
        .execute(c).await.map(|_| ()))
    .map_err(db_fault)
}

/// The row a body is sealed for: its stream and its number.
pub(super) fn row_of(stream: Stream, number: i64) -> [u8; 24] {
    let mut row = [0; 24];
    row[..16].copy_from_slice(stream.uuid().as_bytes());
    row[16..].copy_from_slice(&number.to_be_bytes());
    row
}

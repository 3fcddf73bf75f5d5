//! Appending inside a transaction.

use std::sync::{Arc, LazyLock};

use rustc_hash::{FxHashMap, FxHashSet};
use warmline_base::{Fault, Timestamp};
use warmline_contract::{NewEvent, StoredEvent, Stream, names};
use warmline_db::{RowStatements, Tx, db_fault, on_tx};

use super::read::{EventRow, opened};
use super::{FIND_BY_CLIENT, LAST_NUMBER, LAST_POSITION, SEALED};
use crate::Vault;

/// What appending gave: every asked-for event as it stands in the log, in the order asked, and which of
/// them are new (an event whose sender's id was already there is answered with the old one).
pub(crate) struct Appended {
    /// One for each event asked for.
    pub answers: Vec<Arc<StoredEvent>>,
    /// The new ones, in log order.
    pub fresh: Vec<Arc<StoredEvent>>,
}

/// What is known of the log before it is asked.
pub(crate) enum Known<'a> {
    /// Nothing: each sender's id is looked for and each stream's last number read.
    Nothing,
    /// No sender's id was stored before, an arrival is the first of its stream, and these are the log's last
    /// position and the last numbers of some streams. Where that is wrong the database refuses the row
    /// (`WL-DB-CONFLICT`), and the append must be made again knowing nothing.
    Believed {
        /// The log's last position.
        position: i64,
        /// The last numbers.
        numbers: &'a FxHashMap<Stream, i64>,
    },
}

/// Whether `events` are one statement, as far as none of them is stored already.
pub(crate) fn is_one_statement(events: &[&NewEvent]) -> bool {
    let mut seen = FxHashSet::default();
    let fresh = events.iter().filter(|event| event.client_id.is_none_or(|id| seen.insert((event.stream, id))));
    RowStatements::is_one(fresh.count())
}

/// Appends `events` at `at`.
pub(crate) async fn append(
    tx: &mut Tx,
    vault: &Vault,
    at: Timestamp,
    events: &[&NewEvent],
    known: Known<'_>,
) -> Result<Appended, Fault> {
    if events.is_empty() {
        return Ok(Appended { answers: Vec::new(), fresh: Vec::new() });
    }
    let there = find_there(tx, vault, events, &known).await?;
    let mut numbers = last_numbers(tx, events, &there, &known).await?;
    let mut position = match known {
        Known::Believed { position, .. } => position,
        Known::Nothing => {
            let (position,): (i64,) =
                on_tx!(&mut *tx, c => sqlx::query_as(LAST_POSITION).fetch_one(c).await).map_err(db_fault)?;
            position
        }
    };
    let mut answers: Vec<Arc<StoredEvent>> = Vec::with_capacity(events.len());
    let mut fresh: Vec<Arc<StoredEvent>> = Vec::with_capacity(events.len());
    for (event, there) in events.iter().zip(there) {
        match there {
            Some(There::Stored(stored)) => {
                answers.push(stored);
                continue;
            }
            Some(There::Earlier(index)) => {
                answers.push(Arc::clone(&answers[index]));
                continue;
            }
            None => {}
        }
        position += 1;
        let number = numbers.get_mut(&event.stream).expect("the last number of every stream was read");
        *number += 1;
        let stored = Arc::new(StoredEvent {
            position,
            stream: event.stream,
            number: *number,
            name: event.name.into(),
            at,
            by: event.by.clone(),
            body: event.body.clone().into(),
            client_id: event.client_id,
        });
        answers.push(Arc::clone(&stored));
        fresh.push(stored);
    }
    insert(tx, vault, &fresh).await?;
    Ok(Appended { answers, fresh })
}

/// Why an event is not stored again.
enum There {
    /// It is in the log.
    Stored(Arc<StoredEvent>),
    /// The same batch holds it earlier, at this index.
    Earlier(usize),
}

async fn find_there(
    tx: &mut Tx,
    vault: &Vault,
    events: &[&NewEvent],
    known: &Known<'_>,
) -> Result<Vec<Option<There>>, Fault> {
    let mut seen = FxHashMap::default();
    let mut there = Vec::with_capacity(events.len());
    for (index, event) in events.iter().enumerate() {
        let Some(client_id) = event.client_id else {
            there.push(None);
            continue;
        };
        let earlier = *seen.entry((event.stream, client_id)).or_insert(index);
        if earlier < index {
            there.push(Some(There::Earlier(earlier)));
            continue;
        }
        if matches!(known, Known::Believed { .. }) {
            there.push(None);
            continue;
        }
        let row: Option<EventRow> = on_tx!(&mut *tx, c =>
            sqlx::query_as(FIND_BY_CLIENT).bind(event.stream.uuid()).bind(client_id).fetch_optional(c).await)
        .map_err(db_fault)?;
        there.push(row.map(|row| opened(vault, row).map(|stored| There::Stored(Arc::new(stored)))).transpose()?);
    }
    Ok(there)
}

/// The last number of each stream that new events go to.
async fn last_numbers(
    tx: &mut Tx,
    events: &[&NewEvent],
    there: &[Option<There>],
    known: &Known<'_>,
) -> Result<FxHashMap<Stream, i64>, Fault> {
    let mut numbers: FxHashMap<Stream, i64> = FxHashMap::default();
    for (event, there) in events.iter().zip(there) {
        if there.is_some() || numbers.contains_key(&event.stream) {
            continue;
        }
        let remembered = match known {
            Known::Believed { numbers, .. } => {
                let first = *event.name == *names::INTERACTION_ARRIVED;
                numbers.get(&event.stream).copied().or(first.then_some(0))
            }
            Known::Nothing => None,
        };
        let last = match remembered {
            Some(last) => last,
            None => {
                let (last,): (i64,) = on_tx!(&mut *tx, c => sqlx::query_as(LAST_NUMBER)
                    .bind(event.stream.uuid()).bind(event.stream.kind()).fetch_one(c).await)
                .map_err(db_fault)?;
                last
            }
        };
        numbers.insert(event.stream, last);
    }
    Ok(numbers)
}

/// What of an event is written in another form than it is held.
struct Written {
    actor: String,
    body: Vec<u8>,
    sealed: bool,
}

fn written(vault: &Vault, event: &StoredEvent) -> Result<Written, Fault> {
    let sealed = SEALED.contains(&&*event.name);
    let plain = event.body.get().as_bytes();
    let body = if sealed {
        vault.seal_field("event", "body", &row_of(event.stream, event.number), plain)?
    } else {
        plain.to_vec()
    };
    let actor = serde_json::to_string(&event.by).expect("an actor is plain data");
    Ok(Written { actor, body, sealed })
}

static INSERTS: LazyLock<RowStatements> = LazyLock::new(|| {
    RowStatements::new(
        "INSERT INTO event (position, stream_kind, stream_id, number, name, at, actor, body, sealed, client_id)",
        10,
        "",
    )
});

async fn insert(tx: &mut Tx, vault: &Vault, events: &[Arc<StoredEvent>]) -> Result<(), Fault> {
    for (sql, chunk) in INSERTS.chunks(tx, events) {
        insert_rows(tx, vault, sql, chunk).await?;
    }
    Ok(())
}

async fn insert_rows(tx: &mut Tx, vault: &Vault, sql: &'static str, events: &[Arc<StoredEvent>]) -> Result<(), Fault> {
    let written = events.iter().map(|event| written(vault, event)).collect::<Result<Vec<_>, Fault>>()?;
    on_tx!(tx, c => {
        let mut query = sqlx::query(sql);
        for (event, Written { actor, body, sealed }) in events.iter().zip(written) {
            query = query
                .bind(event.position)
                .bind(event.stream.kind())
                .bind(event.stream.uuid())
                .bind(event.number)
                .bind(&*event.name)
                .bind(event.at.0)
                .bind(actor)
                .bind(body)
                .bind(sealed)
                .bind(event.client_id);
        }
        query.execute(c).await.map(|_| ())
    })
    .map_err(|error| match &error {
        sqlx::Error::Database(refusal) if refusal.is_unique_violation() => {
            Fault::conflict("WL-DB-CONFLICT", "this is stored already: reload and try again")
        }
        _ => db_fault(error),
    })
}

/// The row a body is sealed for: its stream and its number.
pub(super) fn row_of(stream: Stream, number: i64) -> [u8; 24] {
    let mut row = [0; 24];
    row[..16].copy_from_slice(stream.uuid().as_bytes());
    row[16..].copy_from_slice(&number.to_be_bytes());
    row
}

//! The tables: interval rows, the running state behind them, and how far the log is booked.

use std::collections::BTreeMap;

use sqlx::FromRow;
use uuid::Uuid;
use warmline_base::{AgentId, Fault, InteractionId, Millis, Timestamp, TypedId};
use warmline_db::{Db, Tx, db_fault, on_tx, read, statements};

use crate::books::{Books, Page, Rows, Today};
use crate::fold::{Contact, Desk, Fold};
use crate::interval::{DAY, Group, INTERVAL, SHANGHAI, start_of};
use crate::measures::Measures;

statements! {
    ADD_TO_INTERVAL = crate::measures::ADD;
    SUM_BY_INTERVAL = crate::measures::SUM_BY_INTERVAL;
    SUM_SINCE = crate::measures::SUM_SINCE;
    POSITION = "SELECT position FROM insight_position WHERE id = 1";
    MOVE_POSITION = "UPDATE insight_position SET position = $2 WHERE id = 1 AND position = $1";
    PUT_CONTACT = "INSERT INTO insight_contact (id, state, settled_at) VALUES ($1, $2, $3)
        ON CONFLICT (id) DO UPDATE SET state = excluded.state, settled_at = excluded.settled_at";
    GET_CONTACT = "SELECT id, state FROM insight_contact WHERE id = $1";
    OPEN_CONTACTS = "SELECT id, state FROM insight_contact WHERE settled_at IS NULL";
    FORGET_CONTACTS = "DELETE FROM insight_contact WHERE settled_at < $1";
    PUT_DESK = "INSERT INTO insight_desk (id, state) VALUES ($1, $2)
        ON CONFLICT (id) DO UPDATE SET state = excluded.state";
    DESKS = "SELECT id, state FROM insight_desk";
    PUT_INTENT = "INSERT INTO insight_intent (intent, name) VALUES ($1, $2)
        ON CONFLICT (intent) DO UPDATE SET name = excluded.name";
    INTENTS = "SELECT intent, name FROM insight_intent";
}

/// How long a settled interaction is remembered for a late rating or a reopening.
const SETTLED_KEPT: Millis = Millis(30 * DAY.0);

#[derive(FromRow)]
struct StateRow {
    id: Uuid,
    state: String,
}

#[derive(FromRow)]
struct SumRow {
    dimension: String,
    key: String,
    #[sqlx(flatten)]
    sums: Measures,
}

/// One row of a report: an interval, a key and its sums.
#[derive(Debug, FromRow)]
pub(crate) struct IntervalRow {
    /// The interval's start, microseconds.
    pub at: i64,
    /// The key.
    pub key: String,
    /// Its sums.
    #[sqlx(flatten)]
    pub sums: Measures,
}

/// Reads the books as they were stored, with today's sums as of `now`.
pub(crate) async fn load(db: &Db, now: Timestamp) -> Result<Books, Fault> {
    let (position,): (i64,) = read!(db, c => sqlx::query_as(POSITION).fetch_one(c).await).map_err(db_fault)?;
    let mut fold = Fold::default();
    let open: Vec<StateRow> = read!(db, c => sqlx::query_as(OPEN_CONTACTS).fetch_all(c).await).map_err(db_fault)?;
    for row in open {
        fold.restore_contact(InteractionId::from_uuid(row.id), parse(&row.state)?);
    }
    let desks: Vec<StateRow> = read!(db, c => sqlx::query_as(DESKS).fetch_all(c).await).map_err(db_fault)?;
    for row in desks {
        fold.restore_desk(AgentId::from_uuid(row.id), parse::<Desk>(&row.state)?);
    }
    let names: Vec<(String, String)> = read!(db, c => sqlx::query_as(INTENTS).fetch_all(c).await).map_err(db_fault)?;
    let today = load_today(db, start_of(now, DAY)).await?;
    Ok(Books::new(position, fold, today, names.into_iter().collect()))
}

async fn load_today(db: &Db, from: Timestamp) -> Result<Today, Fault> {
    let mut today = Today { from, ..Today::default() };
    let totals: Vec<SumRow> =
        read!(db, c => sqlx::query_as(SUM_SINCE).bind(from.0).fetch_all(c).await).map_err(db_fault)?;
    for row in totals {
        if let Some(group) = Group::from_row(&row.dimension, &row.key).filter(|group| group.dimension() != "intent") {
            today.totals.insert(group, row.sums);
        }
    }
    let always = Timestamp(i64::MAX);
    for row in sums(db, "none", from, always, INTERVAL, i64::MAX).await? {
        today.series.insert(Timestamp(row.at), row.sums);
    }
    for row in sums(db, "intent", today.yesterday(), always, INTERVAL, i64::MAX).await? {
        today.intents.entry(Timestamp(row.at)).or_default().insert(row.key, row.sums.contacts);
    }
    Ok(today)
}

/// A settled interaction's state, while it is remembered.
pub(crate) async fn contact(db: &Db, id: InteractionId) -> Result<Option<Contact>, Fault> {
    let row: Option<StateRow> =
        read!(db, c => sqlx::query_as(GET_CONTACT).bind(id.uuid()).fetch_optional(c).await).map_err(db_fault)?;
    row.map(|row| parse(&row.state)).transpose()
}

/// Sums of a dimension by key and by intervals of `width`, for starts from `from` to before `to`.
pub(crate) async fn sums(
    db: &Db,
    dimension: &str,
    from: Timestamp,
    to: Timestamp,
    width: Millis,
    limit: i64,
) -> Result<Vec<IntervalRow>, Fault> {
    read!(db, c => sqlx::query_as(SUM_BY_INTERVAL)
        .bind(dimension).bind(from.0).bind(to.0).bind(width.micros()).bind(SHANGHAI.micros()).bind(limit)
        .fetch_all(c).await)
    .map_err(db_fault)
}

/// What a page writes, its states already as text.
pub(crate) struct Written {
    position: (i64, i64),
    rows: Rows,
    contacts: Vec<(InteractionId, String, bool)>,
    desks: Vec<(AgentId, String)>,
    intents: BTreeMap<String, String>,
}

impl Written {
    /// The page with the states that `fold` holds now, which are those of the page's position.
    pub fn of(page: &Page, fold: &Fold) -> Self {
        let contacts = page.contacts.iter().filter_map(|id| {
            let contact = fold.contact(*id)?;
            Some((*id, text(contact), contact.is_settled()))
        });
        Self {
            position: (page.after, page.position),
            rows: page.rows.clone(),
            contacts: contacts.collect(),
            desks: page.desks.iter().filter_map(|id| Some((*id, text(fold.desk(*id)?)))).collect(),
            intents: page.intents.clone(),
        }
    }
}

/// Stores a page and the position it reaches, together or not at all.
///
/// # Errors
/// `WL-INSIGHT-MOVED` when the store is not where the page begins: another process wrote, or a commit
/// that was reported as failed had not. Nothing is stored then.
pub(crate) async fn store(db: &Db, written: &Written, now: Timestamp) -> Result<(), Fault> {
    let mut tx = db.begin().await?;
    let (after, position) = written.position;
    let moved = on_tx!(&mut tx, c => sqlx::query(MOVE_POSITION).bind(after).bind(position)
        .execute(c).await.map(|done| done.rows_affected()))
    .map_err(db_fault)?;
    if moved != 1 {
        return Err(Fault::conflict(
            "WL-INSIGHT-MOVED",
            "the figures were booked by somebody else meanwhile: they are read again from the store",
        ));
    }
    for ((at, group), sums) in &written.rows {
        add(&mut tx, *at, group, sums).await?;
    }
    for (id, state, settled) in &written.contacts {
        let settled_at = settled.then_some(now.0);
        on_tx!(&mut tx, c => sqlx::query(PUT_CONTACT).bind(id.uuid()).bind(state).bind(settled_at)
            .execute(c).await.map(|_| ()))
        .map_err(db_fault)?;
    }
    for (id, state) in &written.desks {
        on_tx!(&mut tx, c => sqlx::query(PUT_DESK).bind(id.uuid()).bind(state).execute(c).await.map(|_| ()))
            .map_err(db_fault)?;
    }
    for (intent, name) in &written.intents {
        on_tx!(&mut tx, c => sqlx::query(PUT_INTENT).bind(intent).bind(name).execute(c).await.map(|_| ()))
            .map_err(db_fault)?;
    }
    on_tx!(&mut tx, c => sqlx::query(FORGET_CONTACTS).bind(now.minus(SETTLED_KEPT).0).execute(c).await.map(|_| ()))
        .map_err(db_fault)?;
    tx.commit().await
}

async fn add(tx: &mut Tx, at: Timestamp, group: &Group, sums: &Measures) -> Result<(), Fault> {
    on_tx!(tx, c => {
        let mut query = sqlx::query(ADD_TO_INTERVAL).bind(at.0).bind(group.dimension()).bind(group.key());
        for value in sums.values() {
            query = query.bind(value);
        }
        query.execute(c).await.map(|_| ())
    })
    .map_err(db_fault)
}

fn text(state: &impl serde::Serialize) -> String {
    serde_json::to_string(state).expect("running state is plain data")
}

fn parse<T: for<'de> serde::Deserialize<'de>>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|error| {
        tracing::error!(error = %error, "the running state of the figures does not read");
        Fault::internal("WL-INSIGHT-STATE", "the stored running state of the figures does not read")
    })
}

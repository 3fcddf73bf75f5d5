//! Interaction rows: the fold, sealed, beside the columns lists are filtered by. Readers first wait until the rows
//! are as far as the log.

use std::sync::LazyLock;

use sqlx::FromRow;
use uuid::Uuid;
use warmline_base::{AgentId, Cursor, CustomerId, Fault, InteractionId, JourneyId, Limit, Timestamp, TypedId};
use warmline_db::{RowStatements, db_fault, on_tx, read};
use warmline_runtime::{Runtime, Vault};

use super::rows::Change;
use super::{FIND, LIST, LIVE, OF_CUSTOMER, OF_JOURNEY, Rows};
use crate::model::{Fold, Tail};

/// A stored interaction.
#[derive(Clone, Debug)]
pub struct Stored {
    /// What the log says.
    pub fold: Fold,
    /// The end of the thread.
    pub tail: Tail,
    /// When anything a list shows changed.
    pub updated_at: Timestamp,
}

#[derive(FromRow)]
pub(super) struct Row {
    id: Uuid,
    fold: Vec<u8>,
    last_number: i64,
    last_at: Option<i64>,
    last_by: Option<String>,
    last_text: Option<Vec<u8>>,
    unread: i64,
    updated_at: i64,
}

/// Which interactions a list shows.
#[derive(Clone, Debug, Default)]
pub struct ListFilter {
    /// Only in this state.
    pub state: String,
    /// Only on this channel.
    pub channel: String,
    /// Only this agent's.
    pub agent: Option<AgentId>,
    /// Only those that wait.
    pub waiting: bool,
    /// Only those not over.
    pub open: bool,
}

fn opened(vault: &Vault, row: Row) -> Result<Stored, Fault> {
    let broken = |_| Fault::internal("WL-LOG-BROKEN", "a stored interaction does not read: rebuild it from the log");
    let fold = vault.open_field("interaction", "fold", row.id.as_bytes(), &row.fold)?;
    let text =
        row.last_text.map(|text| vault.open_field("interaction", "last_text", row.id.as_bytes(), &text)).transpose()?;
    let side = match row.last_by.as_deref() {
        Some("customer") => "customer",
        Some("agent") => "agent",
        Some("assistant") => "assistant",
        _ => "system",
    };
    Ok(Stored {
        fold: serde_json::from_str(&fold).map_err(broken)?,
        tail: Tail {
            last_number: row.last_number,
            last_message: row.last_at.zip(text).map(|(at, text)| (Timestamp(at), side, text)),
            unread: row.unread,
        },
        updated_at: Timestamp(row.updated_at),
    })
}

fn opened_all(vault: &Vault, rows: Vec<Row>) -> Result<Vec<Stored>, Fault> {
    rows.into_iter().map(|row| opened(vault, row)).collect()
}

/// One interaction, from memory when it is live or ended lately, else from the table.
pub async fn find(rows: &Rows, id: InteractionId) -> Result<Option<(Fold, Tail)>, Fault> {
    if let Some(known) = rows.live.find(id) {
        return Ok(Some(known));
    }
    rows.reach().await?;
    let row: Option<Row> =
        read!(&rows.runtime.db, c => sqlx::query_as(FIND).bind(id.uuid()).fetch_optional(c).await).map_err(db_fault)?;
    row.map(|row| opened(&rows.runtime.vault, row).map(|stored| (stored.fold, stored.tail))).transpose()
}

/// Every interaction that is not over.
pub async fn live(rows: &Rows) -> Result<Vec<Stored>, Fault> {
    rows.reach().await?;
    let found: Vec<Row> = read!(&rows.runtime.db, c => sqlx::query_as(LIVE).fetch_all(c).await).map_err(db_fault)?;
    opened_all(&rows.runtime.vault, found)
}

/// A page of interactions, newest change first, with one row more than the page when there are more.
pub async fn list(rows: &Rows, filter: &ListFilter, cursor: Cursor, limit: Limit) -> Result<Vec<Stored>, Fault> {
    rows.reach().await?;
    let agent = filter.agent.map_or(Uuid::nil(), TypedId::uuid);
    let found: Vec<Row> = read!(&rows.runtime.db, c => sqlx::query_as(LIST)
        .bind(cursor.at.0).bind(cursor.id).bind(&filter.state).bind(&filter.channel).bind(filter.agent.is_some()).bind(agent)
        .bind(filter.waiting).bind(filter.open).bind(limit.rows_and_one()).fetch_all(c).await)
    .map_err(db_fault)?;
    opened_all(&rows.runtime.vault, found)
}

/// A customer's interactions, newest first.
pub async fn of_customer(rows: &Rows, customer: CustomerId, limit: i64) -> Result<Vec<Stored>, Fault> {
    rows.reach().await?;
    let found: Vec<Row> =
        read!(&rows.runtime.db, c => sqlx::query_as(OF_CUSTOMER).bind(customer.uuid()).bind(limit).fetch_all(c).await)
            .map_err(db_fault)?;
    opened_all(&rows.runtime.vault, found)
}

/// A journey's interactions, newest first.
pub async fn of_journey(rows: &Rows, journey: JourneyId, limit: i64) -> Result<Vec<Stored>, Fault> {
    rows.reach().await?;
    let found: Vec<Row> =
        read!(&rows.runtime.db, c => sqlx::query_as(OF_JOURNEY).bind(journey.uuid()).bind(limit).fetch_all(c).await)
            .map_err(db_fault)?;
    opened_all(&rows.runtime.vault, found)
}

/// Rows written in one transaction: it keeps other writers waiting for a millisecond.
pub(super) const ROWS_AT_ONCE: usize = 32;

static SAVES: LazyLock<RowStatements> = LazyLock::new(|| {
    RowStatements::new(
        "INSERT INTO interaction (id, channel, state, customer_id, queue_id, agent_id, journey_id, intent, priority,
            started_at, ended_at, updated_at, fold, last_number, last_at, last_by, last_text, unread)",
        18,
        "ON CONFLICT (id) DO UPDATE SET state = excluded.state, customer_id = excluded.customer_id,
            queue_id = excluded.queue_id, agent_id = excluded.agent_id, journey_id = excluded.journey_id,
            intent = excluded.intent, priority = excluded.priority, ended_at = excluded.ended_at,
            updated_at = CASE WHEN excluded.updated_at > interaction.updated_at THEN excluded.updated_at
                ELSE interaction.updated_at END,
            fold = excluded.fold, last_number = excluded.last_number, last_at = excluded.last_at,
            last_by = excluded.last_by, last_text = excluded.last_text, unread = excluded.unread",
    )
});

/// Writes new and changed rows, each once and no more than [`ROWS_AT_ONCE`].
pub(super) async fn save(runtime: &Runtime, changes: &[Change]) -> Result<(), Fault> {
    let mut tx = runtime.db.begin().await?;
    // Not before: a change of the key that has passed these rows meanwhile would not find what the older one sealed.
    let sealed = changes.iter().map(|change| Sealed::of(&runtime.vault, change)).collect::<Result<Vec<_>, Fault>>()?;
    let mut sealed = sealed.into_iter();
    for (sql, chunk) in SAVES.chunks(&tx, changes) {
        on_tx!(&mut tx, c => {
            let mut query = sqlx::query(sql);
            for (Change { fold, tail, at, .. }, Sealed { text, words }) in chunk.iter().zip(&mut sealed) {
                let last = tail.last_message.as_ref();
                query = query
                    .bind(fold.id.uuid()).bind(fold.channel().as_str()).bind(fold.state.as_str())
                    .bind(fold.customer.map(TypedId::uuid)).bind(fold.queue().map(TypedId::uuid))
                    .bind(fold.agent.map(TypedId::uuid)).bind(fold.journey.uuid())
                    .bind(fold.intent.as_ref().map(|intent| intent.intent.clone())).bind(i64::from(fold.priority()))
                    .bind(fold.started_at.0).bind(fold.ended_at.map(|at| at.0)).bind(at.0).bind(text)
                    .bind(tail.last_number).bind(last.map(|(at, ..)| at.0)).bind(last.map(|(_, side, _)| *side))
                    .bind(words).bind(tail.unread);
            }
            query.execute(c).await.map(|_| ())
        })
        .map_err(db_fault)?;
    }
    tx.commit().await
}

/// What of a row nobody reads in the database.
struct Sealed {
    text: Vec<u8>,
    words: Option<Vec<u8>>,
}

impl Sealed {
    fn of(vault: &Vault, change: &Change) -> Result<Self, Fault> {
        let seal =
            |column, plain: &[u8]| vault.seal_field("interaction", column, change.fold.id.uuid().as_bytes(), plain);
        let fold = serde_json::to_vec(&change.fold).expect("a fold is plain data");
        let words = change.tail.last_message.as_ref().map(|(.., words)| seal("last_text", words.as_bytes()));
        Ok(Self { text: seal("fold", &fold)?, words: words.transpose()? })
    }
}

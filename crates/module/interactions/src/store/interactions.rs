//! Interaction rows: the fold, sealed, beside the columns lists are filtered by.

use std::sync::LazyLock;

use sqlx::FromRow;
use uuid::Uuid;
use warmline_base::{AgentId, Cursor, CustomerId, Fault, InteractionId, JourneyId, Limit, Timestamp, TypedId};
use warmline_db::{RowStatements, Tx, db_fault, on_tx, read};
use warmline_runtime::{Runtime, Vault};

use super::projector::Change;
use super::{FIND, LIST, LIVE, OF_CUSTOMER, OF_JOURNEY};
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

/// One interaction.
pub async fn find(runtime: &Runtime, id: InteractionId) -> Result<Option<Stored>, Fault> {
    let row: Option<Row> =
        read!(&runtime.db, c => sqlx::query_as(FIND).bind(id.uuid()).fetch_optional(c).await).map_err(db_fault)?;
    row.map(|row| opened(&runtime.vault, row)).transpose()
}

/// One interaction's fold, inside a transaction.
pub(super) async fn find_in(tx: &mut Tx, vault: &Vault, id: InteractionId) -> Result<Option<Fold>, Fault> {
    let row: Option<Row> =
        on_tx!(tx, c => sqlx::query_as(FIND).bind(id.uuid()).fetch_optional(c).await).map_err(db_fault)?;
    row.map(|row| opened(vault, row).map(|stored| stored.fold)).transpose()
}

/// Every interaction that is not over.
pub async fn live(runtime: &Runtime) -> Result<Vec<Stored>, Fault> {
    let rows: Vec<Row> = read!(&runtime.db, c => sqlx::query_as(LIVE).fetch_all(c).await).map_err(db_fault)?;
    opened_all(&runtime.vault, rows)
}

/// A page of interactions, newest change first, with one row more than the page when there are more.
pub async fn list(runtime: &Runtime, filter: &ListFilter, cursor: Cursor, limit: Limit) -> Result<Vec<Stored>, Fault> {
    let agent = filter.agent.map_or(Uuid::nil(), TypedId::uuid);
    let rows: Vec<Row> = read!(&runtime.db, c => sqlx::query_as(LIST)
        .bind(cursor.at.0).bind(cursor.id).bind(&filter.state).bind(&filter.channel).bind(filter.agent.is_some()).bind(agent)
        .bind(filter.waiting).bind(filter.open).bind(limit.rows_and_one()).fetch_all(c).await)
    .map_err(db_fault)?;
    opened_all(&runtime.vault, rows)
}

/// A customer's interactions, newest first.
pub async fn of_customer(runtime: &Runtime, customer: CustomerId, limit: i64) -> Result<Vec<Stored>, Fault> {
    let rows: Vec<Row> =
        read!(&runtime.db, c => sqlx::query_as(OF_CUSTOMER).bind(customer.uuid()).bind(limit).fetch_all(c).await)
            .map_err(db_fault)?;
    opened_all(&runtime.vault, rows)
}

/// A journey's interactions, newest first.
pub async fn of_journey(runtime: &Runtime, journey: JourneyId, limit: i64) -> Result<Vec<Stored>, Fault> {
    let rows: Vec<Row> =
        read!(&runtime.db, c => sqlx::query_as(OF_JOURNEY).bind(journey.uuid()).bind(limit).fetch_all(c).await)
            .map_err(db_fault)?;
    opened_all(&runtime.vault, rows)
}

static SAVES: LazyLock<RowStatements> = LazyLock::new(|| {
    RowStatements::new(
        "INSERT INTO interaction (id, channel, state, customer_id, queue_id, agent_id, journey_id, intent, priority,
            started_at, ended_at, updated_at, fold, last_number, unread)",
        15,
        "ON CONFLICT (id) DO UPDATE SET state = excluded.state, customer_id = excluded.customer_id,
            queue_id = excluded.queue_id, agent_id = excluded.agent_id, journey_id = excluded.journey_id,
            intent = excluded.intent, priority = excluded.priority, ended_at = excluded.ended_at,
            updated_at = excluded.updated_at, fold = excluded.fold",
    )
});

/// Writes new and changed folds, each once; the ends of their threads stay as they are.
pub(super) async fn save(tx: &mut Tx, vault: &Vault, changes: &[Change]) -> Result<(), Fault> {
    for (sql, chunk) in SAVES.chunks(changes) {
        let folds = chunk.iter().map(|change| sealed(vault, &change.fold)).collect::<Result<Vec<_>, Fault>>()?;
        on_tx!(&mut *tx, c => {
            let mut query = sqlx::query(sql);
            for (Change { fold, at, .. }, sealed) in chunk.iter().zip(folds) {
                query = query
                    .bind(fold.id.uuid()).bind(fold.channel().as_str()).bind(fold.state.as_str())
                    .bind(fold.customer.map(TypedId::uuid)).bind(fold.queue().map(TypedId::uuid))
                    .bind(fold.agent.map(TypedId::uuid)).bind(fold.journey.uuid())
                    .bind(fold.intent.as_ref().map(|intent| intent.intent.clone())).bind(i64::from(fold.priority()))
                    .bind(fold.started_at.0).bind(fold.ended_at.map(|at| at.0)).bind(at.0).bind(sealed)
                    .bind(0_i64).bind(0_i64);
            }
            query.execute(c).await.map(|_| ())
        })
        .map_err(db_fault)?;
    }
    Ok(())
}

fn sealed(vault: &Vault, fold: &Fold) -> Result<Vec<u8>, Fault> {
    let text = serde_json::to_vec(fold).expect("a fold is plain data");
    vault.seal_field("interaction", "fold", fold.id.uuid().as_bytes(), text)
}

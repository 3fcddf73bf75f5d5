//! Journey rows: interactions of one customer about one matter.

use std::sync::LazyLock;

use sqlx::FromRow;
use uuid::Uuid;
use warmline_base::{CustomerId, Fault, JourneyId, Timestamp, TypedId};
use warmline_db::{RowStatements, Tx, db_fault, on_tx, read};
use warmline_runtime::Runtime;

use super::projector::Change;
use super::{FIND_JOURNEY, RECENT_JOURNEY};

/// A journey.
#[derive(Clone, Debug)]
pub struct Journey {
    /// Which.
    pub id: JourneyId,
    /// Whose, when known.
    pub customer: Option<CustomerId>,
    /// What it is about: the name of the last intent found.
    pub title: String,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    customer_id: Option<Uuid>,
    title: String,
}

impl From<Row> for Journey {
    fn from(row: Row) -> Self {
        Self {
            id: JourneyId::from_uuid(row.id),
            customer: row.customer_id.map(CustomerId::from_uuid),
            title: row.title,
        }
    }
}

static SAVES: LazyLock<RowStatements> = LazyLock::new(|| {
    RowStatements::new(
        "INSERT INTO journey (id, customer_id, title, last_at)",
        4,
        "ON CONFLICT (id) DO UPDATE SET customer_id = COALESCE(excluded.customer_id, journey.customer_id),
            title = CASE WHEN excluded.title = '' THEN journey.title ELSE excluded.title END,
            last_at = excluded.last_at",
    )
});

/// Keeps journeys' rows in step with one interaction each.
pub(super) async fn save_journeys(tx: &mut Tx, changes: &[&Change]) -> Result<(), Fault> {
    for (sql, chunk) in SAVES.chunks(changes) {
        on_tx!(&mut *tx, c => {
            let mut query = sqlx::query(sql);
            for Change { fold, at, .. } in chunk {
                let title = fold.intent.as_ref().map_or("", |intent| intent.name.as_str());
                query = query.bind(fold.journey.uuid()).bind(fold.customer.map(TypedId::uuid)).bind(title).bind(at.0);
            }
            query.execute(c).await.map(|_| ())
        })
        .map_err(db_fault)?;
    }
    Ok(())
}

/// One journey.
pub async fn find_journey(runtime: &Runtime, id: JourneyId) -> Result<Option<Journey>, Fault> {
    let row: Option<Row> =
        read!(&runtime.db, c => sqlx::query_as(FIND_JOURNEY).bind(id.uuid()).fetch_optional(c).await)
            .map_err(db_fault)?;
    Ok(row.map(Journey::from))
}

/// The customer's latest journey that saw something since `since`.
pub async fn recent_journey(
    runtime: &Runtime,
    customer: CustomerId,
    since: Timestamp,
) -> Result<Option<Journey>, Fault> {
    let row: Option<Row> = read!(&runtime.db, c =>
        sqlx::query_as(RECENT_JOURNEY).bind(customer.uuid()).bind(since.0).fetch_optional(c).await)
    .map_err(db_fault)?;
    Ok(row.map(Journey::from))
}

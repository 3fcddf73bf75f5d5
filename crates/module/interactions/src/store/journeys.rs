//! Journey rows: interactions of one customer about one matter.

use sqlx::FromRow;
use uuid::Uuid;
use warmline_base::{CustomerId, Fault, JourneyId, Timestamp, TypedId};
use warmline_db::{Tx, db_fault, on_tx, read};
use warmline_runtime::Runtime;

use super::{FIND_JOURNEY, RECENT_JOURNEY, SAVE_JOURNEY};
use crate::model::Fold;

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

/// Keeps the journey's row in step with one of its interactions.
pub(super) async fn save_journey(tx: &mut Tx, fold: &Fold, at: Timestamp) -> Result<(), Fault> {
    let title = fold.intent.as_ref().map_or("", |intent| intent.name.as_str());
    on_tx!(tx, c => sqlx::query(SAVE_JOURNEY)
        .bind(fold.journey.uuid()).bind(fold.customer.map(TypedId::uuid)).bind(title).bind(at.0).execute(c).await.map(|_| ()))
    .map_err(db_fault)
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

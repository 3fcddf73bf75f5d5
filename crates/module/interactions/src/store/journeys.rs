//! Journey rows: interactions of one customer about one matter.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use sqlx::FromRow;
use uuid::Uuid;
use warmline_base::{CustomerId, Fault, JourneyId, Timestamp, TypedId};
use warmline_db::{RowStatements, Tx, db_fault, on_tx, read};

use super::rows::Change;
use super::{FIND_JOURNEY, RECENT_JOURNEY, Rows};

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

/// What interactions tell of their journey: of several the last one that says something counts.
#[derive(Default)]
struct Told<'a> {
    customer: Option<CustomerId>,
    title: &'a str,
    last_at: Timestamp,
}

/// Keeps the rows of journeys in step with what their interactions tell.
pub(super) async fn save_journeys(tx: &mut Tx, changes: &[Change]) -> Result<(), Fault> {
    let mut in_order: Vec<_> =
        changes.iter().filter_map(|change| change.journey.map(|journey| (journey, &change.fold))).collect();
    in_order.sort_by_key(|(journey, _)| *journey);
    let mut journeys: BTreeMap<JourneyId, Told> = BTreeMap::new();
    for ((_, at), fold) in in_order {
        let told = journeys.entry(fold.journey).or_default();
        told.last_at = at;
        told.customer = fold.customer.or(told.customer);
        if let Some(intent) = &fold.intent {
            told.title = &intent.name;
        }
    }
    let journeys: Vec<(JourneyId, Told)> = journeys.into_iter().collect();
    for (sql, chunk) in SAVES.chunks(tx, &journeys) {
        on_tx!(&mut *tx, c => {
            let mut query = sqlx::query(sql);
            for (id, told) in chunk {
                query = query
                    .bind(id.uuid()).bind(told.customer.map(TypedId::uuid)).bind(told.title).bind(told.last_at.0);
            }
            query.execute(c).await.map(|_| ())
        })
        .map_err(db_fault)?;
    }
    Ok(())
}

/// One journey.
pub async fn find_journey(rows: &Rows, id: JourneyId) -> Result<Option<Journey>, Fault> {
    rows.reach().await?;
    let row: Option<Row> =
        read!(&rows.runtime.db, c => sqlx::query_as(FIND_JOURNEY).bind(id.uuid()).fetch_optional(c).await)
            .map_err(db_fault)?;
    Ok(row.map(Journey::from))
}

/// The customer's latest journey that saw something since `since`.
pub async fn recent_journey(rows: &Rows, customer: CustomerId, since: Timestamp) -> Result<Option<Journey>, Fault> {
    rows.reach().await?;
    let row: Option<Row> = read!(&rows.runtime.db, c =>
        sqlx::query_as(RECENT_JOURNEY).bind(customer.uuid()).bind(since.0).fetch_optional(c).await)
    .map_err(db_fault)?;
    Ok(row.map(Journey::from))
}

//! Journeys: tell it once.

use serde::Serialize;
use utoipa::ToSchema;
use warmline_base::{CustomerId, Fault, JourneyId};
use warmline_contract::{Action, CaseBrief};
use warmline_runtime::Ctx;

use super::{Interactions, Row};
use crate::store;

const INTERACTIONS_MAX: i64 = 50;
const CASES_MAX: usize = 50;

/// A journey with all that belongs to it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct JourneyView {
    /// Which.
    #[schema(value_type = String)]
    pub id: JourneyId,
    /// Whose.
    #[schema(value_type = Option<String>)]
    pub customer: Option<CustomerId>,
    /// What it is about.
    pub title: String,
    /// Its interactions, newest first.
    pub interactions: Vec<Row>,
    /// Its cases, newest first.
    pub cases: Vec<CaseBrief>,
}

impl Interactions {
    /// A journey, for whoever may see one of its interactions.
    ///
    /// # Errors
    /// `WL-NOT-FOUND` when it is not there or not the actor's to see.
    pub async fn journey(&self, ctx: &Ctx, id: JourneyId) -> Result<JourneyView, Fault> {
        let journey = store::find_journey(&self.rows, id).await?.ok_or_else(super::service::missing)?;
        let stored = store::of_journey(&self.rows, id, INTERACTIONS_MAX).await?;
        let mut decision = Err(super::service::missing());
        for one in &stored {
            decision = ctx.authorize(Action::JourneyRead, &self.object(ctx, &one.fold).await?);
            if decision.is_ok() {
                break;
            }
        }
        decision?;
        let seen: Vec<_> = stored.into_iter().map(|one| (one.fold, one.tail)).collect();
        Ok(JourneyView {
            id,
            customer: journey.customer,
            title: journey.title,
            interactions: self.rows(&seen).await?,
            cases: self.needs.cases.of_journey(id, CASES_MAX).await?,
        })
    }
}

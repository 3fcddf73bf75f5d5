//! What other rooms may ask about cases.

use async_trait::async_trait;
use warmline_base::{CaseId, CustomerId, Fault, JourneyId, Timestamp, TypedId};
use warmline_contract::{CaseAccess, CaseBrief, CaseDirectory};

use super::Cases;
use crate::model::CaseState;
use crate::store::{self, BriefRecord};

const BRIEFS_MAX: usize = 200;

#[async_trait]
impl CaseDirectory for Cases {
    async fn access(&self, id: CaseId) -> Result<Option<CaseAccess>, Fault> {
        let Some(loaded) = self.load(id).await? else { return Ok(None) };
        Ok(Some(CaseAccess {
            id,
            customer: loaded.record.customer(),
            owner: loaded.file.owner,
            departments: loaded.file.open_departments(),
            open: loaded.file.state != CaseState::Closed,
        }))
    }

    async fn of_customer(&self, customer: CustomerId, limit: usize) -> Result<Vec<CaseBrief>, Fault> {
        let rows = store::of_customer(&self.runtime.db, customer, bounded(limit)).await?;
        Ok(rows.into_iter().map(brief).collect())
    }

    async fn of_journey(&self, journey: JourneyId, limit: usize) -> Result<Vec<CaseBrief>, Fault> {
        let rows = store::of_journey(&self.runtime.db, journey, bounded(limit)).await?;
        Ok(rows.into_iter().map(brief).collect())
    }
}

fn bounded(limit: usize) -> i64 {
    limit.min(BRIEFS_MAX) as i64
}

fn brief(row: BriefRecord) -> CaseBrief {
    CaseBrief {
        id: CaseId::from_uuid(row.id),
        number: row.number,
        title: row.title,
        state: row.state,
        opened_at: Timestamp(row.opened_at),
    }
}

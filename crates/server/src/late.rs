//! Rooms that need each other are told of each other late: customers ask cases, cases ask customers.

use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use warmline_base::{CaseId, CustomerId, Fault, JourneyId};
use warmline_contract::{CaseAccess, CaseBrief, CaseDirectory};

/// Stands in for the cases' directory until it is there.
#[derive(Default)]
pub struct LateCases(OnceLock<Arc<dyn CaseDirectory>>);

impl LateCases {
    /// Hands over the directory. Only the first call counts.
    pub fn arrive(&self, cases: Arc<dyn CaseDirectory>) {
        let _ = self.0.set(cases);
    }

    fn cases(&self) -> Result<&Arc<dyn CaseDirectory>, Fault> {
        self.0.get().ok_or_else(|| {
            Fault::unavailable("WL-START", "the house is still being put together: try again in a moment")
        })
    }
}

#[async_trait]
impl CaseDirectory for LateCases {
    async fn of_customer(&self, customer: CustomerId, limit: usize) -> Result<Vec<CaseBrief>, Fault> {
        self.cases()?.of_customer(customer, limit).await
    }

    async fn of_journey(&self, journey: JourneyId, limit: usize) -> Result<Vec<CaseBrief>, Fault> {
        self.cases()?.of_journey(journey, limit).await
    }

    async fn access(&self, id: CaseId) -> Result<Option<CaseAccess>, Fault> {
        self.cases()?.access(id).await
    }
}

//! Rooms that need each other are told of each other late: customers ask cases, cases ask customers;
//! desks push the board that insight folds.

use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use tokio::sync::watch;
use warmline_base::{CaseId, CustomerId, Fault, JourneyId};
use warmline_contract::{BoardFeed, CaseAccess, CaseBrief, CaseDirectory};
use warmline_insight::Board;

/// Stands in for the cases' directory until it is there.
#[derive(Default)]
pub struct LateCases(OnceLock<Arc<dyn CaseDirectory>>);

impl LateCases {
    /// Hands over the directory. Only the first call counts.
    pub fn arrive(&self, cases: Arc<dyn CaseDirectory>) {
        let _ = self.0.set(cases);
    }

    fn cases(&self) -> Result<&Arc<dyn CaseDirectory>, Fault> {
        self.0.get().ok_or_else(|| Fault::unavailable("WL-START", "the house is still being put together: try again in a moment"))
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

/// The board as text: written once however many desks watch it.
pub struct BoardAsText(watch::Receiver<Arc<str>>);

impl BoardAsText {
    /// Follows `boards` for as long as there are any.
    pub fn follow(mut boards: watch::Receiver<Arc<Board>>) -> Self {
        let text = |board: &Board| -> Arc<str> { serde_json::to_string(board).unwrap_or_default().into() };
        let (sender, receiver) = watch::channel(text(&boards.borrow()));
        tokio::spawn(async move {
            while boards.changed().await.is_ok() {
                let board = Arc::clone(&boards.borrow_and_update());
                if sender.send(text(&board)).is_err() {
                    return;
                }
            }
        });
        Self(receiver)
    }
}

impl BoardFeed for BoardAsText {
    fn board(&self) -> watch::Receiver<Arc<str>> {
        self.0.clone()
    }
}

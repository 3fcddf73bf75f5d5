//! What customers, colleagues and departments do together, over sockets and HTTP only.

mod desk_returns;
mod first_day;
mod handing_on;
mod inbox;
mod left_behind;
mod solved_alone;
mod spine;
mod urgent;

use std::time::Duration;

use crate::support::WAIT;

/// Waits until `read` finds what it looks for: boards, reports and cases follow the log by themselves.
pub async fn until<T, F: Future<Output = Option<T>>>(what: &str, read: impl Fn() -> F) -> T {
    let found = async {
        loop {
            if let Some(value) = read().await {
                return value;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(WAIT, found).await.unwrap_or_else(|_| panic!("no {what}"))
}

//! The rows of presence: each agent's last known one, for the next start.

use sqlx::FromRow;
use uuid::Uuid;
use warmline_base::{AgentId, Fault, TypedId};
use warmline_contract::{PresenceChanged, StoredEvent};
use warmline_db::{Tx, db_fault, on_tx, read};

use super::{PRESENCES, Rows, SAVE_PRESENCE};

pub(super) async fn save_presence(tx: &mut Tx, agent: AgentId, event: &StoredEvent) -> Result<(), Fault> {
    let Ok(changed) = event.payload::<PresenceChanged>() else { return Ok(()) };
    let next = changed.next.map(|next| serde_json::to_string(&next).expect("plain data"));
    on_tx!(tx, c => sqlx::query(SAVE_PRESENCE)
        .bind(agent.uuid()).bind(changed.state.as_str()).bind(changed.reason).bind(next).bind(event.at.0)
        .execute(c).await.map(|_| ()))
    .map_err(db_fault)
}

/// An agent's last known presence.
#[derive(Clone, Debug, FromRow)]
pub struct PresenceRow {
    /// Who.
    pub agent_id: Uuid,
    /// `ready`, `not_ready` or `offline`.
    pub state: String,
    /// The reason, for `not_ready`.
    pub reason: Option<String>,
    /// The state chosen for after work, as JSON.
    pub next: Option<String>,
}

/// Every agent's last known presence.
///
/// # Errors
/// A database fault.
pub async fn presences(rows: &Rows) -> Result<Vec<PresenceRow>, Fault> {
    rows.reach().await?;
    read!(&rows.runtime.db, c => sqlx::query_as(PRESENCES).fetch_all(c).await).map_err(db_fault)
}

//! Keeps the rows in step with the log, in the transaction that appends; the ends of threads are written
//! behind (see [`super::tails`]).

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use rustc_hash::FxHashMap;
use sqlx::FromRow;
use uuid::Uuid;
use warmline_base::{AgentId, Fault, InteractionId, JourneyId, Timestamp, TypedId};
use warmline_contract::{PresenceChanged, StoredEvent, Stream, names};
use warmline_db::{Tx, db_fault, on_tx, read};
use warmline_runtime::{Projector, Runtime, Vault};

use super::interactions::{find_in, save};
use super::journeys::save_journeys;
use super::{PRESENCES, SAVE_PRESENCE};
use crate::live::Live;
use crate::model::Fold;

/// Events that change nothing but the end of the thread, beside the steps of a call.
const TAIL_ONLY: &[&str] = &[
    names::INTERACTION_MESSAGE,
    names::INTERACTION_NOTE,
    names::INTERACTION_READ,
    names::INTERACTION_CASE_OPENED,
    names::INTERACTION_CASE_TOLD,
    names::INTERACTION_TRANSFERRED,
];

/// What the name of every step of a call begins with.
const CALL: &str = "call.";
/// Events after which a journey has something new: whose it is, what about, and that it goes on.
const OF_JOURNEY: &[&str] = &[names::INTERACTION_IDENTIFIED, names::INTERACTION_INTENT, names::INTERACTION_ENDED];

/// A row about to be written.
pub(super) struct Change {
    /// What it says.
    pub fold: Fold,
    /// When it came to say so.
    pub at: Timestamp,
    /// The journey's row is to be written too.
    journey: bool,
}

/// Writes interaction and presence rows.
#[derive(Default)]
pub struct InteractionProjector {
    vault: OnceLock<Arc<Vault>>,
    live: OnceLock<Arc<Live>>,
}

impl InteractionProjector {
    /// Hands over the keys, which are opened after projectors are named. Only the first call counts.
    pub fn attach(&self, vault: Arc<Vault>) {
        let _ = self.vault.set(vault);
    }

    /// Hands over what is live, which need not be asked from the database then. Only the first call counts.
    pub(crate) fn follow(&self, live: Arc<Live>) {
        let _ = self.live.set(live);
    }

    fn vault(&self) -> Result<&Vault, Fault> {
        self.vault.get().map(|vault| &**vault).ok_or_else(|| {
            Fault::internal("WL-START", "the interaction projector was used before the house was put together")
        })
    }
}

#[async_trait]
impl Projector for InteractionProjector {
    async fn project(&self, tx: &mut Tx, events: &[Arc<StoredEvent>]) -> Result<(), Fault> {
        let mut changes: Vec<Change> = Vec::new();
        // The number each stream had before these events.
        let mut before: FxHashMap<InteractionId, i64> = FxHashMap::default();
        for event in events {
            match event.stream {
                Stream::Interaction(id) => {
                    let before = *before.entry(id).or_insert(event.number - 1);
                    if changes_row(&event.name) {
                        self.take_in(tx, &mut changes, id, before, event).await?;
                    }
                }
                Stream::Agent(agent) if *event.name == *names::AGENT_PRESENCE => {
                    save_presence(tx, agent, event).await?
                }
                _ => {}
            }
        }
        if changes.is_empty() {
            return Ok(());
        }
        save(tx, self.vault()?, &changes).await?;
        // Of one journey's interactions the last one counts.
        let mut journeys: BTreeMap<JourneyId, &Change> = BTreeMap::new();
        journeys.extend(changes.iter().filter(|change| change.journey).map(|change| (change.fold.journey, change)));
        save_journeys(tx, &journeys.into_values().collect::<Vec<_>>()).await
    }
}

fn changes_row(name: &str) -> bool {
    !name.starts_with(CALL) && !TAIL_ONLY.contains(&name)
}

impl InteractionProjector {
    async fn take_in(
        &self,
        tx: &mut Tx,
        changes: &mut Vec<Change>,
        id: InteractionId,
        before: i64,
        event: &StoredEvent,
    ) -> Result<(), Fault> {
        let journey = OF_JOURNEY.contains(&&*event.name);
        if let Some(change) = changes.iter_mut().find(|change| change.fold.id == id) {
            change.fold.apply(event);
            change.journey |= journey;
            change.at = event.at;
            return Ok(());
        }
        if let Some(fold) = Fold::begin(id, event) {
            changes.push(Change { fold, journey: true, at: event.at });
            return Ok(());
        }
        // What is live is known without asking, as long as memory is as far as the log.
        let known = match self.live.get().and_then(|live| live.at(id, before)) {
            Some(fold) => Some(fold),
            None => find_in(tx, self.vault()?, id).await?,
        };
        let mut fold = known.ok_or_else(|| Fault::not_found("WL-NOT-FOUND", "there is no such interaction"))?;
        fold.apply(event);
        changes.push(Change { fold, journey, at: event.at });
        Ok(())
    }
}

async fn save_presence(tx: &mut Tx, agent: AgentId, event: &StoredEvent) -> Result<(), Fault> {
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
pub async fn presences(runtime: &Runtime) -> Result<Vec<PresenceRow>, Fault> {
    read!(&runtime.db, c => sqlx::query_as(PRESENCES).fetch_all(c).await).map_err(db_fault)
}

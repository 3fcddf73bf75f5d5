//! The interactions that are not over, in memory: the same folds as in the table, fed by the same log.

use std::sync::Arc;

use dashmap::DashMap;
use parking_lot::RwLock;
use tokio::sync::Mutex;
use warmline_base::{AgentId, CustomerId, InteractionId, Timestamp};
use warmline_contract::{InteractionState, StoredEvent, Stream};

use crate::model::{Fold, Tail};

/// One live interaction.
pub struct Seat {
    /// Held while its flow takes a turn, so that inputs are handled one after another.
    pub turn: Mutex<()>,
    state: RwLock<(Fold, Tail)>,
}

impl Seat {
    /// The fold as it stands.
    pub fn fold(&self) -> Fold {
        self.state.read().0.clone()
    }

    /// A few facts of the fold, without copying it.
    pub fn with<T>(&self, look: impl FnOnce(&Fold, &Tail) -> T) -> T {
        let state = self.state.read();
        look(&state.0, &state.1)
    }
}

/// All live interactions.
#[derive(Default)]
pub struct Live {
    seats: DashMap<InteractionId, Arc<Seat>>,
}

impl Live {
    /// Puts back one that was live before a restart.
    pub fn restore(&self, fold: Fold, tail: Tail) {
        self.seats.insert(fold.id, Arc::new(Seat { turn: Mutex::new(()), state: RwLock::new((fold, tail)) }));
    }

    /// Takes in an event, in log order.
    pub fn observe(&self, event: &StoredEvent) {
        let Stream::Interaction(id) = event.stream else { return };
        let Some(seat) = self.seats.get(&id).map(|seat| Arc::clone(&seat)) else {
            if let Some(fold) = Fold::begin(id, event) {
                let mut tail = Tail::default();
                tail.apply(event);
                self.restore(fold, tail);
            }
            return;
        };
        let over = {
            let mut state = seat.state.write();
            let (fold, tail) = &mut *state;
            fold.apply(event);
            tail.apply(event);
            fold.state == InteractionState::Ended && !fold.awaits_flow
        };
        if over {
            self.seats.remove(&id);
        }
    }

    /// Lets go of one that is over although its flow could not go on.
    pub fn forget_if_over(&self, id: InteractionId) {
        self.seats.remove_if(&id, |_, seat| seat.with(|fold, _| fold.state == InteractionState::Ended));
    }

    /// The seat of a live interaction.
    pub fn seat(&self, id: InteractionId) -> Option<Arc<Seat>> {
        self.seats.get(&id).map(|seat| Arc::clone(&seat))
    }

    /// Those an agent has in hand, wrap-up included.
    pub fn of_agent(&self, agent: AgentId) -> Vec<InteractionId> {
        self.seats
            .iter()
            .filter(|seat| seat.with(|fold, _| fold.agent == Some(agent) && fold.state != InteractionState::Ended))
            .map(|seat| *seat.key())
            .collect()
    }

    /// How many an agent has in hand, wrap-up included.
    pub fn count_of(&self, agent: AgentId) -> usize {
        self.of_agent(agent).len()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.seats.len()
    }

    /// Agents who serve this customer right now.
    pub fn serving(&self, customer: CustomerId) -> Vec<AgentId> {
        let serves = |fold: &Fold| {
            fold.agent.filter(|_| fold.customer == Some(customer) && fold.state == InteractionState::Active)
        };
        self.seats.iter().filter_map(|seat| seat.with(|fold, _| serves(fold))).collect()
    }

    /// Every fold, for the start and for figures; in the order of their beginning.
    pub fn folds(&self) -> Vec<Fold> {
        let mut folds: Vec<Fold> = self.seats.iter().map(|seat| seat.fold()).collect();
        folds.sort_by_key(|fold| (fold.started_at, fold.id));
        folds
    }

    /// How many wait for a person, and since when the first.
    pub fn waiting(&self) -> (usize, Option<Timestamp>) {
        let mut count = 0;
        let mut oldest: Option<Timestamp> = None;
        for seat in &self.seats {
            seat.with(|fold, _| {
                if matches!(fold.state, InteractionState::Queued | InteractionState::Offered) {
                    count += 1;
                    let since = fold.queued.as_ref().map_or(fold.started_at, |queued| queued.queued_at);
                    oldest = Some(oldest.map_or(since, |oldest| oldest.min(since)));
                }
            });
        }
        (count, oldest)
    }
}

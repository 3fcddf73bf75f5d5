//! The interactions that are not over, in memory: the same folds as in the table, fed by the same log.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use dashmap::DashMap;
use parking_lot::RwLock;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use tokio::sync::Mutex;
use warmline_base::{AgentId, CustomerId, InteractionId, Timestamp};
use warmline_contract::{InteractionState, StoredEvent, Stream, names};

use crate::model::{Fold, Tail, begun};

/// Ended interactions kept in memory.
const OVER_MAX: usize = 512;

/// One live interaction.
pub struct Seat {
    /// Held while its flow takes a turn, so that inputs are handled one after another.
    pub turn: Mutex<()>,
    state: RwLock<(Fold, Tail)>,
    /// Which colleagues' phones are in its call, by leg. A call does not survive a restart, so neither does this.
    in_call: RwLock<BTreeMap<u16, AgentId>>,
}

impl Seat {
    /// The fold as it stands.
    pub fn fold(&self) -> Fold {
        self.state.read().0.clone()
    }

    /// Whether the colleague's phone is in its call, or being rung for it.
    pub fn has_in_call(&self, agent: AgentId) -> bool {
        self.in_call.read().values().any(|known| *known == agent)
    }

    fn follow_call(&self, event: &StoredEvent) {
        #[derive(Deserialize)]
        struct Leg {
            leg: u16,
            agent: Option<AgentId>,
        }
        let Ok(Leg { leg, agent }) = event.payload() else { return };
        let mut in_call = self.in_call.write();
        match agent.filter(|_| &*event.name == names::CALL_LEG_ADDED) {
            Some(agent) => drop(in_call.insert(leg, agent)),
            None => drop(in_call.remove(&leg)),
        }
    }

    /// A few facts of the fold, without copying it.
    pub fn with<T>(&self, look: impl FnOnce(&Fold, &Tail) -> T) -> T {
        let state = self.state.read();
        look(&state.0, &state.1)
    }
}

/// All live interactions, and those that ended last.
#[derive(Default)]
pub struct Live {
    seats: DashMap<InteractionId, Arc<Seat>>,
    over: RwLock<Over>,
}

/// What ended last is looked at once more by the desks that had it, each for itself: here it is still in memory.
#[derive(Default)]
struct Over {
    ended: FxHashMap<InteractionId, (Fold, Tail)>,
    order: VecDeque<InteractionId>,
}

impl Over {
    fn keep(&mut self, fold: Fold, tail: Tail) {
        if self.order.len() >= OVER_MAX
            && let Some(first) = self.order.pop_front()
        {
            self.ended.remove(&first);
        }
        self.order.push_back(fold.id);
        self.ended.insert(fold.id, (fold, tail));
    }
}

impl Live {
    /// Puts back one that was live before a restart.
    pub fn restore(&self, fold: Fold, tail: Tail) {
        let (turn, in_call) = (Mutex::new(()), RwLock::default());
        self.seats.insert(fold.id, Arc::new(Seat { turn, state: RwLock::new((fold, tail)), in_call }));
    }

    /// Takes in an event, in log order.
    pub fn observe(&self, event: &StoredEvent) {
        let Stream::Interaction(id) = event.stream else { return };
        let Some(seat) = self.seats.get(&id).map(|seat| Arc::clone(&seat)) else {
            if let Some((fold, tail)) = begun(id, event) {
                self.restore(fold, tail);
            } else if let Some((fold, tail)) = self.over.write().ended.get_mut(&id) {
                fold.apply(event);
                tail.apply(event);
            }
            return;
        };
        if [names::CALL_LEG_ADDED, names::CALL_LEG_LEFT].contains(&&*event.name) {
            seat.follow_call(event);
        }
        let over = {
            let mut state = seat.state.write();
            let (fold, tail) = &mut *state;
            fold.apply(event);
            tail.apply(event);
            fold.state == InteractionState::Ended && !fold.awaits_flow
        };
        if over {
            self.let_go(id);
        }
    }

    /// Lets go of one that is over although its flow could not go on.
    pub fn forget_if_over(&self, id: InteractionId) {
        if self.seat(id).is_some_and(|seat| seat.with(|fold, _| fold.state == InteractionState::Ended)) {
            self.let_go(id);
        }
    }

    fn let_go(&self, id: InteractionId) {
        if let Some((_, seat)) = self.seats.remove(&id) {
            let (fold, tail) = seat.state.read().clone();
            self.over.write().keep(fold, tail);
        }
    }

    /// An interaction as it stands, live or lately over.
    pub fn find(&self, id: InteractionId) -> Option<(Fold, Tail)> {
        match self.seat(id) {
            Some(seat) => Some(seat.state.read().clone()),
            None => self.over.read().ended.get(&id).cloned(),
        }
    }

    /// The seat of a live interaction.
    pub fn seat(&self, id: InteractionId) -> Option<Arc<Seat>> {
        self.seats.get(&id).map(|seat| Arc::clone(&seat))
    }

    /// Those an agent has in hand, wrap-up included.
    pub fn of_agent(&self, agent: AgentId) -> Vec<InteractionId> {
        self.seats.iter().filter(|seat| has_in_hand(seat, agent)).map(|seat| *seat.key()).collect()
    }

    /// Whether an agent has this one in hand, wrap-up included.
    pub fn is_of_agent(&self, id: InteractionId, agent: AgentId) -> bool {
        self.seat(id).is_some_and(|seat| has_in_hand(&seat, agent))
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

fn has_in_hand(seat: &Seat, agent: AgentId) -> bool {
    seat.with(|fold, _| fold.agent == Some(agent) && fold.state != InteractionState::Ended)
}

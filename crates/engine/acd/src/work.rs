//! One interaction as the engine sees it, from its first wait to the end of its wrap-up.

use smallvec::SmallVec;
use warmline_base::{InteractionId, Millis, OfferId, Timestamp};

use crate::agent::NONE;
use crate::vocabulary::Channel;
use crate::waiting::{Need, OrderKey};

/// Where an interaction is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Waits.
    Waiting(Place),
    /// Rings at its agent.
    Offered,
    /// Its agent has it.
    Active,
    /// Its agent writes it up.
    WrapUp,
}

/// What a waiting interaction waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Nothing yet: it is between two places.
    Nowhere,
    /// Anybody fit for this class.
    Line(u32),
    /// The agent it is reserved for.
    Agent(u32),
    /// The time the customer named for a callback.
    Asleep,
}

/// Only this agent, for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reservation {
    pub agent: u32,
    pub until: Timestamp,
    /// A colleague named the agent, or the agent had it a moment ago: skills do not matter.
    pub named: bool,
}

/// A skill insisted on until an instant counted from entering the queue.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Preference {
    pub need: Need,
    pub relax_after: Millis,
}

#[derive(Debug)]
pub(crate) struct Work {
    pub id: InteractionId,
    pub phase: Phase,
    pub channel: Channel,
    pub priority: u8,
    /// What it takes of its agent, fixed when it was given.
    pub weight: u8,
    pub callback: bool,
    /// How often it overflowed.
    pub hops: u8,
    pub queue: u32,
    /// Its agent while offered, active or in wrap-up, else [`NONE`].
    pub agent: u32,
    pub key: OrderKey,
    /// Since when the customer waits.
    pub queued_at: Timestamp,
    /// Since when it is in this queue.
    pub entered_at: Timestamp,
    /// When the phase began.
    pub since: Timestamp,
    /// When its agent took it.
    pub taken_at: Timestamp,
    pub deadline: Option<Timestamp>,
    pub overflow_at: Option<Timestamp>,
    pub asleep_until: Option<Timestamp>,
    pub offer: OfferId,
    /// Stamp of its deadline; zero for none.
    pub timer: u64,
    pub reserved: Option<Reservation>,
    pub required: SmallVec<[Need; 2]>,
    pub preferred: SmallVec<[Preference; 1]>,
    /// Agents who must never get it.
    pub exclude: SmallVec<[u32; 2]>,
    /// Agents who will not be asked again before an instant.
    pub declined: SmallVec<[(u32, Timestamp); 1]>,
}

impl Work {
    /// Whether `agent` may not be asked now.
    pub fn shuns(&self, agent: u32, now: Timestamp) -> bool {
        self.exclude.contains(&agent) || self.declined.iter().any(|(who, until)| *who == agent && *until > now)
    }

    pub fn is_waiting(&self) -> bool {
        matches!(self.phase, Phase::Waiting(_))
    }

    pub fn is_held(&self) -> bool {
        self.agent != NONE
    }
}

/// Interactions by slot; freed slots are used again.
#[derive(Debug, Default)]
pub(crate) struct Slab {
    works: Vec<Option<Work>>,
    free: Vec<u32>,
}

impl Slab {
    pub fn insert(&mut self, work: Work) -> u32 {
        match self.free.pop() {
            Some(slot) => {
                self.works[slot as usize] = Some(work);
                slot
            }
            None => {
                self.works.push(Some(work));
                u32::try_from(self.works.len() - 1).expect("fewer interactions than the configured limit")
            }
        }
    }

    pub fn remove(&mut self, slot: u32) {
        self.works[slot as usize] = None;
        self.free.push(slot);
    }

    pub fn get(&self, slot: u32) -> Option<&Work> {
        self.works.get(slot as usize)?.as_ref()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Work> {
        self.works.iter().flatten()
    }
}

impl std::ops::Index<u32> for Slab {
    type Output = Work;
    fn index(&self, slot: u32) -> &Work {
        self.works[slot as usize].as_ref().expect("a slot in use")
    }
}

impl std::ops::IndexMut<u32> for Slab {
    fn index_mut(&mut self, slot: u32) -> &mut Work {
        self.works[slot as usize].as_mut().expect("a slot in use")
    }
}

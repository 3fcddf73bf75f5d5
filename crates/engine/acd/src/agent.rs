//! One agent as the engine sees it: skills, capacity in use, presence, work in hand.
//!
//! Invariants: `load` is the sum of the weights of the work in hand, offers and wrap-ups included,
//! and never exceeds 100; at most one offer is open at a time; `seat` grows whenever the agent is
//! given or finishes work, so a smaller seat means idle for longer.

use std::collections::BTreeSet;

use smallvec::SmallVec;
use warmline_base::{AgentId, Timestamp};

use crate::vocabulary::{Capacity, Channel, Phone, Presence};
use crate::waiting::{Need, OrderKey};

/// No slot.
pub(crate) const NONE: u32 = u32::MAX;

#[derive(Debug)]
pub(crate) struct Agent {
    pub id: AgentId,
    pub signed_in: bool,
    pub presence: Presence,
    /// The presence to take when the work in hand is done.
    pub next: Option<Presence>,
    /// When the presence began.
    pub since: Timestamp,
    pub phone: Phone,
    pub draining: bool,
    /// Whether it was reported that a drained agent has nothing left.
    pub drain_told: bool,
    /// Skill and level, sorted by skill.
    pub skills: SmallVec<[(u32, u8); 8]>,
    pub capacity: Capacity,
    pub load: u8,
    pub counts: [u8; 4],
    pub work: SmallVec<[u32; 4]>,
    /// The interaction that rings, or [`NONE`].
    pub ringing: u32,
    /// Place in the order of idleness.
    pub seat: u64,
    /// When that place was taken.
    pub seated_at: Timestamp,
    /// Entries of the ready lists that carry another stamp are stale.
    pub stamp: u32,
    /// Whether the agent stands in the ready lists.
    pub listed: bool,
    /// Interactions that wait for this agent only.
    pub reserved: BTreeSet<OrderKey>,
}

impl Agent {
    pub fn unknown(id: AgentId) -> Self {
        Self {
            id,
            signed_in: false,
            presence: Presence::Ready,
            next: None,
            since: Timestamp::default(),
            phone: Phone::Free,
            draining: false,
            drain_told: false,
            skills: SmallVec::new(),
            capacity: Capacity::blended(1),
            load: 0,
            counts: [0; 4],
            work: SmallVec::new(),
            ringing: NONE,
            seat: 0,
            seated_at: Timestamp::default(),
            stamp: 0,
            listed: false,
            reserved: BTreeSet::new(),
        }
    }

    /// Takes new work in principle: there, ready, not about to leave.
    pub fn is_present(&self) -> bool {
        self.signed_in
            && self.presence == Presence::Ready
            && !self.draining
            && !matches!(self.next, Some(Presence::NotReady { .. }))
    }

    /// May be offered something this instant, room on the channel apart.
    pub fn is_open(&self) -> bool {
        self.is_present() && self.ringing == NONE && self.load < 100 && self.phone != Phone::Engaged
    }

    /// Whether `channel` needs a phone and there is none.
    pub fn lacks_phone(&self, channel: Channel) -> bool {
        channel == Channel::Voice && self.phone == Phone::Away
    }

    /// Whether there are as many of `channel` as the agent may have, whatever they weigh.
    pub fn is_at_limit(&self, channel: Channel) -> bool {
        let index = channel.index();
        self.counts[index] >= self.capacity.limits[index]
    }

    /// Whether one more of `channel` fits.
    pub fn has_room(&self, channel: Channel) -> bool {
        let index = channel.index();
        !self.is_at_limit(channel) && u16::from(self.load) + u16::from(self.capacity.weights[index]) <= 100
    }

    /// The level in a skill; zero without it.
    pub fn level(&self, skill: u32) -> u8 {
        match self.skills.binary_search_by_key(&skill, |(known, _)| *known) {
            Ok(place) => self.skills[place].1,
            Err(_) => 0,
        }
    }

    /// Whether the skills meet every need.
    pub fn meets(&self, needs: &[Need]) -> bool {
        needs.iter().all(|need| self.level(need.skill) >= need.min)
    }
}

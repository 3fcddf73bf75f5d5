//! Who could take work, longest idle first: for every skill, and for no skill in particular, lists of
//! open agents by load. Seats only grow, so an agent who becomes open goes to the end of a list in
//! O(1), and s + 1 lists in O(s).
//!
//! Entries are deleted lazily: an agent carries a stamp, an entry with another stamp is stale. Stale
//! entries leave when they reach the front; a list that holds more than twice its members is swept,
//! so a skill that nobody asks for does not grow without limit.

use std::collections::VecDeque;

use smallvec::SmallVec;

use crate::agent::Agent;

/// The list of everybody, whatever the skills.
pub(crate) const ANYBODY: u32 = 0;

#[derive(Clone, Copy, Debug)]
struct Entry {
    seat: u64,
    agent: u32,
    stamp: u32,
}

impl Entry {
    fn is_live(self, agents: &[Agent]) -> bool {
        let agent = &agents[self.agent as usize];
        agent.stamp == self.stamp && agent.listed
    }
}

#[derive(Debug, Default)]
struct Tier {
    load: u8,
    entries: VecDeque<Entry>,
}

#[derive(Debug, Default)]
struct List {
    members: usize,
    /// By load, ascending.
    tiers: Vec<Tier>,
}

/// In which order to look at agents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Walk {
    /// Without work first; then by seat alone.
    IdleThenSeat,
    /// By load, then by seat.
    LoadThenSeat,
}

/// The lists of all skills.
#[derive(Debug)]
pub(crate) struct ReadyLists {
    lists: Vec<List>,
}

impl ReadyLists {
    pub fn new() -> Self {
        Self { lists: vec![List::default()] }
    }

    /// Makes room for the lists of skills up to `skill`.
    pub fn ensure(&mut self, skill: u32) {
        if self.lists.len() <= skill as usize {
            self.lists.resize_with(skill as usize + 1, List::default);
        }
    }

    /// An agent with these skills came (or, with `joined` false, left).
    pub fn count_member(&mut self, skills: impl Iterator<Item = u32>, joined: bool) {
        for skill in skills.chain([ANYBODY]) {
            let members = &mut self.lists[skill as usize].members;
            *members = if joined { *members + 1 } else { *members - 1 };
        }
    }

    /// Puts an open agent into the lists of their skills, under the agent's present stamp.
    pub fn insert(&mut self, slot: u32, agents: &[Agent]) {
        let agent = &agents[slot as usize];
        let entry = Entry { seat: agent.seat, agent: slot, stamp: agent.stamp };
        for skill in agent.skills.iter().map(|(skill, _)| *skill).chain([ANYBODY]) {
            self.lists[skill as usize].insert(agent.load, entry, agents);
        }
    }

    /// An upper bound of the open agents with `skill`.
    pub fn len(&self, skill: u32) -> usize {
        self.lists[skill as usize].tiers.iter().map(|tier| tier.entries.len()).sum()
    }

    /// Shows the open agents with `skill` in the order of `walk` until `stop` returns true.
    pub fn visit(&mut self, skill: u32, walk: Walk, agents: &[Agent], mut stop: impl FnMut(u32) -> bool) {
        let list = &mut self.lists[skill as usize];
        for tier in &mut list.tiers {
            tier.drop_stale_front(agents);
        }
        let by_seat = match walk {
            Walk::LoadThenSeat => list.tiers.len(),
            Walk::IdleThenSeat => list.tiers.iter().take_while(|tier| tier.load == 0).count(),
        };
        let (first, rest) = list.tiers.split_at(by_seat);
        for tier in first {
            if tier.live(agents).any(|entry| stop(entry.agent)) {
                return;
            }
        }
        let mut heads: SmallVec<[_; 8]> = rest.iter().map(|tier| tier.live(agents).peekable()).collect();
        loop {
            let seats = heads.iter_mut().enumerate().filter_map(|(place, head)| Some((head.peek()?.seat, place)));
            let Some((_, place)) = seats.min() else { return };
            if heads[place].next().is_some_and(|entry| stop(entry.agent)) {
                return;
            }
        }
    }
}

impl List {
    fn insert(&mut self, load: u8, entry: Entry, agents: &[Agent]) {
        let place = match self.tiers.binary_search_by_key(&load, |tier| tier.load) {
            Ok(place) => place,
            Err(place) => {
                self.tiers.insert(place, Tier { load, entries: VecDeque::new() });
                place
            }
        };
        let entries = &mut self.tiers[place].entries;
        if entries.len() > 2 * self.members + 16 {
            entries.retain(|entry| entry.is_live(agents));
        }
        // Out of order only when an offer was taken back and the agent keeps an older seat.
        if entries.back().is_none_or(|last| last.seat < entry.seat) {
            entries.push_back(entry);
        } else {
            let place = entries.partition_point(|other| other.seat < entry.seat);
            entries.insert(place, entry);
        }
    }
}

impl Tier {
    fn drop_stale_front(&mut self, agents: &[Agent]) {
        while self.entries.front().is_some_and(|entry| !entry.is_live(agents)) {
            self.entries.pop_front();
        }
    }

    fn live<'a>(&'a self, agents: &'a [Agent]) -> impl Iterator<Item = Entry> + 'a {
        self.entries.iter().copied().filter(|entry| entry.is_live(agents))
    }
}

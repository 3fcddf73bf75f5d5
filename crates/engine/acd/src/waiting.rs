//! Who waits, in what order, and for which skills.
//!
//! Interactions of one queue and channel that ask for the same skills form a class and stand in one
//! line. A class that has somebody waiting is announced under one of its skills (or under none), so a
//! freed agent looks only at lines that want one of the agent's skills.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use warmline_base::Timestamp;

use crate::ready::ANYBODY;
use crate::vocabulary::Channel;

/// The one comparable score of everything that waits, smaller first: the priority tier, then the
/// instant by which the queue's rule wants it answered, then the longer wait, then the order in which
/// it came. The score does not change while time passes, so lines never need sorting again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct OrderKey {
    /// 0 is the highest priority.
    pub tier: u8,
    /// The promised instant.
    pub due: Timestamp,
    pub queued_at: Timestamp,
    pub sequence: u64,
    /// The slot of the interaction.
    pub work: u32,
}

/// A required skill, by its dense number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Need {
    pub skill: u32,
    pub min: u8,
}

/// Required skills, sorted, one entry a skill.
pub(crate) type Needs = SmallVec<[Need; 4]>;

/// Adds a need, or raises the level of one already there.
pub(crate) fn add_need(needs: &mut Needs, need: Need) {
    match needs.binary_search_by_key(&need.skill, |known| known.skill) {
        Ok(place) => needs[place].min = needs[place].min.max(need.min),
        Err(place) => needs.insert(place, need),
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct ClassKey {
    queue: u32,
    channel: Channel,
    needs: Needs,
}

#[derive(Debug)]
pub(crate) struct Class {
    pub queue: u32,
    pub channel: Channel,
    pub needs: Needs,
    pub line: BTreeSet<OrderKey>,
}

/// All classes.
#[derive(Debug)]
pub(crate) struct Classes {
    classes: Vec<Class>,
    free: Vec<u32>,
    index: FxHashMap<ClassKey, u32>,
    /// By skill: the classes announced there, all with somebody waiting.
    announced: Vec<Vec<u32>>,
    sweep_at: usize,
}

impl Classes {
    pub fn new() -> Self {
        Self {
            classes: Vec::new(),
            free: Vec::new(),
            index: FxHashMap::default(),
            announced: vec![Vec::new()],
            sweep_at: 1_024,
        }
    }

    /// Makes room for skills up to `skill`.
    pub fn ensure(&mut self, skill: u32) {
        if self.announced.len() <= skill as usize {
            self.announced.resize_with(skill as usize + 1, Vec::new);
        }
    }

    pub fn get(&self, class: u32) -> &Class {
        &self.classes[class as usize]
    }

    /// The classes with somebody waiting that are announced under `skill`.
    pub fn announced(&self, skill: u32) -> &[u32] {
        &self.announced[skill as usize]
    }

    /// Every class of a queue with somebody waiting.
    pub fn of_queue(&self, queue: u32) -> impl Iterator<Item = &Class> {
        self.classes.iter().filter(move |class| class.queue == queue && !class.line.is_empty())
    }

    /// The class of these needs.
    pub fn intern(&mut self, queue: u32, channel: Channel, needs: &Needs) -> u32 {
        let key = ClassKey { queue, channel, needs: needs.clone() };
        if let Some(class) = self.index.get(&key) {
            return *class;
        }
        if self.index.len() >= self.sweep_at {
            self.sweep();
        }
        let fresh = Class { queue, channel, needs: needs.clone(), line: BTreeSet::new() };
        let class = match self.free.pop() {
            Some(class) => {
                self.classes[class as usize] = fresh;
                class
            }
            None => {
                self.classes.push(fresh);
                u32::try_from(self.classes.len() - 1).expect("fewer classes than interactions")
            }
        };
        self.index.insert(key, class);
        class
    }

    /// Forgets classes nobody waits in, so that ever new wishes do not grow the table without limit.
    fn sweep(&mut self) {
        let (classes, free) = (&self.classes, &mut self.free);
        self.index.retain(|_, class| {
            let keep = !classes[*class as usize].line.is_empty();
            if !keep {
                free.push(*class);
            }
            keep
        });
        // The table's order must not reach a decision: slots are handed out by number.
        self.free.sort_unstable_by(|left, right| right.cmp(left));
        self.sweep_at = self.index.len() * 2 + 1_024;
    }

    /// Forgets the classes of a queue that is gone; nobody waits in it.
    pub fn forget_queue(&mut self, queue: u32) {
        let free = &mut self.free;
        self.index.retain(|key, class| {
            let keep = key.queue != queue;
            if !keep {
                free.push(*class);
            }
            keep
        });
        self.free.sort_unstable_by(|left, right| right.cmp(left));
    }

    /// Puts an interaction into a line.
    pub fn join(&mut self, class: u32, key: OrderKey) {
        let entered = &mut self.classes[class as usize];
        if entered.line.is_empty() {
            self.announced[anchor(&entered.needs) as usize].push(class);
        }
        let new = entered.line.insert(key);
        assert!(new, "an interaction stands in a line once");
    }

    /// Takes an interaction out of its line.
    pub fn leave(&mut self, class: u32, key: &OrderKey) {
        let left = &mut self.classes[class as usize];
        let was_there = left.line.remove(key);
        assert!(was_there, "an interaction leaves the line it stands in");
        if left.line.is_empty() {
            let announced = &mut self.announced[anchor(&left.needs) as usize];
            announced.retain(|other| *other != class);
        }
    }
}

/// The skill a class is announced under.
fn anchor(needs: &Needs) -> u32 {
    needs.first().map_or(ANYBODY, |need| need.skill)
}

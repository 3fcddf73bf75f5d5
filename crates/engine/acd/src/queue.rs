//! One queue as the engine sees it: its rules with dense skill numbers, its doors, its counts.

use std::collections::BTreeSet;

use warmline_base::{Millis, QueueId, Timestamp};

use crate::vocabulary::{Order, QueueRules};
use crate::waiting::{Need, OrderKey};
use crate::work::{Phase, Preference, Work};

/// A relaxation with its dense skill.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ring {
    pub after: Millis,
    pub skill: u32,
    pub to: Option<u8>,
}

/// How many interactions of a queue are in which phase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub waiting: u32,
    pub offered: u32,
    pub active: u32,
    pub wrap_up: u32,
}

impl Counts {
    /// The count a phase belongs to.
    pub const fn of(&mut self, phase: Phase) -> &mut u32 {
        match phase {
            Phase::Waiting(_) => &mut self.waiting,
            Phase::Offered => &mut self.offered,
            Phase::Active => &mut self.active,
            Phase::WrapUp => &mut self.wrap_up,
        }
    }
}

#[derive(Debug)]
pub(crate) struct Queue {
    pub id: QueueId,
    pub rules: QueueRules,
    pub required: Vec<Need>,
    pub preferred: Vec<Preference>,
    pub rings: Vec<Ring>,
    pub open: bool,
    pub next_change: Option<Timestamp>,
    /// Stamp of its deadline; zero for none.
    pub timer: u64,
    pub counts: Counts,
    /// Those who wait, but not in a line: for one agent, or for a time.
    pub aside: BTreeSet<OrderKey>,
    /// Smoothed time an agent spends on one interaction, wrap-up included, in microseconds; zero
    /// while unknown.
    pub handling: i64,
}

impl Queue {
    /// Where `work` ranks.
    pub fn key(&self, work: &Work, slot: u32, sequence: u64) -> OrderKey {
        let promised = work.queued_at.plus(self.rules.service_level);
        let (priority, due) = match self.rules.order {
            Order::PriorityAge => (work.priority, promised),
            Order::Deadline => (self.rules.priority, work.deadline.unwrap_or(promised)),
            Order::Fifo => (self.rules.priority, promised),
        };
        OrderKey { tier: 9 - priority, due, queued_at: work.queued_at, sequence, work: slot }
    }

    /// Learns how long one interaction took: an exponential mean with weight 1/16.
    pub fn learn(&mut self, took: Millis) {
        let took = took.micros().max(0);
        self.handling = if self.handling == 0 { took } else { self.handling + (took - self.handling) / 16 };
    }
}

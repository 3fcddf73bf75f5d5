//! Commands about queues: define, retire, open, close, drain.

use std::collections::BTreeSet;

use warmline_base::{Millis, QueueId, Timestamp};

use crate::engine::{Engine, number};
use crate::output::{Entry, Output};
use crate::queue::{Counts, Queue, Ring};
use crate::refusal::Refusal;
use crate::timers::Owner;
use crate::vocabulary::{Channel, PreferredSkill, QueueRules, SkillNeed};
use crate::waiting::Need;
use crate::work::Preference;

/// The longest span of time accepted: far beyond any use, and far from where arithmetic would overflow.
const LONGEST_SPAN: Millis = Millis::minutes(366 * 24 * 60);

/// The longest list of skills, relaxations or excluded agents accepted in one command.
pub(crate) const LONGEST_LIST: usize = 64;

impl Engine {
    pub(crate) fn define_queue(&mut self, id: QueueId, rules: QueueRules) -> Result<(), Refusal> {
        check_rules(id, &rules)?;
        let required = self.intern_needs(&rules.required)?;
        let preferred = self.intern_wishes(&rules.preferred)?;
        let mut rings = Vec::with_capacity(rules.relax.len());
        for relax in &rules.relax {
            rings.push(Ring { after: relax.after, skill: self.intern_skill(relax.skill)?, to: relax.to });
        }
        if let Ok(slot) = self.queue_slot(id) {
            let queue = self.queue_mut(slot);
            (queue.rules, queue.required, queue.preferred, queue.rings) = (rules, required, preferred, rings);
            self.rank_anew(slot);
            return Ok(());
        }
        let slot = match self.queues.iter().position(Option::is_none) {
            Some(free) => free,
            None if self.queues.len() >= self.config.max_queues as usize => return Err(Refusal::LimitReached),
            None => {
                self.queues.push(None);
                self.queues.len() - 1
            }
        };
        self.queues[slot] = Some(Queue {
            id,
            rules,
            required,
            preferred,
            rings,
            open: true,
            next_change: None,
            timer: 0,
            counts: Counts::default(),
            aside: BTreeSet::new(),
            handling: 0,
        });
        self.queue_index.insert(number(id), u32::try_from(slot).expect("within max_queues"));
        Ok(())
    }

    /// The rules changed: everybody waiting is ranked and matched anew, the wait kept.
    fn rank_anew(&mut self, queue: u32) {
        let slots = self.waiting_in(queue);
        for slot in &slots {
            self.unplace(*slot);
            self.enter(*slot, queue, self.works[*slot].entered_at);
        }
        self.settle_in_order(slots);
    }

    pub(crate) fn retire_queue(&mut self, id: QueueId) -> Result<(), Refusal> {
        let slot = self.queue_slot(id)?;
        if self.queue(slot).counts != Counts::default() {
            return Err(Refusal::QueueBusy);
        }
        let mut timer = self.queue(slot).timer;
        self.timers.disarm(&mut timer);
        self.classes.forget_queue(slot);
        self.queues[slot as usize] = None;
        self.queue_index.remove(&number(id));
        Ok(())
    }

    pub(crate) fn set_queue_open(
        &mut self,
        id: QueueId,
        open: bool,
        next_change: Option<Timestamp>,
    ) -> Result<(), Refusal> {
        let slot = self.queue_slot(id)?;
        if next_change.is_some_and(|at| at <= self.now) {
            return Err(Refusal::OutOfRange);
        }
        let mut timer = self.queue(slot).timer;
        self.timers.disarm(&mut timer);
        if let Some(at) = next_change {
            timer = self.timers.arm(at, Owner::Queue(slot));
        }
        let queue = self.queue_mut(slot);
        queue.timer = timer;
        queue.next_change = next_change;
        if queue.open != open {
            queue.open = open;
            self.emit(Output::QueueChanged { queue: id, open });
        }
        Ok(())
    }

    /// The schedule turned round.
    pub(crate) fn queue_due(&mut self, slot: u32) {
        let queue = self.queue_mut(slot);
        queue.open = !queue.open;
        queue.next_change = None;
        let output = Output::QueueChanged { queue: queue.id, open: queue.open };
        self.emit(output);
    }

    pub(crate) fn drain_queue(&mut self, id: QueueId, to: Option<QueueId>) -> Result<(), Refusal> {
        let from = self.queue_slot(id)?;
        let to = to.map(|to| self.queue_slot(to)).transpose()?;
        let slots = if to.is_some() { self.waiting_in(from) } else { Vec::new() };
        if let Some(to) = to {
            if to == from {
                return Err(Refusal::WrongState);
            }
            let only = self.queue(to).rules.channel;
            if slots.iter().any(|slot| only.is_some_and(|only| only != self.works[*slot].channel)) {
                return Err(Refusal::WrongChannel);
            }
            for slot in &slots {
                self.unplace(*slot);
                self.enter(*slot, to, self.now);
                self.tell_queued(*slot, Entry::Drained);
            }
        }
        self.set_queue_open(id, false, None)?;
        self.settle_in_order(slots);
        Ok(())
    }

    /// Everybody waiting in a queue.
    fn waiting_in(&self, queue: u32) -> Vec<u32> {
        let lines = self.classes.of_queue(queue).flat_map(|class| &class.line);
        lines.chain(&self.queue(queue).aside).map(|key| key.work).collect()
    }

    /// Settles interactions that stand nowhere, the best-ranked first.
    pub(crate) fn settle_in_order(&mut self, mut slots: Vec<u32>) {
        slots.sort_unstable_by_key(|slot| self.works[*slot].key);
        for slot in slots {
            self.settle(slot);
        }
    }

    /// Puts an interaction that stands nowhere under a queue's rules, with its original wait.
    pub(crate) fn enter(&mut self, slot: u32, queue: u32, entered_at: Timestamp) {
        debug_assert!(self.works[slot].is_waiting());
        let before = self.works[slot].queue;
        self.queue_mut(before).counts.waiting -= 1;
        let there = self.queue_mut(queue);
        there.counts.waiting += 1;
        let after = there.rules.overflow.map(|overflow| overflow.after);
        let work = &mut self.works[slot];
        work.queue = queue;
        work.entered_at = entered_at;
        work.overflow_at = after.map(|after| entered_at.plus(after));
        work.key = self.queues[queue as usize].as_ref().expect("a queue outlives its interactions").key(
            work,
            slot,
            work.key.sequence,
        );
    }

    /// An instant in the past, the present for one in the future.
    pub(crate) fn past(&self, at: Timestamp) -> Result<Timestamp, Refusal> {
        if at < self.now.minus(LONGEST_SPAN) { Err(Refusal::OutOfRange) } else { Ok(at.min(self.now)) }
    }

    pub(crate) fn tell_queued(&mut self, slot: u32, entry: Entry) {
        let work = &self.works[slot];
        let (interaction, queued_at) = (work.id, work.queued_at);
        let queue = self.queue(work.queue).id;
        self.emit(Output::Queued { interaction, queue, queued_at, entry });
    }

    pub(crate) fn intern_needs(&mut self, needs: &[SkillNeed]) -> Result<Vec<Need>, Refusal> {
        needs.iter().map(|need| Ok(Need { skill: self.intern_skill(need.skill)?, min: need.min })).collect()
    }

    pub(crate) fn intern_wishes(&mut self, wishes: &[PreferredSkill]) -> Result<Vec<Preference>, Refusal> {
        let intern = |wish: &PreferredSkill| {
            let need = Need { skill: self.intern_skill(wish.skill)?, min: wish.min };
            Ok(Preference { need, relax_after: wish.relax_after })
        };
        wishes.iter().map(intern).collect()
    }

    /// Whether a newcomer on `channel` may enter.
    pub(crate) fn check_entrance(&self, queue: u32, channel: Channel) -> Result<(), Refusal> {
        let queue = self.queue(queue);
        if queue.rules.channel.is_some_and(|only| only != channel) {
            return Err(Refusal::WrongChannel);
        }
        if !queue.open {
            return Err(Refusal::QueueClosed);
        }
        if queue.counts.waiting >= queue.rules.max_waiting {
            return Err(Refusal::QueueFull);
        }
        Ok(())
    }
}

fn check_rules(id: QueueId, rules: &QueueRules) -> Result<(), Refusal> {
    let lists = rules.required.len().max(rules.preferred.len()).max(rules.relax.len());
    let in_range = lists <= LONGEST_LIST
        && rules.priority <= 9
        && check_needs(&rules.required, &rules.preferred)
        && rules.relax.iter().all(|relax| is_span(relax.after) && relax.to.is_none_or(|to| (1..=10).contains(&to)))
        && rules
            .overflow
            .is_none_or(|overflow| is_span(overflow.after) && overflow.after.0 > 0 && overflow.queue != id)
        && is_span(rules.offer_timeout)
        && rules.offer_timeout >= Millis::seconds(1)
        && is_span(rules.wrap_up)
        && is_span(rules.service_level);
    if in_range { Ok(()) } else { Err(Refusal::OutOfRange) }
}

/// Whether a span of time is one to reckon with.
pub(crate) fn is_span(span: Millis) -> bool {
    (Millis(0)..=LONGEST_SPAN).contains(&span)
}

/// Whether every level and time is in its range.
pub(crate) fn check_needs(required: &[SkillNeed], preferred: &[PreferredSkill]) -> bool {
    required.iter().all(|need| (1..=10).contains(&need.min))
        && preferred.iter().all(|wish| (1..=10).contains(&wish.min) && is_span(wish.relax_after))
}

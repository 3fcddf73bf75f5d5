//! Commands about interactions that wait, or start to: enqueue, cancel, transfer, priority, callback.

use smallvec::SmallVec;
use warmline_base::{AgentId, InteractionId, OfferId, QueueId, Timestamp, TypedId};

use crate::agent::NONE;
use crate::command::{Enqueue, RestoreWork, RestoredPhase, TransferTo};
use crate::engine::{Engine, number};
use crate::on_queue::{LONGEST_LIST, check_needs, is_span};
use crate::output::{Entry, OfferEnd, Output, Release};
use crate::refusal::Refusal;
use crate::timers::Owner;
use crate::vocabulary::Channel;
use crate::waiting::{Need, OrderKey};
use crate::work::{Phase, Place, Reservation, Work};

impl Engine {
    pub(crate) fn enqueue(&mut self, asked: &Enqueue) -> Result<(), Refusal> {
        let queue = self.queue_slot(asked.queue)?;
        self.check_newcomer(asked.interaction, asked.priority)?;
        let lists = asked.required.len().max(asked.preferred.len()).max(asked.exclude.len());
        let sticky_in_range = asked.sticky.is_none_or(|sticky| is_span(sticky.limit));
        if lists > LONGEST_LIST || !sticky_in_range || !check_needs(&asked.required, &asked.preferred) {
            return Err(Refusal::OutOfRange);
        }
        match self.check_entrance(queue, asked.channel) {
            Err(Refusal::QueueClosed | Refusal::QueueFull) if asked.restored => {}
            Err(Refusal::QueueFull) => {
                self.emit(Output::QueueFull { queue: asked.queue, interaction: asked.interaction });
                return Err(Refusal::QueueFull);
            }
            other => other?,
        }
        let queued_at = self.past(asked.queued_at)?;
        let mut work = self.new_work(asked.interaction, queue, queued_at);
        work.channel = asked.channel;
        work.priority = asked.priority;
        work.deadline = asked.deadline;
        for need in &asked.required {
            let skill = self.intern_skill(need.skill)?;
            work.required.push(Need { skill, min: need.min });
        }
        work.preferred = SmallVec::from_vec(self.intern_wishes(&asked.preferred)?);
        for agent in &asked.exclude {
            work.exclude.push(self.intern_agent(*agent)?);
        }
        if let Some(sticky) = asked.sticky {
            let agent = self.intern_agent(sticky.agent)?;
            work.reserved = Some(Reservation { agent, until: queued_at.plus(sticky.limit), named: sticky.any_skill });
        }
        let slot = self.admit(work);
        self.enter(slot, queue, queued_at);
        self.tell_queued(slot, if asked.restored { Entry::Restored } else { Entry::Arrived });
        self.settle(slot);
        Ok(())
    }

    fn check_newcomer(&self, id: InteractionId, priority: u8) -> Result<(), Refusal> {
        if priority > 9 {
            return Err(Refusal::OutOfRange);
        }
        if self.work_slot(id).is_ok() {
            return Err(Refusal::KnownInteraction);
        }
        if self.work_index.len() >= self.config.max_interactions as usize {
            return Err(Refusal::LimitReached);
        }
        Ok(())
    }

    fn new_work(&self, id: InteractionId, queue: u32, queued_at: Timestamp) -> Work {
        Work {
            id,
            phase: Phase::Waiting(Place::Nowhere),
            channel: Channel::Chat,
            priority: 0,
            weight: 0,
            callback: false,
            hops: 0,
            queue,
            agent: NONE,
            key: OrderKey { tier: 0, due: queued_at, queued_at, sequence: 0, work: NONE },
            queued_at,
            entered_at: queued_at,
            since: self.now,
            taken_at: self.now,
            deadline: None,
            overflow_at: None,
            asleep_until: None,
            offer: OfferId::from_uuid(uuid::Uuid::nil()),
            timer: 0,
            reserved: None,
            required: SmallVec::new(),
            preferred: SmallVec::new(),
            exclude: SmallVec::new(),
            declined: SmallVec::new(),
        }
    }

    /// Takes a new interaction in; it waits nowhere.
    fn admit(&mut self, mut work: Work) -> u32 {
        work.key.sequence = self.next_sequence();
        let (id, queue) = (work.id, work.queue);
        let slot = self.works.insert(work);
        self.work_index.insert(number(id), slot);
        self.queue_mut(queue).counts.waiting += 1;
        slot
    }

    pub(crate) fn restore_work(&mut self, asked: &RestoreWork) -> Result<(), Refusal> {
        let agent = self.agent_slot(asked.agent)?;
        let queue = self.queue_slot(asked.queue)?;
        let since = self.past(asked.since)?;
        self.check_newcomer(asked.interaction, asked.priority)?;
        // What is in hand is in hand: it takes what room is left, as after a handing over by telephone.
        if self.agents[agent as usize].is_at_limit(asked.channel) {
            return Err(Refusal::AgentFull);
        }
        let mut work = self.new_work(asked.interaction, queue, self.past(asked.queued_at)?);
        work.channel = asked.channel;
        work.priority = asked.priority;
        let slot = self.admit(work);
        self.hold(slot, agent, Phase::Active);
        (self.works[slot].since, self.works[slot].taken_at) = (since, since);
        if let RestoredPhase::WrapUp(until) = asked.phase {
            self.advance_phase(slot, Phase::WrapUp);
            self.works[slot].timer = self.timers.arm(until, Owner::Work(slot));
        }
        self.relist(agent);
        Ok(())
    }

    pub(crate) fn cancel(&mut self, interaction: InteractionId) -> Result<(), Refusal> {
        let slot = self.work_slot(interaction)?;
        let ringing = match self.works[slot].phase {
            Phase::Waiting(_) => {
                self.unplace(slot);
                None
            }
            Phase::Offered => Some(self.end_offer(slot, OfferEnd::Withdrawn)),
            Phase::Active | Phase::WrapUp => return Err(Refusal::WrongState),
        };
        let work = &self.works[slot];
        let waited = self.now.since(work.queued_at);
        let queue = self.queue(work.queue).id;
        self.emit(Output::Abandoned { interaction, queue, waited });
        self.forget(slot);
        if let Some(agent) = ringing {
            self.free_up(agent);
        }
        Ok(())
    }

    pub(crate) fn transfer(&mut self, interaction: InteractionId, to: TransferTo) -> Result<(), Refusal> {
        let slot = self.work_slot(interaction)?;
        if self.works[slot].phase == Phase::WrapUp {
            return Err(Refusal::WrongState);
        }
        let (queue, reserved) = match to {
            TransferTo::Queue(queue) => (self.check_queue_for(slot, queue)?, None),
            TransferTo::Agent { agent, fallback_after } => {
                let agent = self.check_named_agent(slot, agent)?;
                if !is_span(fallback_after) {
                    return Err(Refusal::OutOfRange);
                }
                let until = self.now.plus(fallback_after);
                self.works[slot].declined.retain(|(who, _)| *who != agent);
                (self.works[slot].queue, Some(Reservation { agent, until, named: true }))
            }
        };
        let freed = match self.works[slot].phase {
            Phase::Waiting(_) => {
                self.unplace(slot);
                None
            }
            Phase::Offered => Some(self.end_offer(slot, OfferEnd::Withdrawn)),
            Phase::Active | Phase::WrapUp => {
                let agent = self.let_go(slot);
                let id = self.agents[agent as usize].id;
                self.emit(Output::Released { interaction, agent: id, why: Release::Transferred });
                self.reseat(agent);
                Some(agent)
            }
        };
        if let Some(agent) = freed {
            self.pause_for(slot, agent);
        }
        self.works[slot].reserved = reserved;
        self.enter(slot, queue, self.now);
        self.tell_queued(slot, Entry::Transferred);
        self.settle(slot);
        if let Some(agent) = freed {
            self.free_up(agent);
        }
        Ok(())
    }

    fn check_queue_for(&self, slot: u32, queue: QueueId) -> Result<u32, Refusal> {
        let queue = self.queue_slot(queue)?;
        let already_waits_there = self.works[slot].is_waiting() && self.works[slot].queue == queue;
        if already_waits_there {
            return Err(Refusal::WrongState);
        }
        self.check_entrance(queue, self.works[slot].channel)?;
        Ok(queue)
    }

    fn check_named_agent(&self, slot: u32, agent: AgentId) -> Result<u32, Refusal> {
        let agent = self.agent_slot(agent)?;
        let work = &self.works[slot];
        let named = &self.agents[agent as usize];
        if work.agent == agent {
            return Err(Refusal::WrongState);
        }
        if !named.is_present() || work.exclude.contains(&agent) {
            return Err(Refusal::AgentAway);
        }
        if named.capacity.slots(work.channel) == 0 {
            return Err(Refusal::AgentFull);
        }
        if named.lacks_phone(work.channel) {
            return Err(Refusal::NoPhone);
        }
        Ok(agent)
    }

    pub(crate) fn set_priority(&mut self, interaction: InteractionId, priority: u8) -> Result<(), Refusal> {
        let slot = self.work_slot(interaction)?;
        if priority > 9 {
            return Err(Refusal::OutOfRange);
        }
        if self.works[slot].is_waiting() {
            self.unplace(slot);
            self.works[slot].priority = priority;
            self.rekey(slot);
            self.settle(slot);
        } else {
            self.works[slot].priority = priority;
            self.rekey(slot);
        }
        Ok(())
    }

    fn rekey(&mut self, slot: u32) {
        let work = &self.works[slot];
        let key = self.queue(work.queue).key(work, slot, work.key.sequence);
        self.works[slot].key = key;
    }

    pub(crate) fn request_callback(
        &mut self,
        interaction: InteractionId,
        not_before: Option<Timestamp>,
    ) -> Result<(), Refusal> {
        let slot = self.work_slot(interaction)?;
        let later = not_before.filter(|at| *at > self.now);
        match self.works[slot].phase {
            Phase::Active | Phase::WrapUp => return Err(Refusal::WrongState),
            // Whoever it rings at will call back.
            Phase::Offered if later.is_none() => self.works[slot].callback = true,
            Phase::Offered => {
                let agent = self.end_offer(slot, OfferEnd::Withdrawn);
                self.begin_callback(slot, later);
                self.free_up(agent);
            }
            Phase::Waiting(_) => {
                self.unplace(slot);
                self.begin_callback(slot, later);
            }
        }
        Ok(())
    }

    pub(crate) fn call_again(
        &mut self,
        interaction: InteractionId,
        not_before: Option<Timestamp>,
    ) -> Result<(), Refusal> {
        let slot = self.work_slot(interaction)?;
        if self.works[slot].phase != Phase::Active {
            return Err(Refusal::WrongState);
        }
        let later = not_before.filter(|at| *at > self.now);
        let agent = self.let_go(slot);
        let id = self.agents[agent as usize].id;
        self.emit(Output::Released { interaction, agent: id, why: Release::NotReached });
        self.reseat(agent);
        if later.is_none() {
            self.pause_for(slot, agent);
        }
        self.enter(slot, self.works[slot].queue, self.now);
        self.tell_queued(slot, Entry::NotReached);
        self.begin_callback(slot, later);
        self.free_up(agent);
        Ok(())
    }

    fn begin_callback(&mut self, slot: u32, not_before: Option<Timestamp>) {
        let work = &mut self.works[slot];
        work.callback = true;
        work.asleep_until = not_before;
        self.settle(slot);
    }

    /// Something about a waiting interaction changes by time: it overflows, asks for less, wakes up,
    /// or may be offered again to somebody who declined.
    pub(crate) fn wait_due(&mut self, slot: u32) {
        let asked_before = match self.works[slot].phase {
            Phase::Waiting(Place::Line(class)) => Some(self.classes.get(class).needs.clone()),
            _ => None,
        };
        self.unplace(slot);
        let work = &self.works[slot];
        let overflows = work.asleep_until.is_none() && work.overflow_at.is_some_and(|at| at <= self.now);
        let moved = overflows && self.overflow(slot);
        let needs = self.needs_of(&self.works[slot]);
        if !moved && asked_before.is_some_and(|before| before != needs) {
            let required = self.outside_needs(&needs);
            let work = &self.works[slot];
            let (interaction, queue) = (work.id, self.queue(work.queue).id);
            self.emit(Output::Relaxed { interaction, queue, required });
        }
        self.settle(slot);
    }

    /// Moves an interaction to the queue that helps out, if that one lets it in; else it stays and the
    /// next try is as far away as the first was.
    fn overflow(&mut self, slot: u32) -> bool {
        let work = &self.works[slot];
        let (interaction, queued_at, hops, from) = (work.id, work.queued_at, work.hops, work.queue);
        let Some(overflow) = self.queue(from).rules.overflow else { return false };
        let target = self.queue_slot(overflow.queue).ok();
        let target = target.filter(|queue| self.check_entrance(*queue, work.channel).is_ok());
        let Some(queue) = target.filter(|_| hops < self.config.max_overflows) else {
            self.works[slot].overflow_at = Some(self.now.plus(overflow.after));
            return false;
        };
        self.works[slot].hops += 1;
        self.enter(slot, queue, self.now);
        let from = self.queue(from).id;
        self.emit(Output::Overflowed { interaction, from, to: overflow.queue, queued_at });
        true
    }
}

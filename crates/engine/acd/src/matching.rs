//! Matching: who gets an interaction, and what a freed agent gets next.
//!
//! Before every step nothing that waits could be taken by anybody. A step changes one interaction or
//! one agent, so it is enough to look from the one that changed: an interaction that begins to wait
//! looks for an agent ([`Engine::settle`]), an agent who opens up looks through the lines
//! ([`Engine::feed`]). Nobody is overtaken, because whoever waits already was of no use to the agents
//! there were.

use warmline_base::Timestamp;

use crate::agent::Agent;
use crate::engine::Engine;
use crate::output::{Choice, Output, Rule};
use crate::ready::{ANYBODY, Walk};
use crate::timers::Owner;
use crate::vocabulary::AgentChoice;
use crate::waiting::{Need, Needs, OrderKey, add_need};
use crate::work::{Phase, Place, Work};

impl Engine {
    /// What `work` requires now: its queue's and its own needs, wishes not yet relaxed, less what the
    /// queue has given up by now.
    pub(crate) fn needs_of(&self, work: &Work) -> Needs {
        let queue = self.queue(work.queue);
        let mut needs = Needs::new();
        let due = |after| work.entered_at.plus(after) <= self.now;
        for need in queue.required.iter().chain(&work.required) {
            add_need(&mut needs, *need);
        }
        for wish in queue.preferred.iter().chain(&work.preferred) {
            if !due(wish.relax_after) {
                add_need(&mut needs, wish.need);
            }
        }
        for ring in queue.rings.iter().filter(|ring| due(ring.after)) {
            if let Ok(place) = needs.binary_search_by_key(&ring.skill, |need| need.skill) {
                match ring.to {
                    Some(level) => needs[place].min = needs[place].min.min(level),
                    None => drop(needs.remove(place)),
                }
            }
        }
        needs
    }

    /// Brings a waiting interaction that stands nowhere to where it belongs: to an agent if one can
    /// take it, else into its line, and sets its next deadline.
    pub(crate) fn settle(&mut self, slot: u32) {
        debug_assert_eq!(self.works[slot].phase, Phase::Waiting(Place::Nowhere));
        self.forget_the_past(slot);
        if self.works[slot].asleep_until.is_some() {
            self.put_aside(slot, Place::Asleep);
            return;
        }
        let needs = self.needs_of(&self.works[slot]);
        if let Some(reserved) = self.works[slot].reserved {
            if can_take(&self.agents[reserved.agent as usize], reserved.agent, &self.works[slot], &needs, self.now) {
                let rule = if reserved.named { Rule::Named } else { Rule::Sticky };
                self.offer(slot, reserved.agent, rule, 1);
                return;
            }
            if self.is_worth_waiting_for(slot, &needs) {
                self.put_aside(slot, Place::Agent(reserved.agent));
                return;
            }
            self.works[slot].reserved = None;
        }
        if let Some((agent, rule, looked_at)) = self.find_agent(slot, &needs) {
            self.offer(slot, agent, rule, looked_at);
            return;
        }
        let (queue, channel) = (self.works[slot].queue, self.works[slot].channel);
        let class = self.classes.intern(queue, channel, &needs);
        self.classes.join(class, self.works[slot].key);
        self.works[slot].phase = Phase::Waiting(Place::Line(class));
        self.arm_wait(slot);
    }

    /// Drops what is over: a nap, a reservation, declines.
    fn forget_the_past(&mut self, slot: u32) {
        let now = self.now;
        let overflow = self.queue(self.works[slot].queue).rules.overflow;
        let work = &mut self.works[slot];
        if work.asleep_until.is_some_and(|until| until <= now) {
            work.asleep_until = None;
            // The queue could do nothing while it slept.
            work.overflow_at = overflow.map(|overflow| now.plus(overflow.after));
        }
        if work.reserved.is_some_and(|reserved| reserved.until < now) {
            work.reserved = None;
        }
        work.declined.retain(|(_, until)| *until > now);
    }

    /// Whether the agent it is reserved for will be able to take it once there is room.
    fn is_worth_waiting_for(&self, slot: u32, needs: &[Need]) -> bool {
        let work = &self.works[slot];
        let Some(reserved) = work.reserved else { return false };
        let agent = &self.agents[reserved.agent as usize];
        reserved.until > self.now
            && agent.is_present()
            && !work.shuns(reserved.agent, self.now)
            && agent.capacity.slots(work.channel) > 0
            && !agent.lacks_phone(work.channel)
            && (reserved.named || agent.meets(needs))
    }

    fn put_aside(&mut self, slot: u32, place: Place) {
        let (queue, key) = (self.works[slot].queue, self.works[slot].key);
        self.queue_mut(queue).aside.insert(key);
        if let Place::Agent(agent) = place {
            self.agents[agent as usize].reserved.insert(key);
        }
        self.works[slot].phase = Phase::Waiting(place);
        self.arm_wait(slot);
    }

    /// Takes a waiting interaction out of the place it stands in.
    pub(crate) fn unplace(&mut self, slot: u32) {
        let work = &mut self.works[slot];
        let (queue, key) = (work.queue, work.key);
        let Phase::Waiting(place) = work.phase else { unreachable!("only what waits stands in a place") };
        work.phase = Phase::Waiting(Place::Nowhere);
        self.timers.disarm(&mut work.timer);
        match place {
            Place::Nowhere => {}
            Place::Line(class) => self.classes.leave(class, &key),
            Place::Asleep => {
                self.queue_mut(queue).aside.remove(&key);
            }
            Place::Agent(agent) => {
                self.queue_mut(queue).aside.remove(&key);
                self.agents[agent as usize].reserved.remove(&key);
            }
        }
    }

    fn arm_wait(&mut self, slot: u32) {
        if let Some(at) = self.next_wait_change(&self.works[slot]) {
            self.works[slot].timer = self.timers.arm(at, Owner::Work(slot));
        }
    }

    /// The next instant at which anything about a waiting interaction may change by time alone.
    pub(crate) fn next_wait_change(&self, work: &Work) -> Option<Timestamp> {
        let queue = self.queue(work.queue);
        let entered = work.entered_at;
        let wishes = queue.preferred.iter().chain(&work.preferred).map(|wish| entered.plus(wish.relax_after));
        let rings = queue.rings.iter().map(|ring| entered.plus(ring.after));
        wishes
            .chain(rings)
            .chain(work.overflow_at)
            .chain(work.asleep_until)
            .chain(work.reserved.map(|reserved| reserved.until))
            .chain(work.declined.iter().map(|(_, until)| *until))
            .filter(|at| *at > self.now)
            .min()
    }

    /// The agent for an interaction, by the rule of its queue, and how many were looked at.
    fn find_agent(&mut self, slot: u32, needs: &[Need]) -> Option<(u32, Rule, u32)> {
        let work = &self.works[slot];
        let choice = self.queue(work.queue).rules.agent_choice;
        let rarest = needs.iter().map(|need| need.skill).min_by_key(|skill| self.ready.len(*skill));
        let (agents, now) = (&self.agents, self.now);
        let mut looked_at = 0;
        let mut best: Option<(u16, u32)> = None;
        let walk = match choice {
            AgentChoice::LeastOccupied => Walk::LoadThenSeat,
            AgentChoice::LongestIdle | AgentChoice::BestFit => Walk::IdleThenSeat,
        };
        let wishes = match choice {
            AgentChoice::BestFit => self.wishes_of(work),
            _ => Needs::new(),
        };
        self.ready.visit(rarest.unwrap_or(ANYBODY), walk, agents, |candidate| {
            looked_at += 1;
            let agent = &agents[candidate as usize];
            if !can_take(agent, candidate, work, needs, now) {
                return false;
            }
            let fit = fit(agent, &wishes);
            if best.is_none_or(|(so_far, _)| fit > so_far) {
                best = Some((fit, candidate));
            }
            choice != AgentChoice::BestFit
        });
        best.map(|(_, agent)| (agent, choice.into(), looked_at))
    }

    /// Every skill `work` asked for, relaxed or not: what makes an agent fit.
    pub(crate) fn wishes_of(&self, work: &Work) -> Needs {
        let queue = self.queue(work.queue);
        let mut wishes = Needs::new();
        let wished = queue.preferred.iter().chain(&work.preferred).map(|wish| &wish.need);
        for need in queue.required.iter().chain(&work.required).chain(wished) {
            add_need(&mut wishes, *need);
        }
        wishes
    }

    /// Gives an agent work from the lines for as long as the agent is open and something fits.
    pub(crate) fn feed(&mut self, agent: u32) {
        while self.agents[agent as usize].listed {
            let Some((slot, rule, looked_at)) = self.find_work(agent) else { return };
            self.unplace(slot);
            self.offer(slot, agent, rule, looked_at);
        }
    }

    /// The best-ranked interaction this agent may take, and how many were looked at.
    fn find_work(&self, slot: u32) -> Option<(u32, Rule, u32)> {
        let agent = &self.agents[slot as usize];
        let mut looked_at = 0;
        let mut best: Option<(OrderKey, Rule)> = None;
        for key in &agent.reserved {
            let work = &self.works[key.work];
            looked_at += 1;
            if agent.has_room(work.channel) && !agent.lacks_phone(work.channel) {
                let named = work.reserved.is_some_and(|reserved| reserved.named);
                best = Some((*key, if named { Rule::Named } else { Rule::Sticky }));
                break;
            }
        }
        for skill in agent.skills.iter().map(|(skill, _)| *skill).chain([ANYBODY]) {
            for class in self.classes.announced(skill) {
                let class = self.classes.get(*class);
                if !agent.has_room(class.channel) || agent.lacks_phone(class.channel) || !agent.meets(&class.needs) {
                    continue;
                }
                for key in &class.line {
                    if best.is_some_and(|(so_far, _)| so_far < *key) {
                        break;
                    }
                    looked_at += 1;
                    if !self.works[key.work].shuns(slot, self.now) {
                        best = Some((*key, Rule::NextInLine));
                        break;
                    }
                }
            }
        }
        best.map(|(key, rule)| (key.work, rule, looked_at))
    }

    /// Offers a waiting interaction that stands nowhere to an agent who can take it.
    fn offer(&mut self, slot: u32, agent: u32, rule: Rule, looked_at: u32) {
        let explanation = self.explain_choice(slot, agent, rule, looked_at);
        if self.queue(self.works[slot].queue).rules.auto_accept {
            self.give(slot, agent, None, Some(explanation));
            return;
        }
        let (offer, expires_at) = (self.next_offer_id(), self.now.plus(self.offer_timeout(slot)));
        self.hold(slot, agent, Phase::Offered);
        self.agents[agent as usize].ringing = slot;
        self.relist(agent);
        let timer = self.timers.arm(expires_at, Owner::Work(slot));
        let work = &mut self.works[slot];
        work.timer = timer;
        work.offer = offer;
        let output = Output::Offered {
            offer,
            interaction: work.id,
            agent: self.agents[agent as usize].id,
            queue: self.queues[work.queue as usize].as_ref().expect("a queue outlives its interactions").id,
            channel: work.channel,
            callback: work.callback,
            expires_at,
            explanation,
        };
        self.emit(output);
    }

    /// The figures of a decision.
    pub(crate) fn explain_choice(&self, slot: u32, agent: u32, rule: Rule, looked_at: u32) -> Choice {
        let work = &self.works[slot];
        let agent = &self.agents[agent as usize];
        Choice {
            rule,
            waited: self.now.since(work.queued_at),
            idle: self.now.since(agent.seated_at),
            load: agent.load,
            fit: fit(agent, &self.wishes_of(work)),
            looked_at,
        }
    }
}

/// Whether an agent could be offered an interaction this instant: the one meaning of "eligible".
pub(crate) fn can_take(agent: &Agent, slot: u32, work: &Work, needs: &[Need], now: Timestamp) -> bool {
    let reserved_for_another = work.reserved.is_some_and(|reserved| reserved.agent != slot);
    let named = work.reserved.is_some_and(|reserved| reserved.named);
    agent.is_open()
        && agent.has_room(work.channel)
        && !agent.lacks_phone(work.channel)
        && !reserved_for_another
        && !work.shuns(slot, now)
        && (named || agent.meets(needs))
}

/// Sum of an agent's levels in the wanted skills.
fn fit(agent: &Agent, wishes: &[Need]) -> u16 {
    wishes.iter().map(|wish| u16::from(agent.level(wish.skill))).sum()
}

//! Work in hand: how an agent comes by an interaction and how it leaves the hand again. Every change
//! of load, of the count by channel and of the counts of a queue goes through here.

use warmline_base::{Millis, OfferId};

use crate::agent::NONE;
use crate::engine::{Engine, number};
use crate::output::{Choice, OfferEnd, Output};
use crate::refusal::Refusal;
use crate::vocabulary::{Presence, Reason};
use crate::work::{Phase, Place};

impl Engine {
    pub(crate) fn offer_timeout(&self, slot: u32) -> Millis {
        self.queue(self.works[slot].queue).rules.offer_timeout
    }

    /// Puts an interaction into an agent's hand. The interaction stands nowhere and in nobody's hand. What was
    /// handed over by telephone weighs no more than the room that is left.
    pub(crate) fn hold(&mut self, slot: u32, agent: u32, phase: Phase) {
        let now = self.now;
        let work = &mut self.works[slot];
        debug_assert!(!work.is_held(), "an interaction is in one hand at a time");
        let holder = &mut self.agents[agent as usize];
        let channel = work.channel.index();
        work.weight = holder.capacity.weights[channel].min(100 - holder.load);
        work.agent = agent;
        work.since = now;
        holder.load += work.weight;
        holder.counts[channel] += 1;
        holder.work.push(slot);
        assert!(holder.load <= 100, "no agent beyond capacity");
        self.count(slot, phase);
    }

    /// Moves an interaction in hand on to its next phase.
    pub(crate) fn advance_phase(&mut self, slot: u32, phase: Phase) {
        let now = self.now;
        self.works[slot].since = now;
        self.count(slot, phase);
    }

    /// Changes the phase and the counts of the queue.
    fn count(&mut self, slot: u32, phase: Phase) {
        let work = &mut self.works[slot];
        let before = std::mem::replace(&mut work.phase, phase);
        let counts = &mut self.queues[work.queue as usize].as_mut().expect("a queue outlives its interactions").counts;
        *counts.of(before) -= 1;
        *counts.of(phase) += 1;
    }

    /// Takes an interaction out of its agent's hand; it then waits nowhere. Returns the agent, who
    /// still has to be [freed](Self::free_up).
    pub(crate) fn let_go(&mut self, slot: u32) -> u32 {
        let now = self.now;
        let work = &mut self.works[slot];
        let agent = std::mem::replace(&mut work.agent, NONE);
        let holder = &mut self.agents[agent as usize];
        self.timers.disarm(&mut work.timer);
        work.since = now;
        holder.load -= work.weight;
        holder.counts[work.channel.index()] -= 1;
        let place = holder.work.iter().position(|held| *held == slot).expect("held by its agent");
        holder.work.remove(place);
        if holder.ringing == slot {
            holder.ringing = NONE;
        }
        self.count(slot, Phase::Waiting(Place::Nowhere));
        agent
    }

    /// The agent goes to the end of the order of idleness.
    pub(crate) fn reseat(&mut self, agent: u32) {
        let seat = self.next_sequence();
        let now = self.now;
        let agent = &mut self.agents[agent as usize];
        agent.seat = seat;
        agent.seated_at = now;
    }

    /// Renews the agent's entries in the ready lists.
    pub(crate) fn relist(&mut self, slot: u32) {
        let agent = &mut self.agents[slot as usize];
        agent.stamp = agent.stamp.wrapping_add(1);
        agent.listed = agent.is_open();
        if agent.listed {
            self.ready.insert(slot, &self.agents);
        }
    }

    /// After something left an agent's hand or presence changed: takes the state chosen for after
    /// work, reports a drained agent, and looks for the next work.
    pub(crate) fn free_up(&mut self, slot: u32) {
        let now = self.now;
        let agent = &mut self.agents[slot as usize];
        if agent.signed_in && agent.work.is_empty() {
            if let Some(next) = agent.next.take() {
                agent.presence = next;
                agent.since = now;
                let output = Output::PresenceChanged { agent: agent.id, presence: next, next: None };
                self.outputs.push_back(output);
            }
            if agent.draining && !std::mem::replace(&mut agent.drain_told, true) {
                let output = Output::AgentDrained { agent: agent.id };
                self.outputs.push_back(output);
            }
        }
        self.relist(slot);
        self.release_reserved(slot);
        self.feed(slot);
    }

    /// When an agent is not present, those who wait for that agent only wait for anybody.
    fn release_reserved(&mut self, slot: u32) {
        while !self.agents[slot as usize].is_present() {
            let Some(key) = self.agents[slot as usize].reserved.first().copied() else { return };
            self.unplace(key.work);
            self.works[key.work].reserved = None;
            self.settle(key.work);
        }
    }

    /// Gives an interaction that stands nowhere to an agent for good.
    pub(crate) fn give(&mut self, slot: u32, agent: u32, offer: Option<OfferId>, explanation: Option<Choice>) {
        if self.works[slot].is_held() {
            self.advance_phase(slot, Phase::Active);
        } else {
            self.hold(slot, agent, Phase::Active);
        }
        let now = self.now;
        let work = &mut self.works[slot];
        self.timers.disarm(&mut work.timer);
        work.taken_at = now;
        work.reserved = None;
        let (interaction, callback) = (work.id, std::mem::take(&mut work.callback));
        let (channel, waited, queue) = (work.channel, now.since(work.queued_at), work.queue);
        let holder = &mut self.agents[agent as usize];
        if holder.ringing == slot {
            holder.ringing = NONE;
        }
        let id = holder.id;
        let queue = self.queue(queue).id;
        self.emit(Output::Assigned { interaction, agent: id, queue, channel, offer, waited, explanation });
        if callback {
            self.emit(Output::CallbackDue { interaction, agent: id });
        }
        self.reseat(agent);
        self.relist(agent);
    }

    /// Ends an open offer; the interaction then waits nowhere. Returns the agent.
    pub(crate) fn end_offer(&mut self, slot: u32, how: OfferEnd) -> u32 {
        let agent = self.let_go(slot);
        let work = &self.works[slot];
        let output =
            Output::OfferEnded { offer: work.offer, interaction: work.id, agent: self.agents[agent as usize].id, how };
        self.emit(output);
        agent
    }

    /// Does not ask this agent again for a while.
    pub(crate) fn pause_for(&mut self, slot: u32, agent: u32) {
        /// More than so many who declined are not remembered: the oldest may be asked again.
        const REMEMBERED: usize = 16;
        let until = self.now.plus(self.config.decline_pause);
        let declined = &mut self.works[slot].declined;
        declined.retain(|(who, _)| *who != agent);
        if declined.len() == REMEMBERED {
            declined.remove(0);
        }
        declined.push((agent, until));
    }

    /// Whether an agent has room for an interaction that is not in their hand.
    pub(crate) fn check_room(&self, slot: u32, agent: u32) -> Result<(), Refusal> {
        let (agent, channel) = (&self.agents[agent as usize], self.works[slot].channel);
        if agent.lacks_phone(channel) {
            return Err(Refusal::NoPhone);
        }
        if agent.has_room(channel) { Ok(()) } else { Err(Refusal::AgentFull) }
    }

    /// An interaction that stands nowhere and is in nobody's hand leaves the engine.
    pub(crate) fn forget(&mut self, slot: u32) {
        let work = &mut self.works[slot];
        self.timers.disarm(&mut work.timer);
        let (phase, queue, id) = (work.phase, work.queue, work.id);
        *self.queue_mut(queue).counts.of(phase) -= 1;
        self.work_index.remove(&number(id));
        self.works.remove(slot);
    }

    /// An offer was not answered: the agent is not ready until they say so, the interaction is back in
    /// its place.
    pub(crate) fn offer_unanswered(&mut self, slot: u32) {
        let agent = self.end_offer(slot, OfferEnd::Timeout);
        self.reseat(agent);
        self.change_presence(agent, Presence::NotReady { reason: Reason::Rona });
        self.settle(slot);
    }

    /// Sets a presence at once, and all that follows for the agent.
    pub(crate) fn change_presence(&mut self, slot: u32, presence: Presence) {
        let now = self.now;
        let agent = &mut self.agents[slot as usize];
        let became_ready = agent.presence != Presence::Ready && presence == Presence::Ready;
        agent.presence = presence;
        agent.next = None;
        agent.since = now;
        let output = Output::PresenceChanged { agent: agent.id, presence, next: None };
        self.emit(output);
        if became_ready {
            self.reseat(slot);
        }
        self.free_up(slot);
    }
}

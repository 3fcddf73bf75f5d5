//! Commands about offers and interactions in hand: accept, reject, end, wrap up, force, take over.

use warmline_base::{AgentId, InteractionId, Millis, OfferId};

use crate::engine::Engine;
use crate::on_queue::is_span;
use crate::output::{OfferEnd, Output, Release, Rule};
use crate::refusal::Refusal;
use crate::timers::Owner;
use crate::work::Phase;

impl Engine {
    pub(crate) fn accept(&mut self, id: InteractionId, offer: OfferId, agent: AgentId) -> Result<(), Refusal> {
        let (slot, holder) = self.check_offer(id, offer, agent)?;
        self.emit(Output::OfferEnded { offer, interaction: id, agent, how: OfferEnd::Accepted });
        self.give(slot, holder, Some(offer), None);
        self.feed(holder);
        Ok(())
    }

    pub(crate) fn reject(&mut self, id: InteractionId, offer: OfferId, agent: AgentId) -> Result<(), Refusal> {
        let (slot, holder) = self.check_offer(id, offer, agent)?;
        self.end_offer(slot, OfferEnd::Rejected);
        self.pause_for(slot, holder);
        self.reseat(holder);
        self.settle(slot);
        self.free_up(holder);
        Ok(())
    }

    pub(crate) fn withdraw_offer(&mut self, id: InteractionId) -> Result<(), Refusal> {
        let slot = self.work_slot(id)?;
        if self.works[slot].phase != Phase::Offered {
            return Err(Refusal::OfferGone);
        }
        let holder = self.end_offer(slot, OfferEnd::Withdrawn);
        self.pause_for(slot, holder);
        self.settle(slot);
        self.free_up(holder);
        Ok(())
    }

    fn check_offer(&self, id: InteractionId, offer: OfferId, agent: AgentId) -> Result<(u32, u32), Refusal> {
        let (slot, holder) = (self.work_slot(id)?, self.agent_slot(agent)?);
        let work = &self.works[slot];
        let open = work.phase == Phase::Offered && work.offer == offer && work.agent == holder;
        if open { Ok((slot, holder)) } else { Err(Refusal::OfferGone) }
    }

    pub(crate) fn end_work(&mut self, id: InteractionId, wrap_up: Option<Millis>) -> Result<(), Refusal> {
        let slot = self.work_slot(id)?;
        let work = &self.works[slot];
        if work.phase != Phase::Active {
            return Err(Refusal::WrongState);
        }
        let wrap_up = wrap_up.unwrap_or(self.queue(work.queue).rules.wrap_up);
        if !is_span(wrap_up) {
            return Err(Refusal::OutOfRange);
        }
        let agent = self.agents[work.agent as usize].id;
        let talked = self.now.since(work.taken_at);
        self.emit(Output::WorkEnded { interaction: id, agent, talked });
        if wrap_up.0 == 0 {
            let holder = self.close(slot);
            self.reseat(holder);
            self.free_up(holder);
            return Ok(());
        }
        let until = self.now.plus(wrap_up);
        self.advance_phase(slot, Phase::WrapUp);
        self.works[slot].timer = self.timers.arm(until, Owner::Work(slot));
        self.emit(Output::WrapUpStarted { interaction: id, agent, until });
        Ok(())
    }

    pub(crate) fn finish_wrap_up(&mut self, id: InteractionId) -> Result<(), Refusal> {
        let slot = self.work_slot(id)?;
        if self.works[slot].phase != Phase::WrapUp {
            return Err(Refusal::WrongState);
        }
        self.end_wrap_up(slot, false);
        Ok(())
    }

    pub(crate) fn end_wrap_up(&mut self, slot: u32, timed_out: bool) {
        let holder = self.close_wrap_up(slot, timed_out);
        self.reseat(holder);
        self.free_up(holder);
    }

    /// Ends a wrap-up without looking for the agent's next work.
    pub(crate) fn close_wrap_up(&mut self, slot: u32, timed_out: bool) -> u32 {
        let work = &self.works[slot];
        let output =
            Output::WrapUpEnded { interaction: work.id, agent: self.agents[work.agent as usize].id, timed_out };
        self.emit(output);
        self.close(slot)
    }

    /// An interaction is done with; the queue learns how long it took. Returns the agent.
    fn close(&mut self, slot: u32) -> u32 {
        let work = &self.works[slot];
        let (took, queue) = (self.now.since(work.taken_at), work.queue);
        let holder = self.let_go(slot);
        self.queue_mut(queue).learn(took);
        self.forget(slot);
        holder
    }

    pub(crate) fn force(&mut self, id: InteractionId, agent: AgentId) -> Result<(), Refusal> {
        let (slot, to) = (self.work_slot(id)?, self.agent_slot(agent)?);
        let work = &self.works[slot];
        let rang_at = match work.phase {
            Phase::Active | Phase::WrapUp => return Err(Refusal::WrongState),
            Phase::Waiting(_) => {
                self.check_room(slot, to)?;
                self.unplace(slot);
                None
            }
            Phase::Offered => {
                if work.agent != to {
                    self.check_room(slot, to)?;
                }
                Some(self.end_offer(slot, OfferEnd::Withdrawn))
            }
        };
        self.works[slot].asleep_until = None;
        let explanation = self.explain_choice(slot, to, Rule::Forced, 1);
        self.give(slot, to, None, Some(explanation));
        if let Some(agent) = rang_at.filter(|agent| *agent != to) {
            self.free_up(agent);
        }
        self.feed(to);
        Ok(())
    }

    pub(crate) fn take_over(&mut self, id: InteractionId, agent: AgentId) -> Result<(), Refusal> {
        let (slot, to) = (self.work_slot(id)?, self.agent_slot(agent)?);
        let work = &self.works[slot];
        if work.phase != Phase::Active || work.agent == to {
            return Err(Refusal::WrongState);
        }
        self.check_room(slot, to)?;
        self.change_hands(slot, to, Release::TakenOver);
        Ok(())
    }

    pub(crate) fn hand_over(&mut self, id: InteractionId, agent: AgentId) -> Result<(), Refusal> {
        let (slot, to) = (self.work_slot(id)?, self.agent_slot(agent)?);
        if self.works[slot].phase != Phase::Active || self.works[slot].agent == to {
            return Err(Refusal::WrongState);
        }
        self.change_hands(slot, to, Release::Transferred);
        Ok(())
    }

    fn change_hands(&mut self, slot: u32, to: u32, why: Release) {
        let interaction = self.works[slot].id;
        let from = self.let_go(slot);
        let from_id = self.agents[from as usize].id;
        self.emit(Output::Released { interaction, agent: from_id, why });
        let explanation = self.explain_choice(slot, to, Rule::Forced, 1);
        self.give(slot, to, None, Some(explanation));
        self.reseat(from);
        self.free_up(from);
        self.feed(to);
    }
}

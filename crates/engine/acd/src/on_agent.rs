//! Commands about agents: sign in and out, skills, presence, drain.

use smallvec::SmallVec;
use warmline_base::AgentId;

use crate::agent::NONE;
use crate::engine::Engine;
use crate::on_queue::LONGEST_LIST;
use crate::output::{Entry, OfferEnd, Output, Release};
use crate::refusal::Refusal;
use crate::vocabulary::{AgentSetup, Phone, Presence, When};
use crate::work::Phase;

impl Engine {
    pub(crate) fn sign_in(&mut self, id: AgentId, setup: &AgentSetup, presence: Presence) -> Result<(), Refusal> {
        if self.agent_slot(id).is_ok() {
            return Err(Refusal::KnownAgent);
        }
        let skills = self.intern_setup(setup)?;
        let slot = self.intern_agent(id)?;
        let now = self.now;
        let agent = &mut self.agents[slot as usize];
        agent.signed_in = true;
        agent.presence = presence;
        agent.next = None;
        agent.since = now;
        agent.draining = false;
        agent.phone = Phone::Free;
        agent.skills = skills;
        agent.capacity = setup.capacity;
        self.ready.count_member(self.agents[slot as usize].skills.iter().map(|(skill, _)| *skill), true);
        self.reseat(slot);
        self.emit(Output::PresenceChanged { agent: id, presence, next: None });
        self.free_up(slot);
        Ok(())
    }

    pub(crate) fn update_agent(&mut self, id: AgentId, setup: &AgentSetup) -> Result<(), Refusal> {
        let slot = self.agent_slot(id)?;
        let skills = self.intern_setup(setup)?;
        let agent = &mut self.agents[slot as usize];
        let before = std::mem::replace(&mut agent.skills, skills);
        agent.capacity = setup.capacity;
        self.ready.count_member(before.iter().map(|(skill, _)| *skill), false);
        self.ready.count_member(self.agents[slot as usize].skills.iter().map(|(skill, _)| *skill), true);
        self.look_anew(slot);
        Ok(())
    }

    pub(crate) fn set_phone(&mut self, id: AgentId, phone: Phone) -> Result<(), Refusal> {
        let slot = self.agent_slot(id)?;
        if self.agents[slot as usize].phone != phone {
            self.agents[slot as usize].phone = phone;
            self.look_anew(slot);
        }
        Ok(())
    }

    /// What the agent can take changed.
    fn look_anew(&mut self, slot: u32) {
        self.relist(slot);
        // Those who wait for this agent may now wait in vain, or may be taken.
        let reserved: Vec<u32> = self.agents[slot as usize].reserved.iter().map(|key| key.work).collect();
        for work in &reserved {
            self.unplace(*work);
        }
        self.settle_in_order(reserved);
        self.free_up(slot);
    }

    fn intern_setup(&mut self, setup: &AgentSetup) -> Result<SmallVec<[(u32, u8); 8]>, Refusal> {
        let weights = setup.capacity.weights.iter().all(|weight| (1..=100).contains(weight));
        let levels = setup.skills.iter().all(|skill| (1..=10).contains(&skill.level));
        if setup.skills.len() > LONGEST_LIST || !weights || !levels {
            return Err(Refusal::OutOfRange);
        }
        let mut skills: SmallVec<[(u32, u8); 8]> = SmallVec::new();
        for skill in &setup.skills {
            skills.push((self.intern_skill(skill.skill)?, skill.level));
        }
        skills.sort_unstable();
        // Named twice: the higher level, which sorts last, counts.
        skills.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0;
            if same {
                earlier.1 = later.1;
            }
            same
        });
        Ok(skills)
    }

    pub(crate) fn sign_out(&mut self, id: AgentId, return_work: bool) -> Result<(), Refusal> {
        let slot = self.agent_slot(id)?;
        let held = self.agents[slot as usize].work.clone();
        if !return_work && held.iter().any(|work| self.works[*work].phase == Phase::Active) {
            return Err(Refusal::AgentBusy);
        }
        let mut returned = Vec::new();
        for work in held {
            match self.works[work].phase {
                Phase::Offered => {
                    self.end_offer(work, OfferEnd::Withdrawn);
                    returned.push(work);
                }
                Phase::Active => {
                    self.let_go(work);
                    let interaction = self.works[work].id;
                    self.emit(Output::Released { interaction, agent: id, why: Release::SignedOut });
                    self.enter(work, self.works[work].queue, self.now);
                    self.tell_queued(work, Entry::Returned);
                    returned.push(work);
                }
                Phase::WrapUp | Phase::Waiting(_) => {
                    self.close_wrap_up(work, false);
                }
            }
        }
        let agent = &mut self.agents[slot as usize];
        agent.signed_in = false;
        agent.next = None;
        let skills = std::mem::take(&mut agent.skills);
        self.ready.count_member(skills.iter().map(|(skill, _)| *skill), false);
        self.free_up(slot);
        self.settle_in_order(returned);
        Ok(())
    }

    pub(crate) fn set_presence(&mut self, id: AgentId, presence: Presence, when: When) -> Result<(), Refusal> {
        let slot = self.agent_slot(id)?;
        let agent = &mut self.agents[slot as usize];
        if when == When::AfterWork && !agent.work.is_empty() {
            agent.next = Some(presence);
            let output = Output::PresenceChanged { agent: id, presence: agent.presence, next: agent.next };
            self.emit(output);
            self.free_up(slot);
            return Ok(());
        }
        let rings = agent.ringing;
        let leaves = presence != Presence::Ready && rings != NONE;
        if leaves {
            self.end_offer(rings, OfferEnd::Withdrawn);
        }
        self.change_presence(slot, presence);
        if leaves {
            self.settle(rings);
        }
        Ok(())
    }

    pub(crate) fn drain_agent(&mut self, id: AgentId, on: bool) -> Result<(), Refusal> {
        let slot = self.agent_slot(id)?;
        let agent = &mut self.agents[slot as usize];
        agent.draining = on;
        agent.drain_told = false;
        self.free_up(slot);
        Ok(())
    }
}

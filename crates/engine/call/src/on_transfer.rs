//! Handing on: blind, by the trunk, after a consultation; and bringing three together.

use warmline_base::AgentId;

use crate::call::Call;
use crate::event::{Event, TransferKind};
use crate::leg::{Party, Place, Purpose};
use crate::output::{HouseCommand, LegCommand};
use crate::refusal::Refusal;
use crate::stage::{Consult, Stage};
use crate::vocabulary::{By, CUSTOMER, Cause, LegId, Role, Target, Word};

impl Call {
    pub(crate) fn transfer(&mut self, by: AgentId, to: &Target, refer: bool) -> Result<(), Refusal> {
        let id = self.serving_alone(by)?;
        let started = Event::TransferStarted { kind: TransferKind::Blind, by, to: to.into() };
        match to {
            Target::Agent(agent) if *agent == by => return Err(Refusal::OutOfRange),
            Target::Agent(_) | Target::Queue(_) if refer => return Err(Refusal::OutOfRange),
            Target::Agent(agent) => {
                self.log(started);
                self.hand_on(id, HouseCommand::TransferToAgent { from: by, to: *agent });
            }
            Target::Queue(queue) => {
                self.log(started);
                self.hand_on(id, HouseCommand::TransferToQueue { from: by, to: *queue });
            }
            Target::Number(number) if refer => {
                self.log(started);
                self.refer_until = Some(self.now.plus(self.setup.config.refer));
                self.tell(LegCommand::Refer { leg: CUSTOMER, to: number.clone() });
            }
            Target::Number(number) => {
                let (party, ring) = (Party::Number(number.clone()), self.setup.config.number_ring);
                self.invite(party, Role::ThirdParty, Purpose::Blind { by }, ring)?;
                self.log(started);
                self.take_back_from(id);
                self.stop_saying();
                self.owner = None;
                self.dismiss_supervisors(id);
                self.let_go(id, Cause::Transferred);
                self.house(HouseCommand::AgentDone { agent: by });
            }
        }
        Ok(())
    }

    /// The agent leaves and the house finds the next one.
    fn hand_on(&mut self, id: LegId, command: HouseCommand) {
        self.dismiss_supervisors(id);
        self.let_go(id, Cause::Transferred);
        self.house(command);
        self.log(Event::TransferDone { kind: TransferKind::Blind, ok: true });
        self.wait_after(Word::Connecting);
    }

    /// What came of our REFER.
    pub(crate) fn referred(&mut self, id: LegId, ok: bool) -> Result<(), Refusal> {
        if id != CUSTOMER || self.refer_until.take().is_none() {
            return Err(Refusal::WrongState);
        }
        self.log(Event::TransferDone { kind: TransferKind::Blind, ok });
        if ok {
            let by = self.owner_agent().map_or(By::House, By::Agent);
            self.end(Cause::Transferred, by);
        }
        Ok(())
    }

    pub(crate) fn start_consult(&mut self, by: AgentId, to: &Target) -> Result<(), Refusal> {
        let id = self.agent_talking(by)?;
        self.check_no_secret()?;
        if self.consult.is_some() {
            return Err(Refusal::ConsultOpen);
        }
        if self.stage != Stage::Served || self.refer_until.is_some() {
            return Err(Refusal::WrongState);
        }
        let config = &self.setup.config;
        let (party, role, ring) = match to {
            Target::Queue(_) => return Err(Refusal::OutOfRange),
            Target::Agent(agent) if self.has_leg(*agent) => return Err(Refusal::WrongState),
            Target::Agent(agent) => (Party::Agent(*agent), Role::Agent, config.agent_ring),
            Target::Number(number) => (Party::Number(number.clone()), Role::ThirdParty, config.number_ring),
        };
        let target = self.invite(party, role, Purpose::Consult, ring)?;
        self.consult = Some(Consult { by: id, target });
        self.leg_mut(id).place = Place::Side;
        self.log(Event::TransferStarted { kind: TransferKind::Consult, by, to: to.into() });
        Ok(())
    }

    /// The consultation this agent began.
    fn consult_by(&self, by: AgentId) -> Result<Consult, Refusal> {
        let id = self.leg_of(by)?;
        self.consult.filter(|consult| consult.by == id).ok_or(Refusal::WrongState)
    }

    fn answered_consult_by(&self, by: AgentId) -> Result<Consult, Refusal> {
        let consult = self.consult_by(by)?;
        if self.leg(consult.target).is_answered() { Ok(consult) } else { Err(Refusal::NotAnswered) }
    }

    pub(crate) fn swap(&mut self, by: AgentId) -> Result<(), Refusal> {
        let consult = self.answered_consult_by(by)?;
        self.check_no_secret()?;
        if !self.customer().is_answered() {
            return Err(Refusal::WrongState);
        }
        let leg = self.leg_mut(consult.by);
        leg.place = if leg.place == Place::Side { Place::Talk } else { Place::Side };
        Ok(())
    }

    pub(crate) fn complete(&mut self, by: AgentId) -> Result<(), Refusal> {
        let consult = self.answered_consult_by(by)?;
        self.check_no_secret()?;
        if !self.customer().is_answered() {
            return Err(Refusal::WrongState);
        }
        self.lose(consult.by, Cause::Transferred);
        Ok(())
    }

    pub(crate) fn abort(&mut self, by: AgentId) -> Result<(), Refusal> {
        let consult = self.consult_by(by)?;
        self.lose(consult.target, Cause::Withdrawn);
        Ok(())
    }

    pub(crate) fn conference(&mut self, by: AgentId) -> Result<(), Refusal> {
        let consult = self.answered_consult_by(by)?;
        self.check_no_secret()?;
        if !self.customer().is_answered() {
            return Err(Refusal::WrongState);
        }
        let parties = self.legs.iter().filter(|leg| leg.is_answered() && leg.role != Role::Supervisor).count();
        let parties = u8::try_from(parties).unwrap_or(u8::MAX);
        if parties > self.setup.config.max_parties {
            return Err(Refusal::Full);
        }
        self.consult = None;
        self.leg_mut(consult.by).place = Place::Talk;
        self.leg_mut(consult.target).place = Place::Talk;
        self.take_back_from(consult.by);
        self.log(Event::Conference { parties });
        Ok(())
    }

    /// The consulting leg is gone: the other side takes the customer, when it is there.
    pub(crate) fn consulting_leg_left(&mut self, target: LegId) {
        self.consult = None;
        let ok = self.leg(target).is_answered() && self.customer().is_answered();
        if ok {
            self.leg_mut(target).place = Place::Talk;
        } else {
            self.let_go(target, Cause::Withdrawn);
        }
        self.log(Event::TransferDone { kind: TransferKind::Consult, ok });
    }

    /// The consulted side did not answer, or left.
    pub(crate) fn consulted_leg_left(&mut self, by: LegId, cause: Cause) {
        self.consult = None;
        self.log(Event::TransferDone { kind: TransferKind::Consult, ok: false });
        self.leg_mut(by).place = Place::Talk;
        if let Some(agent) = self.leg(by).agent().filter(|_| cause != Cause::Withdrawn) {
            self.house(HouseCommand::ConsultFailed { agent, cause });
        }
    }
}

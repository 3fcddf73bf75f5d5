//! Supervisors: listen, whisper, barge, take over, end.

use warmline_base::AgentId;

use crate::call::Call;
use crate::event::Event;
use crate::leg::{Leg, Party, Place, Purpose};
use crate::output::HouseCommand;
use crate::refusal::Refusal;
use crate::stage::Stage;
use crate::vocabulary::{By, CUSTOMER, Cause, LegId, Mode, Role};

impl Call {
    pub(crate) fn supervise(&mut self, by: AgentId, agent: AgentId, mode: Mode) -> Result<(), Refusal> {
        let beside = self.leg_of(agent)?;
        if !self.is_supervisable(self.leg(beside)) {
            return Err(Refusal::WrongState);
        }
        let own = self.legs.iter().find(|leg| !leg.is_gone() && leg.agent() == Some(by));
        let Some((own, role, answered)) = own.map(|leg| (leg.id, leg.role, leg.is_answered())) else {
            return self.invite_supervisor(by, beside, mode);
        };
        if role != Role::Supervisor || (mode == Mode::TakeOver && !self.may_be_taken_over()) {
            return Err(Refusal::WrongState);
        }
        if answered {
            self.stand_beside(own, beside, mode);
        } else {
            self.leg_mut(own).purpose = Purpose::Supervise { agent: beside, mode };
        }
        Ok(())
    }

    fn invite_supervisor(&mut self, by: AgentId, agent: LegId, mode: Mode) -> Result<(), Refusal> {
        let supervisors = self.legs.iter().filter(|leg| leg.role == Role::Supervisor && !leg.is_gone()).count();
        if supervisors >= usize::from(self.setup.config.max_supervisors) {
            return Err(Refusal::Full);
        }
        let ring = self.setup.config.agent_ring;
        self.invite(Party::Agent(by), Role::Supervisor, Purpose::Supervise { agent, mode }, ring)?;
        Ok(())
    }

    fn is_supervisable(&self, leg: &Leg) -> bool {
        leg.role == Role::Agent && leg.is_answered() && matches!(leg.place, Place::Talk | Place::Side)
    }

    fn may_be_taken_over(&self) -> bool {
        self.stage == Stage::Served && self.customer().is_answered()
    }

    /// A supervisor's phone answered.
    pub(crate) fn supervisor_answered(&mut self, id: LegId, agent: LegId, mode: Mode) {
        let possible = mode != Mode::TakeOver || self.may_be_taken_over();
        if possible && self.is_supervisable(self.leg(agent)) {
            self.stand_beside(id, agent, mode);
        } else {
            self.let_go(id, Cause::NothingToHear);
        }
    }

    fn stand_beside(&mut self, id: LegId, beside: LegId, mode: Mode) {
        if let (Some(supervisor), Some(agent)) = (self.leg(id).agent(), self.leg(beside).agent()) {
            self.log(Event::Supervised { mode, agent, supervisor });
        }
        if mode == Mode::TakeOver {
            self.take_over(id, beside);
        } else {
            self.leg_mut(id).place = Place::Beside { agent: beside, mode };
        }
    }

    /// The supervisor serves the customer from now on; the agent is let go.
    fn take_over(&mut self, id: LegId, from: LegId) {
        if self.customer().is_held() {
            self.take_back(CUSTOMER, self.leg(id).by());
        }
        self.make_agent(id);
        if self.owner == Some(from) {
            self.owner = Some(id);
            if let Some(agent) = self.leg(id).agent() {
                self.house(HouseCommand::ServedBy { agent, instead_of: self.leg(from).agent() });
            }
        }
        if let Some(consult) = self.consult.filter(|consult| consult.by == from) {
            self.lose(consult.target, Cause::Withdrawn);
        }
        self.lose(from, Cause::TakenOver);
    }

    fn make_agent(&mut self, id: LegId) {
        let leg = self.leg_mut(id);
        (leg.role, leg.place) = (Role::Agent, Place::Talk);
    }

    /// Finds who answers for the customer after `left`: a colleague in the conversation, or a supervisor
    /// who already speaks with the customer.
    pub(crate) fn find_successor(&mut self, left: &Leg) {
        let colleague = |leg: &&Leg| leg.role == Role::Agent && self.serves(leg);
        let barging = |leg: &&Leg| leg.is_at(Place::Beside { agent: left.id, mode: Mode::Barge });
        let next = self.legs.iter().find(colleague).or_else(|| self.legs.iter().find(barging));
        let Some((id, role)) = next.map(|leg| (leg.id, leg.role)) else {
            self.owner = None;
            return;
        };
        if role == Role::Supervisor {
            self.make_agent(id);
        }
        self.owner = Some(id);
        if let Some(agent) = self.leg(id).agent() {
            self.house(HouseCommand::ServedBy { agent, instead_of: left.agent() });
        }
    }

    /// Supervisors follow whoever serves the customer now, or have nothing to hear.
    pub(crate) fn move_supervisors(&mut self, from: LegId) {
        match self.owner.filter(|owner| *owner != from) {
            None => self.dismiss_supervisors(from),
            Some(owner) => {
                for leg in &mut self.legs {
                    match &mut leg.place {
                        Place::Beside { agent, .. } if *agent == from => *agent = owner,
                        _ => {}
                    }
                    match &mut leg.purpose {
                        Purpose::Supervise { agent, .. } if *agent == from => *agent = owner,
                        _ => {}
                    }
                }
            }
        }
    }

    /// Lets go of everybody who stands, or was about to stand, beside this leg.
    pub(crate) fn dismiss_supervisors(&mut self, beside: LegId) {
        let with = |leg: &&Leg| match (leg.place, leg.purpose) {
            _ if leg.role != Role::Supervisor || leg.is_gone() => false,
            (Place::Beside { agent, .. }, _) | (Place::Apart, Purpose::Supervise { agent, .. }) => agent == beside,
            _ => false,
        };
        let with: Vec<LegId> = self.legs.iter().filter(with).map(|leg| leg.id).collect();
        for leg in with {
            self.let_go(leg, Cause::NothingToHear);
        }
    }

    pub(crate) fn end_by(&mut self, by: Option<AgentId>) -> Result<(), Refusal> {
        match by {
            Some(supervisor) => self.end(Cause::Forced, By::Supervisor(supervisor)),
            None => self.end(Cause::Normal, By::House),
        }
        Ok(())
    }
}

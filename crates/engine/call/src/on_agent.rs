//! What agents do in a conversation: hold, mute, hang up, recording.

use warmline_base::{AgentId, Millis};

use crate::call::Call;
use crate::event::{Event, HoldKind};
use crate::leg::{Leg, Place};
use crate::locks::MAX_KEEP;
use crate::output::HouseCommand;
use crate::refusal::Refusal;
use crate::stage::{Stage, Then};
use crate::vocabulary::{By, CUSTOMER, Cause, LegId, Phrase, Role, Word};

impl Call {
    /// The leg of an agent who is in the conversation with the customer.
    pub(crate) fn agent_talking(&self, by: AgentId) -> Result<LegId, Refusal> {
        let id = self.leg_of(by)?;
        let leg = self.leg(id);
        if leg.role == Role::Agent && leg.place == Place::Talk { Ok(id) } else { Err(Refusal::WrongState) }
    }

    /// The leg of an agent who may move the customer: nobody else talks, nothing else is going on.
    pub(crate) fn serving_alone(&self, by: AgentId) -> Result<LegId, Refusal> {
        let id = self.agent_talking(by)?;
        self.check_no_secret()?;
        if self.consult.is_some() {
            return Err(Refusal::ConsultOpen);
        }
        let in_hand = self.customer().is_answered() && self.stage == Stage::Served && self.refer_until.is_none();
        let others = self.legs.iter().any(|leg| leg.id != id && leg.id != CUSTOMER && self.serves(leg));
        if in_hand && !others { Ok(id) } else { Err(Refusal::WrongState) }
    }

    /// Whether this leg keeps the customer company, or is about to.
    pub(crate) fn serves(&self, leg: &Leg) -> bool {
        match leg.role {
            Role::Customer | Role::Supervisor => false,
            Role::Agent => leg.is_answered() && leg.place != Place::Apart && !self.is_consulted(leg.id),
            Role::ThirdParty => !leg.is_gone() && !self.is_consulted(leg.id),
        }
    }

    fn is_consulted(&self, id: LegId) -> bool {
        self.consult.is_some_and(|consult| consult.target == id)
    }

    pub(crate) fn hold(&mut self, by: AgentId, leg: LegId, on: bool) -> Result<(), Refusal> {
        let by_leg = self.agent_talking(by)?;
        let other = self.legs.get(usize::from(leg.0)).filter(|leg| !leg.is_gone()).ok_or(Refusal::LegGone)?;
        if !other.is_answered() {
            return Err(Refusal::NotAnswered);
        }
        let outside = matches!(other.role, Role::Customer | Role::ThirdParty);
        let fits = if on { other.place == Place::Talk } else { other.is_held() };
        if !fits || !outside {
            return Err(Refusal::WrongState);
        }
        if leg == CUSTOMER {
            self.check_no_secret()?;
        }
        if on {
            self.put_on_hold(leg, by_leg)
        } else {
            self.take_back(leg, By::Agent(by))
        }
        Ok(())
    }

    pub(crate) fn put_on_hold(&mut self, leg: LegId, by: LegId) {
        self.leg_mut(leg).place = Place::Held { by };
        let word = self.setup.config.hold_word;
        self.hold_word_at.get_or_insert(self.now.plus(word));
        self.log(Event::Held { leg, by: self.leg(by).by(), kind: HoldKind::Hold });
    }

    pub(crate) fn take_back(&mut self, leg: LegId, by: By) {
        self.leg_mut(leg).place = Place::Talk;
        self.log(Event::Resumed { leg, by });
        // A word for those on hold is not said into the conversation.
        if self.saying.as_ref().is_some_and(|saying| !saying.notice && saying.legs.contains(&leg)) {
            self.stop_saying();
        }
    }

    /// Takes everybody back whom this leg put on hold.
    pub(crate) fn take_back_from(&mut self, by: LegId) {
        let held: Vec<LegId> =
            self.legs.iter().filter(|leg| leg.place == Place::Held { by }).map(|leg| leg.id).collect();
        for leg in held {
            self.take_back(leg, By::House);
        }
    }

    /// A word to those on hold, and a reminder to whoever holds them.
    pub(crate) fn hold_word(&mut self) {
        let mut held = Vec::new();
        let mut holders = Vec::new();
        for leg in &self.legs {
            if let Place::Held { by } = leg.place {
                held.push(leg.id);
                holders.extend(self.leg(by).agent().filter(|agent| !holders.contains(agent)));
            }
        }
        self.hold_word_at = (!held.is_empty()).then(|| self.now.plus(self.setup.config.hold_word));
        for agent in holders {
            self.house(HouseCommand::HoldReminder { agent });
        }
        if !held.is_empty() && self.saying.is_none() {
            self.say(held, vec![Phrase::Word(Word::StillHeld)], false, Then::GoOn);
        }
    }

    pub(crate) fn mute(&mut self, by: AgentId, on: bool) -> Result<(), Refusal> {
        let leg = self.leg_of(by)?;
        if self.leg(leg).muted != on {
            self.leg_mut(leg).muted = on;
            self.log(Event::Muted { leg, on });
        }
        Ok(())
    }

    pub(crate) fn hang_up_by(&mut self, by: AgentId) -> Result<(), Refusal> {
        let leg = self.leg_of(by)?;
        self.lose(leg, Cause::Normal);
        Ok(())
    }

    pub(crate) fn drop_leg(&mut self, by: AgentId, leg: LegId) -> Result<(), Refusal> {
        let by = self.leg_of(by)?;
        if self.leg(by).role != Role::Agent || self.leg(by).place == Place::Apart {
            return Err(Refusal::WrongState);
        }
        let other = self.legs.get(usize::from(leg.0)).filter(|leg| !leg.is_gone()).ok_or(Refusal::LegGone)?;
        if matches!(other.role, Role::Customer | Role::Supervisor) || leg == by {
            return Err(Refusal::WrongState);
        }
        self.lose(leg, Cause::Normal);
        Ok(())
    }

    pub(crate) fn notice_given(&mut self, by: AgentId) -> Result<(), Refusal> {
        self.agent_talking(by)?;
        self.recorder.notice_given = true;
        Ok(())
    }

    pub(crate) fn pause_recording(&mut self, by: AgentId, on: bool) -> Result<(), Refusal> {
        let leg = self.leg_of(by)?;
        if self.leg(leg).role != Role::Agent || self.recorder.running.is_none() {
            return Err(Refusal::WrongState);
        }
        self.recorder.paused_by_agent = on;
        Ok(())
    }

    pub(crate) fn keep_line(&mut self, by: AgentId, window: Millis) -> Result<(), Refusal> {
        self.agent_talking(by)?;
        if window.0 <= 0 || window > MAX_KEEP {
            return Err(Refusal::OutOfRange);
        }
        self.keep_line = Some((by, window));
        Ok(())
    }
}

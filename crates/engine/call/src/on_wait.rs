//! Waiting for a person: what the customer hears, the offer to an agent, and the way back into the queue.

use warmline_base::{AgentId, Millis, OfferId};

use crate::call::Call;
use crate::event::{Event, HoldKind};
use crate::leg::{Leg, Party, Place, Purpose};
use crate::output::{HouseCommand, Requeue};
use crate::refusal::Refusal;
use crate::stage::{Stage, Then, Waiting};
use crate::vocabulary::{By, CUSTOMER, Cause, LegId, MIN_ANNOUNCE, Phrase, Role, Treatment, Word};

/// The most choices while waiting.
const MAX_CHOICES: usize = 10;

impl Call {
    pub(crate) fn wait(&mut self, treatment: Treatment) -> Result<(), Refusal> {
        if treatment.announce_every < MIN_ANNOUNCE || treatment.choices.len() > MAX_CHOICES {
            return Err(Refusal::OutOfRange);
        }
        if !matches!(self.stage, Stage::Flow { .. } | Stage::Waiting(_)) || self.leaves_for_callback() {
            return Err(Refusal::WrongState);
        }
        self.clear_tasks();
        self.begin_wait(treatment);
        Ok(())
    }

    fn begin_wait(&mut self, treatment: Treatment) {
        let (opening, notice) = (treatment.opening.clone(), treatment.notice);
        let announce_at = self.now.plus(treatment.announce_every);
        self.leg_mut(CUSTOMER).place = Place::Apart;
        self.stage = Stage::Waiting(Box::new(Waiting { treatment, place: None, wait: None, announce_at }));
        self.say(vec![CUSTOMER], opening, notice, Then::GoOn);
    }

    pub(crate) fn figures(&mut self, place: u32, wait: Option<Millis>) -> Result<(), Refusal> {
        let Stage::Waiting(waiting) = &mut self.stage else { return Err(Refusal::WrongState) };
        (waiting.place, waiting.wait) = (Some(place), wait);
        Ok(())
    }

    pub(crate) fn announce(&mut self) {
        let Stage::Waiting(waiting) = &self.stage else { return };
        let phrases = waiting.announcement();
        self.say(vec![CUSTOMER], phrases, false, Then::GoOn);
    }

    pub(crate) fn offer(&mut self, offer: OfferId, agent: AgentId) -> Result<(), Refusal> {
        let free = matches!(self.stage, Stage::Waiting(_)) && !self.leaves_for_callback();
        if !free || self.offered().is_some() || self.has_leg(agent) {
            return Err(Refusal::WrongState);
        }
        let purpose = Purpose::Offer { offer, confirmed: false };
        self.invite(Party::Agent(agent), Role::Agent, purpose, self.setup.config.agent_ring)?;
        Ok(())
    }

    /// The leg that rings for an offer, or answered and awaits its confirmation.
    fn offered(&self) -> Option<&Leg> {
        let open = |leg: &&Leg| matches!(leg.purpose, Purpose::Offer { .. }) && !leg.is_gone();
        self.legs.iter().filter(open).find(|leg| leg.place == Place::Apart)
    }

    fn offer_leg(&self, wanted: OfferId) -> Result<LegId, Refusal> {
        let leg = self.offered().ok_or(Refusal::OfferGone)?;
        let matches = matches!(leg.purpose, Purpose::Offer { offer, .. } if offer == wanted);
        if matches { Ok(leg.id) } else { Err(Refusal::OfferGone) }
    }

    pub(crate) fn confirm(&mut self, offer: OfferId) -> Result<(), Refusal> {
        let id = match self.offer_leg(offer) {
            Ok(id) => id,
            Err(refusal) => return self.confirmed_too_late(offer).then_some(()).ok_or(refusal),
        };
        self.leg_mut(id).purpose = Purpose::Offer { offer, confirmed: true };
        if self.leg(id).is_answered() {
            self.take_up(id);
        }
        Ok(())
    }

    /// The agent has it and is on the phone: with the customer at once, or calling the customer back.
    fn take_up(&mut self, id: LegId) {
        if self.stage == Stage::Dialling { self.call_customer(id) } else { self.connect(id) }
    }

    /// The house gave the customer to a phone that had left by then: it is told so, or the customer would wait
    /// for somebody who is believed to be there. Returns whether it was so.
    fn confirmed_too_late(&mut self, wanted: OfferId) -> bool {
        let rung = |leg: &&Leg| matches!(leg.purpose, Purpose::Offer { offer, .. } if offer == wanted);
        let left = self.legs.iter().rfind(rung).filter(|leg| leg.is_gone()).and_then(Leg::agent);
        if left.is_none() || !matches!(self.stage, Stage::Waiting(_)) {
            return false;
        }
        self.requeue(Requeue::AgentLost, left, None);
        true
    }

    pub(crate) fn withdraw(&mut self, offer: OfferId) -> Result<(), Refusal> {
        self.offer_leg(offer)?;
        self.drop_offer(Cause::Withdrawn);
        if self.stage == Stage::Dialling {
            self.end(Cause::Withdrawn, By::House);
        }
        Ok(())
    }

    /// Takes an open offer back; the house knows why.
    pub(crate) fn drop_offer(&mut self, cause: Cause) {
        if let Some(id) = self.offered().map(|leg| leg.id) {
            self.let_go(id, cause);
        }
    }

    /// The phone of an offer answered.
    pub(crate) fn offer_answered(&mut self, id: LegId, offer: OfferId, confirmed: bool) {
        if confirmed {
            self.take_up(id);
            return;
        }
        let until = self.now.plus(self.setup.config.confirm);
        self.leg_mut(id).until = Some(until);
        if let Some(agent) = self.leg(id).agent() {
            self.house(HouseCommand::OfferAnswered { offer, agent });
        }
    }

    /// The phone of an offer did not answer, or left before it was connected.
    pub(crate) fn offer_failed(&mut self, agent: Option<AgentId>, offer: OfferId, confirmed: bool, cause: Cause) {
        match agent {
            // The agent has it by now, and cannot be spoken with.
            _ if confirmed && self.stage == Stage::Dialling => self.caller_lost(agent, cause),
            _ if confirmed => self.requeue(Requeue::AgentLost, agent, None),
            Some(agent) => {
                self.house(HouseCommand::OfferRefused { offer, agent, cause });
                if self.stage == Stage::Dialling {
                    self.end(cause, By::House);
                }
            }
            None => {}
        }
    }

    /// The phone of the agent who is to call back is not there: somebody else does, at the old place.
    pub(crate) fn caller_lost(&mut self, agent: Option<AgentId>, cause: Cause) {
        self.house(HouseCommand::Enqueue { why: Requeue::AgentLost, from: agent, prefer: None });
        self.end(cause, By::House);
    }

    /// Brings the customer and an agent together. A notice that is being said is said to the end, to
    /// both; one that was not said is said now, unless it is urgent.
    pub(crate) fn connect(&mut self, id: LegId) {
        self.clear_tasks();
        self.leg_mut(id).until = None;
        self.leg_mut(id).place = Place::Talk;
        self.leg_mut(CUSTOMER).place = Place::Talk;
        self.owner = Some(id);
        self.stage = Stage::Served;
        match &mut self.saying {
            Some(saying) if saying.notice => {
                saying.legs.push(id);
                saying.then = Then::GoOn;
            }
            _ => {
                self.stop_saying();
                if self.setup.record && !self.recorder.notice_given && !self.setup.urgent {
                    let notice = vec![Phrase::Word(Word::RecordingNotice)];
                    self.say(vec![CUSTOMER, id], notice, true, Then::GoOn);
                }
            }
        }
    }

    /// Back into the queue, ahead of others, with a word and then music. The house need not say
    /// [`Command::Wait`](crate::Command::Wait) again.
    pub(crate) fn requeue(&mut self, why: Requeue, from: Option<AgentId>, prefer: Option<AgentId>) {
        let word = match why {
            Requeue::AgentLost => Word::LineLost,
            Requeue::TransferFailed => Word::TransferFailed,
            Requeue::Emergency => Word::Emergency,
            Requeue::ParkedTooLong | Requeue::FlowSilent => Word::Connecting,
        };
        self.house(HouseCommand::Enqueue { why, from, prefer });
        self.wait_after(word);
    }

    /// The customer waits in music after this word.
    pub(crate) fn wait_after(&mut self, word: Word) {
        self.clear_tasks();
        self.owner = None;
        self.begin_wait(Treatment { opening: vec![Phrase::Word(word)], ..Treatment::plain() });
    }

    /// Nobody serves the customer any more: the flow goes on.
    pub(crate) fn back_to_flow(&mut self) {
        self.clear_tasks();
        self.stop_saying();
        self.owner = None;
        self.leg_mut(CUSTOMER).place = Place::Apart;
        self.stage = Stage::Flow { until: self.now };
        self.rest();
        self.house(HouseCommand::FlowResumes);
    }

    pub(crate) fn park(&mut self, by: AgentId) -> Result<(), Refusal> {
        let id = self.serving_alone(by)?;
        self.dismiss_supervisors(id);
        self.let_go(id, Cause::Normal);
        self.stop_saying();
        self.owner = None;
        self.leg_mut(CUSTOMER).place = Place::Apart;
        self.stage = Stage::Parked { by, until: self.now.plus(self.setup.config.park) };
        self.log(Event::Held { leg: CUSTOMER, by: By::Agent(by), kind: HoldKind::Park });
        self.house(HouseCommand::Parked { by });
        Ok(())
    }

    pub(crate) fn pick_up(&mut self, by: AgentId) -> Result<(), Refusal> {
        if !matches!(self.stage, Stage::Parked { .. }) || self.has_leg(by) {
            return Err(Refusal::WrongState);
        }
        self.invite(Party::Agent(by), Role::Agent, Purpose::PickUp, self.setup.config.agent_ring)?;
        Ok(())
    }

    /// A phone that wants to pick up answered; the first one wins.
    pub(crate) fn picks_up(&mut self, id: LegId) {
        let (Stage::Parked { by, .. }, Some(agent)) = (&self.stage, self.leg(id).agent()) else {
            self.let_go(id, Cause::Withdrawn);
            return;
        };
        let parked_by = *by;
        self.log(Event::Resumed { leg: CUSTOMER, by: By::Agent(agent) });
        self.house(HouseCommand::ServedBy { agent, instead_of: Some(parked_by).filter(|by| *by != agent) });
        self.connect(id);
        self.withdraw_pick_ups();
    }

    pub(crate) fn parked_too_long(&mut self) {
        if let Stage::Parked { by, .. } = self.stage {
            self.withdraw_pick_ups();
            self.log(Event::Resumed { leg: CUSTOMER, by: By::House });
            self.requeue(Requeue::ParkedTooLong, Some(by), Some(by));
        }
    }

    fn withdraw_pick_ups(&mut self) {
        let ringing = |leg: &&Leg| leg.purpose == Purpose::PickUp && !leg.is_gone() && !leg.is_answered();
        let ringing: Vec<LegId> = self.legs.iter().filter(ringing).map(|leg| leg.id).collect();
        for leg in ringing {
            self.let_go(leg, Cause::Withdrawn);
        }
    }
}

//! What legs report: ringing, answers, holds from the far end, session timers.

use warmline_base::Millis;

use crate::call::Call;
use crate::event::{Event, HoldKind, TransferKind};
use crate::leg::{HoldSignal, LegState, Place, Purpose, Session};
use crate::output::{Callee, HouseCommand, LegCommand};
use crate::refusal::Refusal;
use crate::stage::{Stage, Task};
use crate::vocabulary::{By, CUSTOMER, Cause, LegId, Role};

/// The shortest session interval (RFC 4028 section 4).
const MIN_SESSION: Millis = Millis::seconds(90);
/// The longest session interval taken.
const MAX_SESSION: Millis = Millis::minutes(24 * 60);
/// How long a far end may take to agree to hold (RFC 3261, 64 × T1).
const HOLD_ANSWER: Millis = Millis::seconds(32);
/// The longest wait after a collision (RFC 3261 section 14.1).
const MAX_GLARE: Millis = Millis::seconds(4);
/// Collisions in a row after which the far end is left in its belief: the music is ours anyway.
const MAX_GLARES: u8 = 3;

impl Call {
    pub(crate) fn rings(&mut self, id: LegId, media: bool) {
        let leg = self.leg_mut(id);
        match leg.state {
            LegState::Inviting => leg.state = LegState::Early { media },
            // A phone that began to send sound goes on sending it.
            LegState::Early { media: before } => leg.state = LegState::Early { media: before || media },
            LegState::Answered | LegState::Gone => {}
        }
    }

    pub(crate) fn left(&mut self, id: LegId, cause: Cause) {
        let was = self.leg(id).clone();
        self.gone(id, cause);
        self.after_leaving(&was, cause);
    }

    pub(crate) fn answered(&mut self, id: LegId) {
        let leg = self.leg_mut(id);
        if leg.is_answered() {
            return;
        }
        (leg.state, leg.until) = (LegState::Answered, None);
        let (role, agent, purpose) = (leg.role, leg.agent(), leg.purpose);
        if id == CUSTOMER {
            self.log(Event::Answered);
        }
        self.log(Event::LegAdded { leg: id, role, agent });
        match purpose {
            Purpose::Customer => self.customer_answered(),
            Purpose::Offer { offer, confirmed } => self.offer_answered(id, offer, confirmed),
            Purpose::Consult => self.leg_mut(id).place = Place::Side,
            Purpose::Blind { .. } => {
                self.leg_mut(id).place = Place::Talk;
                self.stop_saying();
                self.log(Event::TransferDone { kind: TransferKind::Blind, ok: true });
            }
            Purpose::PickUp => self.picks_up(id),
            Purpose::Supervise { agent, mode } => self.supervisor_answered(id, agent, mode),
            Purpose::Caller => self.call_customer(id),
        }
    }

    /// The agent of an outbound call is there: now the customer's phone rings.
    pub(crate) fn call_customer(&mut self, id: LegId) {
        self.leg_mut(id).until = None;
        self.leg_mut(id).place = Place::Talk;
        self.owner = Some(id);
        let until = self.now.plus(self.setup.config.number_ring);
        self.leg_mut(CUSTOMER).until = Some(until);
        if let Some(number) = self.setup.customer.clone() {
            self.tell(LegCommand::Invite { leg: CUSTOMER, callee: Callee::Number(number) });
        }
    }

    /// The customer of an outbound call answered.
    fn customer_answered(&mut self) {
        match self.owner {
            Some(owner) => {
                self.house(HouseCommand::Reached { attempt: self.attempt });
                self.connect(owner);
            }
            // The agent is there as long as the call is dialling; without one it has ended.
            None => self.end(Cause::Withdrawn, By::House),
        }
    }

    /// The far end put us on hold. From an agent's desk phone that holds the customer.
    pub(crate) fn far_hold(&mut self, id: LegId, on: bool) {
        let leg = self.leg(id);
        if !leg.is_answered() {
            return;
        }
        let by = leg.by();
        let serving = leg.role == Role::Agent && leg.place == Place::Talk && self.stage == Stage::Served;
        if serving && on && self.customer().is_at(Place::Talk) {
            self.give_up_secret();
            self.put_on_hold(CUSTOMER, id);
        } else if serving && !on && self.customer().place == (Place::Held { by: id }) {
            self.take_back(CUSTOMER, by);
        } else if leg.role != Role::Agent {
            let kind = HoldKind::FarEnd;
            self.log(if on { Event::Held { leg: id, by, kind } } else { Event::Resumed { leg: id, by } });
        }
    }

    pub(crate) fn session(&mut self, id: LegId, interval: Millis, ours: bool) -> Result<(), Refusal> {
        if !(MIN_SESSION..=MAX_SESSION).contains(&interval) {
            return Err(Refusal::OutOfRange);
        }
        if !self.leg(id).is_answered() {
            return Err(Refusal::WrongState);
        }
        self.leg_mut(id).session = Some(Session { interval, ours, since: self.now, asked: false });
        Ok(())
    }

    pub(crate) fn hold_done(&mut self, id: LegId) {
        let hold = &mut self.leg_mut(id).hold;
        (hold.busy_until, hold.glares) = (None, 0);
    }

    /// Two re-INVITEs met: ours is sent again after the given span, if it is still wanted.
    pub(crate) fn glare(&mut self, id: LegId, span: Millis) -> Result<(), Refusal> {
        if span.0 < 0 || span > MAX_GLARE {
            return Err(Refusal::OutOfRange);
        }
        let again_at = self.now.plus(Millis(span.0.max(1)));
        let hold = &mut self.leg_mut(id).hold;
        if hold.busy_until.is_none() {
            return Err(Refusal::WrongState);
        }
        hold.glares += 1;
        if hold.glares > MAX_GLARES {
            *hold = HoldSignal { told: hold.told, busy_until: None, glares: 0 };
        } else {
            (hold.told, hold.busy_until) = (!hold.told, Some(again_at));
        }
        Ok(())
    }

    /// The far end never said whether it agrees, or the time to try again has come.
    pub(crate) fn hold_signal_due(&mut self, id: LegId) {
        self.leg_mut(id).hold.busy_until = None;
    }

    /// Tells far ends outside whether they are on hold. One re-INVITE at a time for each.
    pub(crate) fn signal_holds(&mut self) {
        let parked = matches!(self.stage, Stage::Parked { .. });
        for index in 0..self.legs.len() {
            let leg = &self.legs[index];
            let outside = matches!(leg.role, Role::Customer | Role::ThirdParty) && leg.is_answered();
            let wanted = leg.is_held() || (parked && leg.id == CUSTOMER);
            if !outside || wanted == leg.hold.told || leg.hold.busy_until.is_some() {
                continue;
            }
            let id = leg.id;
            let until = self.now.plus(HOLD_ANSWER);
            let hold = &mut self.legs[index].hold;
            (hold.told, hold.busy_until) = (wanted, Some(until));
            self.tell(if wanted { LegCommand::Hold { leg: id } } else { LegCommand::Unhold { leg: id } });
        }
    }

    /// No sound came for too long: the line is lost, unless it is the pause that ends a message.
    pub(crate) fn no_sound(&mut self, id: LegId) -> Result<(), Refusal> {
        let leg = self.legs.get(usize::from(id.0)).filter(|leg| !leg.is_gone()).ok_or(Refusal::LegGone)?;
        if !leg.is_answered() {
            return Err(Refusal::NotAnswered);
        }
        if id == CUSTOMER && matches!(self.task, Some(Task::Message { .. })) {
            self.finish_message();
        } else {
            self.lose(id, Cause::Lost);
        }
        Ok(())
    }
}

//! What follows when a leg is no more. The customer is never left alone: somebody else in the call goes
//! on, or a colleague from the queue, or the flow.

use crate::call::Call;
use crate::event::{Event, TransferKind};
use crate::leg::{Leg, Place, Purpose};
use crate::output::{HouseCommand, Requeue};
use crate::stage::Stage;
use crate::vocabulary::{By, CUSTOMER, Cause, LegId, Role};

impl Call {
    /// `was` is the leg as it stood before it went.
    pub(crate) fn after_leaving(&mut self, was: &Leg, cause: Cause) {
        if was.id == CUSTOMER {
            self.customer_left(was, cause);
        } else if was.is_answered() && was.place != Place::Apart {
            self.participant_left(was, cause);
        } else {
            self.invitation_failed(was, cause);
        }
    }

    /// Somebody who was invited never joined.
    fn invitation_failed(&mut self, was: &Leg, cause: Cause) {
        match was.purpose {
            Purpose::Offer { offer, confirmed } => self.offer_failed(was.agent(), offer, confirmed, cause),
            Purpose::Consult => {
                if let Some(consult) = self.consult.filter(|consult| consult.target == was.id) {
                    self.consulted_leg_left(consult.by, cause);
                    self.end_if_left_alone();
                }
            }
            Purpose::Blind { by } => {
                self.log(Event::TransferDone { kind: TransferKind::Blind, ok: false });
                self.requeue(Requeue::TransferFailed, None, Some(by));
            }
            Purpose::Caller if self.attempt > 0 => self.caller_lost(was.agent(), cause),
            Purpose::Caller => self.end(cause, was.by()),
            Purpose::Customer | Purpose::PickUp | Purpose::Supervise { .. } => {}
        }
    }

    /// Somebody left a conversation.
    fn participant_left(&mut self, was: &Leg, cause: Cause) {
        if was.role == Role::Supervisor {
            return;
        }
        self.give_up_secret_of(was.id);
        self.take_back_from(was.id);
        match self.consult {
            Some(consult) if consult.by == was.id => self.consulting_leg_left(consult.target),
            Some(consult) if consult.target == was.id => self.consulted_leg_left(consult.by, cause),
            _ => {}
        }
        if self.stage == Stage::Dialling {
            // Whoever leaves before the customer answered did not reach the customer.
            self.not_reached(cause, was.by());
            return;
        }
        if !self.customer().is_answered() {
            self.end_if_left_alone();
            return;
        }
        let owned = self.owner == Some(was.id);
        if owned {
            self.find_successor(was);
        }
        self.move_supervisors(was.id);
        self.see_to_customer(was, owned, cause);
    }

    /// The customer is answered and somebody who was there left.
    fn see_to_customer(&mut self, was: &Leg, owned: bool, cause: Cause) {
        let agent = was.agent().filter(|_| owned);
        if self.legs.iter().any(|leg| self.serves(leg)) {
            if let (None, Some(agent)) = (self.owner, agent) {
                self.house(HouseCommand::AgentDone { agent });
            }
            return;
        }
        self.refer_until = None;
        if cause.is_loss() {
            self.requeue(Requeue::AgentLost, agent, None);
            return;
        }
        if let Some(agent) = agent {
            self.house(HouseCommand::AgentDone { agent });
        }
        self.back_to_flow();
    }

    fn customer_left(&mut self, was: &Leg, cause: Cause) {
        if !was.is_answered() {
            if self.stage == Stage::Dialling {
                self.not_reached(cause, By::House);
            } else {
                self.end(cause, if cause == Cause::NoAnswer { By::House } else { By::Customer });
            }
            return;
        }
        // Who hangs up while the promise is still being said is called back all the same.
        if self.leaves_for_callback() {
            self.end(Cause::CallbackWished, By::Customer);
            return;
        }
        if let Some(agent) = self.owner_agent().filter(|_| cause.is_loss() && self.keep_line.is_none()) {
            self.keep_line = Some((agent, self.setup.config.callback_lock));
        }
        let consult = self.consult.filter(|consult| self.leg(consult.target).is_answered());
        let Some(consult) = consult else {
            self.end(cause, By::Customer);
            return;
        };
        self.clear_tasks();
        self.stop_saying();
        self.stop_recorder();
        self.leg_mut(consult.by).place = Place::Side;
        self.owner = self.owner.filter(|owner| *owner == consult.by);
        let others: Vec<LegId> = self
            .legs
            .iter()
            .filter(|leg| !leg.is_gone() && leg.id != consult.by && leg.id != consult.target)
            .map(|leg| leg.id)
            .collect();
        for leg in others {
            self.let_go(leg, Cause::CustomerLeft);
        }
        self.hold_word_at = None;
        self.stage = Stage::AfterTalk { until: self.now.plus(self.setup.config.after_talk) };
    }

    /// With the customer gone, a single person has nobody to talk with.
    fn end_if_left_alone(&mut self) {
        if matches!(self.stage, Stage::AfterTalk { .. }) {
            self.end(Cause::CustomerLeft, By::Customer);
        }
    }

    /// The customer of an outbound call did not answer.
    fn not_reached(&mut self, cause: Cause, by: By) {
        let attempt = self.attempt;
        let retries = &self.setup.config.callback_retries;
        let again_after = usize::from(attempt).checked_sub(1).and_then(|index| retries.get(index)).copied();
        self.house(HouseCommand::NotReached { cause, attempt, again_after });
        self.end(cause, by);
    }
}

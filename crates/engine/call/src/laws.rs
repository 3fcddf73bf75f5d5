//! The laws of a call as a check of its whole state, for tests and simulations.

use crate::call::Call;
use crate::leg::{Leg, Place};
use crate::stage::Stage;
use crate::topology::Ear;
use crate::vocabulary::{CUSTOMER, Mode, Role};

impl Call {
    /// The first law found broken, in words; `None` when all hold.
    pub fn broken_law(&self) -> Option<String> {
        if self.is_over() {
            let left = self.legs.iter().find(|leg| !leg.is_gone());
            return left.map(|leg| format!("{:?} outlives the call", leg.id));
        }
        let legs = self.legs.iter().find_map(|leg| self.broken_by_leg(leg).map(|why| format!("{:?} {why}", leg.id)));
        legs.or_else(|| self.broken_by_customer().map(Into::into)).or_else(|| self.broken_by_call().map(Into::into))
    }

    fn broken_by_leg(&self, leg: &Leg) -> Option<&'static str> {
        let topology = self.topology();
        let ear = topology.ear(leg.id);
        let voices: &[_] = if let Ear::Voices { legs, .. } = ear { legs } else { &[] };
        let secretly = |other: &Leg| match other.place {
            Place::Beside { mode: Mode::Listen, .. } => true,
            Place::Beside { agent, mode: Mode::Whisper } => agent != leg.id,
            _ => false,
        };
        let invited = leg.id != CUSTOMER || self.owner.is_some() || self.stage == Stage::Arriving;
        if !leg.is_gone() && !leg.is_answered() && invited && leg.until.is_none() {
            Some("rings without end")
        } else if voices.iter().any(|other| secretly(self.leg(*other))) {
            Some("hears a supervisor who is not to be heard")
        } else if leg.is_held() && leg.is_answered() && !matches!(ear, Ear::Music | Ear::Saying(_)) {
            Some("is on hold and hears somebody")
        } else if self.secret.is_some() && voices.contains(&CUSTOMER) {
            Some("hears the customer key a secret")
        } else if voices.contains(&leg.id) {
            Some("hears itself")
        } else if voices.iter().any(|other| self.leg(*other).is_held()) {
            Some("hears somebody on hold")
        } else {
            match leg.place {
                Place::Held { by } if self.leg(by).is_gone() => Some("is held by nobody"),
                Place::Beside { agent, .. } if !matches!(self.leg(agent).place, Place::Talk | Place::Side) => {
                    Some("stands beside somebody who is not there")
                }
                Place::Side if self.consult.is_none_or(|with| with.by != leg.id && with.target != leg.id) => {
                    Some("consults nobody")
                }
                Place::Apart => None,
                _ if !leg.is_answered() => Some("takes part without having answered"),
                _ => None,
            }
        }
    }

    fn broken_by_customer(&self) -> Option<&'static str> {
        let customer = self.customer();
        if !customer.is_answered() {
            return None;
        }
        let served = self.stage == Stage::Served;
        match self.topology().ear(CUSTOMER) {
            Ear::Silence => Some("the customer hears dead silence"),
            Ear::RingBack => Some("the customer hears a ringing tone"),
            Ear::Voices { legs, .. } if legs.is_empty() && !self.legs.iter().any(|leg| leg.muted) => {
                Some("the customer hears nobody, and nobody is muted")
            }
            Ear::Voices { .. } if !served => Some("the customer talks with people nobody knows of"),
            _ if served != matches!(customer.place, Place::Talk | Place::Held { .. }) => {
                Some("the customer stands where the call is not")
            }
            _ if served && !self.legs.iter().any(|leg| self.serves(leg)) => Some("the customer is left alone"),
            _ => None,
        }
    }

    fn broken_by_call(&self) -> Option<&'static str> {
        let in_it = |leg: &Leg| matches!(leg.place, Place::Talk | Place::Side);
        let owner = self.owner.map(|owner| self.leg(owner));
        let spoken_to = self.recorder.running.is_some() && !self.recorder.notice_given;
        if self.secret.is_some() && self.is_recording() {
            Some("a secret is being recorded")
        } else if spoken_to {
            Some("a customer who was not told is recorded")
        } else if owner.is_some_and(|owner| !in_it(owner) || owner.role != Role::Agent) {
            Some("somebody serves the customer without being there")
        } else if self.consult.is_some_and(|with| self.leg(with.target).is_gone() || !in_it(self.leg(with.by))) {
            Some("somebody consults nobody")
        } else if self.next_deadline().is_none() {
            Some("the call has no end")
        } else {
            None
        }
    }
}

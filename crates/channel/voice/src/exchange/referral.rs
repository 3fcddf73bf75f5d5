//! A desk phone's wish to hand its call on, carried out.
//!
//! To a colleague or a queue it is the desk's transfer. A number outside is called first, while the customer hears music,
//! and has the customer once it answers; until then the agent is there to go on. Whoever may not, may not here either:
//! the desk's rules decide, and the dial plan.

use std::sync::Arc;

use tokio::sync::mpsc;
use warmline_base::{AgentId, Fault, FaultKind, InteractionId};
use warmline_call::{Command, LegId, Number, Role, Target};
use warmline_contract::HandOn;

use super::Exchange;
use super::line::{Input, Line};
use crate::edge::number::normalise;
use crate::edge::{Cause, Referral};

/// Who hands on, and where the phone hears of it.
pub(super) struct Handing {
    by: AgentId,
    verdicts: mpsc::Sender<Result<(), Cause>>,
}

impl Handing {
    /// Tells the phone; it may have hung up.
    fn tell(&self, verdict: Result<(), Cause>) {
        let _ = self.verdicts.try_send(verdict);
    }
}

impl Line {
    /// Asks the house in a task of its own; only the phone of whoever serves the customer may wish it.
    pub(super) fn referred(&mut self, referral: Referral) {
        let Referral { leg, to, verdicts } = referral;
        let leg = self.leg_of(leg);
        let legs = self.call.legs();
        let wishes = legs.iter().find(|known| Some(known.leg) == leg).and_then(|known| known.agent);
        let free = self.handing.is_none() && !self.call.is_keying_secret();
        let Some(by) = wishes.filter(|agent| free && self.call.serving() == Some(*agent)) else {
            let _ = verdicts.try_send(Err(Cause::Forbidden));
            return;
        };
        let (exchange, interaction, inputs) = (Arc::clone(&self.exchange), self.interaction, self.inputs.clone());
        tokio::spawn(async move {
            let handing = Handing { by, verdicts };
            match exchange.passes_on(interaction, by, &to).await {
                Err(cause) => handing.tell(Err(cause)),
                Ok(None) => {
                    handing.tell(Ok(()));
                    handing.tell(Ok(()));
                }
                Ok(Some(number)) => {
                    handing.tell(Ok(()));
                    // The call may be over.
                    let _ = inputs.send(Input::Outside(handing, number)).await;
                }
            }
        });
    }

    /// Calls a number outside beside the customer.
    pub(super) fn call_outside(&mut self, handing: Handing, number: Number) {
        let command = Command::Consult { by: handing.by, to: Target::Number(number) };
        match self.try_act(command) {
            Ok(()) => self.handing = Some(handing),
            Err(fault) => {
                tracing::info!(interaction = %self.interaction, fault = %fault, "a call could not be handed on");
                handing.tell(Err(Cause::Declined));
            }
        }
    }

    /// Gives the customer to the number that was called, when it is this leg.
    pub(super) fn hand_to_outside(&self, leg: LegId) {
        let Some(handing) = &self.handing else { return };
        if self.call.legs().iter().any(|known| known.leg == leg && known.role == Role::ThirdParty) {
            self.later(Command::Complete { by: handing.by });
        }
    }

    /// Tells the phone what came of its wish, if it had one.
    pub(super) fn handed_on(&mut self, ok: bool) {
        if let Some(handing) = self.handing.take() {
            handing.tell(if ok { Ok(()) } else { Err(Cause::Unavailable) });
        }
    }
}

impl Exchange {
    /// Hands an interaction on within the house; a number outside is answered with, when it may be called.
    async fn passes_on(&self, interaction: InteractionId, by: AgentId, to: &str) -> Result<Option<Number>, Cause> {
        let (place, number) = match (self.parts.phones.agent_of(to), normalise(to)) {
            (Some(agent), _) if agent == by => return Err(Cause::Declined),
            (Some(agent), _) => (HandOn::Agent(agent), None),
            (None, Some(number)) if self.parts.edge.may_dial(&number) => (HandOn::Outside, Number::parse(&number)),
            (None, Some(_)) => return Err(Cause::Forbidden),
            (None, None) => (HandOn::Queue(to.to_owned()), None),
        };
        let done = self.parts.house.desk.hand_on(interaction, by, place).await;
        done.map(|()| number).map_err(|fault| {
            tracing::info!(interaction = %interaction, fault = %fault, "a phone may not hand its call on so");
            cause_of(&fault)
        })
    }
}

const fn cause_of(fault: &Fault) -> Cause {
    match fault.kind {
        FaultKind::Forbidden => Cause::Forbidden,
        FaultKind::NotFound => Cause::Unknown,
        _ => Cause::Declined,
    }
}

//! Calling customers: the line of a call whose turn in the queue has come, or that an agent wished to make.
//!
//! Nothing of the first call outlives it. The place is the switchboard's; when it comes up, the log says that the
//! interaction is offered, the agent's phone rings as for any offer, and once the acceptance is stored the customer
//! is called through a trunk. One line is made for each offer; what came of it is told to the house, which keeps the
//! place for another attempt or gives up.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Arc, Weak};

use tokio::sync::{broadcast, mpsc};
use warmline_base::{AgentId, Fault, InteractionId, Millis, OfferId};
use warmline_call::{Call, Cause, Config, Number, Setup};
use warmline_contract::{CallBack, CallOut, StoredEvent, Stream, names};

use super::line::{Ends, Input, Line};
use super::{Exchange, INPUTS_MAX};
use crate::speech::Tongue;

/// A call of ours to a customer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Out {
    /// Which attempt to call back, from 1; 0 for a call of the agent's own.
    pub attempt: u8,
    /// The customer answered.
    pub reached: bool,
}

/// Turns remembered as begun; beyond it the oldest is forgotten.
const BEGUN_MAX: usize = 10_000;

/// The turns that were begun last. An event of a turn may be heard when its line has ended already and what came of
/// it is not stored yet; the customer must not be called twice for that.
#[derive(Debug, Default)]
pub(super) struct Begun(BTreeMap<InteractionId, Turn>);

#[derive(Debug)]
struct Turn {
    agent: AgentId,
    offer: Option<OfferId>,
    attempt: u8,
    /// The line knew that the agent has it. One whose phone left before that is still to call.
    held: bool,
}

impl Begun {
    /// Whether a turn is another one than that which was begun last: another offer, or given to somebody else.
    fn is_new(&self, interaction: InteractionId, due: &CallBack) -> bool {
        self.0.get(&interaction).is_none_or(|turn| match due.offer {
            Some(_) => due.offer != turn.offer,
            None => !turn.held || (due.agent, due.attempt) != (turn.agent, turn.attempt),
        })
    }

    fn note(&mut self, interaction: InteractionId, due: &CallBack) {
        let turn = Turn { agent: due.agent, offer: due.offer, attempt: due.attempt, held: due.offer.is_none() };
        self.0.insert(interaction, turn);
        if self.0.len() > BEGUN_MAX {
            self.0.pop_first();
        }
    }

    /// The agent has it, and the line knows.
    pub(super) fn hold(&mut self, interaction: InteractionId) {
        if let Some(turn) = self.0.get_mut(&interaction) {
            turn.held = true;
        }
    }
}

impl Exchange {
    /// Begins the call back of this interaction, if its turn has come and no line has it; afterwards looks whether
    /// it was offered again meanwhile.
    pub(super) async fn call_back(self: Arc<Self>, interaction: InteractionId) {
        loop {
            let (inputs, taken) = mpsc::channel(INPUTS_MAX);
            match self.lines.lock().entry(interaction) {
                Entry::Occupied(_) => return,
                Entry::Vacant(free) => drop(free.insert(inputs.clone())),
            }
            let begun = match self.due(interaction).await {
                Some(due) => Line::begin_call_back(Arc::clone(&self), interaction, due, inputs).await.map(Some),
                None => Ok(None),
            };
            match begun {
                Ok(Some(line)) => line.run(taken).await,
                Ok(None) => drop(self.lines.lock().remove(&interaction)),
                Err(fault) => {
                    tracing::error!(interaction = %interaction, fault = %fault, "a customer cannot be called back");
                    self.lines.lock().remove(&interaction);
                }
            }
            // What was offered while the line was taken has found nobody.
            if self.due(interaction).await.is_none() {
                return;
            }
        }
    }

    /// Makes a call an agent wished: the agent's phone rings first, then the customer's.
    ///
    /// # Errors
    /// `WL-VOICE-NUMBER` when the dial plan does not allow the number; `WL-VOICE-AWAY` when the agent has no phone;
    /// those of [`CallDesk::call_out`](warmline_contract::CallDesk::call_out).
    pub async fn call_out(self: &Arc<Self>, wish: CallOut) -> Result<InteractionId, Fault> {
        if !self.parts.edge.may_dial(wish.number.expose()) {
            let detail = "the dial plan does not allow this number: ask who runs the telephone";
            return Err(Fault::forbidden("WL-VOICE-NUMBER", detail));
        }
        if !self.can_ring(wish.agent) {
            return Err(Fault::conflict("WL-VOICE-AWAY", "there is no phone to call from: plug one in at the desk"));
        }
        let (interaction, call) = self.parts.house.desk.call_out(wish).await?;
        let (inputs, taken) = mpsc::channel(INPUTS_MAX);
        self.lines.lock().insert(interaction, inputs.clone());
        match Line::begin_call_back(Arc::clone(self), interaction, call, inputs).await {
            Ok(line) => drop(tokio::spawn(line.run(taken))),
            Err(fault) => {
                self.lines.lock().remove(&interaction);
                self.parts.house.desk.not_reached(interaction, 0, "unreachable", None).await?;
                return Err(fault);
            }
        }
        Ok(interaction)
    }

    /// The call back whose turn has come and was not begun yet.
    async fn due(&self, interaction: InteractionId) -> Option<CallBack> {
        match self.parts.house.desk.call_back(interaction).await {
            Ok(due) => due.filter(|due| self.begun.lock().is_new(interaction, due)),
            Err(fault) => {
                tracing::error!(interaction = %interaction, fault = %fault, "the number to call back is not to be had");
                None
            }
        }
    }
}

/// Hears of turns that come up. One that is missed, because this lags behind the log, runs out and is offered again.
pub(super) async fn follow(exchange: Weak<Exchange>, mut events: broadcast::Receiver<Arc<StoredEvent>>) {
    loop {
        let event = match events.recv().await {
            Ok(event) => event,
            Err(broadcast::error::RecvError::Lagged(_)) => continue,
            Err(broadcast::error::RecvError::Closed) => return,
        };
        let comes_up = matches!(
            &*event.name,
            names::INTERACTION_OFFERED | names::INTERACTION_ACCEPTED | names::INTERACTION_CALLBACK_WISHED
        );
        let Stream::Interaction(interaction) = event.stream else { continue };
        let Some(exchange) = exchange.upgrade() else { return };
        if comes_up && !exchange.lines.lock().contains_key(&interaction) {
            tokio::spawn(exchange.call_back(interaction));
        }
    }
}

impl Line {
    async fn begin_call_back(
        exchange: Arc<Exchange>,
        interaction: InteractionId,
        due: CallBack,
        inputs: mpsc::Sender<Input>,
    ) -> Result<Self, Fault> {
        exchange.begun.lock().note(interaction, &due);
        let parts = &exchange.parts;
        let (room, sound) = parts.plane.room(parts.speech.music());
        let setup = Setup {
            customer: Number::parse(due.number.expose()),
            line: parts.own_number(),
            trunk: "out".into(),
            record: parts.record,
            urgent: false,
            config: Config::default(),
        };
        let now = parts.house.runtime.now();
        let call = match due.offer {
            Some(offer) => Call::call_back(now, setup, due.agent, offer, due.attempt),
            None => Call::outbound(now, setup, due.agent, due.attempt),
        }?;
        let ends = Ends {
            room,
            sound,
            sides: BTreeMap::new(),
            offer: None,
            customer: Some(due.number.expose().clone()),
            tongue: Tongue::Chinese,
            out: Some(Out { attempt: due.attempt, reached: false }),
        };
        parts.house.reception.present(interaction, true).await;
        let mut line = Self::open(&exchange, interaction, call, ends, inputs);
        line.seen = due.number_known;
        line.holder = Some(due.agent).filter(|_| due.offer.is_none());
        line.carry_out();
        line.catch_up().await?;
        Ok(line)
    }

    /// Whether the customer of a call of ours has not answered yet.
    pub(super) fn is_calling(&self) -> bool {
        self.out.is_some_and(|out| !out.reached)
    }

    /// The customer answered; from now on this is a call like any other.
    pub(super) fn reached(&mut self) {
        let Some(out) = &mut self.out else { return };
        out.reached = true;
        let (attempt, exchange, interaction) = (out.attempt, Arc::clone(&self.exchange), self.interaction);
        tokio::spawn(async move {
            if let Err(fault) = exchange.parts.house.desk.reached(interaction, attempt).await {
                tracing::warn!(interaction = %interaction, fault = %fault, "a call back that reached somebody is not noted");
            }
        });
    }

    /// Nobody answered: the place is kept for another attempt, or given up.
    pub(super) fn not_reached(&self, cause: Cause, attempt: u8, again_after: Option<Millis>) {
        let (exchange, interaction) = (Arc::clone(&self.exchange), self.interaction);
        let cause = serde_json::to_value(cause).ok().and_then(|cause| cause.as_str().map(str::to_owned));
        tokio::spawn(async move {
            let cause = cause.unwrap_or_default();
            if let Err(fault) = exchange.parts.house.desk.not_reached(interaction, attempt, &cause, again_after).await {
                tracing::info!(interaction = %interaction, fault = %fault, "a call back ended in another way");
            }
        });
    }
}

//! What agents do with their phones instead of a desk.

use std::sync::Arc;

use async_trait::async_trait;
use warmline_acd::{Command, TransferTo};
use warmline_base::{AgentId, Fault, InteractionId, Millis, OfferId, Secret, TypedId};
use warmline_contract::{
    By, CALLBACK_PHONE, CallBack, CallDesk, CallOut, CallbackTried, Channel, CutOff, Ended, HandOn, Identified,
    InteractionState, KeyedProof, NewEvent, PhoneView, Said, Speaker, Stream, names,
};
use warmline_flow::Urgency;
use warmline_language::{digits_written, redact};
use warmline_runtime::Runtime;

use super::door::triage;
use super::{FrontDesk, over};
use crate::hub::DeskNotice;
use crate::model::{Fold, level_of};
use crate::store;
use crate::switchboard::Order;

/// Why a call back ends that reached nobody, as reports name it.
pub(super) const NOT_REACHED: &str = "callback_not_reached";

#[async_trait]
impl CallDesk for FrontDesk {
    fn follow_phones(&self, phones: Arc<dyn PhoneView>) {
        self.switchboard.follow_phones(phones);
    }

    fn phone_changed(&self, agent: AgentId) {
        self.switchboard.phone_changed(agent);
    }

    async fn took(&self, interaction: InteractionId, offer: OfferId, agent: AgentId) -> Result<(), Fault> {
        self.switchboard.order(Order::plain(Command::Accept { interaction, offer, agent })).await.map(drop)
    }

    async fn declined(&self, interaction: InteractionId, offer: OfferId, agent: AgentId) -> Result<(), Fault> {
        self.switchboard.order(Order::plain(Command::Reject { interaction, offer, agent })).await.map(drop)
    }

    async fn hung_up(&self, interaction: InteractionId, agent: AgentId) -> Result<(), Fault> {
        let seat = self.open_seat(interaction)?;
        let _turn = seat.turn.lock().await;
        let fold = seat.fold();
        if fold.state != InteractionState::Active || fold.agent != Some(agent) {
            return Err(over());
        }
        let label = self.line.people.agent(agent).await?.map_or_else(String::new, |card| card.alias);
        let ended = Ended { side: "agent".into(), reason: "resolved".into(), agent: Some(agent) };
        let by = By::Agent { id: agent, label };
        let event = NewEvent::new(Stream::Interaction(interaction), names::INTERACTION_ENDED, by, &ended);
        let command = Command::EndWork { interaction, wrap_up: None };
        self.switchboard.order(Order { before: vec![event], ..Order::plain(command) }).await.map(drop)
    }

    async fn served(&self, interaction: InteractionId, agent: AgentId) -> Result<(), Fault> {
        let seat = self.open_seat(interaction)?;
        let _turn = seat.turn.lock().await;
        if seat.with(|fold, _| fold.agent == Some(agent)) {
            return Ok(());
        }
        self.switchboard.order(Order::plain(Command::HandOver { interaction, agent })).await.map(drop)
    }

    async fn hand_on(&self, interaction: InteractionId, by: AgentId, to: HandOn) -> Result<(), Fault> {
        self.passed_on(interaction, by, to).await
    }

    async fn proved(&self, interaction: InteractionId, proof: KeyedProof) -> Result<(), Fault> {
        let seat = self.open_seat(interaction)?;
        let _turn = seat.turn.lock().await;
        let fold = seat.fold();
        let customer = fold.customer.ok_or_else(|| {
            Fault::conflict("WL-IDENTITY-CUSTOMER", "nobody said yet which customer it is: look the customer up first")
        })?;
        let method = proof.as_str().to_owned();
        let mut known_by = fold.known_by;
        known_by.push(method.clone());
        let level = level_of(&known_by).max(fold.identity_level);
        let identified = Identified { customer, level, method, journey: fold.journey, city: fold.city };
        let by = By::Customer { id: Some(customer) };
        let event = NewEvent::new(Stream::Interaction(interaction), names::INTERACTION_IDENTIFIED, by, &identified);
        self.runtime.appender.append(vec![event]).await.map(drop)
    }

    fn saying(&self, interaction: InteractionId, speaker: Speaker, text: &str, start_ms: i64) {
        let Some(seat) = self.live.seat(interaction) else { return };
        let serving = seat.with(|fold, _| fold.agent);
        let viewers = self.hub.viewers(interaction);
        let others = viewers.iter().map(|viewer| viewer.id).filter(|viewer| Some(*viewer) != serving);
        let text = kept(text);
        for agent in serving.into_iter().chain(others) {
            self.hub.tell(agent, &DeskNotice::Saying { interaction, speaker, text: text.clone(), start_ms });
        }
    }

    async fn said(&self, interaction: InteractionId, said: Said) -> Result<bool, Fault> {
        // The last words may come when the conversation is over and nobody has it any more.
        let seat = self.live.seat(interaction);
        let (customer, agent, unserved) = seat.map_or((None, None, false), |seat| {
            let unserved = |fold: &Fold| fold.is_live() && fold.state != InteractionState::Active;
            seat.with(|fold, _| (fold.customer, fold.agent.or(fold.last_agent), unserved(fold)))
        });
        let by = match (said.speaker, agent) {
            (Speaker::Customer, _) => By::Customer { id: customer },
            (Speaker::Agent, Some(id)) => {
                let label = self.line.people.agent(id).await?.map_or_else(String::new, |card| card.alias);
                By::Agent { id, label }
            }
            (Speaker::Agent, None) => By::System { label: "telephone".into() },
        };
        let urgent = unserved
            && said.speaker == Speaker::Customer
            && triage(&self.assistant.understand(&said.text)).urgency == Urgency::Emergency;
        let said = Said { text: kept(&said.text), ..said };
        let event = NewEvent::new(Stream::Interaction(interaction), names::CALL_SAID, by, &said);
        self.runtime.appender.append(vec![event]).await?;
        Ok(urgent)
    }

    fn cut_off(&self) -> Vec<CutOff> {
        std::mem::take(&mut *self.cut_off.lock())
    }

    async fn call_back(&self, interaction: InteractionId) -> Result<Option<CallBack>, Fault> {
        let Ok(seat) = self.open_seat(interaction) else { return Ok(None) };
        let due = seat.with(|fold, tail| {
            // A chat's call back is made by its agent, who reads on the screen what it is about.
            let wished = fold.callback && fold.channel() == Channel::Voice;
            let (agent, offer) = match (fold.state, &fold.offer) {
                (InteractionState::Offered, Some(offer)) => (offer.agent, Some(offer.offer)),
                (InteractionState::Active, _) => (fold.agent?, None),
                _ => return None,
            };
            let sealed = fold.phone_sealed.clone().filter(|_| wished)?;
            Some((agent, offer, sealed, fold.callback_attempts + 1, tail.last_number))
        });
        let Some((agent, offer, sealed, attempt, number_known)) = due else { return Ok(None) };
        let number = number_of(&self.runtime, interaction, &sealed)?;
        Ok(Some(CallBack { number, attempt, agent, offer, number_known }))
    }

    async fn number(&self, interaction: InteractionId) -> Result<Option<Secret<String>>, Fault> {
        let sealed = store::find(&self.line.rows, interaction).await?.and_then(|(fold, _)| fold.phone_sealed);
        sealed.map(|sealed| number_of(&self.runtime, interaction, &sealed)).transpose()
    }

    async fn call_out(&self, wish: CallOut) -> Result<(InteractionId, CallBack), Fault> {
        self.begin_call_out(wish).await
    }

    async fn reached(&self, interaction: InteractionId, attempt: u8) -> Result<(), Fault> {
        let seat = self.open_seat(interaction)?;
        let _turn = seat.turn.lock().await;
        let (agent, call_out) = seat.with(|fold, _| (fold.agent, fold.is_call_out()));
        let agent = agent.ok_or_else(over)?;
        if call_out {
            return Ok(());
        }
        let tried = CallbackTried { attempt, agent, reached: true, cause: String::new(), again_at: None };
        self.runtime.appender.append(vec![callback_tried(interaction, &tried)]).await.map(drop)
    }

    async fn not_reached(
        &self,
        interaction: InteractionId,
        attempt: u8,
        cause: &str,
        again_after: Option<Millis>,
    ) -> Result<(), Fault> {
        let seat = self.open_seat(interaction)?;
        let _turn = seat.turn.lock().await;
        let fold = seat.fold();
        let agent = fold.agent.filter(|_| fold.state == InteractionState::Active).ok_or_else(over)?;
        let again_at = again_after.map(|span| self.runtime.now().plus(span));
        let tried = CallbackTried { attempt, agent, reached: false, cause: cause.to_owned(), again_at };
        let ended = |reason: &str| {
            let ended = Ended { side: "system".into(), reason: reason.into(), agent: Some(agent) };
            NewEvent::new(Stream::Interaction(interaction), names::INTERACTION_ENDED, telephone(), &ended)
        };
        if attempt == 0 {
            // A call of the agent's own: the agent writes it up.
            let command = Command::EndWork { interaction, wrap_up: None };
            let order = Order { before: vec![ended("not_reached")], ..Order::plain(command) };
            return self.switchboard.order(order).await.map(drop);
        }
        let mut before = vec![callback_tried(interaction, &tried)];
        let command = if again_at.is_some() {
            Command::CallAgain { interaction, not_before: again_at }
        } else {
            before.push(ended(NOT_REACHED));
            Command::EndWork { interaction, wrap_up: Some(Millis(0)) }
        };
        self.switchboard.order(Order { before, ..Order::plain(command) }).await.map(drop)
    }

    async fn requeue(&self, interaction: InteractionId, why: &str) -> Result<(), Fault> {
        let seat = self.open_seat(interaction)?;
        let _turn = seat.turn.lock().await;
        let fold = seat.fold();
        if fold.callback && fold.state == InteractionState::Active {
            // The customer is not on the line: somebody else calls.
            let command = Command::CallAgain { interaction, not_before: None };
            return self.switchboard.order(Order::plain(command)).await.map(drop);
        }
        let queue = fold.queue().filter(|_| fold.state == InteractionState::Active).ok_or_else(over)?;
        tracing::info!(interaction = %interaction, why, "a call goes back into its queue");
        let to = TransferTo::Queue(queue);
        self.switchboard.order(Order::plain(Command::Transfer { interaction, to })).await.map(drop)
    }
}

/// What may be kept of what was said: numbers that are said are numbers, and some must not stay.
fn kept(text: &str) -> String {
    redact(&digits_written(text)).text
}

/// The number somebody called from, or wished to be called at.
pub(super) fn number_of(runtime: &Runtime, id: InteractionId, sealed: &str) -> Result<Secret<String>, Fault> {
    let (table, column) = CALLBACK_PHONE;
    let sealed = hex::decode(sealed).unwrap_or_default();
    runtime.vault.open_field(table, column, id.uuid().as_bytes(), &sealed).map(Secret::new)
}

fn callback_tried(interaction: InteractionId, tried: &CallbackTried) -> NewEvent {
    NewEvent::new(Stream::Interaction(interaction), names::INTERACTION_CALLBACK_TRIED, telephone(), tried)
}

fn telephone() -> By {
    By::System { label: "telephone".into() }
}

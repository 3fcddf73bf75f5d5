//! The front desk as doors see it.

use std::sync::Arc;

use async_trait::async_trait;
use uuid::Uuid;
use warmline_acd::Command;
use warmline_base::{AttachmentId, Fault, FieldKind, InteractionId, Timestamp, TypedId, mask};
use warmline_contract::{
    Admitted, Arrival, AttachmentView, By, CALLBACK_PHONE, CallbackWished, Card, Ended, IntentFound, InteractionState,
    LeftMessage, Message, NewEvent, NoticeReceiver, Place, ReadMark, Reception, StoredEvent, Stream, Understanding,
    Upload, VisitorView, names,
};
use warmline_flow::{Input, Triage, Urgency};

use super::{FrontDesk, files, over};
use crate::hub::DeskNotice;
use crate::live::Seat;
use crate::model::{Fold, side};
use crate::store;
use crate::switchboard::{Order, whole_seconds};

/// A menu is looked for among this many last events.
const MENU_REACH: i64 = 40;
/// The longest transcript.
const TRANSCRIPT_MAX: i64 = 2_000;

#[async_trait]
impl Reception for FrontDesk {
    async fn arrive(&self, arrival: Arrival) -> Result<Admitted, Fault> {
        self.let_in(arrival).await
    }

    async fn view(&self, interaction: InteractionId) -> Result<Option<VisitorView>, Fault> {
        let Some((fold, tail)) = store::find(&self.line.rows, interaction).await? else { return Ok(None) };
        let agent = match fold.agent.filter(|_| fold.state == InteractionState::Active) {
            Some(agent) => self.line.people.agent(agent).await?.map(|card| (card.work_number, card.alias)),
            None => None,
        };
        let name_masked = match fold.customer {
            Some(customer) => self.customers.brief(customer).await?.map(|brief| brief.name_masked),
            None => None,
        };
        let waiting = matches!(fold.state, InteractionState::Queued | InteractionState::Offered);
        let place = if waiting { self.place(interaction).await? } else { None };
        Ok(Some(VisitorView {
            state: visitor_state(fold.state),
            number: tail.last_number,
            agent,
            place,
            name_masked,
            ended_at: fold.ended_at,
        }))
    }

    async fn say(
        &self,
        interaction: InteractionId,
        client_id: Uuid,
        text: String,
        attachments: Vec<AttachmentId>,
    ) -> Result<(i64, Timestamp), Fault> {
        let seat = match self.open_seat(interaction) {
            Ok(seat) => seat,
            // What was stored before the end is acknowledged again, however late it is repeated.
            Err(fault) => return self.already(interaction, client_id).await?.ok_or(fault),
        };
        let attachments = files::views(&self.runtime, interaction, &attachments).await?;
        let (served, by) =
            seat.with(|fold, _| (fold.state == InteractionState::Active, By::Customer { id: fold.customer }));
        let message = Message { message: self.runtime.ids.next(), text, attachments, card: None, article: None };
        let event = NewEvent::new(Stream::Interaction(interaction), names::INTERACTION_MESSAGE, by, &message)
            .with_client_id(client_id);
        if served {
            return self.runtime.appender.append(vec![event]).await.and_then(|stored| first(&stored));
        }
        let _turn = seat.turn.lock().await;
        if let Some(known) = self.already(interaction, client_id).await? {
            return Ok(known);
        }
        let understood = self.assistant.understand(&message.text);
        let mut events = vec![event];
        events.extend(intent_event(&seat.fold(), &understood));
        let input = Input::Text { text: message.text, triage: triage(&understood) };
        let stored = self.turn(&seat, input, events).await?;
        first(&stored)
    }

    async fn choose(
        &self,
        interaction: InteractionId,
        client_id: Uuid,
        choice: String,
    ) -> Result<(i64, Timestamp), Fault> {
        let seat = self.open_seat(interaction)?;
        let _turn = seat.turn.lock().await;
        if let Some(known) = self.already(interaction, client_id).await? {
            return Ok(known);
        }
        let fold = seat.fold();
        let (label, input) = self.choice(&fold, &choice).await?;
        let message = Message {
            message: self.runtime.ids.next(),
            text: label,
            attachments: Vec::new(),
            card: None,
            article: None,
        };
        let by = By::Customer { id: fold.customer };
        let event = NewEvent::new(Stream::Interaction(interaction), names::INTERACTION_MESSAGE, by, &message)
            .with_client_id(client_id);
        let stored = self.turn(&seat, input, vec![event]).await?;
        first(&stored)
    }

    async fn want_person(&self, interaction: InteractionId) -> Result<(), Fault> {
        let seat = self.open_seat(interaction)?;
        let _turn = seat.turn.lock().await;
        self.turn(&seat, Input::Chosen { option: "person".into() }, Vec::new()).await.map(drop)
    }

    async fn typing(&self, interaction: InteractionId, on: bool) {
        let agent = self.live.seat(interaction).and_then(|seat| seat.with(|fold, _| fold.agent));
        if let Some(agent) = agent {
            self.hub.tell(agent, &DeskNotice::Typing { interaction, by: None, on });
        }
    }

    async fn read(&self, interaction: InteractionId, number: i64) -> Result<(), Fault> {
        let Some(seat) = self.live.seat(interaction) else { return Ok(()) };
        let (by, known) = seat.with(|fold, tail| (By::Customer { id: fold.customer }, number <= tail.last_number));
        if !known {
            return Err(Fault::invalid(
                "WL-READ-NUMBER",
                "there is no such event yet: read marks name a number already received",
            ));
        }
        let mark = ReadMark { side: "customer".into(), number };
        let event = NewEvent::new(Stream::Interaction(interaction), names::INTERACTION_READ, by, &mark);
        self.runtime.appender.append(vec![event]).await.map(drop)
    }

    async fn wish_callback(
        &self,
        interaction: InteractionId,
        phone: String,
        when: String,
        note: String,
    ) -> Result<(), Fault> {
        let digits = phone.chars().filter(char::is_ascii_digit).count();
        if !(5..=20).contains(&digits) {
            return Err(
                Fault::invalid("WL-CALLBACK-PHONE", "this is no telephone number: write 5 to 20 digits").at("/phone")
            );
        }
        let seat = self.open_seat(interaction)?;
        let _turn = seat.turn.lock().await;
        let fold = seat.fold();
        let (table, column) = CALLBACK_PHONE;
        let sealed = self.runtime.vault.seal_field(table, column, interaction.uuid().as_bytes(), &phone)?;
        let keeps_place = matches!(fold.state, InteractionState::Queued | InteractionState::Offered);
        let wish = CallbackWished {
            phone_masked: mask(FieldKind::Mobile, &phone),
            phone_sealed: hex::encode(sealed),
            keeps_place,
            when,
            note,
        };
        let event = NewEvent::new(
            Stream::Interaction(interaction),
            names::INTERACTION_CALLBACK_WISHED,
            By::Customer { id: fold.customer },
            &wish,
        );
        if keeps_place {
            let command = Command::RequestCallback { interaction, not_before: None };
            self.switchboard.order(Order { before: vec![event], ..Order::plain(command) }).await?;
            return self.turn(&seat, Input::Completed, Vec::new()).await.map(drop);
        }
        self.turn(&seat, Input::Completed, vec![event]).await.map(drop)
    }

    async fn leave_message(
        &self,
        interaction: InteractionId,
        client_id: Uuid,
        text: String,
        recording: Option<String>,
    ) -> Result<(i64, Timestamp), Fault> {
        let seat = self.open_seat(interaction)?;
        let _turn = seat.turn.lock().await;
        if let Some(known) = self.already(interaction, client_id).await? {
            return Ok(known);
        }
        let by = seat.with(|fold, _| By::Customer { id: fold.customer });
        let left = LeftMessage { text, recording };
        let event = NewEvent::new(Stream::Interaction(interaction), names::INTERACTION_LEFT_MESSAGE, by.clone(), &left)
            .with_client_id(client_id);
        if seat.with(|fold, _| matches!(fold.state, InteractionState::Queued | InteractionState::Offered)) {
            let over = Ended { side: "customer".into(), reason: "message_left".into(), agent: None };
            let ended = NewEvent::new(Stream::Interaction(interaction), names::INTERACTION_ENDED, by, &over);
            let cancel = Order::plain(Command::Cancel { interaction });
            let order = Order { before: vec![event], after: vec![ended], quiet: true, ..cancel };
            return first(&self.switchboard.order(order).await?);
        }
        let stored = self.turn(&seat, Input::Completed, vec![event]).await?;
        first(&stored)
    }

    async fn end(&self, interaction: InteractionId) -> Result<(), Fault> {
        let seat = self.open_seat(interaction)?;
        let _turn = seat.turn.lock().await;
        self.finish(&seat, "customer", "customer_left").await
    }

    async fn present(&self, interaction: InteractionId, here: bool) {
        self.socket(interaction, here);
    }

    async fn upload(&self, interaction: InteractionId, upload: Upload) -> Result<AttachmentView, Fault> {
        // The survey's picture comes after the end, so any known interaction will do.
        if store::find(&self.line.rows, interaction).await?.is_none() {
            return Err(over());
        }
        files::take_in(&self.runtime, interaction, upload).await
    }

    async fn download(
        &self,
        interaction: InteractionId,
        attachment: AttachmentId,
    ) -> Result<(AttachmentView, Vec<u8>), Fault> {
        files::hand_out(&self.runtime, interaction, attachment).await
    }

    fn notices(&self, interaction: InteractionId) -> NoticeReceiver {
        self.hub.visitor(interaction)
    }

    async fn transcript(&self, interaction: InteractionId) -> Result<Vec<(Timestamp, String, String)>, Fault> {
        let events = self.runtime.log.stream(Stream::Interaction(interaction), 0, TRANSCRIPT_MAX).await?;
        Ok(events
            .iter()
            .filter(|event| *event.name == *names::INTERACTION_MESSAGE)
            .filter_map(|event| {
                let message: Message = event.payload().ok()?;
                let who = match &event.by {
                    By::Agent { label, .. } => label.clone(),
                    by => side(by).to_owned(),
                };
                Some((event.at, who, message.text))
            })
            .collect())
    }
}

impl FrontDesk {
    /// Ends a conversation on the customer's or the system's side.
    pub(crate) async fn finish(&self, seat: &Seat, side: &str, reason: &str) -> Result<(), Fault> {
        let fold = seat.fold();
        let by = if side == "customer" {
            By::Customer { id: fold.customer }
        } else {
            By::System { label: "front_desk".into() }
        };
        let agent = fold.agent.filter(|_| fold.state == InteractionState::Active);
        let payload = Ended { side: side.to_owned(), reason: reason.to_owned(), agent };
        let ended = NewEvent::new(Stream::Interaction(fold.id), names::INTERACTION_ENDED, by, &payload);
        match fold.state {
            InteractionState::Queued | InteractionState::Offered => {
                let order = Order { after: vec![ended], ..Order::plain(Command::Cancel { interaction: fold.id }) };
                self.switchboard.order(order).await.map(drop)
            }
            InteractionState::Active => {
                let command = Command::EndWork { interaction: fold.id, wrap_up: None };
                self.switchboard.order(Order { before: vec![ended], ..Order::plain(command) }).await.map(drop)
            }
            InteractionState::Bot => self.runtime.appender.append(vec![ended]).await.map(drop),
            InteractionState::WrapUp | InteractionState::Ended => Ok(()),
        }
    }

    /// The visitor stayed away too long. Whoever wished a callback keeps the place; whoever talks with a
    /// person is the person's to end.
    pub(super) async fn give_up(&self, id: InteractionId) {
        let Ok(seat) = self.open_seat(id) else { return };
        let _turn = seat.turn.lock().await;
        let (state, callback) = seat.with(|fold, _| (fold.state, fold.callback));
        if callback || state == InteractionState::Active {
            return;
        }
        if let Err(fault) = self.finish(&seat, "system", "customer_gone").await {
            tracing::error!(interaction = %id, fault = %fault, "an abandoned conversation could not be ended");
        }
    }

    async fn place(&self, interaction: InteractionId) -> Result<Option<Place>, Fault> {
        self.switchboard
            .look(move |engine| {
                engine.position(interaction).map(|position| Place {
                    position,
                    expected_wait_seconds: engine.expected_wait(interaction).map(whole_seconds),
                })
            })
            .await
    }

    /// What was stored for this sender's id before, so that a repeated frame takes no second turn.
    async fn already(&self, interaction: InteractionId, client_id: Uuid) -> Result<Option<(i64, Timestamp)>, Fault> {
        let found = self.runtime.log.by_client(Stream::Interaction(interaction), client_id).await?;
        Ok(found.map(|event| (event.number, event.at)))
    }

    /// A choice's label and what it means to the flow.
    async fn choice(&self, fold: &Fold, choice: &str) -> Result<(String, Input), Fault> {
        let english = fold.arrived.locale.starts_with("en");
        let word = |zh: &str, en: &str| if english { en.to_owned() } else { zh.to_owned() };
        match choice {
            "person" => return Ok((word("转人工", "Talk to a person"), Input::Chosen { option: "person".into() })),
            "solved" => return Ok((word("解决了", "That solved it"), Input::Confirmed { solved: true })),
            "not_solved" => return Ok((word("没解决", "That did not help"), Input::Confirmed { solved: false })),
            _ => {}
        }
        let last = self.live.seat(fold.id).map_or(0, |seat| seat.with(|_, tail| tail.last_number));
        let events =
            self.runtime.log.stream(Stream::Interaction(fold.id), (last - MENU_REACH).max(0), MENU_REACH).await?;
        events
            .iter()
            .rev()
            .filter_map(menu_of)
            .find_map(|options| options.into_iter().find(|option| option.id == choice))
            .map(|option| (option.label, Input::Chosen { option: option.id }))
            .ok_or_else(|| {
                Fault::invalid("WL-CHOICE", "this option is not on the menu: choose one that is shown").at("/choice")
            })
    }
}

fn menu_of(event: &StoredEvent) -> Option<Vec<warmline_contract::MenuOption>> {
    match event.payload::<Message>().ok()?.card? {
        Card::Menu { options, .. } => Some(options),
        _ => None,
    }
}

fn intent_event(fold: &Fold, understood: &Understanding) -> Option<NewEvent> {
    // Who asks for a person after telling the matter still has that matter.
    let kept = fold.intent.as_ref().filter(|_| understood.only_person);
    let (intent, name) = match kept {
        Some(known) => (known.intent.clone(), Some(known.name.clone())),
        None => (understood.intent.clone()?, understood.intent_name.clone()),
    };
    if fold.intent.as_ref().is_some_and(|known| known.intent == intent && known.mood >= understood.mood) {
        return None;
    }
    let found = IntentFound {
        name: name.unwrap_or_else(|| intent.clone()),
        intent,
        confidence: understood.confidence,
        urgency: understood.urgency.clone(),
        mood: understood.mood,
    };
    Some(NewEvent::new(Stream::Interaction(fold.id), names::INTERACTION_INTENT, By::Assistant, &found))
}

pub(super) fn triage(understood: &Understanding) -> Triage {
    Triage {
        intent: understood.intent.clone(),
        confidence: understood.confidence,
        urgency: match understood.urgency.as_str() {
            "emergency" => Urgency::Emergency,
            "complaint" => Urgency::Complaint,
            _ => Urgency::None,
        },
        wants_person: understood.wants_person,
        only_person: understood.only_person,
    }
}

fn first(stored: &[Arc<StoredEvent>]) -> Result<(i64, Timestamp), Fault> {
    stored
        .first()
        .map(|event| (event.number, event.at))
        .ok_or_else(|| Fault::internal("WL-LOG-BROKEN", "an append answered with no event"))
}

const fn visitor_state(state: InteractionState) -> &'static str {
    match state {
        InteractionState::Bot => "bot",
        InteractionState::Queued | InteractionState::Offered => "queued",
        InteractionState::Active => "active",
        InteractionState::WrapUp | InteractionState::Ended => "ended",
    }
}

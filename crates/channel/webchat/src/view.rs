//! What a visitor may see of the log: an allow-list of events and, within each, of fields.
//!
//! A name or a field that is not written here stays inside, also one added later. Texts pass through as
//! the JSON the log holds. Never shown: notes, offers, explanations, what the assistant made of a text, the
//! flow's state, hand-overs, journeys, and the ids of colleagues and customers.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;
use warmline_base::{ArticleId, Timestamp};
use warmline_contract::{By, Card, MenuOption, StoredEvent, names};

/// An event as its conversation's visitor sees it.
#[derive(Debug, Serialize)]
pub struct VisitorEvent<'a> {
    number: i64,
    name: &'a str,
    at: Timestamp,
    by: VisitorBy<'a>,
    body: Body<'a>,
}

/// Who did it: a side, and the alias of a colleague.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum VisitorBy<'a> {
    Customer,
    Agent { label: &'a str },
    Assistant,
    System,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Body<'a> {
    Message(Message<'a>),
    Read(AgentRead<'a>),
    Accepted(Accepted<'a>),
    CallbackWished(CallbackWished<'a>),
    LeftMessage(LeftMessage<'a>),
    CaseOpened(CaseOpened<'a>),
    CaseTold(CaseTold<'a>),
    Ended(Ended<'a>),
    /// That it happened is all there is to know.
    Bare {},
}

#[derive(Debug, Serialize)]
struct Message<'a> {
    message: &'a RawValue,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<Uuid>,
    text: Words<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attachments: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<VisitorCard<'a>>,
}

/// A text as the log holds it, or nothing because the card beside it carries the words.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Words<'a> {
    Said(&'a RawValue),
    OnCard(&'static str),
}

#[derive(Deserialize)]
struct StoredMessage<'a> {
    #[serde(borrow)]
    message: &'a RawValue,
    #[serde(borrow)]
    text: &'a RawValue,
    #[serde(borrow, default)]
    attachments: Option<&'a RawValue>,
    #[serde(default)]
    card: Option<Card>,
}

/// A card in the visitor page's shape: whole in itself, with the words the server expects back.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum VisitorCard<'a> {
    Answer { article: AnswerArticle, text: &'a RawValue, confirm: Confirm },
    Menu { title: String, options: Vec<MenuOption> },
    Survey,
    Callback,
    LeaveMessage,
    Case { number: String, state: String, text: &'a RawValue },
}

#[derive(Debug, Serialize)]
struct AnswerArticle {
    id: ArticleId,
    title: String,
    version: i64,
}

#[derive(Debug, Serialize)]
struct Confirm {
    yes: &'static str,
    no: &'static str,
    person: &'static str,
}

const CONFIRM: Confirm = Confirm { yes: "solved", no: "not_solved", person: "person" };

#[derive(Debug, Serialize, Deserialize)]
struct AgentRead<'a> {
    #[serde(borrow)]
    side: Cow<'a, str>,
    number: i64,
}

#[derive(Debug, Serialize, Deserialize)]
struct Accepted<'a> {
    #[serde(borrow)]
    work_number: &'a RawValue,
    #[serde(borrow)]
    alias: &'a RawValue,
}

#[derive(Debug, Serialize, Deserialize)]
struct CallbackWished<'a> {
    #[serde(borrow)]
    phone_masked: &'a RawValue,
    #[serde(borrow)]
    when: &'a RawValue,
    #[serde(borrow)]
    note: &'a RawValue,
}

#[derive(Debug, Serialize, Deserialize)]
struct LeftMessage<'a> {
    #[serde(borrow)]
    text: &'a RawValue,
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    client_id: Option<Uuid>,
}

#[derive(Debug, Serialize, Deserialize)]
struct CaseOpened<'a> {
    #[serde(borrow)]
    number: &'a RawValue,
    #[serde(borrow)]
    title: &'a RawValue,
}

#[derive(Debug, Serialize, Deserialize)]
struct CaseTold<'a> {
    #[serde(borrow)]
    number: &'a RawValue,
    #[serde(borrow)]
    text: &'a RawValue,
}

#[derive(Debug, Serialize, Deserialize)]
struct Ended<'a> {
    #[serde(borrow)]
    side: &'a RawValue,
}

/// `event` as its conversation's visitor sees it; `None` when it is not for visitors.
pub fn visitor_event(event: &StoredEvent) -> Option<VisitorEvent<'_>> {
    let body = match &*event.name {
        names::INTERACTION_MESSAGE => Body::Message(message(event)?),
        names::INTERACTION_READ => Body::Read(body_of::<AgentRead>(event).filter(|mark| mark.side == "agent")?),
        names::INTERACTION_ACCEPTED => Body::Accepted(body_of(event)?),
        names::INTERACTION_CALLBACK_WISHED => Body::CallbackWished(body_of(event)?),
        names::INTERACTION_LEFT_MESSAGE => {
            Body::LeftMessage(LeftMessage { client_id: event.client_id, ..body_of(event)? })
        }
        names::INTERACTION_CASE_OPENED => Body::CaseOpened(body_of(event)?),
        names::INTERACTION_CASE_TOLD => Body::CaseTold(body_of(event)?),
        names::INTERACTION_ENDED => Body::Ended(body_of(event)?),
        names::INTERACTION_QUEUED | names::INTERACTION_RATED => Body::Bare {},
        _ => return None,
    };
    Some(VisitorEvent { number: event.number, name: &event.name, at: event.at, by: by(&event.by), body })
}

fn body_of<'a, T: Deserialize<'a>>(event: &'a StoredEvent) -> Option<T> {
    let read = event.payload();
    if let Err(error) = &read {
        tracing::error!(name = &*event.name, position = event.position, %error, "an event's body does not read");
    }
    read.ok()
}

fn message(event: &StoredEvent) -> Option<Message<'_>> {
    let StoredMessage { message, text, attachments, card } = body_of(event)?;
    let card = card.map(|card| visitor_card(card, text));
    let on_card =
        matches!(card, Some(VisitorCard::Answer { .. } | VisitorCard::Menu { .. } | VisitorCard::Case { .. }));
    let text = if on_card { Words::OnCard("") } else { Words::Said(text) };
    // A colleague's page made its own ids for its own messages; only the visitor looks theirs up.
    let client_id = event.client_id.filter(|_| matches!(event.by, By::Customer { .. }));
    Some(Message { message, client_id, text, attachments, card })
}

fn visitor_card(card: Card, text: &RawValue) -> VisitorCard<'_> {
    match card {
        Card::Answer { article, title, version } => {
            VisitorCard::Answer { article: AnswerArticle { id: article, title, version }, text, confirm: CONFIRM }
        }
        Card::Menu { title, options } => VisitorCard::Menu { title, options },
        Card::Survey => VisitorCard::Survey,
        Card::Callback => VisitorCard::Callback,
        Card::LeaveMessage => VisitorCard::LeaveMessage,
        Card::Case { case: _, number, state } => VisitorCard::Case { number, state, text },
    }
}

fn by(by: &By) -> VisitorBy<'_> {
    match by {
        By::Customer { .. } => VisitorBy::Customer,
        By::Agent { label, .. } => VisitorBy::Agent { label },
        By::Assistant => VisitorBy::Assistant,
        By::System { .. } => VisitorBy::System,
    }
}

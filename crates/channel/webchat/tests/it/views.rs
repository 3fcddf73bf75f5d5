//! The allow-list: what visitors see of each event, and what they never see.

use serde_json::{Value, json};
use uuid::Uuid;
use warmline_base::{AgentId, ArticleId, CustomerId, InteractionId, MessageId, Timestamp};
use warmline_contract::{By, Card, Message, NewEvent, StoredEvent, Stream, names};
use warmline_webchat::visitor_event;

fn event(name: &str, by: By, body: &Value) -> StoredEvent {
    let stream = Stream::Interaction(InteractionId(Uuid::from_u128(1)));
    let new = NewEvent::new(stream, names::INTERACTION_MESSAGE, by, body);
    StoredEvent {
        position: 777,
        stream,
        number: 3,
        name: name.into(),
        at: Timestamp(0),
        by: new.by,
        body: new.body.into(),
        client_id: Some(Uuid::from_u128(8)),
    }
}

fn seen(event: &StoredEvent) -> Option<Value> {
    visitor_event(event).map(|event| serde_json::to_value(event).unwrap())
}

/// A body with every field any payload has; what a visitor may read says 见, the rest says 密.
fn everything(name: &str) -> Value {
    let body = r#"{
        "text": "见", "message": "见", "number": 12, "title": "见", "phone_masked": "见", "when": "见", "note": "密",
        "work_number": "见", "alias": "见", "side": "agent", "agent": "agt_密", "offer": "off_密", "explanation": "密",
        "queue": "que_密", "priority": 1, "required": ["密"], "deadline": "密", "reason": "密", "customer": "cus_密",
        "level": "V2", "journey": "jny_密", "city": "密", "intent": "密", "name": "密", "confidence": 0.5, "mood": 4,
        "summary": "密", "asked": ["密"], "answered": ["密"], "run": {"密": 1}, "step": "密", "flow": "密",
        "case": "cas_密", "disposition": "密", "need": "密", "next_step": "密", "mentions": ["agt_密"],
        "article": "art_密", "waited_ms": 999999, "survey": "sur_密", "recommend": 0, "later_field": "密"
    }"#;
    let mut body: Value = serde_json::from_str(body).unwrap();
    if name == names::INTERACTION_CALLBACK_WISHED {
        body["note"] = json!("见");
    }
    body
}

const VISIBLE: [&str; 10] = [
    names::INTERACTION_MESSAGE,
    names::INTERACTION_READ,
    names::INTERACTION_QUEUED,
    names::INTERACTION_ACCEPTED,
    names::INTERACTION_CALLBACK_WISHED,
    names::INTERACTION_LEFT_MESSAGE,
    names::INTERACTION_ENDED,
    names::INTERACTION_RATED,
    names::INTERACTION_CASE_OPENED,
    names::INTERACTION_CASE_TOLD,
];

#[test]
fn every_event_shows_what_is_listed_and_nothing_else() {
    let sides = [
        By::Customer { id: Some(CustomerId(Uuid::from_u128(4))) },
        By::Agent { id: AgentId(Uuid::from_u128(5)), label: "小林".into() },
        By::Assistant,
        By::System { label: "密".into() },
    ];
    for name in names::ALL {
        for by in sides.clone() {
            let shown = seen(&event(name, by, &everything(name)));
            assert_eq!(shown.is_some(), VISIBLE.contains(name), "{name}");
            let text = shown.map_or_else(String::new, |shown| shown.to_string());
            for secret in ["密", "agt_", "cus_", "que_", "off_", "cas_", "jny_", "777", "999999"] {
                assert!(!text.contains(secret), "{name} shows {secret}: {text}");
            }
        }
    }
}

#[test]
fn bodies_have_the_shape_the_page_reads() {
    let body = |name: &str| seen(&event(name, By::Assistant, &everything(name))).unwrap()["body"].clone();
    assert_eq!(body(names::INTERACTION_ACCEPTED), json!({"work_number": "见", "alias": "见"}));
    assert_eq!(body(names::INTERACTION_QUEUED), json!({}));
    assert_eq!(body(names::INTERACTION_READ), json!({"side": "agent", "number": 12}));
    assert_eq!(body(names::INTERACTION_CASE_OPENED), json!({"number": 12, "title": "见"}));
    assert_eq!(body(names::INTERACTION_CASE_TOLD), json!({"number": 12, "text": "见"}));
    assert_eq!(body(names::INTERACTION_CALLBACK_WISHED), json!({"phone_masked": "见", "when": "见", "note": "见"}));
    let own = json!({"side": "customer", "number": 12});
    assert_eq!(seen(&event(names::INTERACTION_READ, By::Assistant, &own)), None);
}

#[test]
fn an_answer_is_whole_on_its_card() {
    let message = Message {
        message: MessageId(Uuid::from_u128(1)),
        text: "您的卡没有丢失。".into(),
        attachments: vec![],
        card: Some(Card::Answer { article: ArticleId(Uuid::from_u128(2)), title: "吞卡".into(), version: 3 }),
        article: None,
    };
    let stored = event(names::INTERACTION_MESSAGE, By::Assistant, &serde_json::to_value(message).unwrap());
    assert_eq!(
        seen(&stored).unwrap(),
        json!({"number": 3, "name": "interaction.message", "at": "1970-01-01T00:00:00.000Z", "by": {"kind": "assistant"},
            "body": {"message": "msg_00000000000000000000000000000001", "text": "", "attachments": [], "card": {"kind": "answer",
                "article": {"id": "art_00000000000000000000000000000002", "title": "吞卡", "version": 3},
                "text": "您的卡没有丢失。", "confirm": {"yes": "solved", "no": "not_solved", "person": "person"}}}})
    );
}

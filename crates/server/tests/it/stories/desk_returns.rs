//! A desk goes away and comes back: nothing is missed, nothing comes twice.

use serde_json::json;
use tokio::time::timeout;
use warmline_base::{InteractionId, MessageId};
use warmline_contract::{By, Message, NewEvent, Stream, names};

use crate::support::{Desk, TestHouse, Visitor, WAIT, upgrade};

/// What customers say while the desk is away.
const MISSED: usize = 2_500;

fn said(interaction: &str, text: &str) -> NewEvent {
    let id: InteractionId = interaction.parse().expect("an id");
    let message = MessageId(uuid::Uuid::from_u128(1));
    let message = Message { message, text: text.to_owned(), attachments: vec![], card: None, article: None };
    NewEvent::new(Stream::Interaction(id), names::INTERACTION_MESSAGE, By::Customer { id: None }, &message)
}

async fn served(house: &TestHouse, desk: &mut Desk) -> Visitor {
    let mut visitor = house.visitor().await;
    visitor.say("转人工").await;
    desk.take(&visitor.interaction).await;
    visitor
}

/// Every event that is told until these words: conversation, position and words.
async fn told_until(desk: &mut Desk, last: &str) -> Vec<(String, i64, String)> {
    let mut told = Vec::new();
    loop {
        let frame = timeout(WAIT, desk.socket.next()).await.expect("a frame").expect("an open socket");
        if frame["type"] == "event" {
            let text = frame["event"]["body"]["text"].as_str().unwrap_or_default().to_owned();
            told.push((frame["stream"].as_str().unwrap().to_owned(), frame["position"].as_i64().unwrap(), text));
        }
        if told.last().is_some_and(|(_, _, text)| text == last) {
            return told;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_that_was_away_is_told_everything_in_the_order_of_the_log() {
    let house = TestHouse::open().await;
    let mut desk = house.desk("S001").await;
    let (one, other) = (served(&house, &mut desk).await, served(&house, &mut desk).await);
    let runtime = &house.house.runtime;
    let after = *runtime.bus.position().borrow();
    let staff = desk.staff.clone();
    drop(desk);
    let mut expected = Vec::new();
    for number in 0..MISSED {
        // Four of five in one conversation, so that both need several pages.
        let to = if number % 5 == 4 { &other.interaction } else { &one.interaction };
        expected.push((to.clone(), format!("第{number}句")));
    }
    for part in expected.chunks(100) {
        runtime.appender.append(part.iter().map(|(to, text)| said(to, text)).collect()).await.unwrap();
    }

    let mut desk = Desk::back(staff, Some(after)).await;
    runtime.appender.append(vec![said(&one.interaction, "还在吗")]).await.unwrap();
    expected.push((one.interaction.clone(), "还在吗".into()));
    let told = told_until(&mut desk, "还在吗").await;
    assert!(told.is_sorted_by(|earlier, later| earlier.1 < later.1), "positions ascend");
    let words: Vec<(String, String)> =
        told.into_iter().filter(|(_, _, text)| !text.is_empty()).map(|(stream, _, text)| (stream, text)).collect();
    assert_eq!(words.len(), MISSED + 1);
    assert_eq!(words, expected);
}

/// Whoever looks at somebody else's conversation reads what was said, and hears what is said: nothing lies
/// between the two.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_looks_at_a_conversation_is_told_how_far_it_has_come() {
    let house = TestHouse::open().await;
    let mut desk = house.desk("S001").await;
    let mut visitor = served(&house, &mut desk).await;
    let id = visitor.interaction.clone();
    let mut supervisor = Desk::open(house.staff("S006").await).await;
    supervisor.socket.send(&json!({"type": "view", "interaction": id})).await;
    let reload = supervisor.socket.wait_for("how far it has come", |frame| frame["type"] == "reload").await;
    assert_eq!(reload["interaction"], id);
    let number = visitor.say("有人在听吗").await;
    let heard = supervisor.told(&id, "interaction.message").await;
    assert_eq!((&heard["number"], &heard["body"]["text"]), (&json!(number), &json!("有人在听吗")));
    let path = format!("/api/interactions/{id}/events?after={}", reload["number"]);
    let between = supervisor.staff.get(&path).await.good();
    assert_eq!(between["items"].as_array().unwrap().len(), 1, "{between}");
}

/// An offer that rings while the desk is being greeted is found ringing and announced: once is enough.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ringing_offer_is_told_once_to_each_desk() {
    let house = TestHouse::open().await;
    let mut desk = house.desk("S001").await;
    let url = house.url("/api/desk/socket");
    let mut second = upgrade(&url, &[("cookie", &desk.staff.cookie)]).await.expect("another desk");
    let mut visitor = house.visitor().await;
    visitor.say("转人工").await;
    let offer = desk.offered(&visitor.interaction).await;
    second.send(&json!({"type": "hello", "after": null})).await;
    second.wait_for("the offer", |frame| frame["type"] == "offer").await;
    desk.accept(&offer).await.good();
    second.wait_for("its end", |frame| frame["type"] == "offer_ended").await;
    let again = second.rest().into_iter().filter(|frame| frame["type"] == "offer").count();
    assert_eq!(again, 0, "the offer was told twice");
}

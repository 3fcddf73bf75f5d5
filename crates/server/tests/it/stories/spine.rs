//! A customer is heard, helped and followed up, and comes back.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Desk, TestHouse, Visitor, WAIT};

/// What the customer says in this story.
const QUESTION: &str = "怎么查账户余额";

/// Waits until `read` finds what it looks for: boards and reports follow the log by themselves.
async fn until<F: Future<Output = Option<Value>>>(what: &str, read: impl Fn() -> F) -> Value {
    let found = async {
        loop {
            if let Some(value) = read().await {
                return value;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(WAIT, found).await.unwrap_or_else(|_| panic!("no {what}"))
}

/// The customer asks, is answered once, wants a person, and the person takes it; returns the offer.
async fn reach_a_person(house: &TestHouse, visitor: &mut Visitor, desk: &mut Desk) -> Value {
    visitor.say(QUESTION).await;
    let answer = visitor.hears("an answer card", |event| event["body"]["card"]["kind"] == "answer").await;
    assert!(answer["body"]["card"]["article"]["version"].as_i64() >= Some(1), "{answer}");
    visitor.say("转人工").await;
    let offer = tokio::time::timeout(Duration::from_secs(1), desk.offered(&visitor.interaction));
    let offer = offer.await.expect("a free colleague is offered it within a second");
    assert_eq!(offer["customer_name_masked"], "韩*远");
    desk.accept(&offer).await.good();
    offer
}

/// Evidence 1: from the first question to the board.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_is_heard_helped_and_followed_up() {
    let house = TestHouse::open().await;
    let mut desk = house.desk("S001").await;
    let mut visitor = house.customer("C001").await;
    let offer = reach_a_person(&house, &mut visitor, &mut desk).await;
    println!("OFFER {offer}");
    let id = visitor.interaction.clone();
    let detail = desk.staff.get(&format!("/api/interactions/{id}")).await.good();
    println!("DETAIL {detail}");
    let customer = detail["customer"]["id"].as_str().unwrap();
    let seen = desk.staff.get(&format!("/api/customers/{customer}?interaction={id}")).await.good();
    println!("SEEN {seen}");
    let sugg = desk.staff.get(&format!("/api/interactions/{id}/suggestions")).await.good();
    println!("SUGG {sugg}");
    let found = desk.staff.get("/api/knowledge/search?q=账户余额查询&limit=5").await.good();
    println!("FOUND {}", found["items"][0]);
    let _ = until("x", || async { Some(json!(1)) }).await;
}

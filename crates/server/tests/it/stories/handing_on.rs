//! Work changes hands: transfers, offers nobody takes, desks that close. The place is kept.

use serde_json::{Value, json};
use warmline_base::Millis;

use super::until;
use crate::support::{Staff, TestHouse};

async fn presence_of(reader: &Staff, who: &Staff) -> Value {
    let all = reader.get("/api/presence").await.good();
    let known = all["items"].as_array().unwrap().iter().find(|presence| presence["agent"] == who.id.as_str());
    known.cloned().unwrap_or(Value::Null)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transfer_carries_the_note_and_the_wait() {
    let house = TestHouse::open().await;
    let mut first = house.desk("S001").await;
    let mut visitor = house.customer("C001").await;
    visitor.say("转人工").await;
    let offer = first.take(&visitor.interaction).await;
    let began = offer["interaction"]["queued_at"].clone();
    house.advance(Millis::minutes(3));
    let mut second = house.desk("S009").await;
    let id = visitor.interaction.clone();
    let path = format!("/api/interactions/{id}/transfer");
    let to = json!({"queue": house.queue("credit_card").await});
    first.staff.post(&path, json!({"to": to, "note": ""})).await.refused(422, "WL-TRANSFER-NOTE");
    first.staff.post(&path, json!({"to": to, "note": "客户问账单分期，已核对身份"})).await.expect(204);
    let offer = second.take(&id).await;
    assert_eq!(offer["interaction"]["queue"]["name"], "信用卡");
    assert_eq!(offer["interaction"]["queued_at"], began, "the wait counts from the first queueing");
    let events = second.staff.get(&format!("/api/interactions/{id}/events")).await.good();
    let passed = |event: &&Value| event["name"] == "interaction.transferred";
    let passed = events["items"].as_array().unwrap().iter().find(passed).expect("a transfer");
    assert_eq!(passed["body"]["note"], "客户问账单分期，已核对身份");
    first
        .staff
        .post(&format!("/api/interactions/{id}/messages"), json!({"client_id": uuid::Uuid::nil(), "text": "还在吗"}))
        .await
        .refused(404, "WL-NOT-FOUND");
}

/// RONA: an offer that rings out makes the agent not ready, and rings at the next one's desk.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_offer_nobody_takes_goes_to_the_next_and_keeps_its_place() {
    let house = TestHouse::open().await;
    let mut away = house.desk("S002").await;
    let mut visitor = house.customer("C001").await;
    visitor.say("转人工").await;
    let ringing = away.offered(&visitor.interaction).await;
    let mut later = house.customer("C004").await;
    later.say("转人工").await;
    let mut next = house.desk("S005").await;
    house.advance(Millis::seconds(21));
    next.ready().await;
    let offer = next.offered(&visitor.interaction).await;
    assert_eq!(offer["interaction"]["queued_at"], ringing["interaction"]["queued_at"]);
    let presence = presence_of(&next.staff, &away.staff).await;
    assert_eq!((&presence["state"], &presence["reason"]), (&json!("not_ready"), &json!("rona")), "{presence}");
    away.accept(&ringing).await.refused(404, "WL-NOT-FOUND");
}

/// A desk that closes for good gives its work back; a customer in the middle of it waits first in line.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn work_at_a_closed_desk_comes_back_after_the_grace() {
    let house = TestHouse::open().await;
    let mut desk = house.desk("S001").await;
    let mut visitor = house.customer("C001").await;
    visitor.say("转人工").await;
    let offer = desk.take(&visitor.interaction).await;
    let gone = desk.staff.clone();
    let mut other = house.desk("S007").await;
    drop(desk);
    let disconnected = || async {
        let presence = presence_of(&gone, &gone).await;
        (presence["connected"] == false).then_some(presence)
    };
    until("a desk that is closed", disconnected).await;
    house.advance(Millis::seconds(61));
    other.ready().await;
    let back = other.take(&visitor.interaction).await;
    assert_eq!(back["interaction"]["queued_at"], offer["interaction"]["queued_at"]);
    visitor.say("还有人吗").await;
    assert_eq!(other.told(&visitor.interaction, "interaction.message").await["body"]["text"], "还有人吗");
}

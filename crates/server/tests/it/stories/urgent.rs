//! Emergencies, complaints and people at the end of their patience.

use serde_json::json;

use crate::support::TestHouse;

/// Whoever is in need reaches a person at once: first in line, no menu, no bot, no identity check.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_emergency_is_never_held_up() {
    let house = TestHouse::open().await;
    let mut desk = house.desk("S006").await;
    let mut visitor = house.visitor().await;
    visitor.say("我老婆要手术，卡被吞了").await;
    let offer = desk.take(&visitor.interaction).await;
    let row = &offer["interaction"];
    assert_eq!((&row["queue"]["name"], &row["priority"]), (&json!("紧急求助"), &json!(0)));
    assert_eq!((&row["identity_level"], &row["customer"]), (&json!("V0"), &json!(null)));
    let events = desk.staff.get(&format!("/api/interactions/{}/events", visitor.interaction)).await.good();
    let cards: Vec<_> =
        events["items"].as_array().unwrap().iter().filter_map(|event| event["body"]["card"]["kind"].as_str()).collect();
    assert!(!cards.contains(&"answer"), "{cards:?}");
}

/// Also in the middle of something else, and before everybody who came earlier.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_emergency_overtakes_everybody_who_waits() {
    let house = TestHouse::open().await;
    let mut earlier = house.customer("C003").await;
    earlier.say("转人工").await;
    earlier.told("interaction.queued").await;
    let mut urgent = house.visitor().await;
    urgent.say("怎么查账户余额").await;
    urgent.say("有人让我把钱转到安全账户").await;
    urgent.told("interaction.queued").await;
    let mut desk = house.desk("S006").await;
    desk.offered(&urgent.interaction).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_complaint_goes_to_the_complaints_desk() {
    let house = TestHouse::open().await;
    let mut desk = house.desk("S018").await;
    let mut visitor = house.customer("C007").await;
    visitor.say("我要投诉你们网点").await;
    let offer = desk.take(&visitor.interaction).await;
    assert_eq!(offer["interaction"]["queue"]["name"], "投诉受理");
    assert_eq!(offer["interaction"]["priority"], 1);
}

/// US11 as far as chat reaches: the words are heard, the mood rises, and the agent has what to say first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn impatience_is_heard_and_met_with_words_of_comfort() {
    let house = TestHouse::open().await;
    let mut desk = house.desk("S002").await;
    let mut visitor = house.customer("C010").await;
    visitor.say("转账没到账").await;
    visitor.say("我一直在问，打了多次了都没人管，转人工").await;
    let offer = desk.take(&visitor.interaction).await;
    assert!(offer["interaction"]["mood"].as_i64() >= Some(2), "{offer}");
    let help = desk.staff.get(&format!("/api/interactions/{}/suggestions", visitor.interaction)).await.good();
    assert!(help["mood"].as_i64() >= Some(2), "{} {}", help["mood"], help["hot_words"]);
    assert!(!help["hot_words"].as_array().unwrap().is_empty(), "{help}");
    for step in ["restate", "understand", "commit"] {
        assert!(!help["empathy"][0][step].as_str().unwrap().is_empty(), "{step}");
    }
    // Nothing the assistant offers promises money.
    assert!(!help["empathy"].to_string().contains("保证"), "{}", help["empathy"]);
}

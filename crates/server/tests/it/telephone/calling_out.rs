//! A colleague calls a customer: about a contact in hand or a case, through a trunk, and never beyond the dial plan.

use serde_json::{Value, json};

use super::callback::with_customer;
use super::reaching::{AGENT, CUSTOMER, events, state_is};
use super::{at_desk, desk_phone, step};
use crate::stories::until;
use crate::support::{Phone, Staff, Standing, TestHouse};

/// A chat in the hands of S001, who has a phone, of the customer C001; the agent, the phone and the interaction.
pub async fn chat_in_hand(house: &TestHouse) -> (Staff, Phone, String) {
    let phone = desk_phone(house, "S001", AGENT).await;
    let mut desk = house.desk("S001").await;
    let mut visitor = house.customer("C001").await;
    visitor.say("转人工").await;
    desk.take(&visitor.interaction).await;
    let (staff, interaction) = (desk.staff.clone(), visitor.interaction.clone());
    // The desk stays open while the test runs.
    std::mem::forget(desk);
    (staff, phone, interaction)
}

pub async fn calls(staff: &Staff, about: Value) -> String {
    let begun = staff.post("/api/calls", about).await.expect(201);
    begun["interaction"].as_str().expect("an interaction").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_colleague_calls_the_customer_of_a_chat_and_it_is_recorded_after_the_notice() {
    let (house, customer) = with_customer("1XXXXXXXXXX").await;
    let (staff, phone, chat) = chat_in_hand(&house).await;
    let call = calls(&staff, json!({"interaction": chat})).await;
    assert_ne!(call, chat);
    phone.stands(Standing::Up).await;
    customer.stands(Standing::Up).await;
    customer.hears(AGENT).await;
    phone.hears(CUSTOMER).await;
    assert!(customer.called()[0].starts_with("140"), "the number of the record was dialled: {:?}", customer.called());
    let row = staff.get(&format!("/api/interactions/{call}")).await.good();
    assert_eq!(
        (&row["channel"], &row["state"], &row["agent"]["id"]),
        (&json!("voice"), &json!("active"), &json!(staff.id))
    );
    let text =
        serde_json::to_string(&staff.get(&format!("/api/interactions/{call}/events?after=0&limit=200")).await.good());
    assert!(!text.unwrap().contains(&customer.called()[0]), "nobody is shown the number");
    let names = events(&staff, &call).await;
    assert_eq!(names[..3], ["interaction.arrived", "interaction.called_out", "interaction.accepted"]);
    until("it is recorded", || async {
        let call = staff.get(&format!("/api/interactions/{call}/call")).await.good();
        (call["recording"] == true).then_some(())
    })
    .await;
    step(&staff, &call, json!({"do": "hold"})).await;
    step(&staff, &call, json!({"do": "resume"})).await;
    customer.hang_up().await;
    phone.stands(Standing::Over).await;
    state_is(&staff, &call, "wrap_up").await;
    let audit = house.staff("S021").await.get("/api/audit?limit=200").await.good();
    let entries = audit["items"].as_array().unwrap();
    assert!(entries.iter().any(|entry| entry["action"] == "call.out"), "{audit}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_called_beyond_the_dial_plan_or_without_a_ground_or_by_somebody_else() {
    let (house, customer) = with_customer("0X.").await;
    let (staff, _phone, chat) = chat_in_hand(&house).await;
    let refused = staff.post("/api/calls", json!({"interaction": chat})).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("WL-VOICE-NUMBER")));
    assert_eq!(staff.post("/api/calls", json!({})).await.json()["code"], "WL-VOICE-TARGET");
    let other = at_desk(house.staff("S003").await).await;
    assert_eq!(other.staff.post("/api/calls", json!({"interaction": chat})).await.status, 404, "not theirs");
    assert_eq!(customer.called(), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_who_does_not_answer_leaves_the_agent_the_wrap_up() {
    let (house, customer) = with_customer("1XXXXXXXXXX").await;
    customer.refuse(Some("486 Busy Here"));
    let (staff, phone, chat) = chat_in_hand(&house).await;
    let call = calls(&staff, json!({"interaction": chat})).await;
    phone.stands(Standing::Over).await;
    state_is(&staff, &call, "wrap_up").await;
    let ended = staff.get(&format!("/api/interactions/{call}/events?after=0&limit=200")).await.good();
    let reason = ended["items"].as_array().unwrap().iter().find(|event| event["name"] == "interaction.ended");
    assert_eq!(reason.expect("an end")["body"]["reason"], "not_reached");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_is_called_about_a_case_which_tells_of_the_call_without_the_number() {
    let (house, customer) = with_customer("1XXXXXXXXXX").await;
    let (staff, phone, chat) = chat_in_hand(&house).await;
    let case = json!({
        "interaction": chat, "title": "吞卡", "need": "请尽快取卡", "kind": "service", "priority": 3, "department": "D02",
        "task_title": "开柜取卡",
    });
    let case = staff.post("/api/cases", case).await.good()["id"].as_str().expect("a case").to_owned();
    let call = calls(&staff, json!({"case": case})).await;
    phone.stands(Standing::Up).await;
    customer.stands(Standing::Up).await;
    customer.hears(AGENT).await;
    let number = customer.called()[0].clone();
    let page = staff.get(&format!("/api/cases/{case}")).await.good();
    let told = page["timeline"].as_array().unwrap().iter().find(|event| event["name"] == "case.called");
    assert_eq!(told.expect("the case tells of the call")["body"]["interaction"], json!(call), "{page}");
    let log = staff.get(&format!("/api/interactions/{call}/events?after=0&limit=200")).await.good();
    let called = log["items"].as_array().unwrap().iter().find(|event| event["name"] == "interaction.called_out");
    assert_eq!(called.expect("the call is one out")["body"]["case"], json!(case));
    assert!(!page.to_string().contains(&number) && !log.to_string().contains(&number), "nobody is shown the number");
    // Whose case it is not may not call about it.
    let other = at_desk(house.staff("S003").await).await;
    assert_eq!(other.staff.post("/api/calls", json!({"case": case})).await.status, 404);
}

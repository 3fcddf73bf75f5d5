//! A call is handed on: after a consultation, at once, to a queue, and to three at a time.

use serde_json::{Value, json};

use super::reaching::{AGENT, CUSTOMER, events, put_through, state_is};
use super::{colleague, hears_no_more, is_with, presence, step};
use crate::stories::until;
use crate::support::{Staff, Standing};

/// The second colleague's tone.
const SECOND: f64 = 1_500.0;

async fn waited_since(staff: &Staff, interaction: &str) -> Vec<String> {
    let page = staff.get(&format!("/api/interactions/{interaction}/events?after=0&limit=200")).await.good();
    let queued = page["items"].as_array().unwrap().iter().filter(|event| event["name"] == "interaction.queued");
    queued.map(|event| event["body"]["queued_at"].as_str().unwrap().to_owned()).collect()
}

async fn handled(supervisor: &Staff, agent: &str) -> i64 {
    let path = "/api/reports/intervals?from=2026-01-01T00:00:00Z&to=2026-12-31T00:00:00Z&by=agent&minutes=1440";
    let report = supervisor.get(path).await.good();
    let rows = report["rows"].as_array().unwrap().iter().filter(|row| row["key"] == agent);
    rows.map(|row| row["handled"].as_i64().unwrap_or_default()).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_consulted_colleague_hears_the_agent_alone_and_then_has_the_customer_and_the_interaction() {
    let (house, supervisor, desk, customer, agent, id) = put_through().await;
    let (second_desk, second) = colleague(&house, "S003", SECOND).await;
    customer.hears(AGENT).await;
    step(&desk.staff, &id, json!({"do": "consult", "agent": second_desk.staff.id})).await;
    agent.hears(SECOND).await;
    second.hears(AGENT).await;
    hears_no_more(&customer, AGENT).await;
    assert!(customer.level(SECOND) < 300.0 && second.level(CUSTOMER) < 300.0, "customer and colleague are apart");
    until("the customer hears music", || async { (customer.loudness() > 500).then_some(()) }).await;

    // Whoever is asked may see what it is about, mute, and do nothing else with the call.
    let asked = &second_desk.staff;
    asked.get(&format!("/api/interactions/{id}")).await.good();
    assert!(!events(asked, &id).await.is_empty());
    let view = asked.get(&format!("/api/interactions/{id}/call")).await.good();
    assert_eq!(view["progress"], "served");
    step(asked, &id, json!({"do": "mute"})).await;
    hears_no_more(&agent, SECOND).await;
    step(asked, &id, json!({"do": "unmute"})).await;
    agent.hears(SECOND).await;
    asked.post(&format!("/api/interactions/{id}/call"), json!({"do": "hold"})).await.refused(404, "WL-NOT-FOUND");

    step(&desk.staff, &id, json!({"do": "swap"})).await;
    customer.hears(AGENT).await;
    agent.hears(CUSTOMER).await;
    hears_no_more(&second, AGENT).await;
    step(&desk.staff, &id, json!({"do": "swap"})).await;
    second.hears(AGENT).await;

    let since = waited_since(&desk.staff, &id).await;
    step(&desk.staff, &id, json!({"do": "complete"})).await;
    agent.stands(Standing::Over).await;
    customer.hears(SECOND).await;
    second.hears(CUSTOMER).await;
    is_with(&second_desk.staff, &id, &second_desk.staff.id).await;
    assert_eq!(presence(&desk.staff).await, "ready", "whoever handed it on is free");
    assert_eq!(presence(&second_desk.staff).await, "working");
    assert_eq!(waited_since(&second_desk.staff, &id).await, since, "it waited no second time");

    second.hang_up().await;
    state_is(&second_desk.staff, &id, "wrap_up").await;
    customer.stands(Standing::Over).await;
    for name in ["call.transfer_started", "call.transfer_done", "call.ended"] {
        let written =
            || async { events(&second_desk.staff, &id).await.iter().any(|known| known == name).then_some(()) };
        until(name, written).await;
    }
    second_desk.staff.post(&format!("/api/interactions/{id}/wrap-up"), wrap_up(&second_desk.staff).await).await.good();
    for one in [&desk.staff.id, &second_desk.staff.id] {
        let counted = || async { (handled(&supervisor, one).await == 1).then_some(()) };
        until("both have handled it in the report", counted).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_consulted_colleague_leaves_by_the_desk_and_sees_the_interaction_no_more() {
    let (house, _, desk, customer, agent, id) = put_through().await;
    let (second_desk, second) = colleague(&house, "S003", SECOND).await;
    let (asked, path) = (&second_desk.staff, format!("/api/interactions/{id}"));
    asked.get(&path).await.refused(404, "WL-NOT-FOUND");
    step(&desk.staff, &id, json!({"do": "consult", "agent": asked.id})).await;
    agent.hears(SECOND).await;
    asked.get(&path).await.good();
    step(asked, &id, json!({"do": "hang_up"})).await;
    second.stands(Standing::Over).await;
    until("what was seen is out of sight", || async {
        (asked.get(&path).await.json()["code"] == "WL-NOT-FOUND").then_some(())
    })
    .await;
    // The customer is the agent's as before.
    customer.hears(AGENT).await;
    let auditor = house.staff("S021").await;
    let audit = auditor.get(&format!("/api/audit?object=interaction:{id}&limit=200")).await.good();
    let looked = |entry: &Value| entry["action"] == "interaction.read" && entry["purpose"] == "in_call";
    assert!(audit["items"].as_array().unwrap().iter().any(looked), "{audit}");
}

async fn wrap_up(staff: &Staff) -> Value {
    let kinds = staff.get("/api/dispositions").await.good();
    json!({"disposition": kinds["items"][0]["code"], "need": "", "next_step": ""})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_passed_to_a_colleague_rings_there_and_keeps_its_wait() {
    let (house, _, desk, customer, agent, id) = put_through().await;
    let (second_desk, second) = colleague(&house, "S003", SECOND).await;
    let since = waited_since(&desk.staff, &id).await;
    let pass = json!({"to": {"agent": second_desk.staff.id}, "note": "客户问转账限额"});
    desk.staff.post(&format!("/api/interactions/{id}/transfer"), pass).await.good();
    agent.stands(Standing::Over).await;
    customer.hears(SECOND).await;
    second.hears(CUSTOMER).await;
    let row = is_with(&second_desk.staff, &id, &second_desk.staff.id).await;
    assert_eq!(row["state"], "active", "{row}");
    let waits = waited_since(&second_desk.staff, &id).await;
    assert!(waits.len() == 2 && waits[1] == since[0], "the wait is the customer's first: {waits:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_passed_to_a_queue_is_taken_by_whoever_serves_it() {
    let (house, _, desk, customer, agent, id) = put_through().await;
    let (second_desk, second) = colleague(&house, "S003", SECOND).await;
    let credit = house.queue("credit_card").await;
    let pass = json!({"to": {"queue": credit}, "note": "客户问信用卡账单"});
    desk.staff.post(&format!("/api/interactions/{id}/transfer"), pass).await.good();
    agent.stands(Standing::Over).await;
    customer.hears(SECOND).await;
    second.hears(CUSTOMER).await;
    let row = is_with(&second_desk.staff, &id, &second_desk.staff.id).await;
    assert_eq!(row["queue"]["id"], credit.as_str(), "{row}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_in_a_conference_hear_each_other_and_the_colleague_goes_on_when_the_agent_leaves() {
    let (house, _, desk, customer, agent, id) = put_through().await;
    let (second_desk, second) = colleague(&house, "S003", SECOND).await;
    step(&desk.staff, &id, json!({"do": "consult", "agent": second_desk.staff.id})).await;
    second.hears(AGENT).await;
    step(&desk.staff, &id, json!({"do": "conference"})).await;
    let pairs = [
        (&customer, AGENT),
        (&customer, SECOND),
        (&agent, CUSTOMER),
        (&agent, SECOND),
        (&second, CUSTOMER),
        (&second, AGENT),
    ];
    for (phone, tone) in pairs {
        phone.hears(tone).await;
    }
    is_with(&desk.staff, &id, &desk.staff.id).await;
    agent.hang_up().await;
    is_with(&second_desk.staff, &id, &second_desk.staff.id).await;
    hears_no_more(&customer, AGENT).await;
    customer.hears(SECOND).await;
    let names = events(&second_desk.staff, &id).await;
    assert!(names.iter().any(|name| name == "call.conference"), "{names:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_colleague_without_a_desk_is_not_consulted() {
    let (house, _, desk, customer, _agent, id) = put_through().await;
    let absent = house.staff("S003").await;
    let ask = json!({"do": "consult", "agent": absent.id});
    let refused = desk.staff.post(&format!("/api/interactions/{id}/call"), ask).await;
    refused.refused(409, "WL-VOICE-AWAY");
    customer.hears(AGENT).await;
}

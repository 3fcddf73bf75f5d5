//! A supervisor beside an agent: who hears whom, who has the customer, and what the audit log says of it.

use serde_json::{Value, json};

use super::reaching::{AGENT, CUSTOMER, put_through};
use super::{at_desk, colleague, desk_phone, hears_no_more, is_with, step};
use crate::stories::until;
use crate::support::Standing;

/// The supervisor's tone.
const SUPERVISOR: f64 = 1_500.0;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_supervisor_is_heard_by_nobody_then_the_agent_then_everybody_and_then_serves() {
    let (house, supervisor, desk, customer, agent, id) = put_through().await;
    let beside = desk_phone(&house, "S005", SUPERVISOR).await;
    let over_desk = at_desk(supervisor).await;
    let over = &over_desk.staff;
    customer.hears(AGENT).await;
    let whom = desk.staff.id.clone();
    let ask = |mode: &str| json!({"do": mode, "agent": whom});

    step(over, &id, ask("listen")).await;
    beside.hears(CUSTOMER).await;
    beside.hears(AGENT).await;
    assert!(agent.level(SUPERVISOR) < 300.0 && customer.level(SUPERVISOR) < 300.0, "who listens is not heard");

    step(over, &id, ask("whisper")).await;
    agent.hears(SUPERVISOR).await;
    agent.hears(CUSTOMER).await;
    assert!(customer.level(SUPERVISOR) < 300.0, "a whisper is for the agent alone");

    step(over, &id, json!({"do": "mute"})).await;
    hears_no_more(&agent, SUPERVISOR).await;
    step(over, &id, json!({"do": "unmute"})).await;
    step(over, &id, ask("barge")).await;
    customer.hears(SUPERVISOR).await;
    customer.hears(AGENT).await;

    step(over, &id, ask("take_over")).await;
    agent.stands(Standing::Over).await;
    hears_no_more(&customer, AGENT).await;
    customer.hears(SUPERVISOR).await;
    beside.hears(CUSTOMER).await;
    is_with(over, &id, &over.id).await;

    let page = over.get(&format!("/api/interactions/{id}/events?after=0&limit=200")).await.good();
    let modes: Vec<&Value> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["name"] == "call.supervised")
        .map(|event| &event["body"]["mode"])
        .collect();
    assert_eq!(modes, ["listen", "whisper", "barge", "take_over"]);
    let auditor = house.staff("S021").await;
    let audit = auditor.get(&format!("/api/audit?object=interaction:{id}&limit=200")).await.good();
    for mode in ["listen", "whisper", "barge", "take_over"] {
        let done = |entry: &Value| {
            entry["action"] == "call.supervise" && entry["purpose"] == mode && entry["outcome"] == "done"
        };
        assert!(audit["items"].as_array().unwrap().iter().any(done), "{mode} in {audit}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_colleague_may_not_listen_and_a_lead_of_another_team_finds_nothing() {
    let (house, _supervisor, desk, customer, _agent, id) = put_through().await;
    let (curious, phone) = colleague(&house, "S003", SUPERVISOR).await;
    let path = format!("/api/interactions/{id}/call");
    let listen = json!({"do": "listen", "agent": desk.staff.id});
    let refused = curious.staff.post(&path, listen.clone()).await;
    assert!(matches!(refused.status, 403 | 404), "{}", refused.text);
    let foreign = house.hire("T9001", "team_lead", None, "望澜").await;
    foreign.post(&path, listen).await.refused(404, "WL-NOT-FOUND");
    customer.hears(AGENT).await;
    assert_eq!(phone.standing(), Standing::Idle, "no phone rang");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_taken_at_the_desk_moves_to_the_supervisors_phone() {
    let (house, supervisor, desk, customer, agent, id) = put_through().await;
    let beside = desk_phone(&house, "S005", SUPERVISOR).await;
    let over_desk = at_desk(supervisor).await;
    let over = &over_desk.staff;
    over.post(&format!("/api/interactions/{id}/take"), json!({"why": "客户要求主管"})).await.good();
    agent.stands(Standing::Over).await;
    customer.hears(SUPERVISOR).await;
    beside.hears(CUSTOMER).await;
    is_with(over, &id, &over.id).await;
    let free = || async {
        let me = desk.staff.get("/api/me").await.good();
        (me["presence"]["state"] == "ready").then_some(())
    };
    until("the agent is free", free).await;
}

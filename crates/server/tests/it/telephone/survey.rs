//! Who is let go by the agent is asked how it was, keys it, and is counted like whoever answers in the chat.

use serde_json::{Value, json};

use super::callback::{wishes, with_customer};
use super::reaching::{AGENT, put_through, state_is};
use super::{colleague, step};
use crate::stories::until;
use crate::support::{Phone, Staff, Standing};

/// Presses a key until the answer is stored; the answers of this interaction.
async fn keys(staff: &Staff, customer: &Phone, interaction: &str, key: char) -> Vec<Value> {
    until("the answer is stored", || async {
        customer.press(key).await;
        let rated = ratings(staff, interaction).await;
        (!rated.is_empty()).then_some(rated)
    })
    .await
}

async fn ratings(staff: &Staff, interaction: &str) -> Vec<Value> {
    let page = staff.get(&format!("/api/interactions/{interaction}/events?after=0&limit=200")).await.good();
    let rated = page["items"].as_array().unwrap().iter().filter(|event| event["name"] == "interaction.rated");
    rated.map(|event| event["body"].clone()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_keys_how_it_was_and_is_counted_as_in_the_chat() {
    let (house, supervisor, desk, customer, agent, id) = put_through().await;
    customer.hears(AGENT).await;
    agent.hang_up().await;
    state_is(&desk.staff, &id, "wrap_up").await;
    let rated = keys(&supervisor, &customer, &id, '4').await;
    customer.press('1').await;
    customer.stands(Standing::Over).await;
    assert_eq!((&rated[0]["friendly"], &rated[0]["fast"]), (&json!(4), &json!(4)));
    assert_eq!((&rated[0]["agent"], &rated[0]["solved"]), (&json!(desk.staff.id), &Value::Null), "what was not asked");
    assert_eq!(ratings(&supervisor, &id).await.len(), 1, "once an interaction");

    let quality = house.staff("S011").await;
    let list = quality.get("/api/surveys").await.good();
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1), "{list}");
    assert_eq!((&list["items"][0]["channel"], &list["items"][0]["recommend"]), (&json!("voice"), &Value::Null));
    let path = "/api/reports/intervals?from=2026-01-01T00:00:00Z&to=2026-12-31T00:00:00Z&by=none&minutes=1440";
    let counted = || async {
        let report = supervisor.get(path).await.good();
        let row = report["rows"].as_array().and_then(|rows| rows.first().cloned())?;
        let figures = ["ratings", "satisfied", "friendly_points", "recommend_unasked", "detractors"];
        (figures.map(|name| row[name].as_i64().unwrap_or(-1)) == [1, 1, 4, 1, 0]).then_some(())
    };
    until("the report counts the answer", counted).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_called_back_is_asked_how_it_was_as_well_and_nobody_must_answer() {
    let (house, customer) = with_customer("1XXXXXXXXXX").await;
    let supervisor = house.staff("S005").await;
    let id = wishes(&supervisor, &customer).await;
    let (desk, agent) = colleague(&house, "S001", AGENT).await;
    customer.stands(Standing::Up).await;
    customer.hears(AGENT).await;
    agent.hang_up().await;
    state_is(&desk.staff, &id, "wrap_up").await;
    let rated = keys(&supervisor, &customer, &id, '5').await;
    assert_eq!((rated.len(), &rated[0]["friendly"]), (1, &json!(5)));
    customer.stands(Standing::Over).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_keys_nothing_hears_the_good_bye_and_is_let_go() {
    let (_house, supervisor, desk, customer, agent, id) = put_through().await;
    agent.hears(super::reaching::CUSTOMER).await;
    step(&desk.staff, &id, json!({"do": "hold"})).await;
    // Ended at the desk, with the customer on hold.
    desk.staff.post(&format!("/api/interactions/{id}/end"), json!({})).await.expect(204);
    agent.stands(Standing::Over).await;
    assert_eq!(customer.standing(), Standing::Up, "the customer is asked");
    customer.stands(Standing::Over).await;
    assert_eq!(ratings(&supervisor, &id).await, [] as [Value; 0]);
}

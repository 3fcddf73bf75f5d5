//! The surgery call's telephone half: an emergency at night reaches a person at once, and the same person again.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;
use warmline_base::Millis;

use super::reaching::{AGENT, CUSTOMER, state_is};
use super::{colleague, is_with, open, open_with_file};
use crate::stories::until;
use crate::support::{Desk, Phone, Staff, Standing, TestHouse};

const SECOND: f64 = 1_500.0;
/// An emergency reaches a person within this.
const AT_ONCE: Duration = Duration::from_secs(20);
/// A line that sends nothing is given up after this.
const LOST_AFTER: Duration = Duration::from_secs(31);

/// The newest call, as a colleague who sees them all lists it.
async fn newest(staff: &Staff) -> Value {
    let list = staff.get("/api/interactions?view=all&channel=voice").await.good();
    let items = list["items"].as_array().cloned().unwrap_or_default();
    items.into_iter().max_by_key(|row| row["started_at"].as_str().unwrap_or_default().to_owned()).unwrap_or_default()
}

async fn queued(staff: &Staff, interaction: &str) -> Value {
    let page = staff.get(&format!("/api/interactions/{interaction}/events?after=0&limit=200")).await.good();
    let queued = page["items"].as_array().unwrap().iter().find(|event| event["name"] == "interaction.queued");
    queued.expect("it waited")["body"].clone()
}

/// A caller from this number presses `key` until a colleague's phone answers; how long that took.
async fn calls(house: &TestHouse, key: char, agent: &Phone) -> (Phone, Duration) {
    let address = house.house.telephone.address().expect("an address");
    let customer = Phone::plug_in(address, "13900000001", CUSTOMER).await;
    customer.call("90588").await;
    customer.stands(Standing::Up).await;
    let begun = Instant::now();
    until("the colleague's phone answers", || async {
        customer.press(key).await;
        (agent.standing() == Standing::Up).then_some(())
    })
    .await;
    (customer, begun.elapsed())
}

async fn writes_up(desk: &Desk, interaction: &str) {
    let kinds = desk.staff.get("/api/dispositions").await.good();
    let written = json!({"disposition": kinds["items"][0]["code"], "need": "吞卡", "next_step": "等待来电"});
    desk.staff.post(&format!("/api/interactions/{interaction}/wrap-up"), written).await.expect(204);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_one_at_night_an_emergency_reaches_a_person_at_once_and_after_a_lost_line_the_same_one() {
    let (house, _) = open().await;
    house.advance(Millis::minutes(16 * 60));
    let (desk, agent) = colleague(&house, "S001", AGENT).await;
    let (customer, took) = calls(&house, '*', &agent).await;
    assert!(took < AT_ONCE, "{took:?}");
    let supervisor = house.staff("S005").await;
    let first = newest(&supervisor).await["id"].as_str().expect("a call").to_owned();
    assert_eq!(queued(&supervisor, &first).await["priority"], 0, "an emergency comes before all others");
    agent.hears(CUSTOMER).await;

    customer.is_cut_off().await;
    tokio::time::sleep(LOST_AFTER).await;
    state_is(&supervisor, &first, "wrap_up").await;
    writes_up(&desk, &first).await;

    // A colleague who knows emergencies better, and has waited longer, is there meanwhile.
    let (other_desk, other) = colleague(&house, "S003", SECOND).await;
    let (again, took) = calls(&house, '1', &agent).await;
    assert!(took < AT_ONCE, "{took:?}");
    let second = newest(&supervisor).await["id"].as_str().expect("a call").to_owned();
    assert_ne!(second, first);
    is_with(&supervisor, &second, &desk.staff.id).await;
    assert_eq!(other.standing(), Standing::Idle, "{}", other_desk.staff.id);
    again.hears(AGENT).await;
    agent.hears(CUSTOMER).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_dials_the_number_for_emergencies_reaches_a_person_without_a_menu() {
    let (house, address) = open_with_file("emergency = [\"90580\"]").await;
    house.advance(Millis::minutes(16 * 60));
    let (_desk, agent) = colleague(&house, "S001", AGENT).await;
    let customer = Phone::plug_in(address, "13900000001", CUSTOMER).await;
    let begun = Instant::now();
    customer.call("90580").await;
    agent.stands(Standing::Up).await;
    assert!(begun.elapsed() < AT_ONCE, "{:?}", begun.elapsed());
    let supervisor = house.staff("S005").await;
    let call = newest(&supervisor).await["id"].as_str().expect("a call").to_owned();
    let page = supervisor.get(&format!("/api/interactions/{call}/events?after=0&limit=200")).await.good();
    let waits: Vec<&Value> =
        page["items"].as_array().unwrap().iter().filter(|event| event["name"] == "interaction.queued").collect();
    assert_eq!(waits.last().expect("it waited")["body"]["priority"], 0, "an emergency comes before all others");
    agent.hears(CUSTOMER).await;
    customer.hears(AGENT).await;
}

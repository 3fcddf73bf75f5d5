//! A caller reaches a colleague.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};
use warmline_media::goertzel::amplitude;

use super::{colleague, open_with_file};
use crate::stories::until;
use crate::support::{Desk, Phone, Staff, Standing, TestHouse};

pub const CUSTOMER: f64 = 700.0;
pub const AGENT: f64 = 1_100.0;

/// The interaction of the one call there is, as a colleague's desk lists it.
pub async fn row(staff: &Staff) -> Value {
    let found = || async {
        let list = staff.get("/api/interactions?view=all&channel=voice").await.good();
        list["items"].as_array().and_then(|items| items.first().cloned())
    };
    until("the call stands in the list", found).await
}

pub async fn events(staff: &Staff, interaction: &str) -> Vec<String> {
    let page = staff.get(&format!("/api/interactions/{interaction}/events?after=0&limit=200")).await.good();
    page["items"].as_array().unwrap().iter().map(|event| event["name"].as_str().unwrap().to_owned()).collect()
}

pub async fn state_is(staff: &Staff, interaction: &str, state: &str) {
    let reached = || async {
        let detail = staff.get(&format!("/api/interactions/{interaction}")).await.good();
        (detail["state"] == state).then_some(())
    };
    until(&format!("the call is {state}"), reached).await;
}

/// Waits until the recording runs, or rests.
pub async fn is_recording(staff: &Staff, id: &str, wanted: bool) {
    let path = format!("/api/interactions/{id}/call");
    let reached = || async { (staff.get(&path).await.good()["recording"] == wanted).then_some(()) };
    until("the recording runs or rests as it should", reached).await;
}

/// A supervisor, a colleague at a desk with a registered phone, and a caller who pressed `0` in the menu and was put
/// through: the house, both of them, the caller's phone, the colleague's, and the interaction.
pub async fn put_through() -> (TestHouse, Staff, Desk, Phone, Phone, String) {
    put_through_with("").await
}

/// The same with a telephone's file of this text.
pub async fn put_through_with(file: &str) -> (TestHouse, Staff, Desk, Phone, Phone, String) {
    let (house, address) = open_with_file(file).await;
    let (desk, agent) = colleague(&house, "S001", AGENT).await;
    let (supervisor, customer, id) = asks_for_a_person(&house, address).await;
    agent.stands(Standing::Up).await;
    state_is(&desk.staff, &id, "active").await;
    (house, supervisor, desk, customer, agent, id)
}

/// A caller who presses `0` in the menu until that is taken: a supervisor, the caller's phone, the interaction.
pub async fn asks_for_a_person(house: &TestHouse, address: SocketAddr) -> (Staff, Phone, String) {
    let customer = Phone::plug_in(address, "13900000001", CUSTOMER).await;
    customer.call("90588").await;
    customer.stands(Standing::Up).await;
    let supervisor = house.staff("S005").await;
    let call = row(&supervisor).await;
    let id = call["id"].as_str().unwrap().to_owned();
    assert_eq!((call["channel"].as_str(), call["state"].as_str()), (Some("voice"), Some("bot")));
    // The notice is said to the end before keys count.
    until("the menu asks", || async {
        customer.press('0').await;
        let names = events(&supervisor, &id).await;
        names.iter().any(|name| name == "call.digit_menu").then_some(())
    })
    .await;
    (supervisor, customer, id)
}

/// How loud `own` is in the tenth of a second where it is loudest, and `foreign` there. A busy machine sends late, and
/// what conceals that is no clean tone; somewhere there is one.
fn clearest(samples: &[i16], own: f64, foreign: f64) -> (f64, f64) {
    let windows = samples.chunks_exact(800).map(|window| (amplitude(window, own), amplitude(window, foreign)));
    windows.max_by(|one, other| one.0.total_cmp(&other.0)).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_keys_through_the_menu_and_talks_with_a_colleague_and_both_are_recorded() {
    let (_house, _supervisor, desk, customer, agent, id) = put_through().await;
    customer.hears(AGENT).await;
    agent.hears(CUSTOMER).await;
    assert!(agent.level(AGENT) < 200.0, "nobody hears themselves");
    let call = desk.staff.get(&format!("/api/interactions/{id}/call")).await.good();
    assert_eq!((&call["progress"], &call["recording"]), (&json!("served"), &json!(true)));
    tokio::time::sleep(Duration::from_millis(1_200)).await;

    customer.hang_up().await;
    agent.stands(Standing::Over).await;
    state_is(&desk.staff, &id, "wrap_up").await;
    let names = until("the call's quality is told", || async {
        let names = events(&desk.staff, &id).await;
        names.iter().any(|name| name == "call.quality").then_some(names)
    })
    .await;
    for name in
        ["call.started", "call.answered", "call.leg_added", "recording.started", "recording.stopped", "call.ended"]
    {
        assert!(names.iter().any(|known| known == name), "{name} in {names:?}");
    }
    let list = desk.staff.get(&format!("/api/interactions/{id}/recordings")).await.good();
    let recording = list["items"][0]["id"].as_str().expect("a recording").to_owned();
    let sound = desk.staff.request(reqwest::Method::GET, &format!("/api/recordings/{recording}")).send().await.unwrap();
    assert_eq!(sound.headers()["content-type"], "audio/wav");
    let bytes = sound.bytes().await.unwrap();
    let channel = |offset: usize| -> Vec<i16> {
        let samples = bytes[44..].chunks_exact(4).map(|pair| i16::from_le_bytes([pair[offset], pair[offset + 1]]));
        samples.collect()
    };
    let (left, right) = (channel(0), channel(2));
    let (own, foreign) = clearest(&left, CUSTOMER, AGENT);
    assert!(own > 4_000.0 && foreign < 400.0, "the customer is on the left: {own} {foreign}");
    let (own, foreign) = clearest(&right, AGENT, CUSTOMER);
    assert!(own > 4_000.0 && foreign < 400.0, "the bank is on the right: {own} {foreign}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_held_customer_hears_music_and_nobody_and_comes_back() {
    let (_house, _supervisor, desk, customer, agent, id) = put_through().await;
    customer.hears(AGENT).await;
    let path = format!("/api/interactions/{id}/call");
    desk.staff.post(&path, json!({"do": "hold"})).await.good();
    let quiet = || async { (customer.level(AGENT) < 300.0 && agent.level(CUSTOMER) < 300.0).then_some(()) };
    until("neither hears the other", quiet).await;
    until("the customer hears music", || async { (customer.loudness() > 500).then_some(()) }).await;
    desk.staff.post(&path, json!({"do": "resume"})).await.good();
    agent.hears(CUSTOMER).await;
    customer.hears(AGENT).await;
    agent.hang_up().await;
    state_is(&desk.staff, &id, "wrap_up").await;
    customer.stands(Standing::Over).await;
}

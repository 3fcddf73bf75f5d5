//! A customer keys a secret: the bank checks it, nobody hears it, and it is nowhere afterwards.

use std::time::Duration;

use serde_json::{Value, json};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use warmline_contract::CustomerDirectory;
use warmline_server::demo::data;
use warmline_testkit::KeptLog;

use super::reaching::{AGENT, CUSTOMER, is_recording, put_through};
use super::step;
use crate::stories::until;
use crate::support::{Phone, Staff, TestHouse};
use crate::threats::at_rest::{everything, forms};

/// The beep an agent hears for a key: 80 ms, so that in the 200 ms looked at it is under half as loud as it is.
const BEEP: f64 = 500.0;

/// What the demo's customer C001 keys.
fn keys_of(proof: &str) -> String {
    let customers: Value = serde_json::from_str(data::CUSTOMERS).unwrap();
    customers[0]["demo_keys"][proof].as_str().expect("C001 has keys").to_owned()
}

/// Names C001 in the conversation.
async fn name_customer(house: &TestHouse, staff: &Staff, id: &str) {
    let customer = house.house.customers.by_bank_reference("C001").await.unwrap().expect("C001").id;
    let named = json!({"customer": customer.to_string()});
    staff.post(&format!("/api/interactions/{id}/identify"), named).await.good();
}

async fn level(staff: &Staff, id: &str) -> String {
    staff.get(&format!("/api/interactions/{id}")).await.good()["identity_level"].as_str().unwrap().to_owned()
}

/// The outcomes of what was keyed, in their order.
async fn outcomes(staff: &Staff, id: &str) -> Vec<Value> {
    let page = staff.get(&format!("/api/interactions/{id}/events?after=0&limit=200")).await.good();
    let done = page["items"].as_array().unwrap().iter().filter(|event| event["name"] == "secret.done");
    done.map(|event| event["body"]["ok"].clone()).collect()
}

/// Asks for a secret, has it keyed, and waits for the outcome.
async fn keyed(staff: &Staff, customer: &Phone, id: &str, kind: &str, keys: &str) -> Value {
    let before = outcomes(staff, id).await.len();
    step(staff, id, json!({"do": "ask_secret", "kind": kind})).await;
    for key in keys.chars() {
        customer.press(key).await;
    }
    let done = || async { outcomes(staff, id).await.get(before).cloned() };
    until("the secret is checked", done).await
}

/// The longest stretch in which both channels are silent, in seconds.
fn longest_silence(wav: &[u8]) -> f64 {
    let silent = wav[44..].chunks_exact(4).map(|pair| pair.chunks_exact(2).all(|half| half[0] == 0 && half[1] == 0));
    let (mut longest, mut run) = (0_u32, 0_u32);
    for silent in silent {
        run = if silent { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    f64::from(longest) / 8_000.0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_customer_keys_raises_the_identity_is_heard_by_nobody_and_kept_nowhere() {
    let log = KeptLog::default();
    let everything_logged =
        tracing_subscriber::fmt::layer().with_writer(log.clone()).with_filter(filter_fn(warmline_voice::quiet));
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(everything_logged))
        .expect("no other log in this process: tests run one a process");
    let (house, _supervisor, desk, customer, agent, id) = put_through().await;
    customer.hears(AGENT).await;
    is_recording(&desk.staff, &id, true).await;
    let early = json!({"do": "ask_secret", "kind": "otp"});
    let refused = desk.staff.post(&format!("/api/interactions/{id}/call"), early).await;
    refused.refused(409, "WL-IDENTITY-CUSTOMER");
    name_customer(&house, &desk.staff, &id).await;
    assert_eq!(level(&desk.staff, &id).await, "V1");

    let otp = keys_of("otp");
    assert_eq!(otp.len(), 8, "the bank says how many keys it has; the desk asks for an OTP and no more");
    step(&desk.staff, &id, json!({"do": "ask_secret", "kind": "otp"})).await;
    is_recording(&desk.staff, &id, false).await;
    let (mut beeps, mut voice) = (0.0_f64, 0.0_f64);
    tokio::time::sleep(Duration::from_millis(600)).await;
    let (first, last) = otp.split_at(otp.len() - 1);
    for key in first.chars() {
        customer.press(key).await;
        beeps = beeps.max(agent.level(BEEP));
        voice = voice.max(agent.level(CUSTOMER));
    }
    assert!(beeps > 600.0 && voice < 300.0, "the agent hears beeps ({beeps}) and no voice ({voice})");
    // With the last key all is keyed, and the customer is heard again at once.
    customer.press(last.parse().unwrap()).await;
    let done = || async { outcomes(&desk.staff, &id).await.first().cloned() };
    assert_eq!(until("the secret is checked", done).await, json!(true));
    assert_eq!(level(&desk.staff, &id).await, "V2");
    agent.hears(CUSTOMER).await;

    let password = keys_of("query_password");
    assert_eq!(keyed(&desk.staff, &customer, &id, "query_password", &password).await, json!(true));
    assert_eq!(level(&desk.staff, &id).await, "V3", "something known and something had");
    is_recording(&desk.staff, &id, true).await;
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    customer.hang_up().await;

    let list = format!("/api/interactions/{id}/recordings");
    let closed = || async {
        let items = desk.staff.get(&list).await.good();
        items["items"][0]["milliseconds"].as_i64().and(items["items"][0]["id"].as_str().map(str::to_owned))
    };
    let recording = until("the recording is closed", closed).await;
    let sound = desk.staff.request(reqwest::Method::GET, &format!("/api/recordings/{recording}")).send().await.unwrap();
    let wav = sound.bytes().await.unwrap();
    assert!(longest_silence(&wav) > 1.5, "the recording rests while keys are pressed: {}", longest_silence(&wav));

    let events = desk.staff.get(&format!("/api/interactions/{id}/events?after=0&limit=200")).await.text;
    let stored = everything(&house).await;
    let logged = log.bytes();
    assert!(!logged.is_empty(), "the log is kept");
    let places = [("stored", stored), ("recorded", wav.to_vec()), ("logged", logged), ("told", events.into_bytes())];
    for (place, bytes) in places {
        for form in forms(&otp) {
            assert!(!bytes.windows(form.len()).any(|window| window == form), "what was keyed is {place}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_keys_prove_nothing_and_after_three_nobody_is_asked_any_more() {
    let (house, _supervisor, desk, customer, _agent, id) = put_through().await;
    customer.hears(AGENT).await;
    is_recording(&desk.staff, &id, true).await;
    name_customer(&house, &desk.staff, &id).await;
    for _ in 0..3 {
        assert_eq!(keyed(&desk.staff, &customer, &id, "query_password", "000000").await, json!(false));
    }
    assert_eq!(level(&desk.staff, &id).await, "V1");
    let again = json!({"do": "ask_secret", "kind": "query_password"});
    let refused = desk.staff.post(&format!("/api/interactions/{id}/call"), again).await;
    refused.refused(409, "WL-IDENTITY-LOCKED");
}

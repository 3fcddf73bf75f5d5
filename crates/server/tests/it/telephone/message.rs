//! Whoever cannot or will not wait leaves a message: it is sealed, makes a case with its clock, and is heard by whoever
//! answers for that case.

use std::time::Duration;

use serde_json::{Value, json};
use warmline_media::goertzel::amplitude;

use super::callback::{waits, with_customer};
use super::reaching::{CUSTOMER, events, state_is};
use crate::stories::until;
use crate::support::{Phone, Staff, Standing};

/// The tone after which one speaks.
const TONE: f64 = 1_000.0;

async fn case_of(reader: &Staff, interaction: &str) -> Value {
    let find = || async {
        let list = reader.get("/api/cases?view=all").await.good();
        let of = |row: &&Value| row["interaction"] == interaction;
        list["items"].as_array().unwrap().iter().find(of).cloned()
    };
    let row = until("a case for the message", find).await;
    reader.get(&format!("/api/cases/{}", row["id"].as_str().unwrap())).await.good()
}

/// Waits for the tone, and speaks for two seconds after it.
async fn speaks(customer: &Phone) {
    until("the tone", || async { (customer.level(TONE) > 2_000.0).then_some(()) }).await;
    tokio::time::sleep(Duration::from_millis(2_600)).await;
}

async fn message_of(reader: &Staff, interaction: &str) -> String {
    let kept = || async {
        let list = reader.get(&format!("/api/interactions/{interaction}/recordings")).await.good();
        list["items"].as_array().unwrap().iter().find(|item| item["message"] == true).cloned()
    };
    until("the message is kept", kept).await["id"].as_str().expect("an id").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_waits_may_leave_a_message_which_makes_a_case_that_its_owner_hears() {
    let (house, customer) = with_customer("").await;
    let supervisor = house.staff("S005").await;
    let id = waits(&supervisor, &customer).await;
    customer.press('9').await;
    speaks(&customer).await;
    customer.press('#').await;
    customer.stands(Standing::Over).await;
    state_is(&supervisor, &id, "ended").await;
    let names = events(&supervisor, &id).await;
    assert!(!names.iter().any(|name| name == "interaction.abandoned"), "{names:?}");

    let case = case_of(&supervisor, &id).await;
    let recording = message_of(&supervisor, &id).await;
    assert_eq!(case["recording"], json!(recording), "the case leads to the message: {case}");
    assert!(!case["need"].as_str().unwrap().contains("rec_"), "{case}");
    assert!(case["due_at"].is_string() && case["tasks"][0]["accept_by"].is_string(), "a promise is counted: {case}");

    // Cases that nobody brought are shared among those who lead the centre.
    let owner = match case["owner"]["id"].as_str() {
        Some(id) if id == supervisor.id => supervisor.clone(),
        id => {
            let (lead, other) = (house.staff("S002").await, house.staff("S006").await);
            if id == Some(&lead.id) { lead } else { other }
        }
    };
    assert_eq!(case["owner"]["id"], json!(owner.id));
    let path = format!("/api/recordings/{recording}");
    let sound = owner.request(reqwest::Method::GET, &path).send().await.unwrap();
    assert_eq!((sound.status().as_u16(), &sound.headers()["content-type"]), (200, &"audio/wav".parse().unwrap()));
    let bytes = sound.bytes().await.unwrap();
    let heard: Vec<i16> = bytes[44..].chunks_exact(4).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect();
    assert!((8_000..=8_000 * 30).contains(&heard.len()), "{} samples", heard.len());
    assert!(heard.chunks_exact(800).any(|window| amplitude(window, CUSTOMER) > 4_000.0), "the customer is heard");
    assert_eq!(house.staff("S001").await.get(&path).await.status, 404, "nobody else's");
    for file in std::fs::read_dir(house.config.data.join("recordings")).unwrap() {
        let sealed = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!sealed.windows(4).any(|bytes| bytes == b"RIFF"), "a message lies sealed");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_hangs_up_after_speaking_has_left_a_message_and_who_says_nothing_has_not() {
    let (house, customer) = with_customer("").await;
    let supervisor = house.staff("S005").await;
    let id = waits(&supervisor, &customer).await;
    customer.press('9').await;
    speaks(&customer).await;
    customer.hang_up().await;
    state_is(&supervisor, &id, "ended").await;
    let case = case_of(&supervisor, &id).await;
    assert_eq!(case["title"], json!("电话留言待回复"));
    let cases = supervisor.get("/api/cases?view=all").await.good();
    assert_eq!(cases["items"].as_array().map(Vec::len), Some(1));
}

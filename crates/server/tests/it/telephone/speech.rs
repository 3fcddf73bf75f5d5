//! What is said in a call is written down while it is said, and whatever the recogniser does, the call goes on.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::accept_async;
use tokio_tungstenite::tungstenite::Message;

use super::reaching::{AGENT, CUSTOMER, events, is_recording, put_through_with, row, state_is};
use super::{colleague, open_with_file, step};
use crate::stories::until;
use crate::support::{Phone, Staff, Standing};

/// How a stand-in for FunASR behaves.
#[derive(Clone, Copy, PartialEq)]
enum Manner {
    /// Tells words as it hears sound.
    Well,
    /// Tells of an emergency as it hears sound.
    Urgent,
    /// Takes a connection and never answers.
    Hangs,
    /// Closes what it took.
    Closes,
    /// Tells words without end.
    Floods,
}

const WORDS: &str = "卡号6222021234567894,绝密原话甲乙丙。";
const URGENT: &str = "我老婆要手术,卡被吞了。";

/// What a stand-in heard.
#[derive(Default)]
struct Ears {
    connections: AtomicUsize,
    /// The loudest sample of the last message.
    loudness: Mutex<i16>,
}

/// A stand-in that speaks FunASR's websocket in two passes, by its address.
async fn stand_in(manner: Manner) -> (String, Arc<Ears>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    let ears = Arc::<Ears>::default();
    let theirs = Arc::clone(&ears);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, manner, Arc::clone(&theirs)));
        }
    });
    (url, ears)
}

async fn serve(stream: TcpStream, manner: Manner, ears: Arc<Ears>) {
    ears.connections.fetch_add(1, Ordering::Relaxed);
    if manner == Manner::Hangs {
        tokio::time::sleep(Duration::from_secs(120)).await;
    }
    let Ok(mut socket) = accept_async(stream).await else { return };
    let told = |mode: &str, text: &str| Message::text(json!({"mode": mode, "text": text, "wav_name": "w"}).to_string());
    let mut loud = 0;
    while let Some(Ok(message)) = socket.next().await {
        match (manner, message) {
            (Manner::Closes, _) => return,
            (Manner::Floods, _) => while socket.send(told("2pass-online", "啊")).await.is_ok() {},
            (_, Message::Binary(sound)) => {
                let samples = sound.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]]).saturating_abs());
                let loudest = samples.max().unwrap_or(0);
                *ears.loudness.lock().unwrap() = loudest;
                loud += usize::from(loudest > 1_000);
                // Ten messages are 600 ms.
                if loudest > 1_000 && loud.is_multiple_of(10) {
                    let _ = socket.send(told("2pass-online", "卡号6222")).await;
                }
                if loudest > 1_000 && loud.is_multiple_of(20) {
                    let words = if manner == Manner::Urgent { URGENT } else { WORDS };
                    let _ = socket.send(told("2pass-offline", words)).await;
                }
            }
            _ => {}
        }
    }
}

/// A telephone's file that names the recogniser.
fn file(url: &str) -> String {
    format!("[recognition]\nurl = \"{url}\"\nhotwords = [\"吞卡\"]\n")
}

async fn said(staff: &Staff, id: &str) -> Vec<Value> {
    let page = staff.get(&format!("/api/interactions/{id}/events?after=0&limit=200")).await.good();
    page["items"].as_array().unwrap().iter().filter(|event| event["name"] == "call.said").cloned().collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_both_say_is_told_at_once_stored_masked_and_not_recognised_while_the_recording_rests() {
    let (url, ears) = stand_in(Manner::Well).await;
    let (house, supervisor, mut desk, customer, agent, id) = put_through_with(&file(&url)).await;
    customer.hears(AGENT).await;
    agent.hears(CUSTOMER).await;
    let partial = desk.socket.wait_for("words while they are said", |frame| frame["type"] == "saying").await;
    assert_eq!((&partial["interaction"], &partial["text"]), (&json!(id), &json!("卡号6222")));
    let both = || async {
        let said = said(&supervisor, &id).await;
        let by = |speaker: &str| said.iter().find(|event| event["body"]["speaker"] == speaker).cloned();
        Some((by("customer")?, by("agent")?))
    };
    let (of_customer, of_agent) = until("both are understood", both).await;
    assert_eq!((&of_customer["by"]["kind"], &of_agent["by"]["kind"]), (&json!("customer"), &json!("agent")));
    let body = &of_customer["body"];
    let text = body["text"].as_str().unwrap();
    assert!(text.ends_with("绝密原话甲乙丙。") && !text.contains("6222021234567894"), "{text}");
    let (start, end) = (body["start_ms"].as_i64().unwrap(), body["end_ms"].as_i64().unwrap());
    assert!(start > 0 && (400..6_000).contains(&(end - start)), "{body}");
    assert!(body["pace"].as_f64().unwrap() > 1.0, "{body}");
    assert_eq!(ears.connections.load(Ordering::Relaxed), 2, "one for each speaker");

    // While the recording rests nothing reaches the recogniser; afterwards it does again.
    is_recording(&desk.staff, &id, true).await;
    step(&desk.staff, &id, json!({"do": "pause_recording"})).await;
    until("nothing is recognised", || async { (*ears.loudness.lock().unwrap() < 100).then_some(()) }).await;
    customer.hears(AGENT).await;
    step(&desk.staff, &id, json!({"do": "resume_recording"})).await;
    until("it is recognised again", || async { (*ears.loudness.lock().unwrap() > 1_000).then_some(()) }).await;

    customer.hang_up().await;
    agent.stands(Standing::Over).await;
    state_is(&desk.staff, &id, "wrap_up").await;
    let stored = crate::threats::at_rest::everything(&house).await;
    for form in crate::threats::at_rest::forms("绝密原话甲乙丙") {
        assert!(!stored.windows(form.len()).any(|window| window == form), "words lie in clear");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_goes_on_untouched_when_its_recogniser_hangs_closes_or_floods() {
    for manner in [Manner::Hangs, Manner::Closes, Manner::Floods] {
        let (url, ears) = stand_in(manner).await;
        let (_house, supervisor, desk, customer, agent, id) = put_through_with(&file(&url)).await;
        customer.hears(AGENT).await;
        agent.hears(CUSTOMER).await;
        let away = || async {
            let page = supervisor.get(&format!("/api/interactions/{id}/events?after=0&limit=200")).await.good();
            let told = page["items"]
                .as_array()
                .unwrap()
                .iter()
                .any(|event| event["name"] == "call.recognition" && event["body"]["available"] == json!(false));
            told.then_some(())
        };
        until("the desk is told", away).await;
        is_recording(&desk.staff, &id, true).await;
        customer.hears(AGENT).await;
        agent.hears(CUSTOMER).await;
        assert!(ears.connections.load(Ordering::Relaxed) < 20);
        customer.hang_up().await;
        agent.stands(Standing::Over).await;
        state_is(&desk.staff, &id, "wrap_up").await;
    }
}

/// US1 by telephone: nobody presses a key, and a person is there at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_emergency_that_is_said_in_the_menu_reaches_a_person_before_everybody_else() {
    let (url, _) = stand_in(Manner::Urgent).await;
    let (house, address) = open_with_file(&file(&url)).await;
    let (desk, agent) = colleague(&house, "S006", AGENT).await;
    let customer = Phone::plug_in(address, "13900000001", CUSTOMER).await;
    customer.call("90588").await;
    agent.stands(Standing::Up).await;
    customer.hears(AGENT).await;
    let call = row(&desk.staff).await;
    assert_eq!((&call["queue"]["name"], &call["priority"]), (&json!("紧急求助"), &json!(0)));
    let id = call["id"].as_str().unwrap();
    let words = said(&desk.staff, id).await;
    assert!(words.iter().all(|event| event["body"]["speaker"] == "customer"), "{words:?}");
    assert_eq!(words[0]["body"]["text"], URGENT);
    let names = events(&desk.staff, id).await;
    assert!(!names.iter().any(|name| name == "call.digit_menu"), "{names:?}");
}

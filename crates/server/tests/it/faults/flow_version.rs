//! A conversation walks to its end through the flow it began with, whatever was published since and however
//! often the house was killed.

use std::path::Path;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tokio::time::timeout;
use uuid::Uuid;
use warmline_db::Database;
use warmline_loadgen::server::Setup;
use warmline_loadgen::socket::Socket;
use warmline_loadgen::staff::{Staff, client};
use warmline_loadgen::visitor::Visit;
use warmline_testkit::TestDatabase;

const FLOW: &str = "/api/flows/webchat-entry";
/// What the entry flow of the demo asks after a choice, and what its next version asks.
const BEFORE: &str = "好的，请用一句话说说您遇到的问题。";
const AFTER: &str = "请讲讲您的情况。";
const ANSWER_WITHIN: Duration = Duration::from_secs(20);

/// Chooses loans; returns what the assistant says next.
async fn choose_loans(visit: &Visit, socket: &mut Socket) -> String {
    let choice = json!({"type": "choose", "id": Uuid::from_u128(1).to_string(), "choice": "loan"});
    socket.send(choice.to_string()).await.unwrap();
    let says = async {
        let mut chosen = None;
        loop {
            let frame = socket.frame().await.unwrap();
            if frame["type"] == "ack" {
                chosen = frame["number"].as_i64();
            }
            let event = &frame["event"];
            if event["by"]["kind"] == "assistant"
                && chosen.is_some_and(|chosen| event["number"].as_i64() > Some(chosen))
            {
                return event["body"]["text"].as_str().unwrap().to_owned();
            }
        }
    };
    timeout(ANSWER_WITHIN, says).await.unwrap_or_else(|_| panic!("no answer in {}", visit.interaction))
}

/// Publishes the text with other words for the choice.
async fn publish(admin: &Staff, from: &str, to: &str) {
    let flow: Value = admin.get(FLOW).await.unwrap();
    let source = flow["source"].as_str().unwrap().replace(from, to);
    admin.send(Method::PUT, FLOW, &json!({"source": source, "version": flow["version"]})).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_keeps_the_flow_it_began_with_over_a_kill() {
    let fresh = TestDatabase::fresh().await;
    let database_url = match &fresh.address {
        Database::Postgres(address) => Some(address.expose().clone()),
        Database::Sqlite(..) => None,
    };
    fresh.db.close().await;
    let setup = Setup::new(Path::new(env!("CARGO_BIN_EXE_warmline")), fresh.folder.path(), database_url).unwrap();
    let visitors = client().unwrap();

    let server = setup.start().await.unwrap();
    let old = Visit::begin(&visitors, &setup.base()).await.unwrap();
    let older = Visit::begin(&visitors, &setup.base()).await.unwrap();
    publish(&Staff::of_demo(&setup.base(), "S022").await.unwrap(), BEFORE, AFTER).await;
    assert_eq!(choose_loans(&old, &mut old.socket(0).await.unwrap()).await, BEFORE);
    server.kill().unwrap();

    let server = setup.start().await.unwrap();
    assert_eq!(choose_loans(&older, &mut older.socket(0).await.unwrap()).await, BEFORE);
    let new = Visit::begin(&visitors, &setup.base()).await.unwrap();
    assert_eq!(choose_loans(&new, &mut new.socket(0).await.unwrap()).await, AFTER);
    server.kill().unwrap();
}

//! The house is asked to stop: sockets are told to come back, requests in hand finish, nothing is cut off.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use warmline_loadgen::server::Setup;
use warmline_loadgen::staff::{Staff, client};
use warmline_loadgen::visitor::Visit;

use crate::support::{Socket, WAIT, upgrade};

/// A request that arrives in two parts.
struct Slow(TcpStream);

impl Slow {
    /// Sends the head and half of the body of a request for a new conversation.
    async fn begin(port: u16) -> Self {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let head = "POST /chat/api/sessions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";
        let rest = format!("content-length: {}\r\n\r\n{}", BODY.len(), &BODY[..BODY.len() / 2]);
        stream.write_all(format!("{head}{rest}").as_bytes()).await.unwrap();
        Self(stream)
    }

    /// Sends the rest; returns the answer.
    async fn finish(mut self) -> String {
        self.0.write_all(&BODY.as_bytes()[BODY.len() / 2..]).await.unwrap();
        let mut answer = String::new();
        timeout(WAIT, self.0.read_to_string(&mut answer)).await.expect("an answer and an end").unwrap();
        answer
    }
}

const BODY: &str = r#"{"locale": "zh-CN", "senior": false}"#;

async fn told_to_come_back(socket: &mut Socket, who: &str) {
    let closing = socket.wait_for("a goodbye", |frame| frame["type"] == "closing").await;
    assert_eq!((&closing["code"], &closing["retry_seconds"]), (&json!("WL-STOPPING"), &json!(3)), "{who}");
    assert_eq!(socket.closed().await, Some((1012, "WL-STOPPING".to_owned())), "{who}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_house_asked_to_stop_says_goodbye_and_finishes_what_it_has_in_hand() {
    let folder = tempfile::tempdir().unwrap();
    let setup = Setup::new(Path::new(env!("CARGO_BIN_EXE_warmline")), folder.path(), None).unwrap();
    let server = setup.start().await.unwrap();
    let base = setup.base();
    let visit = Visit::begin(&client().unwrap(), &base).await.unwrap();
    let mut page = upgrade(&format!("{base}/chat/socket"), &[]).await.unwrap();
    page.send(&json!({"type": "hello", "token": visit.token, "after": 0})).await;
    page.wait_for("welcome", |frame| frame["type"] == "welcome").await;
    let staff = Staff::of_demo(&base, "S001").await.unwrap();
    let headers = [("cookie", staff.cookie()), ("origin", &base), ("user-agent", warmline_loadgen::staff::AGENT_NAME)];
    let mut desk = upgrade(&format!("{base}/api/desk/socket"), &headers).await.unwrap();
    desk.send(&json!({"type": "hello", "after": null})).await;
    desk.wait_for("welcome", |frame| frame["type"] == "welcome").await;
    let slow = Slow::begin(setup.port).await;

    server.ask_to_stop().unwrap();
    told_to_come_back(&mut page, "the page").await;
    told_to_come_back(&mut desk, "the desk").await;
    let answer = slow.finish().await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let grant: Value = serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    let ended = tokio::task::spawn_blocking(move || server.wait());
    assert!(timeout(Duration::from_secs(20), ended).await.expect("an end").unwrap().unwrap().success());

    let server = setup.start().await.unwrap();
    let token = grant["token"].as_str().unwrap();
    let mut page = upgrade(&format!("{base}/chat/socket"), &[]).await.unwrap();
    page.send(&json!({"type": "hello", "token": token, "after": 0})).await;
    page.wait_for("the conversation begun at the end", |frame| frame["type"] == "event").await;
    server.kill().unwrap();
}

//! T28: floods meet limits, and whoever is in need passes them.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Answer, Desk, TestHouse};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t28_a_flooding_visitor_is_closed_and_an_emergency_passes() {
    let house = TestHouse::with(|config| config.frames_per_second = 50).await;
    let mut desk = house.desk("S006").await;
    let mut flooder = house.visitor().await;
    for _ in 0..1_000 {
        flooder.send(json!({"type": "typing", "on": true})).await;
    }
    let mut urgent = house.visitor().await;
    urgent.say("我老婆要手术，卡被吞了").await;
    desk.offered(&urgent.interaction).await;
    let closing = flooder.socket.wait_for("the end of a flood", |frame| frame["type"] == "closing").await;
    assert_eq!(closing["code"], "WL-CHAT-FLOOD");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t28_one_address_opens_so_many_chats_a_minute() {
    // One a minute, asked for all at once, so that the limit shows on the slowest machine.
    let house = TestHouse::with(|config| config.sessions_per_minute = 1).await;
    let open = || Answer::of(house.http.post(house.url("/chat/api/sessions")).json(&json!({"locale": "zh-CN"})));
    let answers = join_all((0..15).map(|_| open())).await;
    let (opened, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status < 300);
    assert!((1..=2).contains(&opened.len()), "{}", opened.len());
    refused.iter().for_each(|answer| answer.refused(429, "WL-TOO-MANY"));
}

/// A survey counts once, after the end, within its bounds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t28_surveys_cannot_be_spammed() {
    let house = TestHouse::open().await;
    let mut visitor = house.visitor().await;
    let answer = json!({"solved": "yes", "friendly": 5, "fast": 5, "recommend": 10});
    visitor.post("survey", answer.clone()).await.refused(409, "WL-SURVEY-EARLY");
    visitor.send(json!({"type": "end"})).await;
    visitor.told("interaction.ended").await;
    let wild = json!({"solved": "yes", "friendly": 50, "fast": 5, "recommend": 10});
    visitor.post("survey", wild).await.refused(422, "WL-SURVEY-INPUT");
    visitor.post("survey", answer.clone()).await.expect(201);
    for _ in 0..20 {
        visitor.post("survey", answer.clone()).await.refused(409, "WL-SURVEY-GIVEN");
    }
}

/// A body that is too large or too deep costs nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t28_large_and_deep_bodies_are_refused() {
    let house = TestHouse::open().await;
    let staff = house.staff("S001").await;
    let large = json!({"title": "a".repeat(600 * 1024)});
    assert_eq!(staff.post("/api/cases", large).await.status, 413);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let request =
        staff.request(reqwest::Method::POST, "/api/cases").header("content-type", "application/json").body(deep);
    assert_eq!(Answer::of(request).await.status, 422);
    staff.get("/api/cases?limit=1000").await.refused(422, "WL-PAGE-LIMIT");
}

/// Who sends a request letter by letter is cut off; everybody else is served meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t28_a_slow_request_is_cut_off() {
    let house = TestHouse::open().await;
    let mut slow = Vec::new();
    for _ in 0..50 {
        let mut stream = TcpStream::connect(house.address).await.expect("a connection");
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ").await.expect("a beginning");
        slow.push(stream);
    }
    assert_eq!(house.get("/healthz").await.status, 200);
    let mut stream = slow.pop().expect("a connection");
    let cut = tokio::time::timeout(Duration::from_secs(30), stream.read_to_end(&mut Vec::new())).await;
    assert!(cut.is_ok(), "a request that never ends was never cut off");
}

/// T28: what is larger than any frame of ours is not read, and the desk is told so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t28_a_desk_that_sends_too_much_at_once_is_closed_with_a_reason() {
    let house = TestHouse::open().await;
    let mut desk = Desk::open(house.staff("S001").await).await;
    let text = "x".repeat(17 * 1024);
    desk.socket.send(&json!({"type": "message", "interaction": "int_0", "id": "", "text": text})).await;
    let closing = desk.socket.wait_for("the reason", |frame| frame["type"] == "closing").await;
    assert_eq!(closing, json!({"type": "closing", "code": "WL-FRAME-TOO-LARGE"}));
    assert_eq!(desk.socket.closed().await, Some((1009, "WL-FRAME-TOO-LARGE".to_owned())));
}

//! T28: floods, slow readers, silence and crowds.

use std::time::Duration;

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Error;
use warmline_webchat::Limits;

use crate::house::Door;
use crate::page::{Page, message};

const ROOMY: fn() -> Limits = || Limits { sessions_per_minute: 1_000, ..Limits::default() };

#[tokio::test]
async fn a_flood_is_slowed_then_closed_and_harms_nobody_else() {
    let limits = Limits { frames_per_second: 5, frame_burst: 5, frame_patience: 10, ..ROOMY() };
    let door = Door::with(limits).await;
    let (flooder, _) = door.anyone().await;
    let (calm, _) = door.anyone().await;
    let mut flood = Page::welcomed(&door, &flooder, 0).await;
    let mut page = Page::welcomed(&door, &calm, 0).await;
    for count in 0..100 {
        flood.say(&message(count, "x")).await;
    }
    page.say(&message(1, "我想挂失")).await;
    let ack = tokio::time::timeout(Duration::from_secs(5), page.hear()).await.unwrap();
    assert_eq!(ack["type"], "ack");
    let mut acked = 0;
    let closing = loop {
        let frame = flood.hear().await;
        match frame["type"].as_str() {
            Some("ack") => acked += 1,
            _ => break frame,
        }
    };
    assert_eq!(closing, json!({"type": "closing", "code": "WL-CHAT-FLOOD", "resume": true}));
    assert!((10..20).contains(&acked), "{acked} frames passed");
    page.say(&message(2, "还在吗")).await;
    assert_eq!(page.hear_type("ack").await["type"], "ack");
}

#[tokio::test]
async fn what_was_written_offline_is_taken_slowly_but_whole() {
    let door = Door::with(Limits { frames_per_second: 200, ..ROOMY() }).await;
    let (token, _) = door.anyone().await;
    let mut page = Page::welcomed(&door, &token, 0).await;
    for count in 0..50 {
        page.say(&message(count, "x")).await;
    }
    for _ in 0..50 {
        assert_eq!(page.hear().await["type"], "ack");
    }
}

#[tokio::test]
async fn who_says_no_hello_or_falls_silent_is_closed() {
    let limits = Limits { hello_within: Duration::from_millis(100), heartbeat: Duration::from_millis(100), ..ROOMY() };
    let door = Door::with(limits).await;
    let mut mute = Page::open(&door, None).await.unwrap();
    assert_eq!(mute.hear().await, json!({"type": "closing", "code": "WL-CHAT-HELLO", "resume": true}));
    let (token, _) = door.anyone().await;
    let mut page = Page::welcomed(&door, &token, 0).await;
    for _ in 0..4 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        page.say(&json!({"type": "ping"})).await;
        assert_eq!(page.hear().await["type"], "pong");
    }
    assert_eq!(page.hear().await, json!({"type": "closing", "code": "WL-CHAT-SILENT", "resume": true}));
}

#[tokio::test]
async fn an_address_and_a_conversation_have_so_many_sockets() {
    let door = Door::with(Limits { sockets_per_address: 3, sockets_per_conversation: 2, ..ROOMY() }).await;
    let (token, _) = door.anyone().await;
    let _one = Page::welcomed(&door, &token, 0).await;
    let two = Page::welcomed(&door, &token, 0).await;
    let mut three = Page::hello(&door, &token, 0).await;
    assert_eq!(three.hear().await["code"], "WL-CHAT-SOCKETS");
    assert_eq!(three.hear().await, Value::Null);
    drop(three);
    let (other, _) = door.anyone().await;
    let _three = Page::welcomed(&door, &other, 0).await;
    match Page::open(&door, None).await.map(|_| ()) {
        Err(Error::Http(reply)) => assert_eq!(reply.status(), 429),
        other => panic!("{other:?}"),
    }
    drop(two);
    tokio::time::sleep(Duration::from_millis(200)).await;
    Page::welcomed(&door, &token, 0).await;
}

#[tokio::test]
async fn a_frame_over_16_kib_closes_the_socket_and_says_why() {
    let door = Door::with(ROOMY()).await;
    let (token, _) = door.anyone().await;
    for size in [17 * 1024, 900 * 1024] {
        let mut greeted = Page::welcomed(&door, &token, 0).await;
        let mut strange = Page::open(&door, None).await.unwrap();
        for page in [&mut greeted, &mut strange] {
            page.say(&message(1, &"x".repeat(size))).await;
            let closing = page.hear_type("closing").await;
            assert_eq!(closing, json!({"type": "closing", "code": "WL-FRAME-TOO-LARGE", "resume": false}));
            assert_eq!(page.closed().await, Some((1009, "WL-FRAME-TOO-LARGE".to_owned())));
        }
    }
}

#[tokio::test]
async fn a_house_that_stops_says_goodbye_and_waits_until_it_is_said() {
    let door = Door::with(ROOMY()).await;
    let (token, _) = door.anyone().await;
    let mut page = Page::welcomed(&door, &token, 0).await;
    page.until_pong().await;
    let stop = &door.house.runtime.stop;
    stop.begin();
    tokio::time::timeout(Duration::from_secs(5), stop.heeded()).await.expect("every socket lets go");
    let closing = json!({"type": "closing", "code": "WL-STOPPING", "resume": true, "retry_seconds": 3});
    assert_eq!(page.hear().await, closing);
    assert_eq!(page.closed().await, Some((1012, "WL-STOPPING".to_owned())));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_does_not_read_is_closed_and_finds_everything_on_return() {
    let door = Door::with(Limits { send_within: Duration::from_millis(300), ..ROOMY() }).await;
    let (token, id) = door.anyone().await;
    let mut page = Page::narrow(&door, &token).await;
    page.until_pong().await;
    let long = "字".repeat(40_000);
    for _ in 0..60 {
        door.fake.agent_says(id, &long).await;
    }
    for _ in 0..500 {
        if door.fake.present.lock().unwrap().contains(&(id, false)) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(door.fake.present.lock().unwrap().contains(&(id, false)), "the socket is still held open");
    drop(page);
    let mut page = Page::welcomed(&door, &token, 0).await;
    for number in 2..=61 {
        assert_eq!(page.hear_type("event").await["number"], number);
    }
}

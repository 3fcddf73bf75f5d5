//! Talking over sockets that break.

use std::collections::BTreeSet;
use std::time::Duration;

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use serde_json::{Value, json};
use uuid::Uuid;
use warmline_base::Millis;
use warmline_contract::{Place, Stream, VisitorNotice, names};
use warmline_wire::sequence::Receiver;

use crate::house::Door;
use crate::page::{Page, message};
use crate::reception::agent_message;

/// The texts of the log's messages, in order.
async fn stored(door: &Door, id: warmline_base::InteractionId) -> Vec<(i64, String)> {
    let events = door.house.runtime.log.stream(Stream::Interaction(id), 0, 10_000).await.unwrap();
    let said = events.iter().filter(|event| &*event.name == names::INTERACTION_MESSAGE);
    said.map(|event| (event.number, event.payload::<warmline_contract::Message>().unwrap().text)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_missed_or_doubled_however_the_socket_breaks() {
    for seed in 0..4 {
        let mut chance = ChaCha20Rng::seed_from_u64(seed);
        let door = Door::open().await;
        let (token, id) = door.anyone().await;
        let fake = door.fake.clone();
        let writer = tokio::spawn(async move {
            for count in 0..300 {
                fake.agent_says(id, &format!("{count}")).await;
                if count % 7 == 0 {
                    tokio::task::yield_now().await;
                }
            }
        });
        let mut receiver = Receiver::default();
        let mut seen: Vec<(i64, String)> = Vec::new();
        while seen.len() < 300 {
            let mut page = Page::welcomed(&door, &token, receiver.after()).await;
            for _ in 0..chance.next_u32() % 80 {
                if seen.len() == 300 {
                    break;
                }
                let frame = page.hear_type("event").await;
                let number = frame["number"].as_i64().unwrap();
                assert!(receiver.accept(number), "event {number} came twice");
                seen.push((number, frame["event"]["body"]["text"].as_str().unwrap().to_owned()));
            }
        }
        writer.await.unwrap();
        assert_eq!(seen, stored(&door, id).await, "seed {seed}");
    }
}

#[tokio::test]
async fn a_socket_the_bus_gave_up_on_reads_the_log_and_goes_on() {
    let door = Door::open().await;
    let (token, id) = door.anyone().await;
    let mut page = Page::welcomed(&door, &token, 0).await;
    page.until_pong().await;
    // More at once than a socket may lag behind, twice over.
    for round in 0..2_i64 {
        let said = (0..100).map(|count| agent_message(id, &format!("{count}"))).collect();
        door.house.runtime.appender.append(said).await.unwrap();
        for number in 2 + round * 100..102 + round * 100 {
            assert_eq!(page.hear().await["number"], number);
        }
    }
    door.fake.agent_says(id, "还在").await;
    assert_eq!(page.hear().await["number"], 202);
}

#[tokio::test]
async fn a_message_sent_again_after_a_cut_is_stored_once() {
    let door = Door::open().await;
    let (token, id) = door.anyone().await;
    let mut page = Page::welcomed(&door, &token, 0).await;
    page.say(&message(1, "卡被吞了")).await;
    drop(page);
    let mut page = Page::welcomed(&door, &token, 0).await;
    page.say(&message(1, "卡被吞了")).await;
    let ack = page.hear_type("ack").await;
    assert_eq!(stored(&door, id).await, [(ack["number"].as_i64().unwrap(), "卡被吞了".to_owned())]);
}

#[tokio::test]
async fn the_writer_gets_an_ack_and_the_other_tab_the_event() {
    let door = Door::open().await;
    let (token, id) = door.anyone().await;
    let mut tab = Page::welcomed(&door, &token, 0).await;
    let mut other = Page::welcomed(&door, &token, 0).await;
    tab.say(&message(7, "你好")).await;
    let heard = tab.until_pong().await;
    assert_eq!(heard.len(), 1, "{heard:?}");
    assert_eq!((heard[0]["type"].as_str(), heard[0]["number"].as_i64()), (Some("ack"), Some(2)));
    let event = other.hear_type("event").await;
    let client_id = Uuid::from_u128(7).to_string();
    assert_eq!(event["event"]["body"]["client_id"], client_id);
    assert_eq!(
        (&event["event"]["by"], &event["event"]["body"]["text"]),
        (&json!({"kind": "customer"}), &json!("你好"))
    );
    // What comes next is told to both.
    door.fake.agent_says(id, "您好").await;
    assert_eq!(tab.hear().await["event"]["by"], json!({"kind": "agent", "label": "小林"}));
    assert_eq!(other.hear().await["number"], 3);
}

#[tokio::test]
async fn refusals_name_the_message_and_keep_the_houses_secrets() {
    let door = Door::open().await;
    let (token, _) = door.anyone().await;
    let mut page = Page::welcomed(&door, &token, 0).await;
    page.say(&message(1, "拒绝")).await;
    let refused = page.hear().await;
    assert_eq!((&refused["id"], &refused["code"]), (&json!(Uuid::from_u128(1).to_string()), &json!("WL-TEST")));
    assert!(!refused.to_string().contains("secret"), "{refused}");
    page.say(&message(2, &"字".repeat(2_001))).await;
    let refused = page.hear().await;
    assert_eq!(refused["code"], "WL-MESSAGE-TOO-LONG");
    assert_eq!(refused["id"], Uuid::from_u128(2).to_string());
    page.say(&json!({"type": "person"})).await;
    assert_eq!((&page.hear().await)["id"], Value::Null);
    page.say(&json!({"type": "callback", "phone": "1", "when": "", "note": ""})).await;
    assert_eq!(page.hear().await["code"], "WL-CALLBACK-PHONE");
    // A read mark nobody asked about is not answered.
    page.say(&json!({"type": "read", "number": 99})).await;
    assert_eq!(page.until_pong().await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_message_left_is_acknowledged_and_told_as_an_event() {
    let door = Door::open().await;
    let (token, _) = door.anyone().await;
    let mut page = Page::welcomed(&door, &token, 0).await;
    page.say(&json!({"type": "leave_message", "id": Uuid::from_u128(4).to_string(), "text": "请回电"})).await;
    // The announcement goes its own way, so either may come first.
    let mut missing = BTreeSet::from(["ack", "event"]);
    while !missing.is_empty() {
        let frame = page.hear().await;
        assert!(!frame.is_null(), "the socket closed before {missing:?} came");
        missing.retain(|kind| frame["type"] != *kind);
    }
}

#[tokio::test]
async fn typing_and_the_place_in_the_queue_pass_through() {
    let door = Door::open().await;
    let (token, id) = door.anyone().await;
    let mut page = Page::welcomed(&door, &token, 0).await;
    page.until_pong().await;
    door.fake.tell(id, &VisitorNotice::Typing { on: true, assistant: false });
    assert_eq!(page.hear().await, json!({"type": "typing", "on": true, "by": "agent"}));
    door.fake.tell(id, &VisitorNotice::Place(Place { position: 3, expected_wait_seconds: Some(90) }));
    let queue = page.hear().await;
    assert_eq!(queue, json!({"type": "queue", "position": 3, "expected_wait_seconds": 90, "ahead": 2}));
}

#[tokio::test]
async fn the_house_knows_who_is_there() {
    let door = Door::open().await;
    let (token, id) = door.anyone().await;
    let page = Page::welcomed(&door, &token, 0).await;
    assert_eq!(*door.fake.present.lock().unwrap(), [(id, true)]);
    drop(page);
    for _ in 0..200 {
        if door.fake.present.lock().unwrap().len() == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(*door.fake.present.lock().unwrap(), [(id, true), (id, false)]);
}

/// T14: what opens a socket, and what does not.
#[tokio::test]
async fn only_our_pages_and_those_of_the_list_may_open_a_socket() {
    let door = Door::open().await;
    let own = format!("http://{}", door.address);
    for origin in [None, Some(own.as_str()), Some("https://www.bank.example")] {
        assert!(Page::open(&door, origin).await.is_ok(), "{origin:?}");
    }
    for origin in ["https://evil.example", "https://www.bank.example.evil.example", "null"] {
        match Page::open(&door, Some(origin)).await.map(|_| ()) {
            Err(tokio_tungstenite::tungstenite::Error::Http(reply)) => assert_eq!(reply.status(), 403, "{origin}"),
            other => panic!("{origin}: {other:?}"),
        }
    }
}

/// T14: a socket is worth what its token is.
#[tokio::test]
async fn a_forged_expired_or_foreign_token_is_sent_away() {
    let door = Door::open().await;
    let (token, _) = door.anyone().await;
    let (other, _) = door.anyone().await;
    let (claims, _) = token.split_once('.').unwrap();
    let (_, signature) = other.split_once('.').unwrap();
    for forged in ["", "x.y", &format!("{claims}.{signature}"), &format!("{token}A")] {
        let closing = Page::hello(&door, forged, 0).await.hear().await;
        assert_eq!(closing, json!({"type": "closing", "code": "WL-TOKEN-INVALID", "resume": false}), "{forged}");
    }
    let mut rude = Page::open(&door, None).await.unwrap();
    rude.say(&message(1, "no hello")).await;
    assert_eq!(rude.hear().await["code"], "WL-CHAT-HELLO");
    door.house.clock.advance(Millis::minutes(24 * 60));
    let mut page = Page::hello(&door, &token, 0).await;
    assert_eq!(page.hear().await["code"], "WL-TOKEN-EXPIRED");
    assert_eq!(page.hear().await, Value::Null);
}

/// T13: hostile texts are data.
#[tokio::test]
async fn a_hostile_text_arrives_letter_for_letter() {
    let door = Door::open().await;
    let (token, id) = door.anyone().await;
    let mut page = Page::welcomed(&door, &token, 0).await;
    for text in
        ["<script>alert(1)</script>", "\"},{\"type\":\"closing\"", "\u{202e}gnp.exe", "' OR 1=1 --", "\u{2028}\\u0000"]
    {
        door.fake.agent_says(id, text).await;
        assert_eq!(page.hear_type("event").await["event"]["body"]["text"], text);
    }
}

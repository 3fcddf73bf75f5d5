//! T11: what is sent twice happens once.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

use crate::support::{Answer, TestHouse};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t11_a_message_posted_ten_times_at_once_is_one_message() {
    let house = TestHouse::open().await;
    let mut desk = house.desk("S002").await;
    let mut visitor = house.customer("C001").await;
    visitor.say("转人工").await;
    desk.take(&visitor.interaction).await;
    let path = format!("/api/interactions/{}/messages", visitor.interaction);
    let message = json!({"client_id": Uuid::from_u128(77), "text": "只说一遍"});
    let posts = join_all((0..10).map(|_| desk.staff.post(&path, message.clone()))).await;
    let numbers: Vec<_> = posts.into_iter().map(|answer| answer.good()["number"].clone()).collect();
    assert!(numbers.iter().all(|number| *number == numbers[0]), "{numbers:?}");
    let events = desk.staff.get(&format!("/api/interactions/{}/events", visitor.interaction)).await.good();
    let said = events["items"].as_array().unwrap().iter().filter(|event| event["body"]["text"] == "只说一遍");
    assert_eq!(said.count(), 1);
}

/// Also when it starts a turn of the assistant.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t11_a_question_sent_again_is_answered_once() {
    let house = TestHouse::open().await;
    let mut visitor = house.visitor().await;
    let frame = json!({"type": "message", "id": Uuid::from_u128(5), "text": "怎么查账户余额"});
    for _ in 0..10 {
        visitor.send(frame.clone()).await;
    }
    for _ in 0..10 {
        visitor.socket.wait_for("an ack", |answer| answer["type"] == "ack").await;
    }
    visitor.send(json!({"type": "ping"})).await;
    let mut answers = 0;
    loop {
        let frame = visitor
            .socket
            .wait_for("the end", |frame| frame["type"] == "pong" || frame["event"]["body"]["card"]["kind"] == "answer")
            .await;
        if frame["type"] == "pong" {
            break;
        }
        answers += 1;
    }
    assert_eq!(answers, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t11_a_case_recorded_ten_times_with_one_key_is_one_case() {
    let house = TestHouse::open().await;
    let agent = house.staff("S001").await;
    let other = house.staff("S007").await;
    let recorded = json!({"title": "核对", "need": "核对", "kind": "service", "priority": 5, "department": "D07", "task_title": "核对"});
    let key = Uuid::from_u128(99).to_string();
    let post = || Answer::of(agent.request(Method::POST, "/api/cases").header("idempotency-key", &key).json(&recorded));
    let cases: Vec<_> = join_all((0..10).map(|_| post())).await.into_iter().map(|answer| answer.expect(201)).collect();
    assert!(cases.iter().all(|case| case["id"] == cases[0]["id"] && case["number"] == cases[0]["number"]));
    assert_eq!(agent.get("/api/cases?view=all").await.good()["items"].as_array().unwrap().len(), 1);
    // The key is the sender's own: the same one of somebody else makes another case.
    let theirs = other.request(Method::POST, "/api/cases").header("idempotency-key", &key).json(&recorded);
    assert_ne!(Answer::of(theirs).await.expect(201)["id"], cases[0]["id"]);
    let bad = agent.request(Method::POST, "/api/cases").header("idempotency-key", "x").json(&recorded);
    Answer::of(bad).await.refused(422, "WL-CASE-KEY");
}

/// A bank's token opens one conversation and is spent; an offer is taken once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t11_tokens_and_offers_count_once() {
    let house = TestHouse::open().await;
    let token = house.bank.sign("C001", "only-once", house.house.runtime.now());
    let ask = json!({"locale": "zh-CN", "bank_token": token});
    let open = || Answer::of(house.http.post(house.url("/chat/api/sessions")).json(&ask));
    let opened = join_all((0..5).map(|_| open())).await;
    assert_eq!(opened.iter().filter(|answer| answer.status < 300).count(), 1);
    assert!(opened.iter().filter(|answer| answer.status >= 300).all(|answer| answer.code() == "WL-BANK-TOKEN-USED"));

    let mut desk = house.desk("S002").await;
    let mut visitor = house.customer("C003").await;
    visitor.say("转人工").await;
    let offer = desk.offered(&visitor.interaction).await;
    let taken = join_all((0..5).map(|_| {
        let (staff, offer) = (desk.staff.clone(), offer.clone());
        async move {
            let (id, offer) = (offer["interaction"]["id"].as_str().unwrap(), offer["offer"].as_str().unwrap());
            staff.post(&format!("/api/interactions/{id}/offers/{offer}/accept"), json!({})).await
        }
    }))
    .await;
    assert_eq!(taken.iter().filter(|answer| answer.status == 200).count(), 1);
    let events = desk.staff.get(&format!("/api/interactions/{}/events", visitor.interaction)).await.good();
    let accepted = events["items"].as_array().unwrap().iter().filter(|event| event["name"] == "interaction.accepted");
    assert_eq!(accepted.count(), 1);
}

/// T11: of two who change a canned reply the second is told, and a change makes nothing that was not there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t11_a_canned_reply_is_changed_from_the_version_it_was_read_in() {
    let house = TestHouse::open().await;
    let lead = house.staff("S002").await;
    let words = |text: &str, version: i64| json!({"shortcut": "您稍等", "title": "稍等", "text": text, "locale": "zh-CN", "version": version});
    let made = lead.post("/api/canned-replies", words("请您稍等", 0)).await.expect(201);
    let path = format!("/api/canned-replies/{}", made["id"].as_str().unwrap());
    let changed = lead.put(&path, words("请稍等一分钟", 1)).await.expect(200);
    assert_eq!((&changed["version"], &changed["text"]), (&json!(2), &json!("请稍等一分钟")));
    lead.put(&path, words("我来晚了", 1)).await.refused(409, "WL-STALE");
    let nowhere = format!("/api/canned-replies/can_{}", "7".repeat(32));
    lead.put(&nowhere, words("从来没有", 1)).await.refused(404, "WL-NOT-FOUND");
    let kept = lead.get("/api/canned-replies?q=您稍等").await.good();
    assert_eq!((kept["items"].as_array().unwrap().len(), &kept["items"][0]), (1, &changed));
}

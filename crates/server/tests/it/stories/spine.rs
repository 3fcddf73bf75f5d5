//! A customer is heard, helped and followed up, and comes back.

use std::time::Duration;

use serde_json::{Value, json};
use warmline_base::Millis;

use super::until;
use crate::support::{Desk, Staff, TestHouse, Visitor};

/// What the customer says in this story.
const QUESTION: &str = "怎么查账户余额";

/// The customer asks, is answered once and wants a person; a free colleague takes it.
async fn reach_a_person(visitor: &mut Visitor, desk: &mut Desk) {
    visitor.say(QUESTION).await;
    let answer = visitor.hears("an answer card", |event| event["body"]["card"]["kind"] == "answer").await;
    assert_eq!(answer["body"]["card"]["article"]["title"], "怎样查账户余额");
    visitor.say("转人工").await;
    let offer = tokio::time::timeout(Duration::from_secs(1), desk.offered(&visitor.interaction)).await;
    let offer = offer.expect("a free colleague is offered it within a second");
    assert_eq!(offer["customer_name_masked"], "韩*远");
    assert_eq!(offer["interaction"]["queue"]["name"], "借记卡与账户", "the matter decides the queue");
    assert_eq!(offer["handover"]["asked"], json!([QUESTION]));
    desk.accept(&offer).await.good();
}

/// The colleague looks the customer up: everything is there, nothing personal in clear.
async fn see_who_it_is(desk: &Desk, interaction: &str) -> String {
    let detail = desk.staff.get(&format!("/api/interactions/{interaction}")).await.good();
    assert_eq!((&detail["identity_level"], &detail["intent_name"]), (&json!("V2"), &json!("余额查询")));
    let customer = detail["customer"]["id"].as_str().unwrap().to_owned();
    let seen = desk.staff.get(&format!("/api/customers/{customer}?interaction={interaction}")).await;
    assert!(seen.text.contains("140****1001"), "{}", seen.text);
    for secret in ["14000001001", "韩知远", "99010119880612"] {
        assert!(!seen.text.contains(secret), "{secret} in {}", seen.text);
    }
    assert_eq!(seen.good()["products"][1]["status"], "swallowed");
    customer
}

/// An article found, and its words said to the customer.
async fn answer_from_knowledge(desk: &mut Desk, visitor: &mut Visitor) {
    let id = visitor.interaction.clone();
    let help = desk.staff.get(&format!("/api/interactions/{id}/suggestions")).await.good();
    assert_eq!(help["articles"][0]["title"], "怎样查账户余额", "{help}");
    let article = help["articles"][0]["id"].as_str().unwrap();
    let words = help["articles"][0]["answer_customer"].as_str().unwrap();
    desk.say(&id, words, Some(article)).await;
    let heard = visitor.hears("the colleague's answer", |event| event["by"]["kind"] == "agent").await;
    assert_eq!((&heard["body"]["text"], &heard["by"]["label"]), (&json!(words), &json!("青果 1001号")));
    visitor.say("好的谢谢，不过上周那笔转账还没到").await;
}

/// A case for payments: recorded, accepted, finished; its id.
async fn hand_to_a_department(desk: &Desk, payments: &Staff, interaction: &str) -> String {
    let recorded = json!({
        "interaction": interaction, "title": "核对转账去向", "need": "客户上周转账未到账，要求核对", "kind": "service",
        "priority": 3, "department": "D07", "task_title": "查询汇款",
    });
    let case = desk.staff.post("/api/cases", recorded).await.expect(201);
    let (id, task) = (case["id"].as_str().unwrap().to_owned(), case["tasks"][0]["id"].as_str().unwrap().to_owned());
    let mine = payments.get("/api/cases?view=department").await.good();
    assert_eq!(mine["items"][0]["id"], id.as_str());
    let path = format!("/api/cases/{id}/tasks/{task}");
    payments.post(&format!("{path}/accept"), json!({})).await.good();
    let done = payments.post(&format!("{path}/finish"), json!({"result": "款项今日10点到账"})).await.good();
    assert_eq!((&done["tasks"][0]["state"], &done["state"]), (&json!("done"), &json!("answered")));
    id
}

async fn board_tile(house: &TestHouse, supervisor: &Staff, tile: &str, wanted: i64) {
    let board = || async {
        let board = supervisor.get("/api/board").await.good();
        (board["tiles"][tile] == wanted).then_some(board)
    };
    until(&format!("{tile} {wanted} on the board at {}", house.address), board).await;
}

/// Evidence 1: from the first question to the board.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_is_heard_helped_and_followed_up() {
    let house = TestHouse::open().await;
    let supervisor = house.staff("S005").await;
    let mut desk = house.desk("S001").await;
    board_tile(&house, &supervisor, "answered", 0).await;
    let mut visitor = house.customer("C001").await;
    reach_a_person(&mut visitor, &mut desk).await;
    let id = visitor.interaction.clone();
    let customer = see_who_it_is(&desk, &id).await;
    answer_from_knowledge(&mut desk, &mut visitor).await;
    let payments = house.staff("S016").await;
    let case = hand_to_a_department(&desk, &payments, &id).await;
    let told = json!({"text": "您好，款项已于今天10点到账。", "channel": "thread"});
    desk.staff.post(&format!("/api/cases/{case}/feedback"), told).await.good();
    assert_eq!(visitor.told("interaction.case_told").await["body"]["text"], "您好，款项已于今天10点到账。");
    desk.finish(&id).await;
    visitor.told("interaction.ended").await;
    visitor
        .post("survey", json!({"solved": "yes", "friendly": 5, "fast": 4, "recommend": 10, "text": "很快"}))
        .await
        .expect(201);

    board_tile(&house, &supervisor, "answered", 1).await;
    let board = supervisor.get("/api/board").await.good();
    assert_eq!((&board["tiles"]["offered_to_people"], &board["tiles"]["sl20"]), (&json!(1), &json!(1.0)), "{board}");
    let line = |name: &str, key: &str| {
        let lines = board[name].as_array().unwrap().iter();
        lines.clone().find(|line| line.to_string().contains(key)).cloned().unwrap_or(Value::Null)
    };
    assert_eq!(line("queues", "借记卡与账户")["answered"], 1);
    assert_eq!(line("intents", "余额查询")["count"], 1);
    assert_eq!(line("regions", "青陵市")["count"], 1);
    let report = supervisor.get("/api/reports/intervals?by=queue&minutes=1440").await.good();
    let row = report["rows"].as_array().unwrap().iter().find(|row| row["name"] == "借记卡与账户").expect("a row");
    assert_eq!((&row["offered"], &row["answered"], &row["answered_in_20"]), (&json!(1), &json!(1), &json!(1)));
    let surveys = supervisor.get("/api/surveys").await.good();
    assert_eq!((&surveys["items"][0]["text"], &surveys["items"][0]["interaction"]), (&json!("很快"), &json!(id)));
    let seen = supervisor.get(&format!("/api/customers/{customer}")).await.good();
    assert_eq!(seen["nps"], 10, "what the customer said is on their page");
}

/// Tell it once: what was said yesterday is there today, under the same journey.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_comes_back_the_next_day_finds_the_journey() {
    let house = TestHouse::open().await;
    let mut desk = house.desk("S001").await;
    let mut first = house.customer("C001").await;
    reach_a_person(&mut first, &mut desk).await;
    let before = desk.staff.get(&format!("/api/interactions/{}", first.interaction)).await.good();
    desk.finish(&first.interaction).await;
    drop((first, desk));

    house.advance(Millis::minutes(24 * 60));
    let mut desk = house.desk("S007").await;
    let mut second = house.customer("C001").await;
    reach_a_person(&mut second, &mut desk).await;
    let id = second.interaction.clone();
    let detail = desk.staff.get(&format!("/api/interactions/{id}")).await.good();
    assert_eq!((&detail["journey"], &detail["journey_count"]), (&before["journey"], &json!(2)));
    let customer = detail["customer"]["id"].as_str().unwrap();
    let seen = desk.staff.get(&format!("/api/customers/{customer}?interaction={id}")).await.good();
    let past = |row: &&Value| row["interaction"] == before["id"];
    let past = seen["history"].as_array().unwrap().iter().find(past).expect("yesterday's chat");
    assert_eq!(past["title"], "余额查询");
    assert_eq!((&seen["journeys"][0]["count"], &seen["contacts_30d"]), (&json!(2), &json!(2)));
    let journey = desk.staff.get(&format!("/api/journeys/{}", before["journey"].as_str().unwrap())).await.good();
    assert_eq!(journey["interactions"].as_array().unwrap().len(), 2, "{journey}");
}

/// US10 as far as chat reaches: nothing is asked twice, and the customer's own manager can read it up.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_tells_it_once_and_the_branch_reads_it() {
    let house = TestHouse::open().await;
    let mut desk = house.desk("S009").await;
    let mut visitor = house.customer("C008").await;
    visitor.say("信用卡账单分期手续费多少").await;
    visitor.say("我要找人说").await;
    let offer = desk.take(&visitor.interaction).await;
    let handed = &offer["handover"];
    assert_eq!(handed["asked"], json!(["信用卡账单分期手续费多少"]));
    assert!(handed["summary"].as_str().unwrap().contains("分期"), "{handed}");
    assert_ne!(offer["interaction"]["identity_level"], "V0", "who it is need not be asked either");
    let id = visitor.interaction.clone();
    let detail = desk.staff.get(&format!("/api/interactions/{id}")).await.good();
    let events = desk.staff.get(&format!("/api/interactions/{id}/events")).await.good();
    let asked_back = events["items"].as_array().unwrap().iter().filter(|event| {
        let text = event["body"]["text"].as_str().unwrap_or_default();
        event["by"]["kind"] == "assistant"
            && ["您是谁", "身份证", "请问您的姓名", "再说一遍"].iter().any(|words| text.contains(words))
    });
    assert_eq!(asked_back.count(), 0, "{events}");
    let journey = format!("/api/journeys/{}", detail["journey"].as_str().unwrap());

    let manager = house.staff("S020").await;
    let read = manager.get(&journey).await.good();
    assert_eq!(read["interactions"][0]["id"], id.as_str());
    let thread = manager.get(&format!("/api/interactions/{id}/events")).await.good();
    assert!(thread["items"].to_string().contains("信用卡账单分期手续费多少"));
    let note = json!({"text": "客户周三到店，先看过分期方案", "mentions": []});
    manager.post(&format!("/api/interactions/{id}/notes"), note).await.good();
    assert_eq!(desk.told(&id, "interaction.note").await["body"]["text"], "客户周三到店，先看过分期方案");

    let elsewhere = house.hire("S101", "branch_manager", None, "望澜").await;
    elsewhere.get(&journey).await.refused(404, "WL-NOT-FOUND");
}

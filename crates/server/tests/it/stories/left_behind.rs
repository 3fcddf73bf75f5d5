//! Nobody is on: what is left behind becomes somebody's work.

use serde_json::{Value, json};
use warmline_base::Millis;

use super::until;
use crate::support::{Staff, TestHouse, Visitor};

/// Closes the general queue outside office hours and waits for the evening; returns who may see all cases.
async fn evening(house: &TestHouse) -> Staff {
    let supervisor = house.staff("S006").await;
    let queues = supervisor.get("/api/queues").await.good();
    let schedules = supervisor.get("/api/schedules").await.good();
    let named = |list: &Value, key: &str, name: &str| {
        list["items"].as_array().unwrap().iter().find(|one| one[key] == name).expect("it is in the demo").clone()
    };
    let mut general = named(&queues, "code", "general");
    general["schedule"] = named(&schedules, "name", "常规工时")["id"].clone();
    let path = format!("/api/queues/{}", general["id"].as_str().unwrap());
    supervisor.put(&path, general).await.good();
    house.advance(Millis::minutes(10 * 60));
    house.staff("S005").await
}

async fn closed_words(visitor: &mut Visitor) {
    visitor.say("转人工").await;
    visitor
        .hears("the choice of a message or a call", |event| {
            event["body"]["card"]["kind"] == "menu" && event["body"].to_string().contains("请回电给我")
        })
        .await;
}

async fn only_case(reader: &Staff, interaction: &str) -> Value {
    let find = || async {
        let list = reader.get("/api/cases?view=all").await.good();
        let of = |row: &&Value| row["interaction"] == interaction;
        list["items"].as_array().unwrap().iter().find(of).cloned()
    };
    let row = until("a case for what was left behind", find).await;
    reader.get(&format!("/api/cases/{}", row["id"].as_str().unwrap())).await.good()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_left_at_night_is_a_case_with_one_owner() {
    let house = TestHouse::open().await;
    let supervisor = evening(&house).await;
    let mut visitor = house.customer("C004").await;
    closed_words(&mut visitor).await;
    visitor.say_with(json!({"type": "choose", "choice": "write"})).await;
    visitor.say_with(json!({"type": "leave_message", "text": "请帮我看看滞纳金能不能减免"})).await;
    visitor.told("interaction.ended").await;
    let case = only_case(&supervisor, &visitor.interaction).await;
    assert_eq!((&case["department"], &case["customer"]["name_masked"]), (&json!("D01"), &json!("邱*国")));
    assert!(case["need"].as_str().unwrap().contains("滞纳金能不能减免"), "{case}");
    assert!(case["owner"]["alias"].as_str().is_some_and(|alias| !alias.is_empty()));
    assert_eq!(case["tasks"][0]["state"], "waiting");
    // The customer's own thread says so, by number.
    assert_eq!(visitor.told("interaction.case_opened").await["body"]["number"], case["number"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_wished_at_night_can_be_made() {
    let house = TestHouse::open().await;
    let supervisor = evening(&house).await;
    let mut visitor = house.visitor().await;
    closed_words(&mut visitor).await;
    visitor.say_with(json!({"type": "choose", "choice": "call"})).await;
    visitor.send(json!({"type": "callback", "phone": "14000012345", "when": "明早9点后", "note": "贷款"})).await;
    let wished = visitor.told("interaction.callback_wished").await;
    assert_eq!(wished["body"]["phone_masked"], "140****2345");
    assert_eq!(wished["body"].get("phone_sealed"), None);
    let case = only_case(&supervisor, &visitor.interaction).await;
    let need = case["need"].as_str().unwrap();
    assert!(need.contains("14000012345") && need.contains("明早9点后"), "{need}");
}

/// Who waits in a queue keeps the place; the wish makes no second piece of work.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_wished_in_the_queue_keeps_the_place() {
    let house = TestHouse::open().await;
    let mut visitor = house.customer("C004").await;
    visitor.say("转人工").await;
    visitor.told("interaction.queued").await;
    visitor.send(json!({"type": "callback", "phone": "14000004004", "when": "随时", "note": "逾期"})).await;
    visitor.told("interaction.callback_wished").await;
    let id = visitor.interaction.clone();
    drop(visitor);
    house.advance(Millis::minutes(12));
    let mut desk = house.desk("S002").await;
    desk.take(&id).await;
    let cases = desk.staff.get("/api/cases?view=all").await.good();
    assert_eq!(cases["items"], json!([]));
}

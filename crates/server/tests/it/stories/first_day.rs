//! A bank installs Warmline and is at work the same hour: nothing but the binary and an administrator.

use serde_json::{Value, json};
use warmline_base::Millis;
use warmline_server::commands::user::add_admin;
use warmline_server::starter;

use super::until;
use crate::support::{Desk, Staff, TestHouse};

/// Signs the first administrator in.
async fn administrator(house: &TestHouse) -> Staff {
    let ctx = warmline_runtime::Ctx::system(std::sync::Arc::clone(&house.house.runtime), "console");
    let admin = add_admin(&house.house.people, &ctx, "A0001", "张三").await.expect("an administrator");
    Staff::enter(house, "A0001", &admin.password_once, admin.agent.id).await
}

/// What the administrator types into "add a colleague", and that colleague signed in.
async fn colleague(house: &TestHouse, admin: &Staff, work_number: &str) -> Staff {
    let new = json!({"work_number": work_number, "alias": "小李", "name": "李四", "roles": ["agent"],
        "site": "总部", "chat_limit": 3});
    let hired = admin.post("/api/agents", new).await.expect(201);
    let id = hired["agent"]["id"].as_str().unwrap().parse().unwrap();
    Staff::enter(house, work_number, hired["password_once"].as_str().unwrap(), id).await
}

/// What the administrator chooses as a queue's hours.
async fn choose_hours(admin: &Staff, queue: &str, hours: &str) {
    let found = |page: Value, of: &str, name: &str| {
        let rows = page["items"].as_array().unwrap().clone();
        rows.into_iter().find(|row| row[of] == *name).expect("it is there")
    };
    let mut body = found(admin.get("/api/queues").await.good(), "code", queue);
    body["schedule"] = found(admin.get("/api/schedules").await.good(), "name", hours)["id"].clone();
    admin.put(&format!("/api/queues/{}", body["id"].as_str().unwrap()), body.clone()).await.good();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_install_serves_its_first_visitor() {
    let house = TestHouse::new_install(|_| {}).await;
    let admin = administrator(&house).await;
    let mut desk = Desk::open(colleague(&house, &admin, "B0001").await).await;
    desk.ready().await;
    let mut visitor = house.visitor().await;
    visitor.say("你好，我想问一件事，请转人工").await;
    desk.take(&visitor.interaction).await;
    desk.say(&visitor.interaction, "您好，请讲。", None).await;
    visitor.hears("the colleague's words", |event| event["body"]["text"] == "您好，请讲。").await;
    desk.finish(&visitor.interaction).await;
    visitor.told("interaction.ended").await;

    let departments = admin.get("/api/departments").await.good();
    assert_eq!(departments["items"][0]["name"], "客户服务中心");
    let version = |flows: Value| flows["items"][0]["version"].clone();
    assert_eq!(version(admin.get("/api/flows").await.good()), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_word_of_danger_reaches_a_person_on_the_first_night() {
    let house = TestHouse::new_install(|_| {}).await;
    house.advance(Millis::minutes(12 * 60));
    let admin = administrator(&house).await;
    let mut desk = Desk::open(colleague(&house, &admin, "B0001").await).await;
    desk.ready().await;
    let mut visitor = house.visitor().await;
    visitor.say("我被骗了，刚把钱转给骗子").await;
    desk.take(&visitor.interaction).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_tries_a_new_install_in_the_evening_or_on_a_sunday_is_put_through() {
    // The house opens on Monday at nine.
    for hours in [12, 6 * 24 + 14] {
        let house = TestHouse::new_install(|_| {}).await;
        house.advance(Millis::minutes(hours * 60));
        let admin = administrator(&house).await;
        let mut desk = Desk::open(colleague(&house, &admin, "B0001").await).await;
        desk.ready().await;
        let mut visitor = house.visitor().await;
        visitor.say("转人工").await;
        desk.take(&visitor.interaction).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_left_on_the_first_night_is_somebodys_work_in_the_morning() {
    let house = TestHouse::new_install(|_| {}).await;
    house.advance(Millis::minutes(12 * 60));
    let admin = administrator(&house).await;
    let agent = colleague(&house, &admin, "B0001").await;
    choose_hours(&admin, "general", "工作日").await;
    let mut visitor = house.visitor().await;
    visitor.say("转人工").await;
    visitor
        .hears("the choice", |event| event["body"]["card"]["kind"] == "menu" && event.to_string().contains("回电"))
        .await;
    visitor.say_with(json!({"type": "choose", "choice": "write"})).await;
    visitor.say_with(json!({"type": "leave_message", "text": "请告诉我开户要带什么"})).await;
    visitor.told("interaction.ended").await;
    let left = || async {
        let cases = agent.get("/api/cases?view=mine").await.good();
        cases["items"].as_array().unwrap().first().cloned()
    };
    let case = until("a case for what was left behind", left).await;
    assert_eq!((&case["department"], &case["owner"]["alias"]), (&json!("D01"), &json!("小李")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_starting_settings_are_laid_once_by_the_system_and_never_again() {
    let house = TestHouse::new_install(|_| {}).await;
    let rooms = &house.house;
    let before = rooms.runtime.log.last_position().await.unwrap();
    assert!(before > 0);
    starter::lay_settings(&rooms.runtime, &rooms.routing).await.unwrap();
    starter::lay_texts(&rooms.runtime, &rooms.interactions).await.unwrap();
    assert_eq!(rooms.runtime.log.last_position().await.unwrap(), before);
    let admin = administrator(&house).await;
    // An auditor is somebody else than the administrator.
    let new = json!({"work_number": "B0009", "alias": "老王", "name": "王五", "roles": ["auditor"], "site": "总部",
        "chat_limit": 0});
    let hired = admin.post("/api/agents", new).await.expect(201);
    let id = hired["agent"]["id"].as_str().unwrap().parse().unwrap();
    let auditor = Staff::enter(&house, "B0009", hired["password_once"].as_str().unwrap(), id).await;
    let entries = auditor.get("/api/audit?actor=system:starter").await.good();
    let done: Vec<&str> =
        entries["items"].as_array().unwrap().iter().filter_map(|entry| entry["action"].as_str()).collect();
    assert!(done.contains(&"routing.manage") && done.contains(&"canned.manage"), "{done:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_administrator_keeps_the_departments() {
    let house = TestHouse::new_install(|_| {}).await;
    let admin = administrator(&house).await;
    let made = admin.post("/api/departments", json!({"name": "远程银行部", "schedule": "工作日"})).await.expect(201);
    let id = made["id"].as_str().unwrap();
    let team = json!({"name": "远程一组", "department": id, "lead": null});
    let team = admin.post("/api/teams", team).await.expect(201);
    let away = json!({"name": "远程银行部", "schedule": null, "archived": true, "version": 1});
    let path = format!("/api/departments/{id}");
    assert_eq!(admin.put(&path, away.clone()).await.code(), "WL-DEPARTMENT-STAFFED");
    let elsewhere = admin.request(reqwest::Method::PATCH, &format!("/api/teams/{}", team["id"].as_str().unwrap()));
    assert_eq!(elsewhere.json(&json!({"department": "D01"})).send().await.unwrap().status(), 200);
    assert_eq!(admin.put(&path, away).await.good()["archived"], true);
    let belongs = admin.get(&format!("/api/agents?department={id}")).await.good();
    assert_eq!(belongs["items"], json!([]));
}

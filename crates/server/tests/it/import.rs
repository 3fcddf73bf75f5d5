//! Files of a bank taken in by the console, beside a server that runs.

use std::path::{Path, PathBuf};

use serde_json::json;
use warmline_base::AgentId;
use warmline_contract::{CustomerDirectory, Imported};
use warmline_server::commands::import;
use warmline_server::rooms::Rooms;

use crate::stories::until;
use crate::support::{Desk, Staff, TestHouse};

fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

const HEADING: &str = "customer_number,name,gender,birth,mobile,cards,manager\n";

fn counts(imported: &Imported) -> (usize, usize, usize) {
    (imported.added, imported.changed, imported.unchanged)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_of_customers_is_taken_in_once_however_often_it_is_given() {
    let house = TestHouse::new_install(|_| {}).await;
    let folder = tempfile::tempdir().unwrap();
    let rooms = Rooms::open(&house.config).await.unwrap();
    let many = |from: usize, to: usize, name: &str| {
        (from..to)
            .map(|n| format!("N{n},{name},女,1980-05-31,14000{n:06},99990100{n:08};99990200{n:08},\n"))
            .collect::<String>()
    };
    let text = format!("{HEADING}{}", many(0, 600, "沈清和"));
    let customers = file(folder.path(), "customers.csv", &text);
    let rehearsal = import::customers(&rooms, &customers, true).await.unwrap();
    assert_eq!((counts(&rehearsal.imported), rehearsal.bad), ((600, 0, 0), 0));
    assert!(house.house.customers.by_bank_reference("N7").await.unwrap().is_none());
    let first = import::customers(&rooms, &customers, false).await.unwrap();
    assert_eq!(counts(&first.imported), (600, 0, 0));
    let before = house.house.customers.by_bank_reference("N7").await.unwrap().expect("the server sees them at once");
    let again = import::customers(&rooms, &customers, false).await.unwrap();
    assert_eq!(counts(&again.imported), (0, 0, 600));
    let text = format!("{HEADING}{}{}", many(0, 7, "沈清和"), many(7, 10, "罗桂兰"));
    let changed = import::customers(&rooms, &file(folder.path(), "changed.csv", &text), false).await.unwrap();
    assert_eq!(counts(&changed.imported), (0, 3, 7));
    let after = house.house.customers.by_bank_reference("N7").await.unwrap().unwrap();
    assert_eq!((before.id, before.name_masked.as_str(), after.name_masked.as_str()), (after.id, "沈*和", "罗*兰"));
    rooms.runtime.db.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_line_is_left_out_whole_and_the_others_are_stored() {
    let house = TestHouse::new_install(|_| {}).await;
    let folder = tempfile::tempdir().unwrap();
    let rooms = Rooms::open(&house.config).await.unwrap();
    let text = format!(
        "{HEADING}N1,沈清和,女,1980-05-31,14000000001,9999010000000001,\n\
         N2,罗桂兰,女,1980-02-30,14000000002,,\n\
         N3,邱建国,男,1980-05-31,14000000003,12,\n\
         N1,沈清和,女,1980-05-31,14000000001,,\n\
         N4,韩知远,男,1980-05-31,14000000004,,X9\n\
         N5,范知行,男,,,,\n"
    );
    let summary = import::customers(&rooms, &file(folder.path(), "c.csv", &text), false).await.unwrap();
    assert_eq!((counts(&summary.imported), summary.bad), ((2, 0, 0), 4));
    assert!(summary.result().is_err());
    for (number, stored) in [("N1", true), ("N2", false), ("N3", false), ("N4", false), ("N5", true)] {
        assert_eq!(house.house.customers.by_bank_reference(number).await.unwrap().is_some(), stored, "{number}");
    }
    rooms.runtime.db.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn imported_colleagues_sign_in_and_are_offered_work_by_a_server_that_was_running() {
    let house = TestHouse::new_install(|_| {}).await;
    let folder = tempfile::tempdir().unwrap();
    let rooms = Rooms::open(&house.config).await.unwrap();
    let text = "work_number,alias,name,roles,site,chat_limit,skills\n\
                B0001,小李,李四,agent,总部,3,complaint:6;english\n\
                B0002,小王,王五,team_lead;agent,总部,3,\n\
                B0003,小赵,赵六,agent,总部,3,juggling\n";
    let agents = file(folder.path(), "agents.csv", text);
    let letters = folder.path().join("letters.csv");
    let summary = import::agents(&rooms, &agents, Some(&letters), false).await.unwrap();
    assert_eq!((counts(&summary.imported), summary.bad), ((2, 0, 0), 1));
    let again = import::agents(&rooms, &agents, Some(&folder.path().join("none.csv")), false).await.unwrap();
    assert_eq!((counts(&again.imported), again.bad), ((0, 0, 2), 1));
    let changed =
        file(folder.path(), "changed.csv", &text.replace("小李", "小黎").replace("complaint:6", "complaint:7"));
    let changed = import::agents(&rooms, &changed, Some(&folder.path().join("more.csv")), false).await.unwrap();
    assert_eq!(counts(&changed.imported), (0, 1, 1));

    let handed = std::fs::read_to_string(&letters).unwrap();
    let line = handed.lines().find(|line| line.starts_with("B0001,")).expect("a password for everybody new");
    let id: AgentId = {
        use warmline_contract::StaffRegister;
        rooms.people.by_work_number("B0001").await.unwrap().unwrap().id
    };
    let staff = Staff::enter(&house, "B0001", line.split(',').nth(1).unwrap(), id).await;
    let mut desk = Desk::open(staff).await;
    desk.ready().await;
    let mut visitor = house.visitor().await;
    visitor.say("转人工").await;
    desk.take(&visitor.interaction).await;
    rooms.runtime.db.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn imported_articles_wait_for_a_colleague_unless_one_has_checked_them() {
    let house = TestHouse::open().await;
    let folder = tempfile::tempdir().unwrap();
    let rooms = Rooms::open(&house.config).await.unwrap();
    let template = include_str!("../../src/commands/import/article.jsonl");
    let other = template.replace("KN-0001", "KN-0002").replace("存折", "存单");
    let articles = file(folder.path(), "a.jsonl", &format!("{template}{{\"id\":1}}\n{other}"));
    assert!(import::articles(&rooms, &articles, Some("S001"), false).await.is_err(), "an agent checks nothing");
    let waiting = import::articles(&rooms, &articles, None, false).await.unwrap();
    assert_eq!((counts(&waiting.imported), waiting.bad), ((2, 0, 0), 1));
    let again = import::articles(&rooms, &articles, None, false).await.unwrap();
    assert_eq!(counts(&again.imported), (0, 0, 2));
    let reworded = file(folder.path(), "b.jsonl", &template.replace("遗失怎么办", "遗失如何处理"));
    let checked = import::articles(&rooms, &reworded, Some("S006"), false).await.unwrap();
    assert_eq!(counts(&checked.imported), (0, 1, 0));
    // Whatever happens next tells the running server to read what the console stored.
    let editor = house.staff("S012").await;
    editor.put("/api/me/presence", json!({"state": "not_ready", "reason": "break"})).await;
    drop(house.visitor().await);
    let found = |text: &'static str| {
        let editor = editor.clone();
        async move {
            let hits = editor.get(&format!("/api/knowledge/search?q={text}&limit=5")).await.good();
            let titled = |hit: &&serde_json::Value| hit["title"].as_str().is_some_and(|title| title.starts_with(text));
            hits["items"].as_array().unwrap().iter().find(titled).cloned()
        }
    };
    until("the checked article", || found("存折遗失如何处理")).await;
    assert_eq!(found("存单遗失怎么办").await, None, "nobody has checked it");
    rooms.runtime.db.close().await;
}

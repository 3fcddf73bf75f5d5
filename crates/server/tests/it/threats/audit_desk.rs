//! What an agent does with work stands in the audit log: opened before, closed after, refusals included.

use serde_json::{Value, json};

use crate::support::{Staff, TestHouse};

/// The records about an interaction, oldest first: action, purpose, outcome, by whom.
async fn records(auditor: &Staff, interaction: &str) -> Vec<[String; 4]> {
    let path = format!("/api/audit?object=interaction:{interaction}&limit=200");
    let page = auditor.get(&path).await.good();
    let word = |record: &Value, name: &str| record[name].as_str().unwrap().to_owned();
    let of = |record: &Value| ["action", "purpose", "outcome", "actor"].map(|name| word(record, name));
    page["items"].as_array().unwrap().iter().rev().map(of).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accepting_declining_and_writing_up_are_opened_and_closed_in_the_audit_log() {
    let house = TestHouse::open().await;
    let mut desk = house.desk("S001").await;
    let mut visitor = house.visitor().await;
    visitor.say("转人工").await;
    let id = visitor.interaction.clone();
    let offer = desk.offered(&id).await;
    let path = format!("/api/interactions/{id}/offers/{}", offer["offer"].as_str().unwrap());
    desk.staff.post(&format!("{path}/reject"), json!({"reason": "马上休息"})).await.expect(204);
    let mut next = house.desk("S007").await;
    let second = next.take(&id).await;
    desk.staff
        .post(&format!("/api/interactions/{id}/messages"), json!({"client_id": uuid::Uuid::nil(), "text": "您好"}))
        .await
        .refused(404, "WL-NOT-FOUND");
    next.say(&id, "您好，请讲", None).await;
    next.finish(&id).await;

    let auditor = house.staff("S021").await;
    let found = records(&auditor, &id).await;
    let rejected = format!("reject {}", offer["offer"].as_str().unwrap());
    let accepted = second["offer"].as_str().unwrap();
    let expected = [
        ["interaction.accept", &rejected, "opened", "S001"],
        ["interaction.accept", &rejected, "done", "S001"],
        ["interaction.accept", accepted, "opened", "S007"],
        ["interaction.accept", accepted, "done", "S007"],
        ["interaction.reply", "", "refused WL-NOT-FOUND", "S001"],
        ["interaction.end", "", "opened", "S007"],
        ["interaction.end", "", "done", "S007"],
        ["interaction.end", "wrap_up", "opened", "S007"],
        ["interaction.end", "wrap_up", "done", "S007"],
    ];
    assert_eq!(found, expected.map(|record| record.map(str::to_owned)));
}

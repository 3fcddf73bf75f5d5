//! What is somebody else's does not exist (T25): an answer tells no more than a wrong address would.

use serde_json::json;

use super::table::furnish;
use crate::support::TestHouse;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_belongs_to_others_is_not_there() {
    let house = TestHouse::open().await;
    let things = furnish(&house).await;
    let (interaction, customer, case, journey) = (&things.interaction, &things.customer, &things.case, &things.journey);
    // An agent of another team, a department without a part, and a branch of another town.
    let stranger = house.hire("S301", "agent", Some("D01"), "霁城").await;
    let department = house.staff("S015").await;
    let branch = house.hire("S302", "branch_manager", None, "霁城").await;
    for path in [
        format!("/api/interactions/{interaction}"),
        format!("/api/interactions/{interaction}/events"),
        format!("/api/interactions/{interaction}/suggestions"),
        format!("/api/journeys/{journey}"),
        format!("/api/customers/{customer}?interaction={interaction}"),
        format!("/api/cases/{case}"),
    ] {
        for (who, staff) in [("agent", &stranger), ("branch", &branch)] {
            let answer = staff.get(&path).await;
            assert!(matches!(answer.status, 404), "{who} {path}: {} {}", answer.status, answer.text);
            // Word for word what a thing that never was gives.
            let unknown = path.replace(&interaction[4..], &"0".repeat(32)).replace(&case[4..], &"0".repeat(32));
            let unknown = unknown.replace(&customer[4..], &"0".repeat(32)).replace(&journey[4..], &"0".repeat(32));
            let never = staff.get(&unknown).await;
            assert_eq!((never.status, never.code()), (answer.status, answer.code()), "{who} {unknown}");
            assert_eq!(never.json()["detail"], answer.json()["detail"], "{who} {unknown}");
        }
    }
    department.get(&format!("/api/cases/{case}")).await.refused(404, "WL-NOT-FOUND");
    department
        .post(&format!("/api/cases/{case}/tasks/{}/accept", things.task), json!({}))
        .await
        .refused(404, "WL-NOT-FOUND");
    assert_eq!(department.get("/api/cases?view=all").await.good()["items"], json!([]));
    assert_eq!(stranger.get("/api/interactions?view=all").await.good()["items"], json!([]));
    let reveal = json!({"field": "mobile", "reason": "核对", "interaction": interaction});
    stranger.post(&format!("/api/customers/{customer}/reveal"), reveal).await.refused(404, "WL-NOT-FOUND");
    let say = json!({"client_id": uuid::Uuid::nil(), "text": "你好"});
    stranger.post(&format!("/api/interactions/{interaction}/messages"), say).await.refused(404, "WL-NOT-FOUND");
}

/// One customer's token opens one conversation.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_reaches_only_the_own_conversation() {
    let house = TestHouse::open().await;
    let mine = house.customer("C001").await;
    let theirs = house.customer("C002").await;
    let file = mine.upload("说明.txt", b"hello".to_vec()).await.expect(201);
    let path = format!("attachments/{}", file["id"].as_str().unwrap());
    assert_eq!(mine.get(&path).await.status, 200);
    theirs.get(&path).await.refused(404, "WL-NOT-FOUND");
}

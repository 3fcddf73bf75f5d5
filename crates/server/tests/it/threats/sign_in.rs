//! T5, T30: enumeration, and sessions that are stolen.

use reqwest::Method;
use serde_json::json;
use warmline_base::Millis;

use crate::support::{Answer, TestHouse};

/// Somebody and nobody answer alike, in words and in status.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t05_sign_in_does_not_tell_who_exists() {
    let house = TestHouse::open().await;
    let refused = |work_number: &'static str| {
        let body = json!({"work_number": work_number, "password": "wrong-password-1"});
        Answer::of(house.http.post(house.url("/api/sign-in")).json(&body))
    };
    let (known, unknown) = (refused("S001").await, refused("S999").await);
    known.refused(401, "WL-SIGNIN-REFUSED");
    let plain = |answer: &Answer| {
        let mut body = answer.json();
        body["request_id"] = json!(null);
        (answer.status, body)
    };
    assert_eq!(plain(&known), plain(&unknown));
}

/// A customer nobody has and one whose factors are wrong look the same, and looking is limited.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t05_looking_for_customers_tells_nothing_and_is_limited() {
    let house = TestHouse::open().await;
    let mut desk = house.desk("S002").await;
    let mut visitor = house.visitor().await;
    visitor.say("转人工").await;
    desk.take(&visitor.interaction).await;
    let find = |mobile: &str, name: &str| {
        let factors = json!({"mobile": mobile, "name": name});
        let body = json!({"factors": factors, "interaction": visitor.interaction});
        let staff = desk.staff.clone();
        async move { staff.post("/api/customers/find", body).await }
    };
    let (wrong, never) = (find("14000001001", "韩知近").await, find("14099999999", "无此人").await);
    assert_eq!((wrong.status, &wrong.text), (never.status, &never.text));
    assert_eq!(wrong.json(), json!({"found": false}));
    let mut limited = None;
    for _ in 0..30 {
        let answer = find("14099999999", "无此人").await;
        if answer.status == 429 {
            limited = Some(answer);
            break;
        }
    }
    limited.expect("a limit").refused(429, "WL-CUSTOMER-LOOKUPS");
}

/// A stolen cookie is worth nothing in another browser, and its use there ends it everywhere.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t30_a_session_used_elsewhere_is_over() {
    let house = TestHouse::open().await;
    let staff = house.staff("S001").await;
    assert_eq!(staff.get("/api/me").await.status, 200);
    let thief = staff.request(Method::GET, "/api/me").header("user-agent", "thief/1.0");
    Answer::of(thief).await.refused(401, "WL-SESSION-REQUIRED");
    staff.get("/api/me").await.refused(401, "WL-SESSION-REQUIRED");
    let auditor = house.staff("S021").await;
    let log = auditor.get("/api/audit?action=session.revoke").await.good();
    assert_eq!(log["items"][0]["actor"], "S001", "{log}");
}

/// What is privileged asks for the code again; what is left alone locks; what is old ends.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t30_time_takes_a_sessions_power_away() {
    let house = TestHouse::open().await;
    let admin = house.staff("S022").await;
    let hire = || admin.post("/api/teams", json!({"name": "夜班组", "department": "D01"}));
    hire().await.expect(201);
    house.advance(Millis::minutes(14));
    let grown_old = json!({"work_number": "S400", "alias": "云 S400", "name": "测试", "roles": ["agent"], "site": "青陵", "chat_limit": 3});
    admin.post("/api/agents", grown_old).await.refused(403, "WL-FACTOR-REQUIRED");
    house.advance(Millis::minutes(16));
    admin.get("/api/agents").await.refused(401, "WL-SESSION-LOCKED");
    house.advance(Millis::minutes(12 * 60));
    admin.get("/api/agents").await.refused(401, "WL-SESSION-REQUIRED");
}

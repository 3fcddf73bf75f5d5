//! Without a session nothing of the staff API answers; without a token nothing of a conversation.

use super::table::operations;
use crate::support::{Answer, TestHouse};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_gets_past_the_gate_without_a_session() {
    let house = TestHouse::open().await;
    for operation in operations() {
        let url = house.url(&operation.path.replace(['{', '}'], ""));
        let request =
            |cookie: &str| house.http.request(operation.method.clone(), &url).header("cookie", cookie.to_owned());
        let bare = Answer::of(house.http.request(operation.method.clone(), &url)).await;
        if operation.needs == "open" {
            assert_ne!(bare.code(), "WL-SESSION-REQUIRED", "{url}");
            continue;
        }
        assert_eq!(bare.status, 401, "{} {url}: {}", operation.method, bare.text);
        let forged = Answer::of(request("warmline_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")).await;
        assert_eq!(forged.status, 401, "{} {url}: {}", operation.method, forged.text);
        if operation.path.starts_with("/api/") {
            bare.refused(401, "WL-SESSION-REQUIRED");
            assert_eq!(bare.header("content-type"), "application/problem+json");
        }
    }
    let open: Vec<&str> = operations().iter().filter(|one| one.needs == "open").map(|one| one.path).collect();
    assert!(warmline_signin::OPEN_PATHS.iter().all(|path| open.contains(path)));
    assert_eq!(open.len(), warmline_signin::OPEN_PATHS.len() + 1, "opening a chat is the only other one");
}

/// Addresses that exist and such that do not look the same to whoever is not signed in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unknown_addresses_tell_nothing() {
    let house = TestHouse::open().await;
    house.get("/api/nothing-of-the-kind").await.refused(404, "WL-NOT-FOUND");
    house.get("/chat/api/nothing").await.refused(404, "WL-NOT-FOUND");
    assert_eq!(house.get("/.env").await.status, 404);
    assert_eq!(house.get("/assets/..%2f..%2froot.key").await.status, 404);
    assert_eq!(house.get("/docs/errors/..%2f..%2fREADME").await.status, 404);
}

/// Whoever is shown a problem can name the log line: the body says what the header says, from every door.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_problem_names_its_request_in_the_body_as_in_the_header() {
    let house = TestHouse::open().await;
    let visitor = house.visitor().await;
    let mut named = Vec::new();
    for answer in [
        house.get("/api/me").await,
        house.get("/api/nothing-of-the-kind").await,
        house.staff("S001").await.get("/api/interactions/int_0").await,
        Answer::of(house.http.post(house.url("/api/sign-in")).body("no json")).await,
        visitor.post("survey", serde_json::json!({})).await,
        // What a browser asks for is compressed.
        Answer::of(house.http.get(house.url("/api/me")).header("accept-encoding", "identity")).await,
    ] {
        let id = answer.json()["request_id"].as_str().unwrap_or_default().to_owned();
        assert!(id.starts_with("req-"), "{}", answer.text);
        assert_eq!(answer.header("x-request-id"), id);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        named.push(id);
    }
    named.dedup();
    assert_eq!(named.len(), 6, "each request has an id of its own");
}

//! Staying in: the gate, the idle lock, one's sessions, and a stolen one.

use axum::http::{Method, StatusCode};
use serde_json::json;
use warmline_base::Millis;
use warmline_http::{SessionWatch, Standing};
use warmline_signin::SignInOptions;

use crate::support::{FrontDoor, PASSWORD};

/// T12: nothing changes without our own Origin and the session's own token.
#[tokio::test]
async fn a_cross_site_post_or_a_wrong_token_changes_nothing() {
    let door = FrontDoor::open(SignInOptions::default()).await;
    let mut browser = door.signed_in("S001").await;
    let csrf = browser.csrf.clone();
    let foreign = [("origin", "https://evil.example"), ("x-warmline-csrf", csrf.as_str())];
    let cross_site = [("sec-fetch-site", "cross-site"), ("x-warmline-csrf", csrf.as_str())];
    for (headers, code) in [
        (&foreign[..], "WL-ORIGIN"),
        (&cross_site[..], "WL-ORIGIN"),
        (&[][..], "WL-CSRF"),
        (&[("x-warmline-csrf", "")][..], "WL-CSRF"),
        (&[("x-warmline-csrf", "guess"), ("origin", "https://desk.example")][..], "WL-CSRF"),
    ] {
        let answer = browser.send(Method::POST, "/api/sign-out", Some(json!({})), headers).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::FORBIDDEN, code), "{headers:?}");
    }
    let somebody_elses =
        door.browser("10.0.0.1").send(Method::POST, "/api/sign-in", Some(json!({})), &foreign[..1]).await;
    assert_eq!(somebody_elses.code(), "WL-ORIGIN");
    assert_eq!(browser.get("/api/me").await.status, StatusCode::OK);
    assert_eq!(browser.post("/api/sign-out", json!({})).await.status, StatusCode::NO_CONTENT);
    assert_eq!(browser.get("/api/me").await.code(), "WL-SESSION-REQUIRED");
}

/// T30: a token used from another address or another browser ends the session for both.
#[tokio::test]
async fn a_session_used_from_elsewhere_is_over() {
    for (address, user_agent) in [("10.0.0.66", "Test/1"), ("10.0.0.1", "Thief/1")] {
        let door = FrontDoor::open(SignInOptions::default()).await;
        let mut owner = door.signed_in("S022").await;
        assert_eq!(owner.get("/api/me").await.status, StatusCode::OK);
        let mut thief = owner.clone();
        address.clone_into(&mut thief.address);
        user_agent.clone_into(&mut thief.user_agent);
        assert_eq!(thief.get("/api/me").await.code(), "WL-SESSION-REQUIRED");
        assert_eq!(owner.get("/api/me").await.code(), "WL-SESSION-REQUIRED");
        let entry = ("S022".to_owned(), "used from elsewhere".to_owned(), "done".to_owned());
        assert_eq!(door.audited("session.revoke").await, [entry]);
    }
}

/// T30: a session alone is not enough for a privileged action once the factor was shown a while ago.
#[tokio::test]
async fn a_privileged_action_asks_for_the_code_again() {
    let door = FrontDoor::open(SignInOptions::default()).await;
    let mut browser = door.signed_in("S022").await;
    let csrf = browser.csrf.clone();
    let header = [("x-warmline-csrf", csrf.as_str())];
    let new = json!({ "password": "another good password" });
    door.house.clock.advance(Millis::minutes(5));
    let late = browser.send(Method::PUT, "/api/me/password", Some(new.clone()), &header).await;
    assert_eq!((late.status, late.code()), (StatusCode::FORBIDDEN, "WL-FACTOR-REQUIRED"));
    let wrong = browser.post("/api/confirm", json!({ "code": "000000" })).await;
    assert_eq!((wrong.status, wrong.code()), (StatusCode::FORBIDDEN, "WL-CODE-REFUSED"));
    let code = door.code("S022").await;
    assert_eq!(browser.post("/api/confirm", json!({ "code": code })).await.status, StatusCode::OK);
    let again = browser.post("/api/confirm", json!({ "code": code })).await;
    assert_eq!(again.code(), "WL-CODE-REFUSED");
    let done = browser.send(Method::PUT, "/api/me/password", Some(new), &header).await;
    assert_eq!(done.status, StatusCode::NO_CONTENT);
    assert_eq!(browser.get("/api/me").await.status, StatusCode::OK);
    door.house.clock.advance(Millis::seconds(31));
    let code = door.code("S022").await;
    assert_eq!(door.browser("10.0.0.1").sign_in("S022", PASSWORD, &code).await, StatusCode::UNAUTHORIZED);
    assert_eq!(door.browser("10.0.0.1").sign_in("S022", "another good password", &code).await, StatusCode::OK);
}

#[tokio::test]
async fn guessing_codes_in_a_stolen_session_locks_the_account() {
    let door = FrontDoor::open(SignInOptions::default()).await;
    let mut browser = door.signed_in("S022").await;
    for _ in 0..5 {
        assert_eq!(browser.post("/api/confirm", json!({ "code": "000000" })).await.code(), "WL-CODE-REFUSED");
    }
    let code = door.code("S022").await;
    assert_eq!(browser.post("/api/confirm", json!({ "code": code })).await.code(), "WL-SIGNIN-LOCKED");
}

#[tokio::test]
async fn a_pause_locks_the_session_until_the_password_is_typed() {
    let mut door = FrontDoor::open(SignInOptions::default()).await;
    let mut browser = door.signed_in("S001").await;
    for _ in 0..4 {
        door.house.clock.advance(Millis::minutes(14));
        assert_eq!(browser.get("/api/sessions").await.status, StatusCode::OK);
    }
    door.house.clock.advance(Millis::minutes(15));
    assert_eq!(browser.get("/api/sessions").await.code(), "WL-SESSION-LOCKED");
    let me = browser.get("/api/me").await;
    assert_eq!((me.status, me.body["locked"].clone()), (StatusCode::OK, json!(true)));
    assert_eq!(browser.get("/api/sessions").await.code(), "WL-SESSION-LOCKED");
    door.restart().await;
    let mut after_restart = door.browser("10.0.0.1");
    after_restart.cookies = browser.cookies.clone();
    after_restart.csrf = browser.csrf.clone();
    assert_eq!(after_restart.get("/api/sessions").await.code(), "WL-SESSION-LOCKED");
    let wrong = after_restart.post("/api/unlock", json!({ "password": "wrong" })).await;
    assert_eq!(wrong.code(), "WL-SIGNIN-REFUSED");
    let open = after_restart.post("/api/unlock", json!({ "password": PASSWORD })).await;
    assert_eq!((open.status, open.body["locked"].clone()), (StatusCode::OK, json!(false)));
    assert_eq!(after_restart.get("/api/sessions").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours_however_busy() {
    let door = FrontDoor::open(SignInOptions::default()).await;
    let mut browser = door.signed_in("S001").await;
    for _ in 0..(12 * 6 - 1) {
        door.house.clock.advance(Millis::minutes(10));
        assert_eq!(browser.get("/api/me").await.body["locked"], json!(false));
    }
    door.house.clock.advance(Millis::minutes(10));
    assert_eq!(browser.get("/api/me").await.code(), "WL-SESSION-REQUIRED");
}

#[tokio::test]
async fn people_see_and_end_their_own_sessions_and_nobody_elses() {
    let door = FrontDoor::open(SignInOptions { sessions_per_person: 2, ..SignInOptions::default() }).await;
    let mut first = door.signed_in("S001").await;
    let mut second = door.signed_in("S001").await;
    let mut other = door.signed_in("S021").await;
    let listed = second.get("/api/sessions").await.body;
    let items = listed["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    assert_eq!((items[0]["current"].clone(), items[1]["current"].clone()), (json!(true), json!(false)));
    assert_eq!((items[1]["address"].clone(), items[1]["user_agent"].clone()), (json!("10.0.0.1"), json!("Test/1")));
    let path = format!("/api/sessions/{}", items[1]["id"].as_str().unwrap());
    let csrf = other.csrf.clone();
    let foreign = other.send(Method::DELETE, &path, None, &[("x-warmline-csrf", &csrf)]).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    assert_eq!(first.get("/api/me").await.status, StatusCode::OK);
    let csrf = second.csrf.clone();
    let own = second.send(Method::DELETE, &path, None, &[("x-warmline-csrf", &csrf)]).await;
    assert_eq!(own.status, StatusCode::NO_CONTENT);
    assert_eq!(first.get("/api/me").await.code(), "WL-SESSION-REQUIRED");
    assert_eq!(second.get("/api/me").await.status, StatusCode::OK);
}

#[tokio::test]
async fn one_person_has_one_session_unless_the_install_says_otherwise() {
    let door = FrontDoor::open(SignInOptions::default()).await;
    let mut first = door.signed_in("S001").await;
    let mut second = door.signed_in("S001").await;
    assert_eq!(first.get("/api/me").await.code(), "WL-SESSION-REQUIRED");
    assert_eq!(second.get("/api/me").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_session_ended_by_another_process_is_over_within_half_a_minute() {
    let door = FrontDoor::open(SignInOptions::default()).await;
    let mut browser = door.signed_in("S001").await;
    assert_eq!(browser.get("/api/me").await.status, StatusCode::OK);
    let mut tx = door.house.runtime.db.begin().await.unwrap();
    warmline_db::on_tx!(&mut tx, c =>
        sqlx::query("UPDATE session SET ended_at = 1").execute(c).await.map(|_| ()))
    .unwrap();
    tx.commit().await.unwrap();
    door.house.clock.advance(Millis::seconds(30));
    assert_eq!(browser.get("/api/me").await.code(), "WL-SESSION-REQUIRED");
}

#[tokio::test]
async fn a_socket_learns_that_its_session_is_locked_or_over() {
    let door = FrontDoor::open(SignInOptions::default()).await;
    let mut browser = door.signed_in("S001").await;
    let listed = browser.get("/api/sessions").await.body;
    let session = listed["items"][0]["id"].as_str().unwrap().parse().unwrap();
    assert_eq!(door.sign_in.standing(session), Standing::Open);
    // Asking does not count as use.
    door.house.clock.advance(Millis::minutes(10));
    assert_eq!(door.sign_in.standing(session), Standing::Open);
    door.house.clock.advance(Millis::minutes(5));
    assert_eq!(door.sign_in.standing(session), Standing::Locked);
    browser.post("/api/unlock", json!({ "password": PASSWORD })).await;
    assert_eq!(door.sign_in.standing(session), Standing::Open);
    // Whoever only writes in the socket is not idle.
    for _ in 0..3 {
        door.house.clock.advance(Millis::minutes(14));
        assert_eq!(door.sign_in.used(session).await.unwrap(), Standing::Open);
    }
    assert_eq!(browser.get("/api/me").await.body["locked"], json!(false));
    door.house.clock.advance(Millis::minutes(15));
    assert_eq!(door.sign_in.used(session).await.unwrap(), Standing::Locked);
    browser.post("/api/sign-out", json!({})).await;
    assert_eq!(door.sign_in.used(session).await.unwrap(), Standing::Over);
}

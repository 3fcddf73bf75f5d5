//! The way in: two steps, lock-out, and nothing to learn for those outside.

use axum::http::StatusCode;
use serde_json::json;
use warmline_base::Millis;
use warmline_db::{prepare_all, read};
use warmline_signin::{SignInOptions, statements};

use crate::support::{FrontDoor, PASSWORD};

#[tokio::test]
async fn every_statement_is_accepted_by_the_database() {
    let door = FrontDoor::open(SignInOptions::default()).await;
    assert_eq!(prepare_all(&door.house.runtime.db, &statements()).await, Vec::<String>::new());
}

#[tokio::test]
async fn password_and_code_open_a_session_with_guarded_cookies() {
    let door = FrontDoor::open(SignInOptions::default()).await;
    let mut browser = door.browser("10.0.0.1");
    let first = browser.post("/api/sign-in", json!({ "work_number": " s001 ", "password": PASSWORD })).await;
    assert_eq!((first.status, first.body), (StatusCode::OK, json!({ "next": "second_factor" })));
    assert_eq!(browser.get("/api/me").await.code(), "WL-SESSION-REQUIRED");
    let code = door.code("S001").await;
    let second = browser.post("/api/sign-in/second-factor", json!({ "code": code })).await;
    assert_eq!(second.status, StatusCode::OK);
    let cookie = second.headers.get_all("set-cookie").iter().next().unwrap().to_str().unwrap();
    let (_, rules) = cookie.split_once(';').unwrap();
    assert_eq!(rules, " Path=/; HttpOnly; SameSite=Strict; Secure");
    let me = browser.get("/api/me").await.body;
    assert_eq!(me["agent"]["work_number"], "S001");
    assert_eq!(me["csrf"], second.body["csrf"]);
    assert_eq!((me["locked"].clone(), me["idle_lock_seconds"].clone()), (json!(false), json!(900)));
    assert!(me["actions"].as_array().unwrap().contains(&json!("interaction.reply")));
    assert_eq!(door.audited("session.sign_in").await, [("S001".into(), "password and code".into(), "done".into())]);
}

#[tokio::test]
async fn neither_password_nor_token_lies_in_the_database() {
    let door = FrontDoor::open(SignInOptions::default()).await;
    let browser = door.signed_in("S001").await;
    let token = browser.cookies["warmline_session"].as_bytes().to_vec();
    let db = &door.house.runtime.db;
    let (stored,): (Vec<u8>,) = read!(db, c => sqlx::query_as("SELECT token FROM session").fetch_one(c).await).unwrap();
    assert_eq!(stored.len(), 32);
    assert_ne!(stored, token);
    let (password, factor): (String, Vec<u8>) =
        read!(db, c => sqlx::query_as("SELECT password, factor FROM credential LIMIT 1").fetch_one(c).await).unwrap();
    assert!(password.starts_with("$argon2id$") && !password.contains(PASSWORD));
    assert!(factor.len() > 40 && std::str::from_utf8(&factor).is_err());
}

/// T5: whether a work number exists cannot be told from body, status or the hashing done.
#[tokio::test]
async fn a_thousand_unknown_and_a_thousand_known_are_answered_alike() {
    let door = FrontDoor::open(SignInOptions::default()).await;
    let mut answers = Vec::new();
    let mut work = Vec::new();
    for known in [true, false] {
        let before = door.credentials.hashing().checks();
        for attempt in 0..1_000u32 {
            // Everybody is tried from an address of their own, and no account often enough to lock.
            let mut browser = door.browser(&format!("10.{}.{}.{}", 1 + u8::from(known), attempt / 250, attempt % 250));
            let number = match (known, attempt % 3) {
                (true, 0) => "S001".to_owned(),
                (true, 1) => "S021".to_owned(),
                (true, _) => "S022".to_owned(),
                (false, third) => format!("S9{third:02}"),
            };
            let answer = browser.post("/api/sign-in", json!({ "work_number": number, "password": "wrong" })).await;
            answers.push((known, answer.status, answer.headers, answer.body));
            if attempt % 12 == 11 {
                door.house.clock.advance(Millis::minutes(15));
            }
        }
        work.push(door.credentials.hashing().checks() - before);
    }
    assert_eq!(work, [1_000, 1_000]);
    let (_, status, headers, body) = &answers[0];
    assert_eq!((*status, body["code"].as_str()), (StatusCode::UNAUTHORIZED, Some("WL-SIGNIN-REFUSED")));
    for (known, other_status, other_headers, other_body) in &answers {
        assert_eq!((other_status, other_headers, other_body), (status, headers, body), "known: {known}");
    }
}

#[tokio::test]
async fn five_failures_lock_an_account_for_a_quarter_of_an_hour_whether_it_exists_or_not() {
    let door = FrontDoor::open(SignInOptions::default()).await;
    for number in ["S001", "NOBODY"] {
        let mut browser = door.browser("10.0.0.1");
        for _ in 0..5 {
            let answer = browser.post("/api/sign-in", json!({ "work_number": number, "password": "wrong" })).await;
            assert_eq!(answer.code(), "WL-SIGNIN-REFUSED");
        }
        let mut elsewhere = door.browser("10.0.0.2");
        let right = json!({ "work_number": number, "password": PASSWORD });
        let locked = elsewhere.post("/api/sign-in", right).await;
        assert_eq!((locked.status, locked.code()), (StatusCode::TOO_MANY_REQUESTS, "WL-SIGNIN-LOCKED"));
        door.house.clock.advance(Millis::minutes(1));
    }
    door.house.clock.advance(Millis::minutes(14));
    let code = door.code("S001").await;
    assert_eq!(door.browser("10.0.0.2").sign_in("S001", PASSWORD, &code).await, StatusCode::OK);
}

#[tokio::test]
async fn a_right_password_does_not_forgive_wrong_codes() {
    let door = FrontDoor::open(SignInOptions { failures_per_address: 100, ..SignInOptions::default() }).await;
    let mut browser = door.browser("10.0.0.1");
    for _ in 0..5 {
        assert_eq!(browser.sign_in("S001", PASSWORD, "000000").await, StatusCode::UNAUTHORIZED);
    }
    let code = door.code("S001").await;
    assert_eq!(browser.sign_in("S001", PASSWORD, &code).await, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_hundred_guesses_at_once_are_still_only_five() {
    let door = FrontDoor::open(SignInOptions { failures_per_address: 1_000, ..SignInOptions::default() }).await;
    let before = door.credentials.hashing().checks();
    let guesses = (0..100).map(|number| {
        let mut browser = door.browser("10.0.0.1");
        async move {
            browser.post("/api/sign-in", json!({ "work_number": "S001", "password": format!("guess {number}") })).await
        }
    });
    let answers = futures_util::future::join_all(guesses).await;
    let refused = answers.iter().filter(|answer| answer.code() == "WL-SIGNIN-REFUSED").count();
    let locked = answers.iter().filter(|answer| answer.code() == "WL-SIGNIN-LOCKED").count();
    assert_eq!((refused, locked, door.credentials.hashing().checks() - before), (5, 95, 5));
}

#[tokio::test]
async fn an_address_that_guesses_at_many_has_to_wait_and_a_whole_shift_has_not() {
    let door = FrontDoor::open(SignInOptions { failures_per_address: 4, ..SignInOptions::default() }).await;
    for _ in 0..8 {
        door.signed_in("S001").await;
    }
    let mut browser = door.browser("10.0.0.9");
    for number in 0..4 {
        browser.post("/api/sign-in", json!({ "work_number": format!("S9{number}"), "password": "wrong" })).await;
    }
    let answer = browser.post("/api/sign-in", json!({ "work_number": "S001", "password": PASSWORD })).await;
    assert_eq!((answer.status, answer.code()), (StatusCode::TOO_MANY_REQUESTS, "WL-TOO-MANY"));
}

#[tokio::test]
async fn a_code_counts_once_and_only_where_the_password_was_typed() {
    let door = FrontDoor::open(SignInOptions { sessions_per_person: 5, ..SignInOptions::default() }).await;
    let code = door.code("S001").await;
    assert_eq!(door.browser("10.0.0.1").sign_in("S001", PASSWORD, &code).await, StatusCode::OK);
    assert_eq!(door.browser("10.0.0.2").sign_in("S001", PASSWORD, &code).await, StatusCode::UNAUTHORIZED);
    let refused = ("S001".to_owned(), "code used before".to_owned(), "refused WL-SIGNIN-REFUSED".to_owned());
    assert!(door.audited("session.factor").await.contains(&refused));
    door.house.clock.advance(Millis::seconds(31));
    let mut browser = door.browser("10.0.0.1");
    browser.post("/api/sign-in", json!({ "work_number": "S001", "password": PASSWORD })).await;
    let mut thief = door.browser("10.0.0.3");
    thief.cookies = browser.cookies.clone();
    let code = door.code("S001").await;
    let stolen = thief.post("/api/sign-in/second-factor", json!({ "code": code })).await;
    assert_eq!(stolen.code(), "WL-SIGNIN-REFUSED");
    door.house.clock.advance(Millis::minutes(5));
    let code = door.code("S001").await;
    let late = browser.post("/api/sign-in/second-factor", json!({ "code": code })).await;
    assert_eq!(late.code(), "WL-SIGNIN-REFUSED");
}

#[tokio::test]
async fn whoever_is_disabled_neither_enters_nor_stays() {
    let door = FrontDoor::open(SignInOptions::default()).await;
    let mut browser = door.signed_in("S001").await;
    door.register.edit("S001", |card| card.enabled = false);
    assert_eq!(browser.get("/api/me").await.code(), "WL-SESSION-REQUIRED");
    let answer = browser.post("/api/sign-in", json!({ "work_number": "S001", "password": PASSWORD })).await;
    assert_eq!(answer.code(), "WL-SIGNIN-REFUSED");
}

#[tokio::test]
async fn what_was_typed_is_nowhere_in_the_audit_log() {
    let door = FrontDoor::open(SignInOptions::default()).await;
    let mut browser = door.browser("10.0.0.1");
    let typed = "my-Secret-typed-in-the-wrong-field";
    browser.post("/api/sign-in", json!({ "work_number": typed, "password": typed })).await;
    let entries = door.audited("session.factor").await;
    assert_eq!(entries, [("unknown".into(), "password".into(), "refused WL-SIGNIN-REFUSED".into())]);
}

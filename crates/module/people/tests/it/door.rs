//! People through the staff's front door: the first password works, and rights ask for the factor.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode};
use axum::middleware::from_fn_with_state;
use serde_json::{Value, json};
use tower::ServiceExt;
use warmline_base::{AgentId, Millis};
use warmline_contract::{Presence, PresenceView, Role};
use warmline_http::{Gate, staff_gate};
use warmline_people::Hired;
use warmline_signin::{OPEN_PATHS, OPEN_WHEN_LOCKED, SignIn, SignInOptions, SignInParts};

use crate::support::Staffed;

struct Nowhere;

impl PresenceView for Nowhere {
    fn presence(&self, _agent: AgentId) -> Option<Presence> {
        None
    }
}

struct Desk {
    router: Router,
    cookies: String,
    csrf: String,
}

impl Desk {
    fn of(staffed: &Staffed) -> Self {
        let sign_in = SignIn::new(SignInParts {
            credentials: staffed.credentials.clone(),
            register: staffed.people.clone(),
            presence: Arc::new(Nowhere),
            options: SignInOptions::default(),
        })
        .unwrap();
        let gate = Gate {
            runtime: Arc::clone(&staffed.house.runtime),
            sessions: sign_in.clone(),
            open: OPEN_PATHS,
            open_when_locked: OPEN_WHEN_LOCKED,
        };
        let routes = warmline_people::routes(staffed.people.clone()).merge(warmline_signin::routes(sign_in));
        let (router, _) = routes.split_for_parts();
        Self { router: router.layer(from_fn_with_state(gate, staff_gate)), cookies: String::new(), csrf: String::new() }
    }

    async fn sign_in(&mut self, staffed: &Staffed, hired: &Hired) {
        let first = json!({ "work_number": hired.agent.work_number, "password": hired.password_once });
        assert_eq!(self.send(Method::POST, "/api/sign-in", first).await.0, StatusCode::OK);
        let code = staffed.credentials.totp_code_now(hired.agent.id).await.unwrap();
        let (status, me) = self.send(Method::POST, "/api/sign-in/second-factor", json!({ "code": code })).await;
        assert_eq!(status, StatusCode::OK);
        me["csrf"].as_str().unwrap().clone_into(&mut self.csrf);
    }

    async fn send(&mut self, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "desk.example")
            .header("cookie", &self.cookies)
            .header("x-warmline-csrf", &self.csrf)
            .header("content-type", "application/json")
            .body(Body::from(body.to_string()))
            .unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([10, 0, 0, 1], 5000))));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        if let Some(cookie) = parts.headers.get("set-cookie") {
            let (pair, _) = cookie.to_str().unwrap().split_once(';').unwrap();
            pair.clone_into(&mut self.cookies);
        }
        let bytes = to_bytes(body, 1 << 20).await.unwrap();
        (parts.status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }
}

fn somebody(work_number: &str) -> Value {
    json!({ "work_number": work_number, "alias": "小新", "name": "高新雨", "roles": ["agent"], "team": null,
        "department": "D01", "site": "青陵", "chat_limit": 4, "skills": [] })
}

#[tokio::test]
async fn a_new_colleague_signs_in_with_what_was_shown_once() {
    let staffed = Staffed::open().await;
    let hired = staffed.hire("S101", &[Role::Agent]).await;
    let mut desk = Desk::of(&staffed);
    desk.sign_in(&staffed, &hired).await;
    let (status, reasons) = desk.send(Method::GET, "/api/presence/reasons", json!(null)).await;
    assert_eq!((status, reasons["items"].as_array().unwrap().len()), (StatusCode::OK, 10));
    assert_eq!(
        reasons["items"][0],
        json!({ "code": "break", "name_zh": "小休", "name_en": "Break", "counts_as": "rest" })
    );
    let (status, problem) = desk.send(Method::POST, "/api/agents", somebody("S102")).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::FORBIDDEN, Some("WL-FORBIDDEN")));
}

/// T30: a session alone hires nobody.
#[tokio::test]
async fn hiring_asks_for_the_code_again_after_a_while() {
    let staffed = Staffed::open().await;
    let admin = staffed.hire("S022", &[Role::Admin]).await;
    let mut desk = Desk::of(&staffed);
    desk.sign_in(&staffed, &admin).await;
    let (status, hired) = desk.send(Method::POST, "/api/agents", somebody("S101")).await;
    assert_eq!((status, hired["agent"]["work_number"].as_str()), (StatusCode::CREATED, Some("S101")));
    staffed.house.clock.advance(Millis::minutes(5));
    let (status, problem) = desk.send(Method::POST, "/api/agents", somebody("S102")).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::FORBIDDEN, Some("WL-FACTOR-REQUIRED")));
    let code = staffed.credentials.totp_code_now(admin.agent.id).await.unwrap();
    assert_eq!(desk.send(Method::POST, "/api/confirm", json!({ "code": code })).await.0, StatusCode::OK);
    assert_eq!(desk.send(Method::POST, "/api/agents", somebody("S102")).await.0, StatusCode::CREATED);
}

#[tokio::test]
async fn a_new_enrolment_ends_the_sessions_of_the_old_one() {
    let staffed = Staffed::open().await;
    let hired = staffed.hire("S101", &[Role::Agent]).await;
    let mut desk = Desk::of(&staffed);
    desk.sign_in(&staffed, &hired).await;
    let anew = staffed.people.enrol_anew(&staffed.admin(), hired.agent.id).await.unwrap();
    assert_ne!(anew.password_once, hired.password_once);
    let (status, _) = desk.send(Method::GET, "/api/me", json!(null)).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    staffed.house.clock.advance(Millis::seconds(31));
    desk.sign_in(&staffed, &anew).await;
}

#[tokio::test]
async fn a_disabled_colleague_is_out_at_once() {
    let staffed = Staffed::open().await;
    let hired = staffed.hire("S101", &[Role::Agent]).await;
    let mut desk = Desk::of(&staffed);
    desk.sign_in(&staffed, &hired).await;
    let change = serde_json::from_value(json!({ "version": 1, "enabled": false })).unwrap();
    staffed.people.change(&staffed.admin(), hired.agent.id, &change).await.unwrap();
    assert_eq!(desk.send(Method::GET, "/api/me", json!(null)).await.0, StatusCode::UNAUTHORIZED);
}

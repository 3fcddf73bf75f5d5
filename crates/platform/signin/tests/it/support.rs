//! A house with a front door: a register of three people, the routes behind the gate, and browsers.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::middleware::from_fn_with_state;
use parking_lot::Mutex;
use serde_json::{Value, json};
use tower::ServiceExt;
use warmline_base::{AgentId, Fault, Millis, Secret};
use warmline_contract::{AgentCard, PeopleDirectory, Presence, PresenceView, Role, StaffRegister};
use warmline_crypto::PasswordHasher;
use warmline_http::{Gate, staff_gate};
use warmline_runtime::AuditFilter;
use warmline_signin::{
    Hashing, OPEN_PATHS, OPEN_WHEN_LOCKED, SCHEMA, SignIn, SignInOptions, SignInParts, StaffCredentials, routes,
};
use warmline_testkit::House;

/// Everybody's password.
pub const PASSWORD: &str = "correct horse battery";

/// The staff of the test, and the subject each has at the provider.
#[derive(Default)]
pub struct Register(Mutex<Vec<(AgentCard, String)>>);

impl Register {
    /// Changes somebody.
    pub fn edit(&self, work_number: &str, change: impl FnOnce(&mut AgentCard)) {
        let mut all = self.0.lock();
        let (card, _) = all.iter_mut().find(|(card, _)| card.work_number == work_number).expect("a person of the test");
        change(card);
    }

    fn find(&self, wanted: impl Fn(&AgentCard, &str) -> bool) -> Option<AgentCard> {
        self.0.lock().iter().find(|(card, subject)| wanted(card, subject)).map(|(card, _)| card.clone())
    }
}

#[async_trait]
impl PeopleDirectory for Register {
    async fn agent(&self, id: AgentId) -> Result<Option<AgentCard>, Fault> {
        Ok(self.find(|card, _| card.id == id))
    }

    async fn agents(&self) -> Result<Vec<AgentCard>, Fault> {
        Ok(self.0.lock().iter().map(|(card, _)| card.clone()).collect())
    }
}

#[async_trait]
impl StaffRegister for Register {
    async fn by_work_number(&self, work_number: &str) -> Result<Option<AgentCard>, Fault> {
        Ok(self.find(|card, _| card.work_number == work_number))
    }

    async fn by_oidc_subject(&self, subject: &str) -> Result<Option<AgentCard>, Fault> {
        Ok(self.find(|_, of| of == subject))
    }
}

struct Nowhere;

impl PresenceView for Nowhere {
    fn presence(&self, _agent: AgentId) -> Option<Presence> {
        None
    }
}

/// A house with a front door.
pub struct FrontDoor {
    pub house: House,
    pub register: Arc<Register>,
    pub credentials: Arc<StaffCredentials>,
    pub sign_in: Arc<SignIn>,
    router: Router,
    options: SignInOptions,
}

impl FrontDoor {
    /// With `S001` (agent), `S021` (auditor) and `S022` (administrator), each with a password and a code.
    pub async fn open(options: SignInOptions) -> Self {
        let house = House::open(&[SCHEMA]).await;
        let register = Arc::new(Register::default());
        let credentials = credentials(&house);
        for (work_number, role) in [("S001", Role::Agent), ("S021", Role::Auditor), ("S022", Role::Admin)] {
            let card = card(&house, work_number, role);
            let (id, ctx) = (card.id, house.system());
            register.0.lock().push((card, format!("subject-of-{work_number}")));
            credentials.set_password(&ctx, id, Secret::new(PASSWORD.into())).await.unwrap();
            credentials.enrol_totp(&ctx, id, work_number).await.unwrap();
        }
        let (sign_in, router) = open_door(&house, &credentials, &register, &options);
        Self { house, register, credentials, sign_in, router, options }
    }

    /// The same house after a restart: nothing in memory.
    pub async fn restart(&mut self) {
        self.house.restart().await;
        self.credentials = credentials(&self.house);
        (self.sign_in, self.router) = open_door(&self.house, &self.credentials, &self.register, &self.options);
    }

    /// Somebody's id.
    pub fn id(&self, work_number: &str) -> AgentId {
        self.register.find(|card, _| card.work_number == work_number).expect("a person of the test").id
    }

    /// Somebody's code of the moment.
    pub async fn code(&self, work_number: &str) -> String {
        self.credentials.totp_code_now(self.id(work_number)).await.unwrap()
    }

    /// A browser at an address of its own.
    pub fn browser(&self, address: &str) -> Browser {
        Browser {
            router: self.router.clone(),
            address: address.into(),
            user_agent: "Test/1".into(),
            cookies: BTreeMap::new(),
            csrf: String::new(),
        }
    }

    /// A browser in which somebody is signed in; half a minute passes, so the next code is a new one.
    pub async fn signed_in(&self, work_number: &str) -> Browser {
        let mut browser = self.browser("10.0.0.1");
        let code = self.code(work_number).await;
        assert_eq!(browser.sign_in(work_number, PASSWORD, &code).await, StatusCode::OK);
        self.house.clock.advance(Millis::seconds(31));
        browser
    }

    /// What the audit log says of an action: who, how, with what outcome; oldest first.
    pub async fn audited(&self, action: &str) -> Vec<(String, String, String)> {
        let filter = AuditFilter { action: action.into(), ..AuditFilter::default() };
        let limit = warmline_base::Limit::parse(Some(200)).unwrap();
        let rows = warmline_runtime::list_audit(&self.house.runtime.db, &filter, i64::MAX, limit).await.unwrap();
        rows.into_iter().rev().map(|row| (row.actor, row.purpose, row.outcome)).collect()
    }
}

fn credentials(house: &House) -> Arc<StaffCredentials> {
    let entropy = Arc::clone(&house.runtime.entropy);
    let hashing = Hashing::new(PasswordHasher::cheap(&*entropy), entropy);
    StaffCredentials::new(Arc::clone(&house.runtime), hashing, "远岭银行")
}

fn open_door(
    house: &House,
    credentials: &Arc<StaffCredentials>,
    register: &Arc<Register>,
    options: &SignInOptions,
) -> (Arc<SignIn>, Router) {
    let sign_in = SignIn::new(SignInParts {
        credentials: Arc::clone(credentials),
        register: register.clone(),
        presence: Arc::new(Nowhere),
        options: options.clone(),
    })
    .unwrap();
    let gate = Gate {
        runtime: Arc::clone(&house.runtime),
        sessions: sign_in.clone(),
        open: OPEN_PATHS,
        open_when_locked: OPEN_WHEN_LOCKED,
    };
    let (router, _) = routes(sign_in.clone()).split_for_parts();
    (sign_in, router.layer(from_fn_with_state(gate, staff_gate)))
}

fn card(house: &House, work_number: &str, role: Role) -> AgentCard {
    AgentCard {
        id: house.runtime.ids.next(),
        work_number: work_number.into(),
        alias: format!("{work_number}号"),
        roles: vec![role],
        team: None,
        team_name: None,
        department: Some("D01".into()),
        site: "青陵".into(),
        skills: vec![],
        chat_limit: 5,
        enabled: true,
    }
}

/// An answer.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answer {
    /// The code of a refusal.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or("")
    }
}

/// A browser: an address, a name, and cookies.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    pub address: String,
    pub user_agent: String,
    pub cookies: BTreeMap<String, String>,
    pub csrf: String,
}

impl Browser {
    /// Both steps; the status of the last one answered.
    pub async fn sign_in(&mut self, work_number: &str, password: &str, code: &str) -> StatusCode {
        let first = self.post("/api/sign-in", json!({ "work_number": work_number, "password": password })).await;
        if first.status != StatusCode::OK {
            return first.status;
        }
        let second = self.post("/api/sign-in/second-factor", json!({ "code": code })).await;
        second.body["csrf"].as_str().unwrap_or("").clone_into(&mut self.csrf);
        second.status
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, None, &[]).await
    }

    pub async fn post(&mut self, path: &str, body: Value) -> Answer {
        let csrf = self.csrf.clone();
        self.send(Method::POST, path, Some(body), &[("x-warmline-csrf", &csrf)]).await
    }

    /// Sends a request with these headers on top of the browser's own.
    pub async fn send(&mut self, method: Method, path: &str, body: Option<Value>, headers: &[(&str, &str)]) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "desk.example")
            .header("user-agent", &self.user_agent)
            .header("cookie", cookies.join("; "));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let content = match body {
            Some(value) => {
                request = request.header("content-type", "application/json");
                Body::from(value.to_string())
            }
            None => Body::empty(),
        };
        let mut request = request.body(content).unwrap();
        let peer: SocketAddr = format!("{}:5000", self.address).parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all("set-cookie") {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let (value, _) = rest.split_once(';').unwrap();
            self.cookies.insert(name.into(), value.into());
        }
        let bytes = to_bytes(body, 1 << 20).await.unwrap();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status: parts.status, headers: parts.headers, body }
    }
}

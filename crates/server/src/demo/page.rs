//! The demo's own page: who can sign in, with codes that are right just now, and where customers enter.
//! Mounted only in the demo.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use warmline_base::{AgentId, Fault};
use warmline_crypto::SandboxBank;
use warmline_http::{PAGE_POLICY, Problem};

use super::people;
use crate::house::House;

const PAGE: &str = include_str!("page.html");

/// Everybody's password in the demo.
pub const PASSWORD: &str = "warmline-demo-2026";

/// Who can sign in, and the bank that signs customers' tokens.
#[derive(Clone)]
pub struct DemoLogins {
    /// The colleagues, in the order of their work numbers.
    pub people: Arc<Vec<DemoLogin>>,
    /// The sandbox bank.
    pub bank: Arc<SandboxBank>,
    /// Some of them are simulated.
    pub simulated: bool,
}

impl DemoLogins {
    /// Whether somebody simulated works under this login.
    pub fn is_simulated(&self, login: &DemoLogin) -> bool {
        self.simulated && people::is_one(&login.work_number)
    }
}

/// One colleague of the demo.
#[derive(Clone, Debug)]
pub struct DemoLogin {
    /// Who.
    pub id: AgentId,
    /// 工号.
    pub work_number: String,
    /// The name customers see.
    pub alias: String,
    /// What they are, in Chinese.
    pub roles: String,
    /// What they are, in English.
    pub roles_en: String,
}

#[derive(Clone)]
struct Page {
    house: Arc<House>,
    logins: DemoLogins,
}

/// `/demo`, `/demo/codes` and `/demo/customer`.
pub fn routes(house: &Arc<House>, logins: DemoLogins) -> Router {
    Router::new()
        .route("/demo", get(page))
        .route("/demo/style.css", get(style))
        .route("/demo/codes", get(codes))
        .route("/demo/customer", get(customer))
        .with_state(Page { house: Arc::clone(house), logins })
}

async fn page(State(page): State<Page>) -> Result<Response, Problem> {
    let mut rows = String::new();
    for login in page.logins.people.iter() {
        let code = page.house.credentials.totp_code_now(login.id).await?;
        let (class, simulated) = match page.logins.is_simulated(login) {
            true => (" class=simulated", "<small>模拟同事 simulated</small>"),
            false => ("", ""),
        };
        rows.push_str(&format!(
            "<tr{class}><td>{}<td>{}<small lang=en>{}</small><td>{}{simulated}<td class=code>{code}",
            login.work_number, login.roles, login.roles_en, login.alias
        ));
    }
    let html = PAGE.replace("{password}", PASSWORD).replace("{rows}", &rows);
    let mut response = Html(html).into_response();
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY));
    Ok(response)
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("page.css")).into_response()
}

/// The codes as data, for tests and for the simulated people.
async fn codes(State(page): State<Page>) -> Result<Json<BTreeMap<String, String>>, Problem> {
    let mut codes = BTreeMap::new();
    for login in page.logins.people.iter() {
        codes.insert(login.work_number.clone(), page.house.credentials.totp_code_now(login.id).await?);
    }
    Ok(Json(codes))
}

#[derive(Deserialize)]
struct Who {
    code: String,
    #[serde(default)]
    token: bool,
}

/// The sandbox bank signs a customer's token and sends them to the chat, as the bank's app would.
async fn customer(State(page): State<Page>, Query(who): Query<Who>) -> Result<Response, Problem> {
    use warmline_contract::CustomerDirectory;
    if page.house.customers.by_bank_reference(&who.code).await?.is_none() {
        return Err(Fault::not_found("WL-NOT-FOUND", "the sandbox bank has no such customer: try C001 to C018").into());
    }
    let id = page.house.runtime.ids.next_uuid().simple().to_string();
    let token = page.logins.bank.sign(&who.code, &id, page.house.runtime.now());
    if who.token {
        return Ok(token.into_response());
    }
    Ok(Redirect::to(&format!("/chat#token={token}")).into_response())
}

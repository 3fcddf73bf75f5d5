//! The demo's own page: who can sign in, with codes that are right just now, and where customers enter.
//! Mounted only in the demo.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use warmline_base::{AgentId, Fault};
use warmline_crypto::SandboxBank;
use warmline_http::{PAGE_POLICY, Problem};

use crate::house::House;

/// Everybody's password in the demo.
pub const PASSWORD: &str = "warmline-demo-2026";

/// Who can sign in, and the bank that signs customers' tokens.
#[derive(Clone)]
pub struct DemoLogins {
    /// The colleagues, in the order of their work numbers.
    pub people: Arc<Vec<DemoLogin>>,
    /// The sandbox bank.
    pub bank: Arc<SandboxBank>,
}

/// One colleague of the demo.
#[derive(Clone, Debug, Serialize)]
pub struct DemoLogin {
    /// Who.
    pub id: AgentId,
    /// 工号.
    pub work_number: String,
    /// The name customers see.
    pub alias: String,
    /// What they are, in Chinese.
    pub roles: String,
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
        rows.push_str(&format!(
            "<tr><td>{}</td><td>{}</td><td>{}</td><td class=code>{code}</td></tr>",
            login.work_number, login.alias, login.roles
        ));
    }
    let html = format!(
        "<!doctype html><html lang=zh-CN><meta charset=utf-8><meta http-equiv=refresh content=10><title>暖线演示</title>\
         <link rel=stylesheet href=/demo/style.css><main><h1>暖线演示 Warmline demo</h1>\
         <p>这是虚构的远岭银行。密码都是 <code>{PASSWORD}</code>,动态码每 30 秒更换,本页自动刷新。\
         <br>This is the fictional Yuanling Bank. Everybody's password is <code>{PASSWORD}</code>; the codes change every 30 seconds and this page reloads itself.</p>\
         <p><a href=/>座席与管理 Staff desk</a> · <a href=/chat>客户聊天(匿名) Customer chat, anonymous</a> · \
         <a href='/demo/customer?code=C001'>客户聊天(韩先生,已登录) Customer chat, signed in</a> · <a href='/chat?senior=1'>长者大字版 Large text</a> · <a href=/docs>API</a></p>\
         <table><thead><tr><th>工号</th><th>对外称呼</th><th>角色</th><th>动态码</th></tr></thead><tbody>{rows}</tbody></table></main></html>"
    );
    let mut response = Html(html).into_response();
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY));
    Ok(response)
}

async fn style() -> Response {
    const STYLE: &str = "body{font:15px/1.6 'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;margin:0;background:#f4f6fa;color:#131a2a}\
main{max-width:60rem;margin:2rem auto;padding:0 1rem}table{width:100%;border-collapse:collapse;background:#fff;border-radius:8px;overflow:hidden}\
th,td{padding:.45rem .8rem;text-align:left;border-bottom:1px solid #e3e8f0}.code{font-variant-numeric:tabular-nums;font-weight:600}a{color:#0d5bd7}\
@media(prefers-color-scheme:dark){body{background:#0f1522;color:#e7ecf5}table{background:#172033}th,td{border-color:#263149}a{color:#7db0ff}}";
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
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

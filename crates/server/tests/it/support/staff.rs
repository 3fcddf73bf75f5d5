//! A colleague's browser.

use reqwest::Method;
use serde_json::{Value, json};
use warmline_base::AgentId;
use warmline_contract::StaffRegister;
use warmline_server::demo::page::PASSWORD;

use super::{Answer, TestHouse};

/// A signed-in colleague.
#[derive(Clone)]
pub struct Staff {
    pub id: String,
    /// The session cookie, as browsers send it.
    pub cookie: String,
    pub csrf: String,
    pub base: String,
    http: reqwest::Client,
}

impl Staff {
    /// Signs a colleague of the demo in.
    pub async fn sign_in(house: &TestHouse, work_number: &str) -> Self {
        let card = house.house.people.by_work_number(work_number).await.expect("people");
        Self::enter(house, work_number, PASSWORD, card.expect("a colleague of the demo").id).await
    }

    /// Signs a colleague in by both steps.
    pub async fn enter(house: &TestHouse, work_number: &str, password: &str, id: AgentId) -> Self {
        let first = json!({"work_number": work_number, "password": password});
        let halfway = Answer::of(house.http.post(house.url("/api/sign-in")).json(&first)).await;
        assert_eq!(halfway.status, 200, "{}", halfway.text);
        let cookie = format!("warmline_halfway={}", halfway.cookie("warmline_halfway").expect("a cookie"));
        let code = house.house.credentials.totp_code_now(id).await.expect("a second factor");
        let second = house.http.post(house.url("/api/sign-in/second-factor")).header("cookie", cookie);
        let entered = Answer::of(second.json(&json!({"code": code}))).await;
        let cookie = format!("warmline_session={}", entered.cookie("warmline_session").unwrap_or_default());
        let me = entered.expect(200);
        Self {
            id: id.to_string(),
            csrf: me["csrf"].as_str().expect("a token").to_owned(),
            cookie,
            base: format!("http://{}", house.address),
            http: house.http.clone(),
        }
    }

    /// A request with the session's cookie and token.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        request.header("cookie", &self.cookie).header("x-warmline-csrf", &self.csrf)
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::POST, path).json(&body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::PUT, path).json(&body)).await
    }

    /// Puts a file into a conversation.
    pub async fn upload(&self, interaction: &str, name: &str, bytes: Vec<u8>) -> Answer {
        let part = reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned());
        let form = reqwest::multipart::Form::new().part("file", part);
        let path = format!("/api/interactions/{interaction}/attachments");
        Answer::of(self.request(Method::POST, &path).multipart(form)).await
    }
}

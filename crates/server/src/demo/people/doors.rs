//! The public doors, as anybody outside the house uses them: HTTP and the two sockets.
//!
//! Deliberately absent: any other way in. What works here works for a browser.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use futures_util::{SinkExt, StreamExt};
use reqwest::header::{COOKIE, SET_COOKIE, USER_AGENT};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use warmline_base::InteractionId;

use crate::demo::page::PASSWORD;

/// How the simulated people's browser names itself; a session is bound to it.
const BROWSER: &str = "warmline-demo-people/1";
/// Longer than any answer takes.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);

/// The house's address, and a browser to go there.
pub struct Doors {
    host: String,
    browser: Client,
}

/// A conversation as the visitor's door opened it.
#[derive(Debug, serde::Deserialize)]
pub struct Visit {
    /// The conversation's token.
    pub token: String,
    /// The conversation.
    pub interaction: InteractionId,
}

impl Doors {
    /// The doors of the house that listens at `address`.
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub fn at(address: SocketAddr) -> anyhow::Result<Arc<Self>> {
        let browser = Client::builder().user_agent(BROWSER).no_proxy().timeout(ANSWER_WITHIN).build()?;
        Ok(Arc::new(Self { host: super::within_reach(address).to_string(), browser }))
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.browser.request(method, format!("http://{}{path}", self.host))
    }

    /// Signs a colleague in: password, then the code that is right just now.
    ///
    /// # Errors
    /// When sign-in refuses, such as for a code used before.
    pub async fn sign_in(self: &Arc<Self>, work_number: &str) -> anyhow::Result<Arc<Colleague>> {
        let known = json!({"work_number": work_number, "password": PASSWORD});
        let halfway = answered(self.request(Method::POST, "/api/sign-in").json(&known)).await?;
        let codes: Value = answered(self.request(Method::GET, "/demo/codes")).await?.json().await?;
        let code = self.request(Method::POST, "/api/sign-in/second-factor").json(&json!({"code": codes[work_number]}));
        let entered = answered(code.header(COOKIE, cookies(&halfway))).await?;
        let cookie = cookies(&entered);
        let me: Value = entered.json().await?;
        let csrf = me["csrf"].as_str().context("a session without its token")?.to_owned();
        let department = me["agent"]["department"].as_str().unwrap_or_default().to_owned();
        let work_number = work_number.to_owned();
        Ok(Arc::new(Colleague { doors: Arc::clone(self), cookie, csrf, work_number, department }))
    }

    /// Opens a conversation, by the bank's word for `customer` when there is one.
    ///
    /// # Errors
    /// When the door refuses.
    pub async fn open_chat(&self, customer: Option<&str>, locale: &str, senior: bool) -> anyhow::Result<Visit> {
        let mut ask = json!({"locale": locale, "senior": senior});
        if let Some(code) = customer {
            let token = self.request(Method::GET, &format!("/demo/customer?code={code}&token=true"));
            ask["bank_token"] = json!(answered(token).await?.text().await?);
        }
        Ok(answered(self.request(Method::POST, "/chat/api/sessions").json(&ask)).await?.json().await?)
    }

    /// Answers the survey of a conversation.
    ///
    /// # Errors
    /// When the door refuses.
    pub async fn rate(&self, visit: &Visit, rating: &Value) -> anyhow::Result<()> {
        let request = self.request(Method::POST, "/chat/api/survey").bearer_auth(&visit.token).json(rating);
        answered(request).await.map(drop)
    }

    /// Opens a socket.
    ///
    /// # Errors
    /// When the house does not let it in.
    pub async fn socket(&self, path: &str, cookie: Option<&str>) -> anyhow::Result<Socket> {
        let mut request = format!("ws://{}{path}", self.host).into_client_request()?;
        request.headers_mut().insert(USER_AGENT, HeaderValue::from_static(BROWSER));
        if let Some(cookie) = cookie {
            request.headers_mut().insert(COOKIE, cookie.parse()?);
        }
        let (socket, _) = tokio::time::timeout(ANSWER_WITHIN, connect_async(request)).await??;
        Ok(Socket(socket))
    }
}

/// A colleague who is signed in.
pub struct Colleague {
    doors: Arc<Doors>,
    cookie: String,
    csrf: String,
    /// The work number.
    pub work_number: String,
    /// The department's code.
    pub department: String,
}

impl Colleague {
    /// Reads.
    ///
    /// # Errors
    /// When the house refuses.
    pub async fn get(&self, path: &str) -> anyhow::Result<Value> {
        let request = self.doors.request(Method::GET, path).header(COOKIE, &self.cookie);
        Ok(answered(request).await?.json().await?)
    }

    /// Does something.
    ///
    /// # Errors
    /// When the house refuses.
    pub async fn post(&self, path: &str, body: Value) -> anyhow::Result<()> {
        self.send(Method::POST, path, body).await
    }

    /// Says how something shall be.
    ///
    /// # Errors
    /// When the house refuses.
    pub async fn put(&self, path: &str, body: Value) -> anyhow::Result<()> {
        self.send(Method::PUT, path, body).await
    }

    async fn send(&self, method: Method, path: &str, body: Value) -> anyhow::Result<()> {
        let request = self.doors.request(method, path).header(COOKIE, &self.cookie);
        answered(request.header("X-Warmline-Csrf", &self.csrf).json(&body)).await.map(drop)
    }

    /// Opens the desk's socket.
    ///
    /// # Errors
    /// When the house does not let it in.
    pub async fn desk(&self) -> anyhow::Result<Socket> {
        self.doors.socket("/api/desk/socket", Some(&self.cookie)).await
    }
}

/// An open socket that speaks JSON texts.
pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// Sends one frame.
    ///
    /// # Errors
    /// When the socket is closed.
    pub async fn send(&mut self, frame: String) -> anyhow::Result<()> {
        Ok(self.0.send(Message::text(frame)).await?)
    }

    /// The next frame. Nothing is lost when the wait for it is given up.
    ///
    /// # Errors
    /// When the socket is closed.
    pub async fn next(&mut self) -> anyhow::Result<String> {
        loop {
            match self.0.next().await.context("the house closed the socket")?? {
                Message::Text(text) => return Ok(text.as_str().to_owned()),
                Message::Close(_) => bail!("the house closed the socket"),
                _ => {}
            }
        }
    }
}

/// A good answer, or the code of the problem.
async fn answered(request: RequestBuilder) -> anyhow::Result<Response> {
    let response = request.send().await?;
    if response.status().is_success() {
        return Ok(response);
    }
    let (status, path) = (response.status(), response.url().path().to_owned());
    let problem: Value = response.json().await.unwrap_or_default();
    bail!("{path} answered {status} {}", problem["code"].as_str().unwrap_or_default())
}

/// The cookies an answer sets, as the next request carries them.
fn cookies(response: &Response) -> String {
    let pairs = response.headers().get_all(SET_COOKIE).iter().filter_map(|line| line.to_str().ok()?.split(';').next());
    pairs.collect::<Vec<_>>().join("; ")
}

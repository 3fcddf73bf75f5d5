//! Colleagues: signing in as a browser does, and asking the staff API.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use totp_rs::Totp;

use crate::socket::Socket;

/// What we call ourselves; a session stays with the browser it began in.
pub const AGENT_NAME: &str = "warmline-loadgen";
/// Who may do everything in the demo.
pub const ADMIN: &str = "S022";
/// Everybody's password in the demo.
const DEMO_PASSWORD: &str = "warmline-demo-2026";

/// A colleague's way to the second factor.
pub enum SecondFactor {
    /// The demo shows everybody's code.
    Demo,
    /// An `otpauth://` address, as a new colleague gets it.
    Address(String),
}

/// A colleague, signed in.
#[derive(Clone)]
pub struct Staff {
    /// Their id.
    pub id: String,
    /// Their work number.
    pub work_number: String,
    base: String,
    client: Client,
    cookie: String,
    csrf: String,
}

/// A client that keeps cookies and waits at most half a minute.
///
/// # Errors
/// When the TLS library cannot be set up.
pub fn client() -> Result<Client> {
    Ok(Client::builder().user_agent(AGENT_NAME).timeout(Duration::from_secs(30)).build()?)
}

impl Staff {
    /// Signs a colleague of the demo in.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn of_demo(base: &str, work_number: &str) -> Result<Self> {
        Self::sign_in(base, work_number, DEMO_PASSWORD, &SecondFactor::Demo).await
    }

    /// Signs in with password and code.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn sign_in(base: &str, work_number: &str, password: &str, factor: &SecondFactor) -> Result<Self> {
        let client = client()?;
        let answer = client
            .post(format!("{base}/api/sign-in"))
            .header("origin", base)
            .json(&json!({"work_number": work_number, "password": password}))
            .send()
            .await?;
        let pending = cookies(&answer);
        ensure!(answer.status().is_success(), "{work_number} may not sign in: {}", answer.text().await?);
        let code = code(&client, base, work_number, factor).await?;
        let answer = client
            .post(format!("{base}/api/sign-in/second-factor"))
            .header("origin", base)
            .header("cookie", pending)
            .json(&json!({"code": code}))
            .send()
            .await?;
        let cookie = cookies(&answer);
        ensure!(answer.status().is_success(), "{work_number}'s code is refused: {}", answer.text().await?);
        let me: Value = answer.json().await?;
        Ok(Self {
            id: text(&me["agent"]["id"])?,
            work_number: work_number.to_owned(),
            base: base.to_owned(),
            client,
            cookie,
            csrf: text(&me["csrf"])?,
        })
    }

    /// The cookie of the session.
    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    /// Reads `path`.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn get(&self, path: &str) -> Result<Value> {
        self.ask(Method::GET, path, None).await
    }

    /// Sends `body` to `path`; null when there is no answer.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn send(&self, method: Method, path: &str, body: &Value) -> Result<Value> {
        self.ask(method, path, Some(body)).await
    }

    async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value> {
        let mut request = self
            .client
            .request(method, format!("{}{path}", self.base))
            .header("origin", &self.base)
            .header("cookie", &self.cookie)
            .header("x-warmline-csrf", &self.csrf);
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await?;
        let status = answer.status();
        let answer = answer.text().await?;
        ensure!(status.is_success(), "{path} answers {status}: {answer}");
        if answer.is_empty() { Ok(Value::Null) } else { Ok(serde_json::from_str(&answer)?) }
    }

    /// Says that they are ready for work.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn ready(&self) -> Result<()> {
        self.send(Method::PUT, "/api/me/presence", &json!({"state": "ready"})).await.map(drop)
    }

    /// Takes an offer.
    ///
    /// # Errors
    /// When it is over.
    pub async fn accept(&self, interaction: &str, offer: &str) -> Result<()> {
        let path = format!("/api/interactions/{interaction}/offers/{offer}/accept");
        self.send(Method::POST, &path, &json!({})).await.map(drop)
    }

    /// Opens a desk that holds everything up to `after`.
    ///
    /// # Errors
    /// When the server refuses or is gone.
    pub async fn desk(&self, after: Option<i64>) -> Result<Socket> {
        let hello = json!({"type": "hello", "after": after});
        Socket::open(&self.base, "/api/desk/socket", Some(&self.cookie), &hello).await
    }
}

/// New colleagues, signed in: the demo has fewer than a load needs. A code counts once, so the administrator comes
/// signed in.
///
/// # Errors
/// When the server refuses.
pub async fn hire(base: &str, admin: &Staff, numbers: std::ops::Range<usize>, chats: usize) -> Result<Vec<Staff>> {
    let skills: Value = admin.get("/api/skills").await?;
    let written = skills["items"].as_array().and_then(|all| all.iter().find(|skill| skill["code"] == "text"));
    let written = written.context("the demo has no skill for written work")?["id"].clone();
    let mut hired = Vec::with_capacity(numbers.len());
    for number in numbers {
        let work_number = format!("L{number:03}");
        let wanted = json!({
            "work_number": work_number, "alias": format!("压测 {number:03}号"), "name": "压测员", "roles": ["agent"],
            "site": "青陵", "chat_limit": chats, "skills": [{"skill": written, "level": 5}],
        });
        let new = admin.send(Method::POST, "/api/agents", &wanted).await?;
        let factor = SecondFactor::Address(text(&new["totp_uri_once"])?);
        hired.push(Staff::sign_in(base, &work_number, &text(&new["password_once"])?, &factor).await?);
    }
    Ok(hired)
}

/// A text of a JSON answer.
///
/// # Errors
/// When it is no text.
pub fn text(value: &Value) -> Result<String> {
    value.as_str().map(str::to_owned).context("a field of the answer is missing")
}

fn cookies(answer: &reqwest::Response) -> String {
    let set = answer.headers().get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
    set.filter_map(|value| value.split(';').next()).collect::<Vec<_>>().join("; ")
}

async fn code(client: &Client, base: &str, work_number: &str, factor: &SecondFactor) -> Result<String> {
    match factor {
        SecondFactor::Demo => {
            let codes: Value = client.get(format!("{base}/demo/codes")).send().await?.json().await?;
            text(&codes[work_number])
        }
        SecondFactor::Address(address) => {
            #[expect(clippy::disallowed_methods, reason = "a code is right at one moment of the real time only")]
            let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
            Ok(Totp::from_url(address)?.generate(now.as_secs()).to_string())
        }
    }
}

//! Visitors: a conversation and its socket.

use anyhow::{Result, ensure};
use reqwest::Client;
use serde_json::{Value, json};

use crate::socket::Socket;
use crate::staff::text;

/// A conversation as a page knows it.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The conversation's token.
    pub token: String,
    /// Its id.
    pub interaction: String,
    base: String,
}

impl Visit {
    /// Begins an anonymous conversation.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn begin(client: &Client, base: &str) -> Result<Self> {
        let ask = json!({"locale": "zh-CN"});
        let answer = client.post(format!("{base}/chat/api/sessions")).json(&ask).send().await?;
        let status = answer.status();
        let answer = answer.text().await?;
        ensure!(status.is_success(), "no conversation begins: {answer}");
        let grant: Value = serde_json::from_str(&answer)?;
        Ok(Self { token: text(&grant["token"])?, interaction: text(&grant["interaction"])?, base: base.to_owned() })
    }

    /// Opens a socket of a page that holds every event up to `after`.
    ///
    /// # Errors
    /// When the server refuses or is gone.
    pub async fn socket(&self, after: i64) -> Result<Socket> {
        let hello = json!({"type": "hello", "token": self.token, "after": after});
        Socket::open(&self.base, "/chat/socket", None, &hello).await
    }
}

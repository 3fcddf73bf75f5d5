//! The core system behind HTTP.
//!
//! Three questions, none of which changes anything there: what a customer holds, what happened before, and whether what
//! was keyed is right. A colleague waits for the answer with a customer waiting for the colleague, so everything has a
//! limit: the time, the size of an answer, the questions at once, and a system that keeps failing is left alone for a
//! while. Nothing is asked twice. Deliberately absent: writing, redirects, and any address but the configured one.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use async_trait::async_trait;
use parking_lot::Mutex;
use reqwest::redirect::Policy;
use reqwest::{Certificate, Identity, StatusCode, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use tokio::sync::Semaphore;
use warmline_base::{Clock, Fault, Fen, Secret, Timestamp};
use warmline_contract::{BankAdapter, BankHistory, BankProduct, Keyed, KeyedProof};

use super::breaker::Breaker;
use crate::config::Config;

/// Questions under way at once; whoever comes beyond them is told the bank is busy.
const AT_ONCE: usize = 64;
/// The largest answer.
const ANSWER_BYTES: usize = 256 * 1024;
const PRODUCTS_MAX: usize = 100;
const HISTORY_MAX: usize = 50;
/// The longest text of an answer, in characters; what is longer is cut.
const TEXT_MAX: usize = 200;
const CONNECT_WITHIN: Duration = Duration::from_secs(2);

/// The bank's core system.
pub struct HttpBank {
    base: Url,
    password_keys: u8,
    otp_keys: u8,
    token: Option<Secret<String>>,
    http: reqwest::Client,
    places: Semaphore,
    breaker: Mutex<Breaker>,
    clock: Arc<dyn Clock>,
}

#[derive(Deserialize)]
struct ProductList {
    products: Vec<ProductLine>,
}

#[derive(Deserialize)]
struct ProductLine {
    kind: String,
    name: String,
    number: String,
    status: String,
    #[serde(default)]
    balance_fen: Option<i64>,
    #[serde(default)]
    detail: String,
}

#[derive(Deserialize)]
struct HistoryList {
    history: Vec<HistoryLine>,
}

#[derive(Deserialize)]
struct HistoryLine {
    at: Timestamp,
    channel: String,
    title: String,
    #[serde(default)]
    outcome: String,
}

#[derive(Deserialize)]
struct KeyedAnswer {
    right: bool,
}

impl HttpBank {
    /// The core system at `address`, with the token and certificates of `config`.
    ///
    /// # Errors
    /// When the address is neither https nor on this machine, or a certificate does not read.
    pub fn new(address: &str, config: &Config, clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        let slashed = format!("{}/", address.trim_end_matches('/'));
        let base =
            Url::parse(&slashed).context("WARMLINE_BANK_URL is no address like https://core.bank.example/api")?;
        let here = matches!(base.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        anyhow::ensure!(
            base.scheme() == "https" || (base.scheme() == "http" && here),
            "WARMLINE_BANK_URL must begin with https: customers' products travel there"
        );
        let mut client = reqwest::Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT_WITHIN)
            .timeout(Duration::from_millis(config.bank_timeout_ms));
        if let Some(path) = &config.bank_ca {
            let pem =
                std::fs::read(path).with_context(|| format!("WARMLINE_BANK_CA: {} cannot be read", path.display()))?;
            for certificate in Certificate::from_pem_bundle(&pem).context("WARMLINE_BANK_CA holds no certificate")? {
                client = client.add_root_certificate(certificate);
            }
        }
        if let Some(path) = &config.bank_client_cert {
            let pem = std::fs::read(path)
                .with_context(|| format!("WARMLINE_BANK_CLIENT_CERT: {} cannot be read", path.display()))?;
            let identity = Identity::from_pem(&pem)
                .context("WARMLINE_BANK_CLIENT_CERT needs our certificate and its private key in one PEM file")?;
            client = client.identity(identity);
        }
        Ok(Self {
            base,
            password_keys: config.bank_password_keys,
            otp_keys: config.bank_otp_keys,
            token: config.bank_token.clone().map(Secret::new),
            http: client.build().context("the HTTP client for the core system cannot start")?,
            places: Semaphore::new(AT_ONCE),
            breaker: Mutex::default(),
            clock,
        })
    }

    /// Asks for `what` of a customer; nothing when the core system does not know the customer.
    async fn ask<T: DeserializeOwned>(
        &self,
        reference: &str,
        what: &'static str,
        body: Option<serde_json::Value>,
    ) -> Result<Option<T>, Fault> {
        let Ok(_place) = self.places.try_acquire() else { return Err(away("too many questions are under way")) };
        if !self.breaker.lock().admit(self.clock.now()) {
            return Err(away("it did not answer lately and is left alone for some seconds"));
        }
        let began = self.clock.now();
        let outcome = self.fetch(reference, what, body).await;
        let now = self.clock.now();
        metrics::histogram!("warmline_bank_seconds", "what" => what).record(now.since(began).0 as f64 / 1_000.0);
        match outcome {
            Ok(answer) => {
                self.breaker.lock().answered();
                Ok(answer)
            }
            Err(reason) => {
                metrics::counter!("warmline_bank_failures_total", "what" => what).increment(1);
                if self.breaker.lock().failed(now) {
                    tracing::error!(reason, "the core system fails again and again: it is left alone for some seconds");
                }
                Err(away(reason))
            }
        }
    }

    async fn fetch<T: DeserializeOwned>(
        &self,
        reference: &str,
        what: &str,
        body: Option<serde_json::Value>,
    ) -> Result<Option<T>, &'static str> {
        let mut url = self.base.clone();
        // A segment is escaped as a whole: a number with a slash in it leads nowhere else.
        url.path_segments_mut().map_err(|()| "its address takes no path")?.pop_if_empty().extend([
            "customers",
            reference,
            what,
        ]);
        let request = match body {
            Some(body) => self.http.post(url).json(&body),
            None => self.http.get(url),
        };
        let mut request = request.header("accept", "application/json");
        if let Some(token) = &self.token {
            request = request.bearer_auth(token.expose());
        }
        let mut response = request.send().await.map_err(|error| match error.is_timeout() {
            true => "it did not answer in time",
            false => "it cannot be reached",
        })?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::NOT_FOUND => return Ok(None),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => return Err("it refuses our token or certificate"),
            _ => return Err("it answered with an error"),
        }
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|_| "its answer broke off")? {
            if body.len() + piece.len() > ANSWER_BYTES {
                return Err("its answer is larger than 256 KiB");
            }
            body.extend_from_slice(&piece);
        }
        serde_json::from_slice(&body).map(Some).map_err(|_| "its answer has another form than we agreed on")
    }
}

#[async_trait]
impl BankAdapter for HttpBank {
    async fn products(&self, bank_reference: &str) -> Result<Vec<BankProduct>, Fault> {
        let Some(list) = self.ask::<ProductList>(bank_reference, "products", None).await? else {
            return Ok(Vec::new());
        };
        let lines = list.products.into_iter().take(PRODUCTS_MAX);
        Ok(lines
            .map(|line| BankProduct {
                kind: cut(line.kind),
                name: cut(line.name),
                number: cut(line.number),
                status: cut(line.status),
                balance: line.balance_fen.map(Fen),
                detail: cut(line.detail),
            })
            .collect())
    }

    async fn history(&self, bank_reference: &str) -> Result<Vec<BankHistory>, Fault> {
        let Some(list) = self.ask::<HistoryList>(bank_reference, "history", None).await? else { return Ok(Vec::new()) };
        let mut lines: Vec<BankHistory> = list
            .history
            .into_iter()
            .map(|line| BankHistory {
                at: line.at,
                channel: cut(line.channel),
                title: cut(line.title),
                outcome: cut(line.outcome),
            })
            .collect();
        lines.sort_by_key(|line| std::cmp::Reverse(line.at));
        lines.truncate(HISTORY_MAX);
        Ok(lines)
    }

    fn keys_of(&self, proof: KeyedProof) -> u8 {
        match proof {
            KeyedProof::QueryPassword => self.password_keys,
            KeyedProof::Otp => self.otp_keys,
        }
    }

    async fn proves(&self, bank_reference: &str, proof: KeyedProof, keyed: &Keyed) -> Result<bool, Fault> {
        let body = json!({ "proof": proof.as_str(), "keys": keyed.expose() });
        let answer = self.ask::<KeyedAnswer>(bank_reference, "keyed-checks", Some(body)).await?;
        Ok(answer.is_some_and(|answer| answer.right))
    }
}

fn cut(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(TEXT_MAX) {
        text.truncate(end);
    }
    text
}

fn away(reason: &'static str) -> Fault {
    Fault::unavailable(
        "WL-BANK-AWAY",
        format!("the bank's core system is not to be had ({reason}): try again in a moment"),
    )
}

//! A door on a loopback port.

use std::net::SocketAddr;
use std::sync::Arc;

use jiff::tz::TimeZone;
use serde_json::{Value, json};
use warmline_base::{InteractionId, SeededEntropy};
use warmline_crypto::SandboxBank;
use warmline_testkit::House;
use warmline_webchat::{Bank, Embed, Limits, Parts, SCHEMA, SessionGrant, Settings, WebChat, routes};

use crate::reception::FakeReception;

/// A running door.
pub struct Door {
    pub house: House,
    pub fake: Arc<FakeReception>,
    pub bank: SandboxBank,
    pub address: SocketAddr,
    pub http: reqwest::Client,
}

impl Door {
    pub async fn open() -> Self {
        Self::with(Limits {
            sessions_per_minute: 1_000,
            frames_per_second: 1_000,
            frame_burst: 1_000,
            ..Limits::default()
        })
        .await
    }

    pub async fn with(limits: Limits) -> Self {
        let house = House::open(&[SCHEMA]).await;
        let fake = FakeReception::new(Arc::clone(&house.runtime));
        let bank = SandboxBank::generate("k1", "bank.example", "warmline", &SeededEntropy::from_number(51));
        let chat = WebChat::new(Parts {
            runtime: Arc::clone(&house.runtime),
            reception: fake.clone(),
            interactions: fake.clone(),
            customers: fake.clone(),
            surveys: fake.clone(),
            bank_tokens: Some(bank.verifier().unwrap()),
            settings: Settings {
                bank: Bank {
                    name: "远岭银行".into(),
                    name_en: "Yuanling Bank".into(),
                    time_zone: TimeZone::fixed(jiff::tz::offset(8)),
                },
                embed: Embed { allowed_origins: vec!["https://www.bank.example".into()] },
                limits,
            },
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (router, _) = routes(chat).split_for_parts();
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        Self { house, fake, bank, address, http: reqwest::Client::new() }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}/chat/api/{path}", self.address)
    }

    /// Asks for a session.
    pub async fn ask(&self, ask: &Value) -> reqwest::Response {
        self.http.post(self.url("sessions")).json(ask).send().await.unwrap()
    }

    /// A session that is granted.
    pub async fn session(&self, ask: &Value) -> SessionGrant {
        let reply = self.ask(ask).await;
        assert_eq!(reply.status(), 200, "{:?}", reply.text().await);
        reply.json().await.unwrap()
    }

    /// An anonymous visitor's session.
    pub async fn anyone(&self) -> (String, InteractionId) {
        let grant = self.session(&json!({"locale": "zh-CN"})).await;
        (grant.token, grant.interaction)
    }

    /// A bank token for `reference`.
    pub fn named(&self, reference: &str, token_id: &str) -> String {
        self.bank.sign(reference, token_id, self.house.runtime.now())
    }
}

/// The code of a problem response.
pub async fn code(reply: reqwest::Response) -> (u16, String) {
    let status = reply.status().as_u16();
    let body: Value = reply.json().await.unwrap();
    (status, body["code"].as_str().unwrap_or_default().to_owned())
}

//! Two edges that call each other.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::mpsc;
use tokio::time::timeout;
use warmline_base::{Clock, Fault, ManualClock, SeededEntropy, Timestamp};
use warmline_voice::RsipEdge;
use warmline_voice::edge::{DialPlan, DigestSecret, EdgeEvent, EdgeSettings, Incoming, LegId, PhoneBook, Trunk};

pub const REALM: &str = "warmline";
/// The number for emergencies.
pub const EMERGENCY: &str = "90580";
pub const OFFER: &[u8] =
    b"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";
pub const ANSWER: &[u8] =
    b"v=0\r\no=- 2 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 5000 RTP/AVP 0\r\n";
pub const SECURE_OFFER: &[u8] = b"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
    m=audio 4000 RTP/SAVP 0\r\n";
pub const SECURE_ANSWER: &[u8] = b"v=0\r\no=- 2 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
    m=audio 5000 RTP/SAVP 0\r\n";
const PATIENCE: Duration = Duration::from_secs(10);

/// One account: 8001 with the password `apricot`.
pub struct OnePhone;

#[async_trait]
impl PhoneBook for OnePhone {
    async fn secret(&self, extension: &str) -> Result<Option<DigestSecret>, Fault> {
        Ok((extension == "8001").then(|| DigestSecret::of("8001", REALM, "apricot")))
    }
}

/// An edge and what it tells.
pub struct Side {
    pub edge: RsipEdge,
    pub events: mpsc::Receiver<EdgeEvent>,
    pub clock: Arc<ManualClock>,
}

impl Side {
    pub async fn open(settings: EdgeSettings) -> Self {
        let clock = Arc::new(ManualClock::new(Timestamp(1_790_000_000_000_000)));
        let (edge, events) = RsipEdge::open(
            settings,
            Arc::new(OnePhone),
            Arc::clone(&clock) as Arc<dyn Clock>,
            &SeededEntropy::from_number(7),
        )
        .await
        .unwrap();
        Self { edge, events, clock }
    }

    pub fn address(&self) -> SocketAddr {
        self.edge.udp_address().unwrap()
    }

    pub async fn next(&mut self) -> EdgeEvent {
        loop {
            let told = timeout(PATIENCE, self.events.recv()).await.expect("something is told").expect("the edge lives");
            // Ladders come after the end, in between whatever else is told.
            if !matches!(told, EdgeEvent::Ladder { .. }) {
                return told;
            }
        }
    }

    pub async fn incoming(&mut self) -> Incoming {
        match self.next().await {
            EdgeEvent::Incoming(incoming) => incoming,
            other => panic!("expected a call, got {other:?}"),
        }
    }

    /// The answer of a leg that is up.
    pub async fn up(&mut self, leg: LegId) -> Option<Vec<u8>> {
        loop {
            match self.next().await {
                EdgeEvent::Up { leg: told, answer } if told == leg => return answer,
                EdgeEvent::Progress { .. } => {}
                other => panic!("expected an answer, got {other:?}"),
            }
        }
    }
}

pub fn settings() -> EdgeSettings {
    EdgeSettings {
        udp: Some("127.0.0.1:0".parse().unwrap()),
        tcp: None,
        tls: None,
        public: None,
        realm: REALM.into(),
        strong_digest: true,
        trunks: Vec::new(),
        dial_plan: DialPlan::default(),
        legs_max: 100,
        emergency: vec![EMERGENCY.into()],
        retry_after_seconds: 5,
        look_every: Duration::from_secs(20),
    }
}

pub fn trunk(name: &str, address: Option<SocketAddr>, allow: &[&str]) -> Trunk {
    Trunk {
        name: name.into(),
        allow: allow.iter().map(|network| network.parse().unwrap()).collect(),
        inbound: None,
        address,
        way: Default::default(),
        srtp: false,
        outbound: None,
    }
}

/// A bank that takes calls from this machine, and a carrier with a trunk to it.
pub async fn bank_and_carrier() -> (Side, Side) {
    let bank = Side::open(EdgeSettings { trunks: vec![trunk("carrier", None, &["127.0.0.1"])], ..settings() }).await;
    let carrier = carrier_of(&[bank.address()]).await;
    (bank, carrier)
}

pub async fn carrier_of(banks: &[SocketAddr]) -> Side {
    let trunks =
        banks.iter().enumerate().map(|(index, bank)| trunk(&format!("bank-{index}"), Some(*bank), &[])).collect();
    let dial_plan = DialPlan::parse("90588,90580").unwrap();
    Side::open(EdgeSettings { trunks, dial_plan, ..settings() }).await
}

//! What an install may set, by flag or environment. Every setting has a default that works.

use std::net::{AddrParseError, IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use warmline_base::Secret;
use warmline_db::{Database, Durability};

/// Where monitoring listens when nothing is said.
const OPS_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9090);

/// How many keys a bank's proofs have when nothing is said.
pub const USUAL_KEYS: u8 = 6;

/// Where monitoring listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpsListen {
    /// Nowhere.
    Off,
    /// At this address.
    At(SocketAddr),
}

impl FromStr for OpsListen {
    type Err = AddrParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "off" { Ok(Self::Off) } else { text.parse().map(Self::At) }
    }
}

/// Settings of every command.
#[derive(Args, Clone, Debug)]
pub struct Config {
    /// Where data lies: the database, files, keys. Since 0.1.
    #[arg(long, env = "WARMLINE_DATA", default_value = "data", global = true)]
    pub data: PathBuf,
    /// A PostgreSQL address instead of SQLite, such as postgres://user:password@host/name. Since 0.1.
    #[arg(long, env = "WARMLINE_DATABASE_URL", hide_env_values = true, global = true)]
    pub database_url: Option<String>,
    /// Where the server listens. Since 0.1.
    #[arg(long, env = "WARMLINE_LISTEN", default_value = "127.0.0.1:8080", global = true)]
    pub listen: SocketAddr,
    /// Where monitoring listens: /metrics, probes and the API's documents; `off` for nowhere. Since 0.1.
    #[arg(long, env = "WARMLINE_OPS_LISTEN", global = true)]
    pub ops_listen: Option<OpsListen>,
    /// SQLite waits for the disk at every commit, so that even a power cut loses nothing. Since 0.1.
    #[arg(long, env = "WARMLINE_DURABLE", global = true)]
    pub durable: bool,
    /// Pages of these origins may embed the chat, such as `https://www.bank.example`; by comma. Since 0.1.
    #[arg(long, env = "WARMLINE_EMBED_ORIGINS", value_delimiter = ',', global = true)]
    pub embed_origins: Vec<String>,
    /// Proxies whose X-Forwarded-For is believed; by comma. Since 0.1.
    #[arg(long, env = "WARMLINE_TRUSTED_PROXIES", value_delimiter = ',', global = true)]
    pub trusted_proxies: Vec<IpAddr>,
    /// The bank's name, as authenticator applications and the chat show it. Since 0.1.
    #[arg(long, env = "WARMLINE_BANK_NAME", default_value = "远岭银行", global = true)]
    pub bank_name: String,
    /// The bank's English name. Since 0.1.
    #[arg(long, env = "WARMLINE_BANK_NAME_EN", default_value = "Yuanling Bank", global = true)]
    pub bank_name_en: String,
    /// The identity provider's issuer address; staff may then sign in with it. Since 0.1.
    #[arg(long, env = "WARMLINE_OIDC_ISSUER", global = true)]
    pub oidc_issuer: Option<String>,
    /// Our client id at the identity provider. Since 0.1.
    #[arg(long, env = "WARMLINE_OIDC_CLIENT_ID", default_value = "warmline", global = true)]
    pub oidc_client_id: String,
    /// Our client secret at the identity provider. Since 0.1.
    #[arg(long, env = "WARMLINE_OIDC_CLIENT_SECRET", hide_env_values = true, global = true)]
    pub oidc_client_secret: Option<String>,
    /// The address browsers reach this server at, without a path. Since 0.1.
    #[arg(long, env = "WARMLINE_PUBLIC_URL", global = true)]
    pub public_url: Option<String>,
    /// The issuer name in the bank's customer tokens. Since 0.1.
    #[arg(long, env = "WARMLINE_BANK_TOKEN_ISSUER", default_value = "https://bank.example", global = true)]
    pub bank_token_issuer: String,
    /// Files with the bank's public keys for customer tokens (PEM, Ed25519), as `kid=path`; by comma. Since 0.1.
    #[arg(long, env = "WARMLINE_BANK_TOKEN_KEYS", value_delimiter = ',', global = true)]
    pub bank_token_keys: Vec<String>,
    /// The address of the bank's core system, as docs/bank-adapter.md describes it. Since 0.1.
    #[arg(long, env = "WARMLINE_BANK_URL", global = true)]
    pub bank_url: Option<String>,
    /// The token we show the core system. Since 0.1.
    #[arg(long, env = "WARMLINE_BANK_API_TOKEN", hide_env_values = true, global = true)]
    pub bank_token: Option<String>,
    /// A PEM file with our certificate and private key for the core system (mutual TLS). Since 0.1.
    #[arg(long, env = "WARMLINE_BANK_CLIENT_CERT", global = true)]
    pub bank_client_cert: Option<PathBuf>,
    /// A PEM file with the authority that signed the core system's certificate. Since 0.1.
    #[arg(long, env = "WARMLINE_BANK_CA", global = true)]
    pub bank_ca: Option<PathBuf>,
    /// How long the core system may take for an answer, in milliseconds. Since 0.1.
    #[arg(long, env = "WARMLINE_BANK_TIMEOUT_MS", default_value_t = 3_000, value_parser = clap::value_parser!(u64).range(100..=30_000), global = true)]
    pub bank_timeout_ms: u64,
    /// How many keys the bank's query passwords have. Since 0.1.
    #[arg(long, env = "WARMLINE_BANK_PASSWORD_KEYS", default_value_t = USUAL_KEYS, value_parser = clap::value_parser!(u8).range(4..=12), global = true)]
    pub bank_password_keys: u8,
    /// How many keys the bank's one-time passwords have. Since 0.1.
    #[arg(long, env = "WARMLINE_BANK_OTP_KEYS", default_value_t = USUAL_KEYS, value_parser = clap::value_parser!(u8).range(4..=12), global = true)]
    pub bank_otp_keys: u8,
    /// A JSON file with the bank's own departments. Since 0.1.
    #[arg(long, env = "WARMLINE_DEPARTMENTS", global = true)]
    pub departments: Option<PathBuf>,
    /// Log lines as JSON instead of text. Since 0.1.
    #[arg(long, env = "WARMLINE_LOG_JSON", global = true)]
    pub log_json: bool,
    /// Chat sockets one address may hold; raise it behind a proxy that hides addresses. Since 0.1.
    #[arg(long, env = "WARMLINE_SOCKETS_PER_ADDRESS", default_value_t = 50, global = true)]
    pub sockets_per_address: u32,
    /// Chat sockets in all. Since 0.1.
    #[arg(long, env = "WARMLINE_SOCKETS_MAX", default_value_t = 20_000, global = true)]
    pub sockets_max: usize,
    /// New chats one address may open in a minute. Since 0.1.
    #[arg(long, env = "WARMLINE_SESSIONS_PER_MINUTE", default_value_t = 30, global = true)]
    pub sessions_per_minute: u32,
    /// Where the telephone takes SIP, by UDP and TCP; `off` switches it off. Since 0.1.
    #[arg(long, env = "WARMLINE_SIP_LISTEN", default_value = "127.0.0.1:5060", global = true)]
    pub sip_listen: String,
    /// The ports calls' sound may use. Since 0.1.
    #[arg(long, env = "WARMLINE_MEDIA_PORTS", default_value = "20000-29999", global = true)]
    pub media_ports: String,
    /// The address telephones reach this machine at, when a router stands between. Since 0.1.
    #[arg(long, env = "WARMLINE_PUBLIC_ADDRESS", global = true)]
    pub public_address: Option<IpAddr>,
    /// The telephone's file: number, trunks, dial plan (TOML). Since 0.1.
    #[arg(long, env = "WARMLINE_TELEPHONE", global = true)]
    pub telephone: Option<PathBuf>,
    /// Frames one chat socket may send in a second, on average. Since 0.1.
    #[arg(long, env = "WARMLINE_FRAMES_PER_SECOND", default_value_t = 5, global = true)]
    pub frames_per_second: u32,
}

impl Config {
    /// Which database to open.
    pub fn database(&self) -> Database {
        match &self.database_url {
            Some(address) => Database::Postgres(Secret::new(address.clone())),
            None => {
                let durability = if self.durable { Durability::PowerCut } else { Durability::Process };
                Database::Sqlite(self.data.join("warmline.db"), durability)
            }
        }
    }

    /// Where monitoring listens, and whether somebody asked for that address; `None` when it does not.
    pub fn ops(&self) -> Option<(SocketAddr, bool)> {
        match self.ops_listen {
            None => Some((OPS_LISTEN, false)),
            Some(OpsListen::Off) => None,
            Some(OpsListen::At(address)) => Some((address, true)),
        }
    }

    /// Where the root key lies.
    pub fn root_key(&self) -> PathBuf {
        self.data.join("root.key")
    }

    /// Where the audit chain's anchors are kept, outside the database.
    pub fn anchors(&self) -> PathBuf {
        self.data.join("audit-anchors.txt")
    }

    /// The address browsers use.
    pub fn public(&self) -> String {
        self.public_url.clone().unwrap_or_else(|| format!("http://{}", self.listen))
    }
}

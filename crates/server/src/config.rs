//! What an install may set, by flag or environment. Every setting has a default that works.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use warmline_base::Secret;
use warmline_db::{Database, Durability};

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
    /// SQLite waits for the disk at every commit, so that even a power cut loses nothing. Since 0.1.
    #[arg(long, env = "WARMLINE_DURABLE", global = true)]
    pub durable: bool,
    /// Pages of these origins may embed the chat, such as `https://www.bank.example`; by comma. Since 0.1.
    #[arg(long, env = "WARMLINE_EMBED_ORIGINS", value_delimiter = ',', global = true)]
    pub embed_origins: Vec<String>,
    /// Proxies whose X-Forwarded-For is believed; by comma. Since 0.1.
    #[arg(long, env = "WARMLINE_TRUSTED_PROXIES", value_delimiter = ',', global = true)]
    pub trusted_proxies: Vec<std::net::IpAddr>,
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
    pub public_address: Option<std::net::IpAddr>,
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

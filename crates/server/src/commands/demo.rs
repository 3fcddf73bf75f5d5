//! `warmline demo`: one process, SQLite, the fictional bank.

use std::net::SocketAddr;
use std::sync::Arc;

use clap::Args;
use warmline_base::{Entropy, Secret, SeededEntropy};
use warmline_contract::StaffRegister;
use warmline_crypto::SandboxBank;
use warmline_interactions::app::FirstTexts;
use warmline_phone::Carrier;
use warmline_runtime::Ctx;

use super::serve::bind;
use crate::config::Config;
use crate::demo::page::{DemoLogin, DemoLogins, PASSWORD};
use crate::demo::people::{self, Network, Pace};
use crate::demo::{carrier, data, roles, welcome};
use crate::house::{House, Opening};
use crate::{ops, telephone, web};

/// The sandbox bank's key must be the same after a restart, so that open pages stay signed in. It signs
/// for fictional customers only.
const BANK_SEED: u64 = 20_260_101;

/// How the demo runs.
#[derive(Args, Clone, Debug)]
pub struct DemoOptions {
    /// Without simulated people.
    #[arg(long, env = "WARMLINE_DEMO_QUIET", value_parser = clap::builder::FalseyValueParser::new())]
    pub quiet: bool,
    /// What the simulated people do is drawn from this number.
    #[arg(long, env = "WARMLINE_DEMO_SEED", default_value_t = 1)]
    pub seed: u64,
}

/// Chat sockets and new chats a minute that one address may have in the demo: everybody comes from here.
const DOOR_SOCKETS: u32 = 500;
const DOOR_SESSIONS: u32 = 3_000;

/// Serves the demo until told to stop.
pub async fn run(config: &Config, options: DemoOptions) -> anyhow::Result<()> {
    let (listener, monitoring) = (bind(config).await?, web::bind_ops(config).await?);
    let config = &widened(config, listener.local_addr()?);
    let bank = sandbox_bank(config);
    let bank_keys = vec![("demo".into(), bank.public_key_pem())];
    let house = Arc::new(House::open(Opening { config, demo: true, bank_keys }).await?);
    let logins = DemoLogins { simulated: !options.quiet, ..prepare(&house, bank).await? };
    let (router, document) = web::router(&house, config, Some(logins.clone()))?;
    let _monitoring = web::serve_ops(monitoring, web::ops_router(&house, &document));
    let carrier = open_telephone(&house, config).await?;
    ops::keep_anchors(Arc::clone(&house.runtime), config.anchors());
    welcome::print(&config.public(), &logins);
    // They wait at the listener until it is served, and leave when it no longer is.
    let network = Network { telephone: house.telephone.address(), carrier };
    let people = match options.quiet {
        true => people::start_called(network, options.seed)?,
        false => people::start(config.listen, network, options.seed, Pace::times(1.0))?,
    };
    web::serve(&house, router, listener).await;
    drop(people);
    house.runtime.close().await;
    Ok(())
}

/// Whoever only wants to see the chat is not kept from it by a busy port. The carrier by which the telephone calls out.
async fn open_telephone(house: &House, config: &Config) -> anyhow::Result<Option<Carrier>> {
    let Some(mut settings) = telephone::settings(config, true)? else { return Ok(None) };
    let carrier = carrier::join(&mut settings).await?;
    if let Err(fault) = house.telephone.open(settings).await {
        tracing::warn!(fault = %fault, "the demo runs without its telephone");
        return Ok(None);
    }
    Ok(carrier)
}

/// The settings for a house that simulated people share with whoever tries the demo, from one address.
pub fn widened(config: &Config, listen: SocketAddr) -> Config {
    Config {
        listen,
        sockets_per_address: config.sockets_per_address.max(DOOR_SOCKETS),
        sessions_per_minute: config.sessions_per_minute.max(DOOR_SESSIONS),
        ..config.clone()
    }
}

/// The bank that signs the demo's customer tokens.
pub fn sandbox_bank(config: &Config) -> SandboxBank {
    let seeded: Arc<dyn Entropy> = Arc::new(SeededEntropy::from_number(BANK_SEED));
    SandboxBank::generate("demo", &config.bank_token_issuer, "warmline", &*seeded)
}

/// A colleague's extension in the demo: 8001 for S001.
pub fn extension_of(work_number: &str) -> String {
    let digits: String = work_number.chars().filter(char::is_ascii_digit).collect();
    format!("8{digits}")
}

/// Gives everybody the demo's password and a second factor, and loads the texts.
///
/// # Errors
/// When the demo's data does not load.
pub async fn prepare(house: &Arc<House>, bank: SandboxBank) -> anyhow::Result<DemoLogins> {
    let ctx = Ctx::system(Arc::clone(&house.runtime), "demo");
    house
        .interactions
        .load(&ctx, FirstTexts { canned_replies: data::CANNED_REPLIES, dispositions: data::DISPOSITIONS })
        .await?;
    let mut people: Vec<DemoLogin> = Vec::new();
    for work_number in data::work_numbers()? {
        let Some(card) = house.people.by_work_number(&work_number).await? else { continue };
        if house.credentials.totp_code_now(card.id).await.is_err() {
            house.credentials.set_password(&ctx, card.id, Secret::new(PASSWORD.to_owned())).await?;
            house.credentials.enrol_totp(&ctx, card.id, &card.work_number).await?;
        }
        house.telephone.phones().enrol_with(&extension_of(&card.work_number), card.id, PASSWORD).await?;
        let names = card.roles.iter().map(|role| roles::name(*role));
        let (roles, roles_en): (Vec<_>, Vec<_>) = names.unzip();
        people.push(DemoLogin {
            id: card.id,
            work_number: card.work_number,
            alias: card.alias,
            roles: roles.join("、"),
            roles_en: roles_en.join(", "),
        });
    }
    Ok(DemoLogins { people: Arc::new(people), bank: Arc::new(bank), simulated: false })
}

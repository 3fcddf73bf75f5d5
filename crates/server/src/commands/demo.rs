//! `warmline demo`: one process, SQLite, the fictional bank.

use std::sync::Arc;

use clap::Args;
use warmline_base::{Entropy, Secret, SeededEntropy};
use warmline_contract::StaffRegister;
use warmline_crypto::SandboxBank;
use warmline_interactions::app::DemoTexts;
use warmline_runtime::Ctx;

use super::serve::bind;
use crate::config::Config;
use crate::demo::data;
use crate::demo::page::{DemoLogin, DemoLogins, PASSWORD};
use crate::house::{House, Opening};
use crate::{ops, web};

/// The sandbox bank's key must be the same after a restart, so that open pages stay signed in. It signs
/// for fictional customers only.
const BANK_SEED: u64 = 20_260_101;

/// How the demo runs.
#[derive(Args, Clone, Debug)]
pub struct DemoOptions {
    /// Without simulated people.
    #[arg(long, env = "WARMLINE_DEMO_QUIET")]
    pub quiet: bool,
}

/// Serves the demo until told to stop.
pub async fn run(config: &Config, _options: DemoOptions) -> anyhow::Result<()> {
    let bank = sandbox_bank(config);
    let house = Arc::new(House::open(Opening { config, demo: true, bank_keys: vec![("demo".into(), bank.public_key_pem())] }).await?);
    let logins = prepare(&house, bank).await?;
    let (router, _) = web::router(&house, config, Some(logins.clone()))?;
    let listener = bind(config).await?;
    ops::keep_anchors(Arc::clone(&house.runtime), config.anchors());
    print_links(config, &logins);
    web::serve(router, listener).await;
    house.runtime.db.close().await;
    Ok(())
}

/// The bank that signs the demo's customer tokens.
pub fn sandbox_bank(config: &Config) -> SandboxBank {
    let seeded: Arc<dyn Entropy> = Arc::new(SeededEntropy::from_number(BANK_SEED));
    SandboxBank::generate("demo", &config.bank_token_issuer, "warmline", &*seeded)
}

/// Gives everybody the demo's password and a second factor, and loads the texts.
///
/// # Errors
/// When the demo's data does not load.
pub async fn prepare(house: &Arc<House>, bank: SandboxBank) -> anyhow::Result<DemoLogins> {
    let ctx = Ctx::system(Arc::clone(&house.runtime), "demo");
    house
        .interactions
        .load(&ctx, DemoTexts { canned_replies: data::CANNED_REPLIES, dispositions: data::DISPOSITIONS })
        .await?;
    let mut people: Vec<DemoLogin> = Vec::new();
    for work_number in data::work_numbers()? {
        let Some(card) = house.people.by_work_number(&work_number).await? else { continue };
        if house.credentials.totp_code_now(card.id).await.is_err() {
            house.credentials.set_password(&ctx, card.id, Secret::new(PASSWORD.to_owned())).await?;
            house.credentials.enrol_totp(&ctx, card.id, &card.work_number).await?;
        }
        let roles = card.roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(" ");
        people.push(DemoLogin { id: card.id, work_number: card.work_number, alias: card.alias, roles });
    }
    Ok(DemoLogins { people: Arc::new(people), bank: Arc::new(bank) })
}

fn print_links(config: &Config, logins: &DemoLogins) {
    let base = config.public();
    println!("暖线演示已开门 · Warmline demo is open");
    println!("  {base}/demo       登录名与动态码 logins with codes that are right just now");
    println!("  {base}/           座席与管理 staff desk (password {PASSWORD})");
    println!("  {base}/chat       客户聊天 customer chat");
    println!("  {base}/docs       API");
    for login in logins.people.iter() {
        println!("  {:6} {:20} {}", login.work_number, login.roles, login.alias);
    }
}

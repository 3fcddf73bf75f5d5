//! `warmline doctor`: everything an install depends on, each with what to do.

mod telephone;

use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use warmline_db::{Database, Db, pending};

use crate::bank;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::house::schemas;
use crate::root_key;

/// The default name; no real bank has it.
const FICTIONAL: &str = "远岭银行";

struct Report {
    failures: u32,
}

impl Report {
    fn say(&mut self, good: bool, what: &str, todo: &str) {
        if good {
            println!("ok    {what}");
        } else {
            self.failures += 1;
            println!("FAIL  {what}: {todo}");
        }
    }
}

/// Checks and reports; fails when anything does.
pub async fn run(config: &Config) -> anyhow::Result<()> {
    let mut report = Report { failures: 0 };
    let probe = config.data.join(".doctor");
    let writable = std::fs::create_dir_all(&config.data).and_then(|()| std::fs::write(&probe, b"x")).is_ok();
    let _ = std::fs::remove_file(&probe);
    report.say(
        writable,
        "the data folder can be written",
        "choose another with WARMLINE_DATA or give this user its rights",
    );
    let key = config.root_key();
    if key.exists() {
        let private = std::fs::metadata(&key).is_ok_and(|meta| meta.permissions().mode() & 0o077 == 0);
        report.say(private, "the root key is its owner's alone", "chmod 600 data/root.key");
    } else {
        println!("note  there is no root key yet: the first start makes one");
    }
    if root_key::next_path(&key).exists() {
        println!(
            "note  a change of the root key is not finished: copy the new key, then `warmline keys root --copied`"
        );
    }
    database(config, &mut report).await;
    let free = tokio::net::TcpListener::bind(config.listen).await.is_ok();
    report.say(
        free,
        "the listening address is free",
        "stop what listens there, or choose another with WARMLINE_LISTEN",
    );
    monitoring(config, &mut report).await;
    core_system(config, &mut report).await;
    telephone::examine(config, &mut report).await;
    report.say(warmline_pages::are_built(), "the pages are in this binary", "run `make web` and build again");
    if config.bank_name == FICTIONAL {
        println!(
            "note  the bank is called {FICTIONAL}, which is the demo's: set WARMLINE_BANK_NAME and WARMLINE_BANK_NAME_EN"
        );
    }
    let public = config.public();
    let safe = public.starts_with("https://") || config.listen.ip().is_loopback();
    report.say(
        safe,
        "browsers reach it by https or on this machine only",
        "put a TLS proxy in front and set WARMLINE_PUBLIC_URL",
    );
    anyhow::ensure!(report.failures == 0, "{} checks failed", report.failures);
    println!("everything is in order");
    Ok(())
}

/// Asks the core system for a customer that cannot exist: an empty answer is as good as a full one.
async fn core_system(config: &Config, report: &mut Report) {
    if config.bank_url.is_none() {
        println!("note  no core system is connected: WARMLINE_BANK_URL names one (docs/bank-adapter.md)");
        return;
    }
    let answer = match bank::connect(config, Arc::new(SystemClock::default())) {
        Ok(bank) => bank.products("warmline-doctor").await.map(drop).map_err(|fault| fault.to_string()),
        Err(error) => Err(format!("{error:#}")),
    };
    let todo = answer.as_ref().err().cloned().unwrap_or_default();
    report.say(answer.is_ok(), "the core system answers as agreed", &todo);
}

/// Where metrics are to be had, which anybody who reaches the address may read.
async fn monitoring(config: &Config, report: &mut Report) {
    let Some((address, _)) = config.ops() else {
        println!("note  monitoring is off: WARMLINE_OPS_LISTEN gives it an address");
        return;
    };
    let free = tokio::net::TcpListener::bind(address).await.is_ok();
    report.say(
        free,
        &format!("monitoring can listen on {address}"),
        "stop what listens there, or choose another address with WARMLINE_OPS_LISTEN, or off",
    );
    if !address.ip().is_loopback() {
        println!("note  whoever reaches {address} reads the metrics without signing in: keep it inside");
    }
}

async fn database(config: &Config, report: &mut Report) {
    let database = config.database();
    if let Database::Sqlite(path, _) = &database
        && !path.exists()
    {
        println!("note  there is no database yet: the first start makes one");
        return;
    }
    match Db::open(&database).await {
        Ok(db) => {
            report.say(true, "the database answers", "");
            match pending(&db, &schemas()).await {
                Ok(missing) => {
                    report.say(
                        missing.is_empty(),
                        "the database is up to date",
                        "run `warmline migrate`, after a backup",
                    );
                }
                Err(fault) => report.say(false, "the database is up to date", &fault.to_string()),
            }
            db.close().await;
        }
        Err(fault) => report.say(false, "the database answers", &fault.to_string()),
    }
}

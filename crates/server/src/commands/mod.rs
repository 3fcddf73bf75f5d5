//! The commands of the binary.

mod audit;
mod backup;
pub mod demo;
mod doctor;
pub mod import;
mod keys;
mod migrate;
mod openapi;
mod restore;
mod serve;
pub mod user;

use clap::{Parser, Subcommand};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::Config;

pub use openapi::document;

/// Warmline 暖线: a contact centre for banks in one binary.
#[derive(Debug, Parser)]
#[command(name = "warmline", version, about)]
pub struct Cli {
    #[command(flatten)]
    config: Config,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the contact centre.
    Serve,
    /// Serve the fictional bank, with simulated customers and agents.
    Demo(demo::DemoOptions),
    /// Bring the database up to date and stop.
    Migrate,
    /// Check everything an install depends on and say what to do.
    Doctor,
    /// Look after staff accounts.
    User(user::UserOptions),
    /// Take in customers, colleagues or articles from a file.
    Import(import::ImportOptions),
    /// Look after the keys that seal personal data.
    Keys(keys::KeysOptions),
    /// Look after the audit log.
    Audit(audit::AuditOptions),
    /// Write a consistent copy of an SQLite database, its files and its audit anchors into a folder.
    Backup(backup::BackupOptions),
    /// Make an install of a backup and its root key, in an empty data folder.
    Restore(restore::RestoreOptions),
    /// Print the OpenAPI document.
    Openapi,
}

/// Runs the command line.
///
/// # Errors
/// Whatever the command could not do, with what to do about it.
pub async fn run(cli: Cli) -> anyhow::Result<()> {
    let Cli { config, command } = cli;
    log(&config);
    match command {
        Command::Serve => serve::run(&config).await,
        Command::Demo(options) => demo::run(&config, options).await,
        Command::Migrate => migrate::run(&config).await,
        Command::Doctor => doctor::run(&config).await,
        Command::User(options) => user::run(&config, options).await,
        Command::Import(options) => import::run(&config, options).await,
        Command::Keys(options) => keys::run(&config, options).await,
        Command::Audit(options) => audit::run(&config, options).await,
        Command::Backup(options) => backup::run(&config, options).await,
        Command::Restore(options) => restore::run(&config, options).await,
        Command::Openapi => openapi::run().await,
    }
}

fn log(config: &Config) {
    let filter = tracing_subscriber::EnvFilter::try_from_env("WARMLINE_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info,sqlx=warn,tantivy=warn,hyper=warn"));
    let lines = tracing_subscriber::fmt::layer().with_target(false).with_writer(std::io::stderr);
    let lines = if config.log_json { lines.json().boxed() } else { lines.boxed() };
    // Whatever is asked for, whole SIP messages stay out of the log.
    let lines = lines.with_filter(filter).with_filter(filter_fn(warmline_voice::quiet));
    // A second subscriber in one process is refused; the first one keeps writing.
    let _ = tracing_subscriber::registry().with(lines).try_init();
}

//! `warmline openapi`: the document, without a database of one's own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use clap::Parser;

use super::Cli;
use crate::house::{House, Opening};
use crate::web;

/// Prints the document.
pub async fn run() -> anyhow::Result<()> {
    println!("{}", document().await?);
    Ok(())
}

/// The OpenAPI document as JSON.
///
/// # Errors
/// When a house cannot be opened in a temporary folder.
pub async fn document() -> anyhow::Result<String> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("warmline-openapi-{}-{count}", std::process::id()));
    let text = folder.display().to_string();
    let cli = Cli::try_parse_from(["warmline", "--data", &text, "openapi"])?;
    let mut config = cli.config;
    config.database_url = None;
    let house = Arc::new(House::open(Opening { config: &config, demo: true, bank_keys: Vec::new() }).await?);
    let (_, document) = web::router(&house, &config, None)?;
    house.runtime.close().await;
    std::fs::remove_dir_all(&folder)?;
    Ok(document.to_pretty_json()?)
}

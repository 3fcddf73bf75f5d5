//! `warmline serve`.

use std::sync::Arc;

use anyhow::Context;
use tokio::net::TcpListener;

use crate::config::Config;
use crate::house::{House, Opening};
use crate::{ops, telephone, web};

/// Serves until told to stop.
pub async fn run(config: &Config) -> anyhow::Result<()> {
    let (listener, monitoring) = (bind(config).await?, web::bind_ops(config).await?);
    let house = Arc::new(House::open(Opening { config, demo: false, bank_keys: Vec::new() }).await?);
    let (router, document) = web::router(&house, config, None)?;
    let _monitoring = web::serve_ops(monitoring, web::ops_router(&house, &document));
    if let Some(settings) = telephone::settings(config, false)? {
        house.telephone.open(settings).await?;
    }
    ops::keep_anchors(Arc::clone(&house.runtime), config.anchors());
    tracing::info!(address = %config.public(), "open");
    if !warmline_pages::are_built() {
        tracing::warn!("the pages are not in this binary: run `make web` and build again; the API is served");
    }
    web::serve(&house, router, listener).await;
    house.runtime.close().await;
    Ok(())
}

/// Binds the configured address.
pub async fn bind(config: &Config) -> anyhow::Result<TcpListener> {
    TcpListener::bind(config.listen).await.with_context(|| {
        format!("the address {} is taken or not allowed: choose another with WARMLINE_LISTEN", config.listen)
    })
}

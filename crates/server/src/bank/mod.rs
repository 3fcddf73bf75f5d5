//! The bank's core system, as configuration names it.
//!
//! Only this crate holds an HTTP client for it, and the one address it asks comes from configuration, never from
//! anything a customer or colleague typed (T16). What is asked is described in `docs/bank-adapter.json`.

mod breaker;
mod http;

use std::sync::Arc;

use async_trait::async_trait;
use warmline_base::{Clock, Fault};
use warmline_contract::{BankAdapter, BankHistory, BankProduct, Keyed, KeyedProof};

use crate::config::{Config, USUAL_KEYS};

pub use http::HttpBank;

/// No core system: the page of a customer shows what the centre itself knows.
pub struct NoBank;

#[async_trait]
impl BankAdapter for NoBank {
    fn is_connected(&self) -> bool {
        false
    }

    async fn products(&self, _: &str) -> Result<Vec<BankProduct>, Fault> {
        Ok(Vec::new())
    }

    async fn history(&self, _: &str) -> Result<Vec<BankHistory>, Fault> {
        Ok(Vec::new())
    }

    fn keys_of(&self, _: KeyedProof) -> u8 {
        USUAL_KEYS
    }

    async fn proves(&self, _: &str, _: KeyedProof, _: &Keyed) -> Result<bool, Fault> {
        Ok(false)
    }
}

/// The core system configuration names, or none.
///
/// # Errors
/// When the address or a certificate does not read.
pub fn connect(config: &Config, clock: Arc<dyn Clock>) -> anyhow::Result<Arc<dyn BankAdapter>> {
    match &config.bank_url {
        None => Ok(Arc::new(NoBank)),
        Some(address) => Ok(Arc::new(HttpBank::new(address, config, clock)?)),
    }
}

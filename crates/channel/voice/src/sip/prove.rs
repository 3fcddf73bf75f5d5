//! Who sends a request: a trunk by its address, or an account by its password.

use std::net::IpAddr;

use rsipstack::sip::{Header, HeadersExt, StatusCode};
use rsipstack::transaction::transaction::Transaction;

use super::Inner;
use crate::edge::digest::{Challenger, Proof};
use crate::edge::{DigestSecret, Source};

impl Inner {
    /// The address a request really comes from.
    pub(super) fn source_of(tx: &Transaction) -> Option<IpAddr> {
        Some(tx.connection.as_ref()?.get_remote_addr()?.get_socketaddr().ok()?.ip())
    }

    /// Who sent the request; `None` when that is not proven, and then the request is answered.
    ///
    /// Every stranger gets the same challenge, whatever account or number it names.
    pub(super) async fn prove(&self, tx: &mut Transaction, source: IpAddr) -> Option<Source> {
        let registers = tx.original.method == rsipstack::sip::Method::Register;
        if !registers && let Some(trunk) = self.settings.trunks.iter().find(|trunk| trunk.allows(source)) {
            return Some(Source::Trunk(trunk.name.clone()));
        }
        let now = self.now();
        let Some(header) = tx.original.header_value("Authorization") else {
            self.challenge(tx, source, false).await;
            return None;
        };
        let (secret, who) = match Challenger::claimed(&header) {
            Some(user) => self.account(&user, registers).await,
            None => (None, None),
        };
        match self.challenger.judge(&header, &tx.original.method.to_string(), source, secret.as_ref(), now) {
            Proof::Good(_) => who,
            Proof::Stale => {
                self.challenge(tx, source, true).await;
                None
            }
            Proof::Bad => {
                self.pace.failed(source, now);
                self.challenge(tx, source, false).await;
                None
            }
        }
    }

    async fn account(&self, user: &str, registers: bool) -> (Option<DigestSecret>, Option<Source>) {
        let trunk = self.settings.trunks.iter().filter(|_| !registers).find_map(|trunk| {
            let account = trunk.inbound.as_ref().filter(|account| account.user == user)?;
            Some((DigestSecret::of(user, &self.settings.realm, account.password.expose()), trunk.name.clone()))
        });
        if let Some((secret, name)) = trunk {
            return (Some(secret), Some(Source::Trunk(name)));
        }
        match self.phones.secret(user).await {
            Ok(secret) => (secret, Some(Source::Phone(user.to_owned()))),
            Err(fault) => {
                tracing::error!(fault = %fault, "a phone's account cannot be read");
                (None, None)
            }
        }
    }

    async fn challenge(&self, tx: &mut Transaction, source: IpAddr, stale: bool) {
        let value = self.challenger.challenge(source, self.now(), stale);
        let headers = vec![Header::WwwAuthenticate(value.into())];
        super::incoming::reply(tx, StatusCode::Unauthorized, headers).await;
    }
}

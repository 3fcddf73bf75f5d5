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
        let claimed = Challenger::claimed(&header);
        let (secret, who) = match &claimed {
            Some(user) => self.account(user, registers).await,
            None => (None, None),
        };
        let known = claimed.filter(|_| secret.is_some());
        let secret = secret.filter(|_| known.as_ref().is_none_or(|user| self.may_prove(user, source)));
        match self.challenger.judge(&header, &tx.original.method.to_string(), source, secret.as_ref(), now) {
            Proof::Good(_) => who,
            Proof::Stale => {
                self.challenge(tx, source, true).await;
                None
            }
            Proof::Bad => {
                self.pace.failed(source, now);
                if let Some(user) = known {
                    self.lockout.failed(&user, now);
                }
                self.challenge(tx, source, false).await;
                None
            }
        }
    }

    /// Whether an account can be proven now: one that is being guessed, only from where its phone stands.
    fn may_prove(&self, user: &str, source: IpAddr) -> bool {
        let now = self.now();
        let stands_there = || {
            let places = self.registrar.places(user, now);
            places.iter().any(|place| place.address.get_socketaddr().is_ok_and(|known| known.ip() == source))
        };
        !self.lockout.holds(user, now) || stands_there()
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

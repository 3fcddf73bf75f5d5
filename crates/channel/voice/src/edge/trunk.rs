//! The lines to the outside: who may come in by them, how they are called, and whether they answer.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use serde::Deserialize;
use warmline_base::{Fault, Secret};

/// Checks in a row that must fail before a trunk is passed over.
const FAILED_CHECKS: u32 = 2;

/// How messages travel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// Datagrams.
    #[default]
    Udp,
    /// Streams.
    Tcp,
    /// Streams under TLS.
    Tls,
}

/// Addresses of one network, such as `192.0.2.0/24`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    base: IpAddr,
    bits: u8,
}

impl Network {
    /// Whether the address is one of them.
    pub fn holds(&self, address: IpAddr) -> bool {
        match (self.base, address) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                same_head(base.to_bits().into(), address.to_bits().into(), self.bits, 32)
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => same_head(base.to_bits(), address.to_bits(), self.bits, 128),
            _ => false,
        }
    }
}

fn same_head(one: u128, other: u128, bits: u8, width: u32) -> bool {
    let shift = width - u32::from(bits);
    shift == width || (one ^ other) >> shift == 0
}

impl FromStr for Network {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let wrong =
            || Fault::invalid("WL-VOICE-TRUNK", "a trunk's addresses are written such as 192.0.2.7 or 192.0.2.0/24");
        let (base, bits) = text.split_once('/').map_or((text, None), |(base, bits)| (base, Some(bits)));
        let base: IpAddr = base.trim().parse().map_err(|_| wrong())?;
        let width = if base.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(width), |bits| bits.trim().parse::<u8>()).map_err(|_| wrong())?;
        if bits > width {
            return Err(wrong());
        }
        Ok(Self { base, bits })
    }
}

impl<'de> Deserialize<'de> for Network {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// An account at the carrier.
#[derive(Clone, Debug, Deserialize)]
pub struct Account {
    /// Its user name.
    pub user: String,
    /// Its password.
    pub password: Secret<String>,
}

/// One line to a carrier or another exchange.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trunk {
    /// What logs and reports call it.
    pub name: String,
    /// Calls from these addresses come in by it, without a password.
    #[serde(default)]
    pub allow: Vec<Network>,
    /// Calls from anywhere else come in by it when they prove this account.
    #[serde(default)]
    pub inbound: Option<Account>,
    /// Where calls out are sent; none go out without.
    #[serde(default)]
    pub address: Option<SocketAddr>,
    /// How they are sent.
    #[serde(default)]
    pub way: Way,
    /// Whether its sound must be encrypted; needs [`Way::Tls`], because the keys travel in the signalling.
    #[serde(default)]
    pub srtp: bool,
    /// The account at the carrier, for calls out.
    #[serde(default)]
    pub outbound: Option<Account>,
}

impl Trunk {
    /// Whether calls from `address` come in by this trunk without a password.
    pub fn allows(&self, address: IpAddr) -> bool {
        self.allow.iter().any(|network| network.holds(address))
    }
}

/// Whether a trunk answers, as its checks told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Health {
    failed: u32,
}

impl Health {
    /// Takes in a check; answers with the new state when it changed.
    pub fn checked(&mut self, answered: bool) -> Option<bool> {
        let before = self.is_up();
        self.failed = if answered { 0 } else { self.failed.saturating_add(1) };
        (self.is_up() != before).then(|| self.is_up())
    }

    /// Whether calls are sent there. A trunk counts as up until it has failed twice.
    pub const fn is_up(self) -> bool {
        self.failed < FAILED_CHECKS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_its_addresses_and_no_others() {
        let network: Network = "192.0.2.0/25".parse().unwrap();
        assert!(network.holds("192.0.2.127".parse().unwrap()));
        assert!(!network.holds("192.0.2.128".parse().unwrap()));
        assert!(!network.holds("::1".parse().unwrap()));
        let one: Network = "::1".parse().unwrap();
        assert!(one.holds("::1".parse().unwrap()) && !one.holds("::2".parse().unwrap()));
        let all: Network = "0.0.0.0/0".parse().unwrap();
        assert!(all.holds("203.0.113.9".parse().unwrap()));
        for text in ["192.0.2.0/33", "bank.example", "", "192.0.2.0/x"] {
            assert_eq!(text.parse::<Network>().unwrap_err().code, "WL-VOICE-TRUNK");
        }
    }

    #[test]
    fn a_trunk_is_passed_over_after_two_failed_checks_and_used_again_after_one_good() {
        let mut health = Health::default();
        assert!(health.is_up());
        assert_eq!(health.checked(false), None);
        assert_eq!(health.checked(false), Some(false));
        assert_eq!(health.checked(false), None);
        assert_eq!(health.checked(true), Some(true));
    }
}

//! Proof by password without sending it: HTTP digest as SIP uses it (RFC 7616, RFC 8760).
//!
//! What always holds: nobody learns from an answer whether an account exists: the challenge is the same for
//! all, and a proof is computed for an unknown account as for a known one. A nonce is ours or worthless, is
//! bound to the address it was given to, lives a minute, and each of its counts is taken once.
//! The password is not kept: only its two hashes, sealed by the store. Asked for is MD5, because most desk phones
//! know no other and some fail when they are offered more; an install whose phones know SHA-256 asks for that
//! alone.

use std::collections::BTreeMap;
use std::net::IpAddr;

use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use parking_lot::Mutex;
use sha2::{Digest, Sha256};
use warmline_base::{Entropy, Millis, Timestamp};
use warmline_crypto::constant_time_eq;

/// How long a nonce is good for.
const NONCE_LIFE: Millis = Millis::seconds(60);
/// Nonces whose counts are remembered at once; beyond it a proof is asked for anew.
const NONCES_MAX: usize = 16_384;
/// The longest header taken.
const HEADER_MAX: usize = 1_024;

/// What is kept instead of a password: H(user:realm:password).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestSecret {
    /// By MD5, as hexadecimal text.
    pub md5: String,
    /// By SHA-256, as hexadecimal text.
    pub sha256: String,
}

impl DigestSecret {
    /// The hashes of an account's password.
    pub fn of(user: &str, realm: &str, password: &str) -> Self {
        let text = format!("{user}:{realm}:{password}");
        Self { md5: hash(Algorithm::Md5, &text), sha256: hash(Algorithm::Sha256, &text) }
    }
}

/// What a proof is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The account proved itself.
    Good(String),
    /// The nonce is too old or used: ask again, it is no failure.
    Stale,
    /// Worth nothing.
    Bad,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Algorithm {
    Md5,
    Sha256,
}

impl Algorithm {
    const fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA-256",
        }
    }
}

/// Makes challenges and judges what comes back.
pub struct Challenger {
    realm: String,
    algorithm: Algorithm,
    key: [u8; 32],
    counts: Mutex<BTreeMap<String, u32>>,
}

impl Challenger {
    /// For one realm, with a key of its own; challenges do not outlive the process. `strong` asks for SHA-256 and
    /// takes nothing less.
    pub fn new(realm: &str, strong: bool, entropy: &dyn Entropy) -> Self {
        let mut key = [0; 32];
        entropy.fill(&mut key);
        let algorithm = if strong { Algorithm::Sha256 } else { Algorithm::Md5 };
        Self { realm: realm.to_owned(), algorithm, key, counts: Mutex::default() }
    }

    /// The value of the `WWW-Authenticate` header for `source`.
    pub fn challenge(&self, source: IpAddr, now: Timestamp, stale: bool) -> String {
        let nonce = self.nonce(source, now);
        let realm = &self.realm;
        let name = self.algorithm.name();
        let stale = if stale { ", stale=true" } else { "" };
        format!("Digest realm=\"{realm}\", nonce=\"{nonce}\", algorithm={name}, qop=\"auth\"{stale}")
    }

    /// The account an `Authorization` header names, before anything is proven: whose secret to fetch.
    pub fn claimed(header: &str) -> Option<String> {
        fields(header)?.remove("username")
    }

    /// Judges an `Authorization` header for a request of `method` from `source`, with the secret of the account
    /// it names, if there is such an account.
    pub fn judge(
        &self,
        header: &str,
        method: &str,
        source: IpAddr,
        secret: Option<&DigestSecret>,
        now: Timestamp,
    ) -> Proof {
        let Some(fields) = fields(header) else { return Proof::Bad };
        let field = |name: &str| fields.get(name).map_or("", String::as_str);
        let algorithm = match field("algorithm").to_ascii_uppercase().as_str() {
            "" | "MD5" => Algorithm::Md5,
            "SHA-256" => Algorithm::Sha256,
            _ => return Proof::Bad,
        };
        if algorithm != self.algorithm {
            return Proof::Bad;
        }
        let nobody = DigestSecret { md5: "0".repeat(32), sha256: "0".repeat(64) };
        let known = secret.unwrap_or(&nobody);
        let first = match algorithm {
            Algorithm::Md5 => &known.md5,
            Algorithm::Sha256 => &known.sha256,
        };
        let second = hash(algorithm, &format!("{method}:{}", field("uri")));
        let (nonce, count) = (field("nonce"), field("nc"));
        let expected =
            hash(algorithm, &format!("{first}:{nonce}:{count}:{}:{}:{second}", field("cnonce"), field("qop")));
        let right = constant_time_eq(expected.as_bytes(), field("response").to_ascii_lowercase().as_bytes());
        if !right || secret.is_none() || field("realm") != self.realm || field("qop") != "auth" {
            return Proof::Bad;
        }
        match u32::from_str_radix(count, 16) {
            Ok(count) if self.take(nonce, count, source, now) => Proof::Good(field("username").to_owned()),
            Ok(_) => Proof::Stale,
            Err(_) => Proof::Bad,
        }
    }

    fn nonce(&self, source: IpAddr, now: Timestamp) -> String {
        let at = format!("{:012x}", now.0 / 1_000);
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("any key will do");
        mac.update(at.as_bytes());
        mac.update(source.to_string().as_bytes());
        let proof = mac.finalize().into_bytes();
        format!("{at}{}", hex::encode(&proof[..16]))
    }

    /// Whether the nonce is ours, fresh and not yet counted so far.
    fn take(&self, nonce: &str, count: u32, source: IpAddr, now: Timestamp) -> bool {
        let Some(at) = made_at(nonce) else { return false };
        let ours = constant_time_eq(self.nonce(source, at).as_bytes(), nonce.as_bytes());
        let age = now.since(at).0;
        if !ours || !(0..=NONCE_LIFE.0).contains(&age) {
            return false;
        }
        let mut counts = self.counts.lock();
        if counts.len() >= NONCES_MAX && !counts.contains_key(nonce) {
            counts.retain(|known, _| made_at(known).is_some_and(|at| now.since(at) <= NONCE_LIFE));
            if counts.len() >= NONCES_MAX {
                return false;
            }
        }
        let last = counts.entry(nonce.to_owned()).or_insert(0);
        let fresh = count > *last;
        *last = count.max(*last);
        fresh
    }
}

fn made_at(nonce: &str) -> Option<Timestamp> {
    let millis = i64::from_str_radix(nonce.get(..12)?, 16).ok()?;
    Some(Timestamp(millis * 1_000))
}

fn hash(algorithm: Algorithm, text: &str) -> String {
    match algorithm {
        Algorithm::Md5 => hex::encode(Md5::digest(text)),
        Algorithm::Sha256 => hex::encode(Sha256::digest(text)),
    }
}

/// The fields of a digest header, quotes taken off; `None` when it is none.
fn fields(header: &str) -> Option<BTreeMap<String, String>> {
    if header.len() > HEADER_MAX {
        return None;
    }
    let (scheme, mut rest) = header.trim().split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("digest") {
        return None;
    }
    let mut found = BTreeMap::new();
    while let Some((name, tail)) = rest.split_once('=') {
        let tail = tail.trim_start();
        let (value, after) = match tail.strip_prefix('"') {
            Some(quoted) => {
                let (value, after) = quoted.split_once('"')?;
                (value, after.split_once(',').map_or("", |(_, after)| after))
            }
            None => tail.split_once(',').unwrap_or((tail, "")),
        };
        found.insert(name.trim().to_ascii_lowercase(), value.trim().to_owned());
        rest = after;
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use warmline_base::SeededEntropy;

    use super::*;

    const NOW: Timestamp = Timestamp(1_790_000_000_000_000);
    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn challenger() -> Challenger {
        Challenger::new("warmline", true, &SeededEntropy::from_number(1))
    }

    fn answer(challenge: &str, secret: &str, algorithm: Algorithm, count: u32) -> String {
        let nonce = fields(challenge).unwrap().remove("nonce").unwrap();
        let name = algorithm.name();
        let second = hash(algorithm, "REGISTER:sip:bank");
        let response = hash(algorithm, &format!("{secret}:{nonce}:{count:08x}:abc:auth:{second}"));
        format!(
            "Digest username=\"8001\", realm=\"warmline\", nonce=\"{nonce}\", uri=\"sip:bank\", \
             algorithm={name}, qop=auth, nc={count:08x}, cnonce=\"abc\", response=\"{response}\""
        )
    }

    #[test]
    fn the_examples_of_the_standard_come_out() {
        // RFC 7616, section 3.9.1.
        let secret = DigestSecret::of("Mufasa", "http-auth@example.org", "Circle of Life");
        let nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
        let cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
        for (algorithm, first, wanted) in [
            (Algorithm::Md5, &secret.md5, "8ca523f5e9506fed4657c9700eebdbec"),
            (Algorithm::Sha256, &secret.sha256, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
        ] {
            let second = hash(algorithm, "GET:/dir/index.html");
            assert_eq!(hash(algorithm, &format!("{first}:{nonce}:00000001:{cnonce}:auth:{second}")), wanted);
        }
    }

    #[test]
    fn the_right_password_proves_the_account_once_for_each_count() {
        let secret = DigestSecret::of("8001", "warmline", "s3cret");
        for (algorithm, first) in [(Algorithm::Sha256, &secret.sha256), (Algorithm::Md5, &secret.md5)] {
            let strong = algorithm == Algorithm::Sha256;
            let challenger = Challenger::new("warmline", strong, &SeededEntropy::from_number(1));
            let header = answer(&challenger.challenge(HERE, NOW, false), first, algorithm, 1);
            let judged = |challenger: &Challenger| challenger.judge(&header, "REGISTER", HERE, Some(&secret), NOW);
            assert_eq!(judged(&challenger), Proof::Good("8001".into()));
            assert_eq!(judged(&challenger), Proof::Stale, "a proof heard on the wire proves nothing again");
            let other = Challenger::new("warmline", !strong, &SeededEntropy::from_number(1));
            assert_eq!(judged(&other), Proof::Bad, "only what was asked for is taken");
        }
    }

    #[test]
    fn a_wrong_password_and_an_unknown_account_are_the_same() {
        let challenger = challenger();
        let header = answer(&challenger.challenge(HERE, NOW, false), "0", Algorithm::Sha256, 1);
        let secret = DigestSecret::of("8001", "warmline", "s3cret");
        assert_eq!(challenger.judge(&header, "REGISTER", HERE, Some(&secret), NOW), Proof::Bad);
        assert_eq!(challenger.judge(&header, "REGISTER", HERE, None, NOW), Proof::Bad);
        let nothing = answer(&challenger.challenge(HERE, NOW, false), &"0".repeat(64), Algorithm::Sha256, 1);
        assert_eq!(challenger.judge(&nothing, "REGISTER", HERE, None, NOW), Proof::Bad);
    }

    #[test]
    fn a_nonce_is_good_for_a_minute_and_from_one_address() {
        let challenger = challenger();
        let secret = DigestSecret::of("8001", "warmline", "s3cret");
        let header = answer(&challenger.challenge(HERE, NOW, false), &secret.sha256, Algorithm::Sha256, 1);
        let elsewhere = "192.0.2.1".parse().unwrap();
        assert_eq!(challenger.judge(&header, "REGISTER", elsewhere, Some(&secret), NOW), Proof::Stale);
        let late = NOW.plus(Millis::seconds(61));
        assert_eq!(challenger.judge(&header, "REGISTER", HERE, Some(&secret), late), Proof::Stale);
        let foreign = header.replace("nonce=\"0", "nonce=\"1");
        assert_ne!(challenger.judge(&foreign, "REGISTER", HERE, Some(&secret), NOW), Proof::Good("8001".into()));
    }

    #[test]
    fn a_header_of_any_shape_is_only_worth_nothing() {
        let challenger = challenger();
        for header in ["", "Digest", "Basic abc", "Digest username=\"a", "Digest nc=zz, qop=auth", "Digest =,=,="] {
            assert_eq!(challenger.judge(header, "INVITE", HERE, None, NOW), Proof::Bad);
        }
    }
}

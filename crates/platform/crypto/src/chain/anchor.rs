//! Anchors: signed statements "entry N has this hash", kept where the database's writer cannot reach.
//!
//! One anchor is one line of text, so a file, a mailbox or a printer can keep them.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use warmline_base::{Fault, Timestamp};

use crate::chain::Hash;
use crate::digest::{constant_time_eq, framed_hmac};
use crate::keys::{KeyId, KeyPurpose, KeyRing, SecretKey};

const HEADING: &str = "warmline-anchor-v1";

/// A signed statement about one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The entry's number.
    pub sequence: u64,
    /// The entry's hash.
    pub hash: Hash,
    /// When the statement was made.
    pub at: Timestamp,
    key: KeyId,
    signature: [u8; 32],
}

/// Signs and checks anchors with the ring's anchor keys.
#[derive(Clone)]
pub struct AnchorSigner {
    ring: Arc<KeyRing>,
}

impl AnchorSigner {
    /// A signer that takes its keys from `ring`.
    pub fn new(ring: Arc<KeyRing>) -> Self {
        Self { ring }
    }

    /// States that entry `sequence` has `hash`, signed with the newest key.
    ///
    /// # Errors
    /// `WL-KEY-UNKNOWN` when the ring holds no anchor key.
    pub fn sign(&self, sequence: u64, hash: Hash, at: Timestamp) -> Result<Anchor, Fault> {
        let (key, secret) = self.ring.current(KeyPurpose::Anchor)?;
        let signature = sign(&secret, sequence, &hash, at);
        Ok(Anchor { sequence, hash, at, key, signature })
    }

    /// Whether this install signed `anchor` and nobody changed it since.
    ///
    /// # Errors
    /// `WL-KEY-UNKNOWN` when its key is not on the ring.
    pub fn is_authentic(&self, anchor: &Anchor) -> Result<bool, Fault> {
        let secret = self.ring.get(KeyPurpose::Anchor, anchor.key)?;
        Ok(constant_time_eq(&sign(&secret, anchor.sequence, &anchor.hash, anchor.at), &anchor.signature))
    }
}

fn sign(key: &SecretKey, sequence: u64, hash: &Hash, at: Timestamp) -> [u8; 32] {
    let parts: [&[u8]; 3] = [&sequence.to_be_bytes(), hash, &at.0.to_be_bytes()];
    framed_hmac(key.expose(), "warmline audit anchor v1", &parts)
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hash, signature) = (hex::encode(self.hash), hex::encode(self.signature));
        write!(f, "{HEADING} {} {hash} {} {} {signature}", self.sequence, self.at.0, self.key)
    }
}

impl FromStr for Anchor {
    type Err = Fault;

    /// Reads the line [`Display`](fmt::Display) wrote; refuses others with `WL-AUDIT-ANCHOR`.
    fn from_str(line: &str) -> Result<Self, Fault> {
        parse(line)
            .ok_or_else(|| Fault::invalid("WL-AUDIT-ANCHOR", "this line is not an anchor; restore the anchor file"))
    }
}

fn parse(line: &str) -> Option<Anchor> {
    let mut words = line.split_whitespace();
    if words.next()? != HEADING {
        return None;
    }
    let sequence = words.next()?.parse().ok()?;
    let hash = digest(words.next()?)?;
    let at = Timestamp(words.next()?.parse().ok()?);
    let key = KeyId(words.next()?.parse().ok()?);
    let signature = digest(words.next()?)?;
    words.next().is_none().then_some(Anchor { sequence, hash, at, key, signature })
}

fn digest(word: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(word, &mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RootKey, SoftwareVault};
    use warmline_base::SeededEntropy;

    fn signer(seed: u64) -> AnchorSigner {
        let chance = SeededEntropy::from_number(seed);
        let vault = Arc::new(SoftwareVault::new(&RootKey::generate(&chance), &[]));
        AnchorSigner::new(Arc::new(KeyRing::fresh(vault, &chance).unwrap()))
    }

    #[test]
    fn an_anchor_survives_its_line() {
        let anchor = signer(1).sign(42, [7; 32], Timestamp(123_456_789)).unwrap();
        let again: Anchor = format!("{anchor}\n").parse().unwrap();
        assert_eq!(again, anchor);
        assert!(signer(1).is_authentic(&again).unwrap());
    }

    #[test]
    fn a_changed_or_foreign_anchor_is_not_authentic() {
        let anchor = signer(1).sign(42, [7; 32], Timestamp(5)).unwrap();
        for forged in [
            Anchor { sequence: 43, ..anchor.clone() },
            Anchor { hash: [8; 32], ..anchor.clone() },
            Anchor { at: Timestamp(6), ..anchor.clone() },
        ] {
            assert!(!signer(1).is_authentic(&forged).unwrap());
        }
        assert!(!signer(2).is_authentic(&anchor).unwrap());
        let unknown = Anchor { key: KeyId(9), ..anchor };
        assert_eq!(signer(1).is_authentic(&unknown).unwrap_err().code, "WL-KEY-UNKNOWN");
    }

    #[test]
    fn a_line_that_is_no_anchor_is_refused() {
        let line = signer(1).sign(1, [7; 32], Timestamp(5)).unwrap().to_string();
        for text in ["", "hello", &line[1..], &line[..line.len() - 1], &format!("{line} x")] {
            assert_eq!(text.parse::<Anchor>().unwrap_err().code, "WL-AUDIT-ANCHOR");
        }
    }
}

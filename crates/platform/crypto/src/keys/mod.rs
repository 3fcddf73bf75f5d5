//! Keys: one root key wraps the working keys, the database holds them wrapped, memory holds them open.
//!
//! Each working key has a purpose and a number within that purpose; whatever it makes carries the
//! number, so older keys still open what they sealed after a rotation.

mod ring;
mod root;
mod vault;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use warmline_base::Entropy;
use zeroize::{Zeroize, ZeroizeOnDrop};

pub use ring::{KeyRecord, KeyRing};
pub use root::{RootId, RootKey};
pub use vault::{KeyVault, SoftwareVault};

/// 32 secret bytes, wiped when dropped, never printed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SecretKey([u8; 32]);

impl SecretKey {
    /// A key from bytes a [`KeyVault`] opened.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A new key.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        Self(crate::random(entropy))
    }

    /// The bytes, for a [`KeyVault`] that wraps them.
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first half, the length SM4 takes.
    pub(crate) fn sm4(&self) -> &[u8; 16] {
        self.0.first_chunk().expect("32 bytes hold 16")
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

/// What a key is for. A key never serves two purposes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyPurpose {
    /// Seals fields (SM4-GCM).
    Seal,
    /// Makes look-up values of fields (HMAC-SM3).
    BlindIndex,
    /// Signs the visitor door's tokens (HMAC-SM3).
    Token,
    /// Signs the audit chain's anchors (HMAC-SM3).
    Anchor,
}

impl KeyPurpose {
    /// Every purpose, in the order a new install makes its keys.
    pub const ALL: [Self; 4] = [Self::Seal, Self::BlindIndex, Self::Token, Self::Anchor];

    /// The word the database stores.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Seal => "seal",
            Self::BlindIndex => "blind_index",
            Self::Token => "token",
            Self::Anchor => "anchor",
        }
    }
}

impl FromStr for KeyPurpose {
    type Err = UnknownPurpose;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == word).ok_or(UnknownPurpose)
    }
}

/// A stored word that names no purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a key purpose: seal, blind_index, token or anchor")]
pub struct UnknownPurpose;

/// The number of a key within its purpose; the first is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyId(pub u32);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_does_not_print() {
        assert_eq!(format!("{:?}", SecretKey::from_bytes([0xab; 32])), "SecretKey(…)");
    }

    #[test]
    fn a_purpose_survives_its_word() {
        for purpose in KeyPurpose::ALL {
            assert_eq!(purpose.as_str().parse(), Ok(purpose));
        }
        assert_eq!("password".parse::<KeyPurpose>(), Err(UnknownPurpose));
    }
}

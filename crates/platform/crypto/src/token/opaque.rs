//! Opaque tokens: 32 random bytes for the holder, their SM3 digest for the database.
//!
//! Whoever copies the database cannot present what it holds. A fast digest is enough: 256 random bits
//! have no dictionary.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use warmline_base::Entropy;
use zeroize::Zeroizing;

use crate::digest::framed_sm3;

const TEXT_BYTES: usize = 43;

/// A token to hand out once, as a cookie or in an answer; 43 characters, base64url.
pub struct OpaqueToken(Zeroizing<String>);

impl OpaqueToken {
    /// A new token.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let bytes = Zeroizing::new(crate::random::<32>(entropy));
        Self(Zeroizing::new(URL_SAFE_NO_PAD.encode(bytes.as_slice())))
    }

    /// The text for its holder.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The digest to store.
    pub fn stored(&self) -> [u8; 32] {
        digest(&self.0)
    }

    /// The digest to look a presented token up by, or nothing when it cannot be one of ours.
    pub fn presented(text: &str) -> Option<[u8; 32]> {
        let ours = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        (text.len() == TEXT_BYTES && text.bytes().all(ours)).then(|| digest(text))
    }
}

impl fmt::Debug for OpaqueToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpaqueToken(…)")
    }
}

fn digest(text: &str) -> [u8; 32] {
    framed_sm3("warmline opaque token v1", &[text.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use warmline_base::SeededEntropy;

    #[test]
    fn a_presented_token_finds_what_was_stored() {
        let chance = SeededEntropy::from_number(41);
        let (one, two) = (OpaqueToken::generate(&chance), OpaqueToken::generate(&chance));
        assert_eq!(OpaqueToken::presented(one.expose()), Some(one.stored()));
        assert_ne!(one.stored(), two.stored());
        assert_eq!(format!("{one:?}"), "OpaqueToken(…)");
    }

    #[test]
    fn what_cannot_be_a_token_is_not_looked_up() {
        let token = OpaqueToken::generate(&SeededEntropy::from_number(42));
        for text in ["", "x", &token.expose()[1..], &format!("{}a", token.expose()), &"'".repeat(43)] {
            assert_eq!(OpaqueToken::presented(text), None);
        }
        assert_ne!(OpaqueToken::presented(&"a".repeat(43)), Some(token.stored()));
    }
}

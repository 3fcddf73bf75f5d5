//! The root key of the software keystore, and the one-line file it lives in.
//!
//! The file holds 64 hexadecimal digits and a line end. Reading and writing it, with owner-only
//! permissions, is the server's; this file knows only its text.

use std::fmt;

use warmline_base::{Entropy, Fault};
use zeroize::Zeroizing;

use crate::digest::framed_hmac;
use crate::keys::SecretKey;

/// The key above all keys. It never seals data itself.
#[derive(Clone, Debug)]
pub struct RootKey(SecretKey);

impl RootKey {
    /// A new root key.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        Self(SecretKey::generate(entropy))
    }

    /// The key in a root key file's text; white space around it is allowed.
    ///
    /// # Errors
    /// `WL-KEY-ROOT` when the text is not 64 hexadecimal digits.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let mut bytes = Zeroizing::new([0; 32]);
        hex::decode_to_slice(text.trim(), bytes.as_mut_slice()).map_err(|_| {
            Fault::invalid(
                "WL-KEY-ROOT",
                "the root key file does not hold 64 hexadecimal digits; restore it from its backup",
            )
        })?;
        Ok(Self(SecretKey::from_bytes(*bytes)))
    }

    /// The text of the root key file, wiped when dropped.
    pub fn to_file_text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(65));
        for byte in self.0.expose() {
            for digit in [byte >> 4, byte & 0x0f] {
                text.push(char::from_digit(u32::from(digit), 16).expect("half a byte is one digit"));
            }
        }
        text.push('\n');
        text
    }

    /// A name for the key that gives nothing of it away.
    pub fn id(&self) -> RootId {
        let name = framed_hmac(self.0.expose(), "warmline root key id v1", &[]);
        RootId(*name.first_chunk().expect("32 bytes hold 8"))
    }

    /// The key that wraps other keys.
    pub(crate) fn wrapping_key(&self) -> SecretKey {
        SecretKey::from_bytes(framed_hmac(self.0.expose(), "warmline key wrapping v1", &[]))
    }
}

/// Names a root key: eight bytes shown as 16 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RootId(pub [u8; 8]);

impl fmt::Display for RootId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for RootId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use warmline_base::SeededEntropy;

    #[test]
    fn a_root_key_survives_its_file() {
        let root = RootKey::generate(&SeededEntropy::from_number(1));
        let text = root.to_file_text();
        assert_eq!(text.len(), 65);
        assert_eq!(RootKey::parse(&text).unwrap().id(), root.id());
        assert_eq!(RootKey::parse(&text.to_uppercase()).unwrap().id(), root.id());
    }

    #[test]
    fn a_damaged_file_is_refused_without_being_quoted() {
        for text in ["", "beef", &"g".repeat(64), &"a".repeat(66)] {
            let fault = RootKey::parse(text).unwrap_err();
            assert_eq!(fault.code, "WL-KEY-ROOT");
            assert!(text.is_empty() || !fault.detail.contains(text));
        }
    }

    #[test]
    fn a_root_key_does_not_print() {
        let root = RootKey::parse(&"ab".repeat(32)).unwrap();
        assert!(!format!("{root:?}").contains("ab"), "{root:?}");
    }
}

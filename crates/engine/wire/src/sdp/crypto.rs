//! Keys for SRTP in the description itself (SDES, RFC 4568), of the one suite every trunk has.
//!
//! A line this house cannot honour to the letter (another suite, a master key identifier, parameters that
//! change what is encrypted) reads as absent, so that the next line may serve.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use warmline_base::Secret;

const SUITE: &str = "AES_CM_128_HMAC_SHA1_80";
/// 16 bytes of key and 14 of salt.
const KEY_BYTES: usize = 30;
/// Thirty bytes need no padding, and some phones send some all the same.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Master key and salt of one direction. Never prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MasterKey(Secret<[u8; KEY_BYTES]>);

impl MasterKey {
    /// Wraps 16 bytes of key followed by 14 of salt; they must come from a cryptographic source.
    pub const fn new(bytes: [u8; KEY_BYTES]) -> Self {
        Self(Secret::new(bytes))
    }

    /// The 16 bytes of key and the 14 of salt.
    pub fn expose(&self) -> (&[u8], &[u8]) {
        self.0.expose().split_at(16)
    }
}

/// One `a=crypto` line that this house can honour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crypto {
    /// Its number, which the answer repeats.
    pub tag: u32,
    /// The key of the side that states it: the other decrypts with it.
    pub key: MasterKey,
}

impl Crypto {
    /// Reads what follows `a=crypto:`.
    pub(super) fn parse(value: &str) -> Option<Self> {
        let mut words = value.split_ascii_whitespace();
        let tag = words.next()?.parse().ok()?;
        if !words.next()?.eq_ignore_ascii_case(SUITE) {
            return None;
        }
        let (method, keys) = words.next()?.split_once(':')?;
        // A second key, or a parameter that is not marked as optional by its dash, is one to be honoured.
        if !method.eq_ignore_ascii_case("inline") || keys.contains(';') || words.any(|word| !word.starts_with('-')) {
            return None;
        }
        let mut parts = keys.split('|');
        let key = LENIENT.decode(parts.next()?).ok()?.try_into().ok()?;
        // A part with a colon is a master key identifier; one without is a lifetime, which a call never reaches.
        if parts.any(|part| part.contains(':')) {
            return None;
        }
        Some(Self { tag, key: MasterKey::new(key) })
    }
}

impl fmt::Display for Crypto {
    /// The value of the `a=crypto` line, with its key: for the wire only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {SUITE} inline:{}", self.tag, STANDARD.encode(self.key.0.expose()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj";

    #[test]
    fn the_standards_example_is_read_and_written() {
        let crypto = Crypto::parse(&format!("1 {SUITE} inline:{KEY}|2^20 -ignored")).unwrap();
        assert_eq!(crypto.key.expose().0, b"wDfvg&T+)xG7@fb5");
        assert_eq!(crypto.to_string(), format!("1 {SUITE} inline:{KEY}"));
        assert!(!format!("{crypto:?}").contains("wDfvg"));
    }

    #[test]
    fn what_cannot_be_honoured_is_absent() {
        for line in [
            format!("1 AES_CM_128_HMAC_SHA1_32 inline:{KEY}"),
            format!("1 {SUITE} inline:{KEY}|2^20|1:4"),
            format!("1 {SUITE} inline:{KEY} UNENCRYPTED_SRTP"),
            format!("1 {SUITE} inline:{KEY};inline:{KEY}"),
            format!("1 {SUITE} inline:{}", &KEY[..38]),
            format!("x {SUITE} inline:{KEY}"),
            format!("1 {SUITE}"),
        ] {
            assert_eq!(Crypto::parse(&line), None, "{line}");
        }
    }
}

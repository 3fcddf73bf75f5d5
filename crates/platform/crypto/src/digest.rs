//! SM3 (GB/T 32905-2016) and HMAC-SM3, with every part framed by its length.
//!
//! Framing keeps `("ab", "c")` and `("a", "bc")` apart, and a label keeps one use of a key from
//! answering for another.

use hmac::{Hmac, KeyInit, Mac};
use sm3::{Digest, Sm3};
use subtle::ConstantTimeEq;

/// The SM3 digest of `bytes`.
pub fn sm3(bytes: &[u8]) -> [u8; 32] {
    Sm3::digest(bytes).into()
}

/// Whether `left` equals `right`, in a time that depends on their lengths alone.
pub fn constant_time_eq(left: &[u8], right: &[u8]) -> bool {
    left.ct_eq(right).into()
}

/// The SM3 digest of a label and parts, each framed by its length.
pub(crate) fn framed_sm3(label: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sm3::new();
    for part in std::iter::once(label.as_bytes()).chain(parts.iter().copied()) {
        hasher.update(frame(part));
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// HMAC-SM3 (RFC 2104 over SM3) of a label and parts, each framed by its length.
pub(crate) fn framed_hmac(key: &[u8; 32], label: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = keyed(key);
    for part in std::iter::once(label.as_bytes()).chain(parts.iter().copied()) {
        mac.update(&frame(part));
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn keyed(key: &[u8]) -> Hmac<Sm3> {
    Hmac::new_from_slice(key).expect("HMAC takes a key of any length")
}

fn frame(part: &[u8]) -> [u8; 8] {
    (part.len() as u64).to_be_bytes()
}

/// The bytes before a part in [`frame`]'s form, for other framed encodings of this crate.
pub(crate) fn push_framed(out: &mut Vec<u8>, part: &[u8]) {
    out.extend_from_slice(&frame(part));
    out.extend_from_slice(part);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sm3_matches_the_standards_example() {
        let expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
        assert_eq!(hex::encode(sm3(b"abc")), expected);
    }

    #[test]
    fn hmac_sm3_matches_an_independent_implementation() {
        // OpenSSL 3: `printf abc | openssl dgst -sm3 -mac HMAC -macopt hexkey:0102…20`
        let key: Vec<u8> = (1..=32).collect();
        let mut mac = keyed(&key);
        mac.update(b"abc");
        assert_eq!(
            hex::encode(mac.finalize().into_bytes()),
            "44809d3ff5336f44071be1917887380730ae145f940a53819279801784c65e17"
        );
    }

    #[test]
    fn parts_cannot_slide_into_each_other() {
        let key = [7; 32];
        assert_ne!(framed_hmac(&key, "x", &[b"ab", b"c"]), framed_hmac(&key, "x", &[b"a", b"bc"]));
        assert_ne!(framed_sm3("x", &[b"ab", b"c"]), framed_sm3("x", &[b"a", b"bc"]));
        assert_ne!(framed_sm3("x", &[b""]), framed_sm3("x", &[]));
    }

    #[test]
    fn equal_bytes_are_equal() {
        assert!(constant_time_eq(b"same", b"same"));
        assert!(!constant_time_eq(b"same", b"sane"));
        assert!(!constant_time_eq(b"same", b"sam"));
    }
}

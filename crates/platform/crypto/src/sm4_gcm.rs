//! SM4 in Galois/Counter Mode (RFC 8998): 128-bit key, 96-bit nonce, 128-bit tag.

use aes_gcm::AesGcm;
use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use sm4::Sm4;

pub(crate) const NONCE_BYTES: usize = 12;
pub(crate) const TAG_BYTES: usize = 16;

/// The ciphertext of `plain` followed by its tag.
pub(crate) fn encrypt(key: &[u8; 16], nonce: &[u8; NONCE_BYTES], bound: &[u8], plain: &[u8]) -> Vec<u8> {
    AesGcm::<Sm4, U12>::new(key.into())
        .encrypt(nonce.into(), Payload { msg: plain, aad: bound })
        .expect("a message below 64 GiB encrypts")
}

/// The plaintext, or nothing when the key, the nonce, the bound bytes or the ciphertext is another.
pub(crate) fn decrypt(key: &[u8; 16], nonce: &[u8; NONCE_BYTES], bound: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    AesGcm::<Sm4, U12>::new(key.into()).decrypt(nonce.into(), Payload { msg: sealed, aad: bound }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_8998_appendix_a_1() {
        let key: [u8; 16] = hex::decode("0123456789abcdeffedcba9876543210").unwrap().try_into().unwrap();
        let nonce: [u8; 12] = hex::decode("00001234567800000000abcd").unwrap().try_into().unwrap();
        let bound = hex::decode("feedfacedeadbeeffeedfacedeadbeefabaddad2").unwrap();
        let plain: Vec<u8> =
            [0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff, 0xee, 0xaa].into_iter().flat_map(|byte| [byte; 8]).collect();
        let sealed = concat!(
            "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735",
            "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d",
            "83de3541e4c2b58177e065a9bf7b62ec",
        );
        assert_eq!(hex::encode(encrypt(&key, &nonce, &bound, &plain)), sealed);
        assert_eq!(decrypt(&key, &nonce, &bound, &hex::decode(sealed).unwrap()).unwrap(), plain);
    }
}

//! Sealing one field of one row, so that a copied database says nothing and a moved value does not open.
//!
//! Sealed form: format byte 1, key number (4, big-endian), nonce (12), SM4-GCM ciphertext and tag (16);
//! 33 bytes longer than the plaintext. Format, key number and place are bound to it. Nonces are random:
//! rotate a key before it has sealed 2^32 fields (NIST SP 800-38D, section 8.3).
//!
//! For fields, not for files: everything is in memory and at most [`MAX_FIELD_BYTES`].

use std::sync::Arc;

use warmline_base::{Entropy, Fault};

use crate::digest::push_framed;
use crate::keys::{KeyId, KeyPurpose, KeyRing};
use crate::sm4_gcm::{self, NONCE_BYTES, TAG_BYTES};

/// The longest plaintext a field may have.
pub const MAX_FIELD_BYTES: usize = 1 << 20;

const FORMAT: u8 = 1;
const KEY_END: usize = 5;
const HEAD_BYTES: usize = KEY_END + NONCE_BYTES;

/// Where a sealed value lives; it opens nowhere else.
#[derive(Clone, Copy, Debug)]
pub struct FieldPlace<'a> {
    /// The table's name.
    pub table: &'a str,
    /// The column's name.
    pub column: &'a str,
    /// The row's id as bytes, such as a uuid's sixteen.
    pub row: &'a [u8],
}

impl FieldPlace<'_> {
    fn bound(&self, head: &[u8]) -> Vec<u8> {
        let mut bound = Vec::with_capacity(128);
        for part in [head, self.table.as_bytes(), self.column.as_bytes(), self.row] {
            push_framed(&mut bound, part);
        }
        bound
    }
}

/// Seals and opens fields with the keys of a [`KeyRing`].
#[derive(Clone)]
pub struct Sealer {
    ring: Arc<KeyRing>,
    entropy: Arc<dyn Entropy>,
}

impl Sealer {
    /// A sealer that takes its keys from `ring` and its nonces from `entropy`.
    pub fn new(ring: Arc<KeyRing>, entropy: Arc<dyn Entropy>) -> Self {
        Self { ring, entropy }
    }

    /// `plain` sealed for `place` with the newest key.
    ///
    /// # Errors
    /// `WL-SEAL-TOO-LARGE` above [`MAX_FIELD_BYTES`]; `WL-KEY-UNKNOWN` when the ring holds no sealing key.
    pub fn seal(&self, place: &FieldPlace<'_>, plain: impl AsRef<[u8]>) -> Result<Vec<u8>, Fault> {
        let plain = plain.as_ref();
        if plain.len() > MAX_FIELD_BYTES {
            return Err(Fault::too_large("WL-SEAL-TOO-LARGE", "the field is over 1 MiB; keep it as an attachment"));
        }
        let (id, key) = self.ring.current(KeyPurpose::Seal)?;
        let nonce = crate::random::<NONCE_BYTES>(&*self.entropy);
        let mut sealed = Vec::with_capacity(HEAD_BYTES + plain.len() + TAG_BYTES);
        sealed.push(FORMAT);
        sealed.extend_from_slice(&id.0.to_be_bytes());
        let bound = place.bound(&sealed);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&sm4_gcm::encrypt(key.sm4(), &nonce, &bound, plain));
        Ok(sealed)
    }

    /// The plaintext of `sealed`, which was sealed for `place`.
    ///
    /// # Errors
    /// `WL-SEAL-BROKEN` when it was altered, cut or moved; `WL-KEY-UNKNOWN` when its key is not on the ring.
    pub fn open(&self, place: &FieldPlace<'_>, sealed: &[u8]) -> Result<Vec<u8>, Fault> {
        let id = Self::key_of(sealed).ok_or_else(broken)?;
        let (head, body) = sealed.split_at_checked(HEAD_BYTES).ok_or_else(broken)?;
        let (named, nonce) = head.split_at(KEY_END);
        let nonce = nonce.try_into().map_err(|_| broken())?;
        let key = self.ring.get(KeyPurpose::Seal, id)?;
        sm4_gcm::decrypt(key.sm4(), nonce, &place.bound(named), body).ok_or_else(broken)
    }

    /// The plaintext of `sealed` as text.
    ///
    /// # Errors
    /// As [`Sealer::open`]; `WL-SEAL-BROKEN` as well when it is not UTF-8.
    pub fn open_text(&self, place: &FieldPlace<'_>, sealed: &[u8]) -> Result<String, Fault> {
        String::from_utf8(self.open(place, sealed)?).map_err(|_| broken())
    }

    /// Which key sealed `sealed`, or nothing when it is not in the sealed form. A re-sealing job looks
    /// for numbers below the ring's newest.
    pub fn key_of(sealed: &[u8]) -> Option<KeyId> {
        let (format, rest) = sealed.split_first()?;
        let id = rest.first_chunk::<4>()?;
        (*format == FORMAT).then_some(KeyId(u32::from_be_bytes(*id)))
    }
}

fn broken() -> Fault {
    Fault::internal(
        "WL-SEAL-BROKEN",
        "a sealed field does not open in its place; it was altered or moved, restore the row from a backup",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RootKey, SoftwareVault};
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::Index;
    use warmline_base::SeededEntropy;

    fn sealer() -> Sealer {
        let chance = Arc::new(SeededEntropy::from_number(11));
        let vault = Arc::new(SoftwareVault::new(&RootKey::generate(&*chance), &[]));
        Sealer::new(Arc::new(KeyRing::fresh(vault, &*chance).unwrap()), chance)
    }

    const PLACE: FieldPlace<'_> = FieldPlace { table: "customers", column: "mobile", row: &[1; 16] };

    #[test]
    fn a_field_opens_where_it_was_sealed() {
        let sealer = sealer();
        let sealed = sealer.seal(&PLACE, "14000001001").unwrap();
        assert_eq!(sealed.len(), 11 + 33);
        assert_eq!(sealer.open_text(&PLACE, &sealed).unwrap(), "14000001001");
    }

    #[test]
    fn a_moved_field_does_not_open() {
        let sealer = sealer();
        let sealed = sealer.seal(&PLACE, "14000001001").unwrap();
        for place in [
            FieldPlace { row: &[2; 16], ..PLACE },
            FieldPlace { column: "mobile_2", ..PLACE },
            FieldPlace { table: "customer", column: "smobile", ..PLACE },
        ] {
            assert_eq!(sealer.open(&place, &sealed).unwrap_err().code, "WL-SEAL-BROKEN");
        }
    }

    #[test]
    fn two_seals_of_one_value_differ() {
        let sealer = sealer();
        assert_ne!(sealer.seal(&PLACE, "同").unwrap(), sealer.seal(&PLACE, "同").unwrap());
    }

    #[test]
    fn an_older_key_still_opens_after_a_rotation() {
        let sealer = sealer();
        let before = sealer.seal(&PLACE, "旧").unwrap();
        let record = sealer.ring.mint(KeyPurpose::Seal, &*sealer.entropy).unwrap();
        sealer.ring.adopt(&record).unwrap();
        let after = sealer.seal(&PLACE, "新").unwrap();
        assert_eq!((Sealer::key_of(&before), Sealer::key_of(&after)), (Some(KeyId(1)), Some(KeyId(2))));
        assert_eq!(sealer.open_text(&PLACE, &before).unwrap(), "旧");
        assert_eq!(sealer.open_text(&PLACE, &after).unwrap(), "新");
    }

    #[test]
    fn a_key_from_another_node_is_named_as_missing() {
        let sealer = sealer();
        let mut sealed = sealer.seal(&PLACE, "x").unwrap();
        sealed[4] = 7;
        assert_eq!(sealer.open(&PLACE, &sealed).unwrap_err().code, "WL-KEY-UNKNOWN");
    }

    #[test]
    fn a_field_has_a_largest_size() {
        let sealer = sealer();
        assert_eq!(sealer.seal(&PLACE, vec![0; MAX_FIELD_BYTES + 1]).unwrap_err().code, "WL-SEAL-TOO-LARGE");
    }

    proptest! {
        #[test]
        fn any_plaintext_comes_back(plain in vec(any::<u8>(), 0..300)) {
            let sealer = sealer();
            let sealed = sealer.seal(&PLACE, &plain).unwrap();
            prop_assert_eq!(sealer.open(&PLACE, &sealed).unwrap(), plain);
        }

        #[test]
        fn a_flipped_bit_never_opens(plain in vec(any::<u8>(), 0..40), at in any::<Index>()) {
            let sealer = sealer();
            let mut sealed = sealer.seal(&PLACE, &plain).unwrap();
            let bit = at.index(sealed.len() * 8);
            sealed[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(sealer.open(&PLACE, &sealed).is_err());
        }

        #[test]
        fn noise_is_refused_without_a_panic(noise in vec(any::<u8>(), 0..80)) {
            prop_assert!(sealer().open(&PLACE, &noise).is_err());
        }
    }
}

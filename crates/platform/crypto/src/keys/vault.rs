//! Where the root key lives: behind [`KeyVault`], in software here, in a hardware module at a bank.

use warmline_base::{Entropy, Fault};

use crate::keys::{RootId, RootKey, SecretKey};
use crate::sm4_gcm::{self, NONCE_BYTES, TAG_BYTES};
use zeroize::Zeroizing;

/// Wraps and opens working keys under a root key that never leaves it.
///
/// A hardware module implements this over its own driver; it is asked once for each key at start and
/// at a rotation, never for a field, so it may be slow.
pub trait KeyVault: Send + Sync + 'static {
    /// The root key that wraps from now on.
    fn current_root(&self) -> RootId;

    /// `key` wrapped under the current root key and bound to `context`.
    ///
    /// # Errors
    /// When the vault cannot be reached.
    fn wrap(&self, context: &[u8], key: &SecretKey, entropy: &dyn Entropy) -> Result<Vec<u8>, Fault>;

    /// The key in `wrapped`, which an earlier [`KeyVault::wrap`] made for the same `context`.
    ///
    /// # Errors
    /// `WL-KEY-WRAPPED` when no root key of this vault opens it; others when the vault cannot be reached.
    fn open(&self, context: &[u8], wrapped: &[u8]) -> Result<SecretKey, Fault>;
}

const FORMAT: u8 = 1;
const ROOT_ID_BYTES: usize = 8;
const HEAD_BYTES: usize = 1 + ROOT_ID_BYTES + NONCE_BYTES;
const WRAPPED_BYTES: usize = HEAD_BYTES + 32 + TAG_BYTES;

/// The software keystore: root keys held in this process's memory.
///
/// Wrapped form: format byte 1, root id (8), nonce (12), SM4-GCM ciphertext and tag (48). The head and
/// the context are bound to it.
#[derive(Debug)]
pub struct SoftwareVault {
    current: Wrapper,
    older: Vec<Wrapper>,
}

#[derive(Debug)]
struct Wrapper {
    id: RootId,
    key: SecretKey,
}

impl Wrapper {
    fn new(root: &RootKey) -> Self {
        Self { id: root.id(), key: root.wrapping_key() }
    }
}

impl SoftwareVault {
    /// A vault that wraps under `current` and still opens what the `older` root keys wrapped.
    pub fn new(current: &RootKey, older: &[RootKey]) -> Self {
        Self { current: Wrapper::new(current), older: older.iter().map(Wrapper::new).collect() }
    }

    fn wrapper(&self, id: &[u8]) -> Option<&Wrapper> {
        std::iter::once(&self.current).chain(&self.older).find(|wrapper| wrapper.id.0 == id)
    }

    fn try_open(&self, context: &[u8], wrapped: &[u8]) -> Option<SecretKey> {
        if wrapped.len() != WRAPPED_BYTES || wrapped[0] != FORMAT {
            return None;
        }
        let (head, sealed) = wrapped.split_at(HEAD_BYTES);
        let (id, nonce) = head[1..].split_at(ROOT_ID_BYTES);
        let wrapper = self.wrapper(id)?;
        let plain = sm4_gcm::decrypt(wrapper.key.sm4(), nonce.try_into().ok()?, &bound(head, context), sealed)?;
        let plain = Zeroizing::new(plain);
        Some(SecretKey::from_bytes(plain.as_slice().try_into().ok()?))
    }
}

impl KeyVault for SoftwareVault {
    fn current_root(&self) -> RootId {
        self.current.id
    }

    fn wrap(&self, context: &[u8], key: &SecretKey, entropy: &dyn Entropy) -> Result<Vec<u8>, Fault> {
        let nonce = crate::random::<NONCE_BYTES>(entropy);
        let mut wrapped = Vec::with_capacity(WRAPPED_BYTES);
        wrapped.push(FORMAT);
        wrapped.extend_from_slice(&self.current.id.0);
        wrapped.extend_from_slice(&nonce);
        let sealed = sm4_gcm::encrypt(self.current.key.sm4(), &nonce, &bound(&wrapped, context), key.expose());
        wrapped.extend_from_slice(&sealed);
        Ok(wrapped)
    }

    fn open(&self, context: &[u8], wrapped: &[u8]) -> Result<SecretKey, Fault> {
        self.try_open(context, wrapped).ok_or_else(|| {
            Fault::internal(
                "WL-KEY-WRAPPED",
                "a stored key does not open with this root key; start with the root key of this database",
            )
        })
    }
}

fn bound(head: &[u8], context: &[u8]) -> Vec<u8> {
    [head, context].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use warmline_base::SeededEntropy;

    #[test]
    fn a_wrapped_key_opens_only_in_its_context() {
        let chance = SeededEntropy::from_number(2);
        let vault = SoftwareVault::new(&RootKey::generate(&chance), &[]);
        let key = SecretKey::generate(&chance);
        let wrapped = vault.wrap(b"seal 1", &key, &chance).unwrap();
        assert_eq!(vault.open(b"seal 1", &wrapped).unwrap().expose(), key.expose());
        assert_eq!(vault.open(b"seal 2", &wrapped).unwrap_err().code, "WL-KEY-WRAPPED");
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_noticed() {
        let chance = SeededEntropy::from_number(3);
        let vault = SoftwareVault::new(&RootKey::generate(&chance), &[]);
        let wrapped = vault.wrap(b"x", &SecretKey::generate(&chance), &chance).unwrap();
        for bit in 0..wrapped.len() * 8 {
            let mut other = wrapped.clone();
            other[bit / 8] ^= 1 << (bit % 8);
            assert!(vault.open(b"x", &other).is_err(), "bit {bit}");
        }
        for length in 0..wrapped.len() {
            assert!(vault.open(b"x", &wrapped[..length]).is_err(), "length {length}");
        }
    }

    #[test]
    fn a_new_root_key_still_opens_what_the_older_wrapped() {
        let chance = SeededEntropy::from_number(4);
        let (first, second) = (RootKey::generate(&chance), RootKey::generate(&chance));
        let wrapped = SoftwareVault::new(&first, &[]).wrap(b"x", &SecretKey::generate(&chance), &chance).unwrap();
        assert!(SoftwareVault::new(&second, &[]).open(b"x", &wrapped).is_err());
        let vault = SoftwareVault::new(&second, &[first]);
        assert!(vault.open(b"x", &wrapped).is_ok());
        assert_eq!(vault.current_root(), second.id());
    }
}

//! The ring of open working keys, filled at start from the wrapped keys in the database.
//!
//! A rotation has three steps so that no node seals with a key that could be lost: [`KeyRing::mint`]
//! drafts a wrapped key, the caller stores it (its purpose and number are unique there), then every
//! node takes it in with [`KeyRing::adopt`].

use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};

use warmline_base::{Entropy, Fault};

use crate::keys::{KeyId, KeyPurpose, KeyVault, SecretKey};

/// A working key as the database stores it: wrapped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRecord {
    /// What the key is for.
    pub purpose: KeyPurpose,
    /// Its number within the purpose.
    pub id: KeyId,
    /// The key as the vault wrapped it; bound to purpose and number.
    pub wrapped: Vec<u8>,
}

/// The open keys. The newest of a purpose makes new values; all of them read old ones.
pub struct KeyRing {
    vault: Arc<dyn KeyVault>,
    keys: RwLock<BTreeMap<(KeyPurpose, KeyId), SecretKey>>,
}

impl KeyRing {
    /// Opens every record with `vault`.
    ///
    /// # Errors
    /// `WL-KEY-WRAPPED` when one does not open, which means another root key than this database's.
    pub fn open(vault: Arc<dyn KeyVault>, records: &[KeyRecord]) -> Result<Self, Fault> {
        let ring = Self { vault, keys: RwLock::default() };
        for record in records {
            ring.adopt(record)?;
        }
        Ok(ring)
    }

    /// A ring of fresh keys that were stored nowhere, for tests and the simulator.
    ///
    /// # Errors
    /// Those of the vault.
    pub fn fresh(vault: Arc<dyn KeyVault>, entropy: &dyn Entropy) -> Result<Self, Fault> {
        let ring = Self::open(vault, &[])?;
        for purpose in KeyPurpose::ALL {
            ring.adopt(&ring.mint(purpose, entropy)?)?;
        }
        Ok(ring)
    }

    /// Drafts the next key of `purpose`. It is used only after it was stored and adopted.
    ///
    /// # Errors
    /// `WL-KEY-FIXED` for a second blind index key: stored indexes would stop matching. Others from the vault.
    pub fn mint(&self, purpose: KeyPurpose, entropy: &dyn Entropy) -> Result<KeyRecord, Fault> {
        let newest = self.newest(purpose);
        if purpose == KeyPurpose::BlindIndex && newest.is_some() {
            return Err(Fault::conflict(
                "WL-KEY-FIXED",
                "the blind index key cannot rotate while indexes made with it are stored; keep it",
            ));
        }
        let id = KeyId(newest.map_or(1, |id| id.0 + 1));
        let wrapped = self.vault.wrap(&context(purpose, id), &SecretKey::generate(entropy), entropy)?;
        Ok(KeyRecord { purpose, id, wrapped })
    }

    /// Takes in a stored key. Adopting the same record twice changes nothing.
    ///
    /// # Errors
    /// `WL-KEY-WRAPPED` when it does not open.
    pub fn adopt(&self, record: &KeyRecord) -> Result<(), Fault> {
        let key = self.vault.open(&context(record.purpose, record.id), &record.wrapped)?;
        self.keys.write().expect("no holder of the ring panics").insert((record.purpose, record.id), key);
        Ok(())
    }

    /// The same key wrapped under the vault's current root key, to store in place of `record`.
    ///
    /// # Errors
    /// `WL-KEY-WRAPPED` when it does not open; others from the vault.
    pub fn rewrap(&self, record: &KeyRecord, entropy: &dyn Entropy) -> Result<KeyRecord, Fault> {
        let context = context(record.purpose, record.id);
        let key = self.vault.open(&context, &record.wrapped)?;
        Ok(KeyRecord { wrapped: self.vault.wrap(&context, &key, entropy)?, ..*record })
    }

    /// The number of the key that makes new values of `purpose`, when there is one.
    pub fn newest(&self, purpose: KeyPurpose) -> Option<KeyId> {
        let keys = self.keys.read().expect("no holder of the ring panics");
        keys.range((purpose, KeyId(0))..=(purpose, KeyId(u32::MAX))).next_back().map(|((_, id), _)| *id)
    }

    /// The key that makes new values of `purpose`, with its number.
    pub(crate) fn current(&self, purpose: KeyPurpose) -> Result<(KeyId, SecretKey), Fault> {
        let keys = self.keys.read().expect("no holder of the ring panics");
        let newest = keys.range((purpose, KeyId(0))..=(purpose, KeyId(u32::MAX))).next_back();
        newest.map(|((_, id), key)| (*id, key.clone())).ok_or_else(unknown)
    }

    /// The key of `purpose` with the number `id`.
    pub(crate) fn get(&self, purpose: KeyPurpose, id: KeyId) -> Result<SecretKey, Fault> {
        self.keys.read().expect("no holder of the ring panics").get(&(purpose, id)).cloned().ok_or_else(unknown)
    }
}

fn unknown() -> Fault {
    Fault::unavailable("WL-KEY-UNKNOWN", "the key this value names is not on the ring; load the stored keys again")
}

fn context(purpose: KeyPurpose, id: KeyId) -> Vec<u8> {
    let mut context = b"warmline key v1 ".to_vec();
    context.extend_from_slice(purpose.as_str().as_bytes());
    context.extend_from_slice(&id.0.to_be_bytes());
    context
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RootKey, SoftwareVault};
    use warmline_base::SeededEntropy;

    fn vault(chance: &SeededEntropy) -> Arc<SoftwareVault> {
        Arc::new(SoftwareVault::new(&RootKey::generate(chance), &[]))
    }

    #[test]
    fn a_ring_opens_again_from_its_records() {
        let chance = SeededEntropy::from_number(5);
        let vault = vault(&chance);
        let ring = KeyRing::open(vault.clone(), &[]).unwrap();
        let first = ring.mint(KeyPurpose::Seal, &chance).unwrap();
        assert_eq!(ring.newest(KeyPurpose::Seal), None, "a draft is not yet in use");
        ring.adopt(&first).unwrap();
        let second = ring.mint(KeyPurpose::Seal, &chance).unwrap();
        ring.adopt(&second).unwrap();

        let again = KeyRing::open(vault, &[second, first]).unwrap();
        assert_eq!(again.newest(KeyPurpose::Seal), Some(KeyId(2)));
        for id in [KeyId(1), KeyId(2)] {
            let key = again.get(KeyPurpose::Seal, id).unwrap();
            assert_eq!(key.expose(), ring.get(KeyPurpose::Seal, id).unwrap().expose());
        }
        assert_eq!(again.get(KeyPurpose::Seal, KeyId(3)).unwrap_err().code, "WL-KEY-UNKNOWN");
    }

    #[test]
    fn a_record_cannot_pass_for_another() {
        let chance = SeededEntropy::from_number(6);
        let ring = KeyRing::fresh(vault(&chance), &chance).unwrap();
        let record = ring.mint(KeyPurpose::Token, &chance).unwrap();
        let renumbered = KeyRecord { id: KeyId(9), ..record.clone() };
        let repurposed = KeyRecord { purpose: KeyPurpose::Seal, ..record };
        assert_eq!(ring.adopt(&renumbered).unwrap_err().code, "WL-KEY-WRAPPED");
        assert_eq!(ring.adopt(&repurposed).unwrap_err().code, "WL-KEY-WRAPPED");
    }

    #[test]
    fn the_blind_index_key_stays() {
        let chance = SeededEntropy::from_number(7);
        let ring = KeyRing::fresh(vault(&chance), &chance).unwrap();
        assert_eq!(ring.mint(KeyPurpose::BlindIndex, &chance).unwrap_err().code, "WL-KEY-FIXED");
    }

    #[test]
    fn rewrapped_keys_need_only_the_new_root() {
        let chance = SeededEntropy::from_number(8);
        let (old, new) = (RootKey::generate(&chance), RootKey::generate(&chance));
        let before = KeyRing::open(Arc::new(SoftwareVault::new(&old, &[])), &[]).unwrap();
        let record = before.mint(KeyPurpose::Seal, &chance).unwrap();
        let both = KeyRing::open(Arc::new(SoftwareVault::new(&new, &[old])), &[]).unwrap();
        let moved = both.rewrap(&record, &chance).unwrap();

        let after = Arc::new(SoftwareVault::new(&new, &[]));
        assert!(KeyRing::open(after.clone(), &[record]).is_err());
        assert!(KeyRing::open(after, &[moved]).is_ok());
    }
}

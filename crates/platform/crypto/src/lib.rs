//! Sealing, blind indexes, passwords, one-time codes, signed tokens and the audit chain's hashing.
//!
//! Every function here is pure: time comes in as a [`warmline_base::Timestamp`], chance as a
//! [`warmline_base::Entropy`], keys as a [`KeyRing`] that was opened at start. What holds:
//!
//! - One key serves one purpose; a key never leaves this crate and never prints.
//! - A sealed field opens only at the table, column and row it was sealed for.
//! - A comparison of secrets takes the same time wherever they differ.
//! - A value that was never ours is refused in one way, whichever check it failed.
//!
//! Deliberately absent: tokio, sqlx, axum, files, and who may do what. Storing wrapped keys, used
//! codes and anchors is the caller's. These are software ciphers, not certified modules: a hardware
//! module stands behind [`KeyVault`].

mod blind;
mod chain;
mod digest;
mod file_key;
mod keys;
mod one_time_code;
mod password;
mod seal;
mod sm4_gcm;
mod token;

pub use blind::BlindIndex;
pub use chain::{
    Anchor, AnchorSigner, Break, BreakReason, Entry, GENESIS, Hash, Record, Verified, Verifier, entry_hash,
};
pub use digest::{constant_time_eq, sm3};
pub use file_key::FileKey;
pub use keys::{
    KeyId, KeyPurpose, KeyRecord, KeyRing, KeyVault, RootId, RootKey, SecretKey, SoftwareVault, UnknownPurpose,
};
pub use one_time_code::{CodeRefusal, CodeSecret};
pub use password::{PasswordHasher, first_password};
pub use seal::{FieldPlace, MAX_FIELD_BYTES, Sealer};
pub use token::{
    BankClaims, BankTokenVerifier, MAX_BANK_TOKEN_LIFE, OpaqueToken, SandboxBank, SignedToken, TokenSigner,
};

/// `N` bytes nobody outside can foresee.
fn random<const N: usize>(entropy: &dyn warmline_base::Entropy) -> [u8; N] {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes);
    bytes
}

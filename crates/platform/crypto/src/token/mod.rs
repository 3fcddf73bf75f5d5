//! Tokens: opaque ones that are looked up, signed ones that carry their own meaning, and the bank's.

mod bank;
mod opaque;
mod sandbox_bank;
mod signed;

pub use bank::{BankClaims, BankTokenVerifier, MAX_BANK_TOKEN_LIFE};
pub use opaque::OpaqueToken;
pub use sandbox_bank::SandboxBank;
pub use signed::{SignedToken, TokenSigner};

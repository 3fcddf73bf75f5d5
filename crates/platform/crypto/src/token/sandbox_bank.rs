//! The other side of the bank's tokens: a stand-in bank that signs, for the demo and for tests.
//!
//! No production door uses it; a real bank keeps its signing key and gives us the public half.

use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use ed25519_dalek::pkcs8::EncodePublicKey;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::json;
use warmline_base::{Entropy, Fault, Timestamp};

use crate::token::bank::{BankTokenVerifier, MAX_BANK_TOKEN_LIFE};

/// A bank that exists only here.
pub struct SandboxBank {
    key_id: String,
    issuer: String,
    audience: String,
    key: SigningKey,
}

impl SandboxBank {
    /// A bank with a new key named `key_id` that signs as `issuer` for `audience`.
    pub fn generate(key_id: &str, issuer: &str, audience: &str, entropy: &dyn Entropy) -> Self {
        let key = SigningKey::from_bytes(&crate::random(entropy));
        Self { key_id: key_id.into(), issuer: issuer.into(), audience: audience.into(), key }
    }

    /// The public half, as a bank would send it.
    pub fn public_key_pem(&self) -> String {
        self.key.verifying_key().to_public_key_pem(LineEnding::LF).expect("a public key has a PEM form")
    }

    /// A verifier that trusts this bank alone.
    ///
    /// # Errors
    /// Those of [`BankTokenVerifier::new`].
    pub fn verifier(&self) -> Result<BankTokenVerifier, Fault> {
        BankTokenVerifier::new(&self.issuer, &self.audience, &[(&self.key_id, &self.public_key_pem())])
    }

    /// A token for the customer `subject`, issued at `now` for five minutes; `token_id` must be new each time.
    pub fn sign(&self, subject: &str, token_id: &str, now: Timestamp) -> String {
        self.sign_claims(&json!({
            "iss": self.issuer,
            "aud": self.audience,
            "sub": subject,
            "jti": token_id,
            "iat": now.0 / 1_000_000,
            "exp": now.plus(MAX_BANK_TOKEN_LIFE).0 / 1_000_000,
        }))
    }

    /// Signs whatever claims it is given, right or wrong.
    pub(crate) fn sign_claims(&self, claims: &serde_json::Value) -> String {
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(self.key_id.clone());
        let der = self.key.to_pkcs8_der().expect("a signing key has a DER form");
        encode(&header, claims, &EncodingKey::from_ed_der(der.as_bytes())).expect("an Ed25519 key signs any claims")
    }
}

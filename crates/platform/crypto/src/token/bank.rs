//! The bank's word for who a visitor is: a JWT its application signed with Ed25519 (`alg: EdDSA`).
//!
//! One algorithm, a configured public key, our audience, at most five minutes of life. Symmetric
//! signatures and `none` are not accepted, so our configuration holds nothing that can sign. A token
//! counts once: the caller stores [`BankClaims::token_id`] until [`BankClaims::expires_at`] and refuses
//! one it has seen.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::VerifyingKey;
use ed25519_dalek::pkcs8::DecodePublicKey;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use warmline_base::{Fault, Millis, Timestamp};

/// The longest life, from issue to expiry, a bank token may have.
pub const MAX_BANK_TOKEN_LIFE: Millis = Millis::minutes(5);

/// How far the bank's clock may run ahead of ours.
const CLOCK_DIFFERENCE: Millis = Millis::seconds(30);
const MAX_TEXT_BYTES: usize = 4_096;
const MAX_SUBJECT_BYTES: usize = 128;
const MAX_TOKEN_ID_BYTES: usize = 128;

/// What the bank says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankClaims {
    /// The customer's number at the bank (`sub`).
    pub subject: String,
    /// The token's own id (`jti`), for the store of seen tokens.
    pub token_id: String,
    /// When it was issued (`iat`).
    pub issued_at: Timestamp,
    /// From when it is worth nothing (`exp`).
    pub expires_at: Timestamp,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    jti: String,
    iat: i64,
    exp: i64,
}

/// Checks the bank's tokens.
pub struct BankTokenVerifier {
    keys: Vec<(String, DecodingKey)>,
    rules: Validation,
}

impl BankTokenVerifier {
    /// Accepts tokens of `issuer` for `audience`, signed by one of `keys`: pairs of key id (`kid`) and
    /// public key as PEM (`-----BEGIN PUBLIC KEY-----`). Two keys serve a rotation at the bank.
    ///
    /// # Errors
    /// `WL-BANK-KEY` when there is no key, or one is not an Ed25519 public key.
    pub fn new(issuer: &str, audience: &str, keys: &[(&str, &str)]) -> Result<Self, Fault> {
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.set_issuer(&[issuer]);
        rules.set_audience(&[audience]);
        rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // Times are judged against our own clock value, below.
        rules.validate_exp = false;
        rules.validate_nbf = false;
        let keys =
            keys.iter().map(|(id, pem)| Ok(((*id).to_owned(), public_key(pem)?))).collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() { Err(bad_key()) } else { Ok(Self { keys, rules }) }
    }

    /// What the bank says in `text`, when its signature, issuer, audience and times are right at `now`.
    ///
    /// # Errors
    /// `WL-BANK-TOKEN` whatever is wrong with it.
    pub fn verify(&self, text: &str, now: Timestamp) -> Result<BankClaims, Fault> {
        self.authentic(text).and_then(|claims| timely(claims, now)).ok_or_else(|| {
            Fault::unauthenticated(
                "WL-BANK-TOKEN",
                "the bank's sign-in is not valid or has expired; sign in at the bank again",
            )
        })
    }

    fn authentic(&self, text: &str) -> Option<Claims> {
        if text.len() > MAX_TEXT_BYTES || !has_ed25519_signature(text) {
            return None;
        }
        let key = self.key(decode_header(text).ok()?.kid.as_deref())?;
        let claims = decode::<Claims>(text, key, &self.rules).ok()?.claims;
        let sized = |text: &str, most: usize| !text.is_empty() && text.len() <= most;
        (sized(&claims.sub, MAX_SUBJECT_BYTES) && sized(&claims.jti, MAX_TOKEN_ID_BYTES)).then_some(claims)
    }

    /// A token that names no key is checked with the only one.
    fn key(&self, id: Option<&str>) -> Option<&DecodingKey> {
        match (id, self.keys.as_slice()) {
            (None, [(_, only)]) => Some(only),
            (Some(id), keys) => keys.iter().find(|(known, _)| known == id).map(|(_, key)| key),
            (None, _) => None,
        }
    }
}

impl fmt::Debug for BankTokenVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|(id, _)| id)).finish()
    }
}

fn public_key(pem: &str) -> Result<DecodingKey, Fault> {
    let key = VerifyingKey::from_public_key_pem(pem.trim()).map_err(|_| bad_key())?;
    // A point of small order would accept signatures that nobody made.
    if key.is_weak() { Err(bad_key()) } else { Ok(DecodingKey::from_ed_der(key.as_bytes())) }
}

fn bad_key() -> Fault {
    Fault::invalid(
        "WL-BANK-KEY",
        "the bank's key is missing or no Ed25519 public key in PEM form; configure the right one",
    )
}

/// Whether the third part is 64 bytes: a cheap look before any arithmetic.
fn has_ed25519_signature(text: &str) -> bool {
    let signature = text.rsplit_once('.').map(|(_, signature)| signature);
    signature.and_then(|part| URL_SAFE_NO_PAD.decode(part).ok()).is_some_and(|bytes| bytes.len() == 64)
}

fn timely(claims: Claims, now: Timestamp) -> Option<BankClaims> {
    let issued_at = Timestamp(claims.iat.checked_mul(1_000_000)?);
    let expires_at = Timestamp(claims.exp.checked_mul(1_000_000)?);
    let short_lived = expires_at > issued_at && expires_at <= issued_at.plus(MAX_BANK_TOKEN_LIFE);
    let current = issued_at <= now.plus(CLOCK_DIFFERENCE) && now < expires_at;
    (short_lived && current).then_some(BankClaims { subject: claims.sub, token_id: claims.jti, issued_at, expires_at })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SandboxBank;
    use jsonwebtoken::{EncodingKey, Header, encode};
    use proptest::prelude::*;
    use proptest::sample::Index;
    use serde_json::json;
    use warmline_base::SeededEntropy;

    const NOW: Timestamp = Timestamp(1_800_000_000_000_000);
    const SECOND: i64 = 1_800_000_000;

    fn bank() -> SandboxBank {
        SandboxBank::generate("k1", "bank.example", "warmline", &SeededEntropy::from_number(51))
    }

    fn claims() -> serde_json::Value {
        json!({
            "iss": "bank.example", "aud": "warmline", "sub": "C001", "jti": "t1",
            "iat": SECOND, "exp": SECOND + 300,
        })
    }

    fn verify(claims: &serde_json::Value) -> Result<BankClaims, Fault> {
        bank().verifier().unwrap().verify(&bank().sign_claims(claims), NOW)
    }

    #[test]
    fn the_banks_word_is_taken() {
        let said = verify(&claims()).unwrap();
        assert_eq!((said.subject.as_str(), said.token_id.as_str()), ("C001", "t1"));
        assert_eq!((said.issued_at, said.expires_at), (NOW, NOW.plus(Millis::minutes(5))));
    }

    #[test]
    fn any_wrong_claim_is_refused_alike() {
        for (claim, value) in [
            ("iss", json!("other.example")),
            ("aud", json!("another-product")),
            ("sub", json!("")),
            ("sub", json!("x".repeat(200))),
            ("jti", json!("")),
            ("jti", json!("x".repeat(200))),
            ("exp", json!(SECOND)),
            ("exp", json!(SECOND + 301)),
            ("exp", json!(i64::MAX)),
            ("iat", json!(SECOND + 31)),
            ("iat", json!(i64::MIN)),
        ] {
            let mut said = claims();
            said[claim] = value.clone();
            assert_eq!(verify(&said).unwrap_err().code, "WL-BANK-TOKEN", "{claim} {value}");
        }
        for claim in ["iss", "aud", "sub", "jti", "exp", "iat"] {
            let mut said = claims();
            said.as_object_mut().unwrap().remove(claim);
            assert_eq!(verify(&said).unwrap_err().code, "WL-BANK-TOKEN", "without {claim}");
        }
    }

    #[test]
    fn an_expired_token_is_refused() {
        let text = bank().sign("C001", "t1", NOW);
        let verifier = bank().verifier().unwrap();
        assert!(verifier.verify(&text, NOW.plus(Millis::seconds(299))).is_ok());
        assert!(verifier.verify(&text, NOW.plus(Millis::seconds(300))).is_err());
    }

    #[test]
    fn the_public_key_cannot_be_used_as_a_shared_secret() {
        let pem = bank().public_key_pem();
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some("k1".into());
        for secret in [pem.as_bytes(), pem.trim().as_bytes(), b""] {
            let forged = encode(&header, &claims(), &EncodingKey::from_secret(secret)).unwrap();
            assert!(bank().verifier().unwrap().verify(&forged, NOW).is_err());
        }
    }

    #[test]
    fn an_unsigned_token_is_refused() {
        let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let unsigned = format!("{}.{}.", part(json!({"alg": "none"})), part(claims()));
        assert!(bank().verifier().unwrap().verify(&unsigned, NOW).is_err());
        let padded = format!("{unsigned}{}", URL_SAFE_NO_PAD.encode([0; 64]));
        assert!(bank().verifier().unwrap().verify(&padded, NOW).is_err());
    }

    #[test]
    fn another_key_or_an_unknown_key_id_is_refused() {
        let other = SandboxBank::generate("k1", "bank.example", "warmline", &SeededEntropy::from_number(52));
        assert!(bank().verifier().unwrap().verify(&other.sign("C001", "t1", NOW), NOW).is_err());
        let renamed = SandboxBank::generate("k9", "bank.example", "warmline", &SeededEntropy::from_number(51));
        assert!(bank().verifier().unwrap().verify(&renamed.sign("C001", "t1", NOW), NOW).is_err());
    }

    #[test]
    fn during_a_rotation_both_keys_count() {
        let next = SandboxBank::generate("k2", "bank.example", "warmline", &SeededEntropy::from_number(53));
        let (old_pem, new_pem) = (bank().public_key_pem(), next.public_key_pem());
        let verifier =
            BankTokenVerifier::new("bank.example", "warmline", &[("k1", &old_pem), ("k2", &new_pem)]).unwrap();
        for bank in [bank(), next] {
            assert!(verifier.verify(&bank.sign("C001", "t1", NOW), NOW).is_ok());
        }
    }

    #[test]
    fn a_key_that_is_none_is_refused_at_start() {
        for keys in [&[][..], &[("k1", "")], &[("k1", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")]] {
            let refusal = BankTokenVerifier::new("bank.example", "warmline", keys);
            assert_eq!(refusal.unwrap_err().code, "WL-BANK-KEY");
        }
    }

    proptest! {
        #[test]
        fn a_changed_character_is_refused(at in any::<Index>(), letter in "[A-Za-z0-9_.-]") {
            let text = bank().sign("C001", "t1", NOW);
            let at = at.index(text.len());
            let changed = format!("{}{letter}{}", &text[..at], &text[at + 1..]);
            prop_assume!(changed != text);
            prop_assert!(bank().verifier().unwrap().verify(&changed, NOW).is_err());
        }
    }
}

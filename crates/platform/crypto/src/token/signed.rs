//! Short tokens we sign ourselves (HMAC-SM3), for the visitor door: who, for what, until when.
//!
//! Text: base64url of the claims, a dot, base64url of the signature. The claims are readable by whoever
//! holds the token, so they name ids, never people. A signed token cannot be taken back before it
//! expires: keep it short, or use an [`OpaqueToken`](crate::OpaqueToken).

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use warmline_base::{Fault, Timestamp};

use crate::digest::{constant_time_eq, framed_hmac};
use crate::keys::{KeyId, KeyPurpose, KeyRing, SecretKey};

/// A longer text is refused unread.
const MAX_TEXT_BYTES: usize = 2_048;

/// What a signed token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedToken {
    /// Whom or what it is about, usually an id.
    pub subject: String,
    /// The one use it is good for.
    pub scope: String,
    /// The instant from which it is worth nothing.
    pub expires_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    key: KeyId,
    sub: String,
    scope: String,
    /// Microseconds, so that no fraction is lost.
    exp: i64,
}

/// Signs and checks tokens with the ring's token keys.
#[derive(Clone)]
pub struct TokenSigner {
    ring: Arc<KeyRing>,
}

impl TokenSigner {
    /// A signer that takes its keys from `ring`.
    pub fn new(ring: Arc<KeyRing>) -> Self {
        Self { ring }
    }

    /// The text of `token`, signed with the newest key.
    ///
    /// # Errors
    /// `WL-KEY-UNKNOWN` when the ring holds no token key; `WL-TOKEN-TOO-LONG` when the text would be over 2 KiB.
    pub fn sign(&self, token: &SignedToken) -> Result<String, Fault> {
        let (id, key) = self.ring.current(KeyPurpose::Token)?;
        let claims =
            Claims { key: id, sub: token.subject.clone(), scope: token.scope.clone(), exp: token.expires_at.0 };
        let body = serde_json::to_vec(&claims).expect("texts and numbers have a JSON form");
        let signature = sign(&key, &body);
        let text = format!("{}.{}", URL_SAFE_NO_PAD.encode(&body), URL_SAFE_NO_PAD.encode(signature));
        if text.len() > MAX_TEXT_BYTES {
            return Err(Fault::internal("WL-TOKEN-TOO-LONG", "the token would be over 2 KiB; put an id in it instead"));
        }
        Ok(text)
    }

    /// What `text` says, when we signed it for `scope` and it has not expired at `now`.
    ///
    /// # Errors
    /// `WL-TOKEN-EXPIRED` when it was good and is over; `WL-TOKEN-INVALID` for everything else.
    pub fn verify(&self, text: &str, scope: &str, now: Timestamp) -> Result<SignedToken, Fault> {
        let claims = self.authentic(text).filter(|claims| claims.scope == scope).ok_or_else(invalid)?;
        let expires_at = Timestamp(claims.exp);
        if now >= expires_at {
            return Err(Fault::unauthenticated("WL-TOKEN-EXPIRED", "this token has expired; open the page again"));
        }
        Ok(SignedToken { subject: claims.sub, scope: claims.scope, expires_at })
    }

    /// The claims are read before the signature is checked only to learn which key to check it with.
    fn authentic(&self, text: &str) -> Option<Claims> {
        if text.len() > MAX_TEXT_BYTES {
            return None;
        }
        let (body, signature) = text.split_once('.')?;
        let body = URL_SAFE_NO_PAD.decode(body).ok()?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        let claims: Claims = serde_json::from_slice(&body).ok()?;
        let key = self.ring.get(KeyPurpose::Token, claims.key).ok()?;
        constant_time_eq(&sign(&key, &body), &signature).then_some(claims)
    }
}

fn sign(key: &SecretKey, body: &[u8]) -> [u8; 32] {
    framed_hmac(key.expose(), "warmline signed token v1", &[body])
}

fn invalid() -> Fault {
    Fault::unauthenticated("WL-TOKEN-INVALID", "this token is not one of ours or not for this use; open the page again")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RootKey, SoftwareVault};
    use proptest::prelude::*;
    use proptest::sample::Index;
    use warmline_base::SeededEntropy;

    fn signer(seed: u64) -> TokenSigner {
        let chance = SeededEntropy::from_number(seed);
        let vault = Arc::new(SoftwareVault::new(&RootKey::generate(&chance), &[]));
        TokenSigner::new(Arc::new(KeyRing::fresh(vault, &chance).unwrap()))
    }

    fn token() -> SignedToken {
        SignedToken { subject: "int_1".into(), scope: "visitor".into(), expires_at: Timestamp(5_000_001) }
    }

    #[test]
    fn a_token_holds_until_it_expires() {
        let signer = signer(1);
        let text = signer.sign(&token()).unwrap();
        assert_eq!(signer.verify(&text, "visitor", Timestamp(5_000_000)).unwrap(), token());
        let late = signer.verify(&text, "visitor", Timestamp(5_000_001)).unwrap_err();
        assert_eq!(late.code, "WL-TOKEN-EXPIRED");
    }

    #[test]
    fn another_scope_or_another_install_refuses() {
        let text = signer(1).sign(&token()).unwrap();
        for refusal in
            [signer(1).verify(&text, "attachment", Timestamp(0)), signer(2).verify(&text, "visitor", Timestamp(0))]
        {
            assert_eq!(refusal.unwrap_err().code, "WL-TOKEN-INVALID");
        }
    }

    #[test]
    fn a_token_from_before_a_rotation_still_holds() {
        let signer = signer(3);
        let text = signer.sign(&token()).unwrap();
        let chance = SeededEntropy::from_number(4);
        signer.ring.adopt(&signer.ring.mint(KeyPurpose::Token, &chance).unwrap()).unwrap();
        assert!(signer.verify(&text, "visitor", Timestamp(0)).is_ok());
        assert_ne!(signer.sign(&token()).unwrap(), text);
    }

    #[test]
    fn a_token_has_a_largest_size() {
        let long = SignedToken { subject: "x".repeat(2_000), ..token() };
        assert_eq!(signer(1).sign(&long).unwrap_err().code, "WL-TOKEN-TOO-LONG");
        assert!(signer(1).verify(&"a".repeat(1_000_000), "visitor", Timestamp(0)).is_err());
    }

    proptest! {
        #[test]
        fn a_changed_character_is_refused(at in any::<Index>(), letter in "[A-Za-z0-9_.-]") {
            let signer = signer(5);
            let text = signer.sign(&token()).unwrap();
            let at = at.index(text.len());
            let changed = format!("{}{letter}{}", &text[..at], &text[at + 1..]);
            prop_assume!(changed != text);
            prop_assert_eq!(signer.verify(&changed, "visitor", Timestamp(0)).unwrap_err().code, "WL-TOKEN-INVALID");
        }
    }
}

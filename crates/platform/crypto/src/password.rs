//! Passwords: Argon2id, stored as PHC text, and the same work whether or not the person exists.
//!
//! Deliberately absent: rules about what a password must look like, lock-out and counting of failures;
//! sign-in owns those. Hashing takes some 20 ms of a core, so an async caller moves it off its thread.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use warmline_base::{Entropy, Fault, Secret};

/// A longer password is refused, so nobody can spend our time with a megabyte.
const MAX_PASSWORD_BYTES: usize = 1024;

/// Hashes and checks passwords with one set of parameters.
pub struct PasswordHasher {
    argon2: Argon2<'static>,
    decoy: String,
}

impl PasswordHasher {
    /// OWASP's first choice for Argon2id: 19 MiB, two passes, one lane.
    pub fn owasp(entropy: &dyn Entropy) -> Self {
        Self::with(Params::DEFAULT, entropy)
    }

    /// The least Argon2id allows, so that a test may make many accounts. Never for production.
    pub fn cheap(entropy: &dyn Entropy) -> Self {
        let params = Params::new(Params::MIN_M_COST, 1, 1, None).expect("the smallest parameters are allowed");
        Self::with(params, entropy)
    }

    fn with(params: Params, entropy: &dyn Entropy) -> Self {
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let decoy = hash_with(&argon2, &crate::random::<32>(entropy), entropy);
        Self { argon2, decoy }
    }

    /// The PHC text (`$argon2id$v=19$m=…`) to store for `password`, salted from `entropy`.
    ///
    /// # Errors
    /// `WL-PASSWORD-TOO-LONG` above 1,024 bytes.
    pub fn hash(&self, password: &Secret<String>, entropy: &dyn Entropy) -> Result<String, Fault> {
        if password.expose().len() > MAX_PASSWORD_BYTES {
            return Err(Fault::invalid(
                "WL-PASSWORD-TOO-LONG",
                "the password is over 1,024 bytes; choose a shorter one",
            ));
        }
        Ok(hash_with(&self.argon2, password.expose().as_bytes(), entropy))
    }

    /// Whether `password` is the one `stored` was made of. A stored text that is no hash matches nothing,
    /// after the same work.
    pub fn verify(&self, password: &Secret<String>, stored: &str) -> bool {
        match PasswordHash::new(stored) {
            Ok(hash) => self.matches(password, &hash),
            Err(_) => self.verify_absent(password),
        }
    }

    /// Does the work of [`PasswordHasher::verify`] for somebody who does not exist, and answers no.
    pub fn verify_absent(&self, password: &Secret<String>) -> bool {
        let decoy = PasswordHash::new(&self.decoy).expect("the decoy is a hash this hasher made");
        std::hint::black_box(self.matches(password, &decoy));
        false
    }

    /// Whether `stored` was made with other parameters than today's, so that it is hashed anew at the
    /// next successful sign-in.
    pub fn is_outdated(&self, stored: &str) -> bool {
        let made_with = PasswordHash::new(stored).ok().and_then(|hash| Params::try_from(&hash).ok());
        !made_with.is_some_and(|made| {
            let today = self.argon2.params();
            (made.m_cost(), made.t_cost(), made.p_cost()) == (today.m_cost(), today.t_cost(), today.p_cost())
        })
    }

    /// Too long a password costs the same work, cut to the limit, and never matches.
    fn matches(&self, password: &Secret<String>, hash: &PasswordHash) -> bool {
        let bytes = password.expose().as_bytes();
        let heard = &bytes[..bytes.len().min(MAX_PASSWORD_BYTES)];
        let same = self.argon2.verify_password(heard, hash).is_ok();
        same && heard.len() == bytes.len()
    }
}

fn hash_with(argon2: &Argon2<'_>, password: &[u8], entropy: &dyn Entropy) -> String {
    let salt = crate::random::<16>(entropy);
    argon2.hash_password_with_salt(password, &salt).expect("sixteen bytes are a salt").to_string()
}

/// A first password to hand to a new colleague: 20 letters and digits in groups of five, 100 bits,
/// without the look-alikes 0, O, 1 and I.
pub fn first_password(entropy: &dyn Entropy) -> Secret<String> {
    const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let mut text = String::with_capacity(23);
    for (index, byte) in crate::random::<20>(entropy).into_iter().enumerate() {
        if index > 0 && index % 5 == 0 {
            text.push('-');
        }
        text.push(char::from(ALPHABET[usize::from(byte % 32)]));
    }
    Secret::new(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use warmline_base::SeededEntropy;

    fn word(text: &str) -> Secret<String> {
        Secret::new(text.into())
    }

    #[test]
    fn only_the_password_matches() {
        let chance = SeededEntropy::from_number(21);
        let hasher = PasswordHasher::cheap(&chance);
        let stored = hasher.hash(&word("青山绿水 2026"), &chance).unwrap();
        assert!(hasher.verify(&word("青山绿水 2026"), &stored));
        assert!(!hasher.verify(&word("青山绿水 2027"), &stored));
        assert!(!hasher.verify(&word(""), &stored));
        assert_ne!(stored, hasher.hash(&word("青山绿水 2026"), &chance).unwrap(), "each hash has its own salt");
    }

    #[test]
    fn production_hashes_as_owasp_asks_and_cheap_ones_are_outdated() {
        let chance = SeededEntropy::from_number(22);
        let (production, cheap) = (PasswordHasher::owasp(&chance), PasswordHasher::cheap(&chance));
        let stored = production.hash(&word("x"), &chance).unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(!production.is_outdated(&stored));
        assert!(production.is_outdated(&cheap.hash(&word("x"), &chance).unwrap()));
    }

    #[test]
    fn an_absent_person_costs_the_parameters_of_a_present_one() {
        let chance = SeededEntropy::from_number(23);
        let hasher = PasswordHasher::owasp(&chance);
        assert!(!hasher.is_outdated(&hasher.decoy), "the decoy is as dear as a real hash");
        assert!(!hasher.verify_absent(&word("anything")));
        assert!(!hasher.verify(&word("anything"), "not a hash"));
    }

    #[test]
    fn a_very_long_password_is_refused_and_never_matches_its_beginning() {
        let chance = SeededEntropy::from_number(24);
        let hasher = PasswordHasher::cheap(&chance);
        let longest = "a".repeat(MAX_PASSWORD_BYTES);
        let stored = hasher.hash(&word(&longest), &chance).unwrap();
        assert!(hasher.verify(&word(&longest), &stored));
        let longer = word(&(longest + "b"));
        assert!(!hasher.verify(&longer, &stored));
        assert_eq!(hasher.hash(&longer, &chance).unwrap_err().code, "WL-PASSWORD-TOO-LONG");
    }

    #[test]
    fn first_passwords_are_readable_and_differ() {
        let chance = SeededEntropy::from_number(25);
        let (one, two) = (first_password(&chance), first_password(&chance));
        assert_eq!(one.expose().len(), 23);
        assert!(one.expose().split('-').all(|group| group.len() == 5));
        assert!(!one.expose().contains(['0', 'O', '1', 'I']));
        assert!(one != two);
    }
}

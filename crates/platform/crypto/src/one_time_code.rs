//! The second factor: time-based codes (RFC 6238), SHA-1, six digits, 30 seconds, because that is what
//! every authenticator application reads.
//!
//! A code counts once. [`CodeSecret::verify`] returns the step it matched and the caller stores it; a
//! code of that step or an earlier one is refused from then on. Deliberately absent: counting failures.

use std::fmt;

use totp_rs::{Algorithm, Builder, Totp};
use warmline_base::{Entropy, Fault, Secret, Timestamp};

const STEP_SECONDS: u64 = 30;

/// What a person's authenticator application and we share.
#[derive(Clone)]
pub struct CodeSecret(Totp);

/// Why a code was refused. The person hears one sentence for both; the audit log keeps the difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeRefusal {
    /// It is not a code of this moment.
    #[error("the code is not one of this moment")]
    Wrong,
    /// It was right, and used before.
    #[error("the code was used before")]
    Reused,
}

impl CodeSecret {
    /// A new secret of 160 bits, the length RFC 4226 recommends.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        Self(totp(&crate::random::<20>(entropy)))
    }

    /// The secret stored earlier, after it was unsealed.
    ///
    /// # Errors
    /// `WL-CODE-SECRET` when it is not 20 bytes long.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Fault> {
        if bytes.len() != 20 {
            return Err(Fault::internal(
                "WL-CODE-SECRET",
                "the stored second factor is damaged; enrol the person anew",
            ));
        }
        Ok(Self(totp(bytes)))
    }

    /// The bytes to seal and store.
    pub fn expose(&self) -> &[u8] {
        self.0.secret().as_bytes()
    }

    /// The `otpauth://` address an authenticator application reads, usually as a picture. `issuer` is the
    /// bank's name, `account` the work number; a colon in either becomes a space, as it separates them.
    ///
    /// # Panics
    /// When `account` is empty, which no work number is.
    pub fn enrolment_uri(&self, issuer: &str, account: &str) -> Secret<String> {
        let named = builder(self.expose())
            .with_issuer(Some(issuer.replace(':', " ")))
            .with_account_name(account.replace(':', " "))
            .build_noncompliant();
        Secret::new(named.to_url().expect("the account has a name without a colon"))
    }

    /// The step `code` belongs to, to be stored as `last_used`. The steps before and after `now` count
    /// too, for clocks that differ by up to 30 seconds. Spaces are ignored, as applications show `123 456`.
    ///
    /// # Errors
    /// [`CodeRefusal::Wrong`], or [`CodeRefusal::Reused`] when its step is not later than `last_used`.
    pub fn verify(&self, code: &str, now: Timestamp, last_used: Option<u64>) -> Result<u64, CodeRefusal> {
        let code: String = code.chars().filter(|letter| !letter.is_whitespace()).collect();
        if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(CodeRefusal::Wrong);
        }
        let step = self.0.check(&code, seconds(now)).ok_or(CodeRefusal::Wrong)?;
        if last_used.is_some_and(|last| step <= last) { Err(CodeRefusal::Reused) } else { Ok(step) }
    }

    /// The code of the moment, for the demo's sign-in help and for tests that act as the application.
    pub fn code_at(&self, now: Timestamp) -> String {
        self.0.generate(seconds(now)).to_string()
    }
}

impl fmt::Debug for CodeSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeSecret(…)")
    }
}

fn totp(secret: &[u8]) -> Totp {
    builder(secret).build_noncompliant()
}

fn builder(secret: &[u8]) -> Builder {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(STEP_SECONDS)
        .with_secret(secret)
}

fn seconds(now: Timestamp) -> u64 {
    u64::try_from(now.0 / 1_000_000).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use warmline_base::SeededEntropy;

    fn at(seconds: i64) -> Timestamp {
        Timestamp(seconds * 1_000_000)
    }

    #[test]
    fn the_examples_of_rfc_6238_appendix_b() {
        let secret = CodeSecret::from_bytes(b"12345678901234567890").unwrap();
        for (seconds, eight_digits) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(secret.code_at(at(seconds)), eight_digits[2..]);
            assert_eq!(secret.verify(&eight_digits[2..], at(seconds), None), Ok(seconds as u64 / 30));
        }
    }

    #[test]
    fn one_step_early_or_late_counts_and_two_do_not() {
        let secret = CodeSecret::generate(&SeededEntropy::from_number(31));
        let code = secret.code_at(at(3_000));
        for (now, step) in [(2_970, Ok(100)), (3_000, Ok(100)), (3_059, Ok(100))] {
            assert_eq!(secret.verify(&code, at(now), None), step, "{now}");
        }
        for now in [2_969, 3_060] {
            assert_eq!(secret.verify(&code, at(now), None), Err(CodeRefusal::Wrong), "{now}");
        }
    }

    #[test]
    fn a_code_counts_once() {
        let secret = CodeSecret::generate(&SeededEntropy::from_number(32));
        let (early, code) = (secret.code_at(at(2_970)), secret.code_at(at(3_000)));
        let step = secret.verify(&code, at(3_000), None).unwrap();
        assert_eq!(secret.verify(&code, at(3_010), Some(step)), Err(CodeRefusal::Reused));
        assert_eq!(secret.verify(&early, at(3_010), Some(step)), Err(CodeRefusal::Reused));
        let next = secret.code_at(at(3_030));
        assert_eq!(secret.verify(&next, at(3_030), Some(step)), Ok(step + 1));
    }

    #[test]
    fn an_authenticator_application_can_read_the_address() {
        let secret = CodeSecret::from_bytes(b"12345678901234567890").unwrap();
        let uri = secret.enrolment_uri("远岭银行 Warmline", "A:1001");
        assert_eq!(
            uri.expose(),
            "otpauth://totp/%E8%BF%9C%E5%B2%AD%E9%93%B6%E8%A1%8C%20Warmline:A%201001\
             ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E8%BF%9C%E5%B2%AD%E9%93%B6%E8%A1%8C%20Warmline"
        );
    }

    #[test]
    fn a_damaged_secret_is_refused_and_none_prints() {
        assert_eq!(CodeSecret::from_bytes(b"short").unwrap_err().code, "WL-CODE-SECRET");
        let secret = CodeSecret::generate(&SeededEntropy::from_number(33));
        assert_eq!(format!("{secret:?}"), "CodeSecret(…)");
        assert_eq!(CodeSecret::from_bytes(secret.expose()).unwrap().expose(), secret.expose());
    }

    proptest! {
        #[test]
        fn nothing_but_six_digits_is_a_code(text in "\\PC{0,12}") {
            let letters: Vec<char> = text.chars().filter(|letter| !letter.is_whitespace()).collect();
            prop_assume!(!(letters.len() == 6 && letters.iter().all(char::is_ascii_digit)));
            let secret = CodeSecret::generate(&SeededEntropy::from_number(34));
            prop_assert_eq!(secret.verify(&text, at(3_000), None), Err(CodeRefusal::Wrong));
        }
    }
}

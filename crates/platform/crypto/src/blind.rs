//! Finding a sealed field by its value: HMAC-SM3 of the normalised value under its own key.
//!
//! The value is normalised first, so one number written three ways has one index. A mobile number or an
//! identity number has so few possible values that a plain hash is a dictionary away from its source;
//! the key is what prevents that, so it never lies beside the data.
//!
//! Deliberately absent: parts of a value (the last four digits). They are compared after the row was
//! found by something stronger.

use warmline_base::{Fault, FieldKind};

use crate::digest::framed_hmac;
use crate::keys::{KeyPurpose, KeyRing, SecretKey};

/// Makes look-up values.
#[derive(Clone, Debug)]
pub struct BlindIndex {
    key: SecretKey,
}

impl BlindIndex {
    /// An index under the ring's blind index key.
    ///
    /// # Errors
    /// `WL-KEY-UNKNOWN` when the ring holds none.
    pub fn new(ring: &KeyRing) -> Result<Self, Fault> {
        let (_, key) = ring.current(KeyPurpose::BlindIndex)?;
        Ok(Self { key })
    }

    /// The look-up value of `value`, equal for every usual way to write it. Kinds never collide.
    pub fn of(&self, kind: FieldKind, value: &str) -> [u8; 32] {
        framed_hmac(self.key.expose(), label(kind), &[normalise(kind, value).as_bytes()])
    }
}

fn label(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Name => "blind index v1 name",
        FieldKind::IdNumber => "blind index v1 id number",
        FieldKind::Mobile => "blind index v1 mobile",
        FieldKind::Card => "blind index v1 card",
        FieldKind::Email => "blind index v1 email",
        FieldKind::Address => "blind index v1 address",
    }
}

/// The one form of a value: half-width, without spaces and signs, in one case, mobiles without 86.
fn normalise(kind: FieldKind, value: &str) -> String {
    let letters = value.chars().map(half_width);
    match kind {
        FieldKind::Mobile => {
            let digits: String = letters.filter(char::is_ascii_digit).collect();
            let trimmed = digits.strip_prefix("00").unwrap_or(&digits);
            match trimmed.strip_prefix("86") {
                Some(national) if national.len() == 11 => national.into(),
                _ => digits,
            }
        }
        FieldKind::Card => letters.filter(char::is_ascii_digit).collect(),
        FieldKind::IdNumber => {
            letters.filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect()
        }
        FieldKind::Email => letters.filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect(),
        FieldKind::Name | FieldKind::Address => {
            letters.filter(|letter| !letter.is_whitespace() && *letter != '·').flat_map(char::to_uppercase).collect()
        }
    }
}

/// Full-width forms (U+FF01 to U+FF5E), which Chinese keyboards produce, lie 0xFEE0 above ASCII.
fn half_width(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        '\u{3000}' => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::{framed_sm3, sm3};
    use crate::{RootKey, SoftwareVault};
    use proptest::prelude::*;
    use std::collections::BTreeSet;
    use std::sync::Arc;
    use warmline_base::SeededEntropy;

    fn index(seed: u64) -> BlindIndex {
        let chance = SeededEntropy::from_number(seed);
        let vault = Arc::new(SoftwareVault::new(&RootKey::generate(&chance), &[]));
        BlindIndex::new(&KeyRing::fresh(vault, &chance).unwrap()).unwrap()
    }

    #[test]
    fn one_number_written_many_ways_has_one_index() {
        let index = index(1);
        for (kind, forms) in [
            (
                FieldKind::Mobile,
                ["14000001001", "+86 140-0000-1001", "008614000001001", "１４０００００１００１", "(140) 00001001"],
            ),
            (
                FieldKind::IdNumber,
                [
                    "99010119880612101X",
                    "99010119880612101x",
                    " 990101 19880612 101x",
                    "９９０１０１１９８８０６１２１０１Ｘ",
                    "990101-19880612-101X",
                ],
            ),
            (FieldKind::Email, ["a@b.example", "A@B.example", " a@b.example", "a@b.example ", "ａ@b.EXAMPLE"]),
            (FieldKind::Name, ["买买提·艾力", "买买提艾力", "买买提 艾力", "买买提　艾力", " 买买提艾力 "]),
        ] {
            let values: BTreeSet<_> = forms.iter().map(|form| index.of(kind, form)).collect();
            assert_eq!(values.len(), 1, "{kind:?}");
        }
    }

    #[test]
    fn kinds_and_keys_do_not_meet() {
        let (one, two) = (index(1), index(2));
        let value = "14000001001";
        assert_ne!(one.of(FieldKind::Mobile, value), one.of(FieldKind::Card, value));
        assert_ne!(one.of(FieldKind::Mobile, value), two.of(FieldKind::Mobile, value));
        assert_ne!(one.of(FieldKind::Mobile, value), one.of(FieldKind::Mobile, "14000001002"));
    }

    #[test]
    fn a_dictionary_of_the_customers_is_no_use_without_the_key() {
        let customers = [
            "990101198806121010",
            "990101194603052088",
            "990101197509213045",
            "990101196811304058",
            "990101199307145098",
            "990101200708186021",
            "990101198304027075",
            "990101199001098065",
            "990101198605279030",
            "990101199503161124",
            "990101195009232152",
            "990101198112013189",
            "990101198902284207",
            "990101199208055265",
            "990101195704116313",
            "990101199106197385",
            "990101198501018434",
            "990101199909309512",
        ];
        let owner = index(3);
        let stolen: BTreeSet<[u8; 32]> = customers.iter().map(|number| owner.of(FieldKind::IdNumber, number)).collect();
        assert_eq!(stolen.len(), customers.len());
        for number in customers {
            let plain = sm3(number.as_bytes());
            let framed = framed_sm3(label(FieldKind::IdNumber), &[number.as_bytes()]);
            let empty_key = framed_hmac(&[0; 32], label(FieldKind::IdNumber), &[number.as_bytes()]);
            let guessed_keys = (100..120).map(|seed| index(seed).of(FieldKind::IdNumber, number));
            for guess in [plain, framed, empty_key].into_iter().chain(guessed_keys) {
                assert!(!stolen.contains(&guess), "the thief's dictionary finds a customer");
            }
            assert!(stolen.contains(&owner.of(FieldKind::IdNumber, number)), "the owner of the key does find it");
        }
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(value in "\\PC{0,30}") {
            for kind in [FieldKind::Mobile, FieldKind::IdNumber, FieldKind::Card, FieldKind::Email] {
                let once = normalise(kind, &value);
                prop_assert_eq!(normalise(kind, &once), once);
            }
        }
    }
}

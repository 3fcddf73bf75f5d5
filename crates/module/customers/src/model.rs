//! The values of this room and what follows from them without asking anybody.

use std::fmt;

use serde::Deserialize;
use utoipa::ToSchema;
use warmline_base::{Fault, FieldKind, Millis, Timestamp};

/// Look-ups one agent may make within [`LOOKUP_WINDOW`] (the bank's rule for finding a customer).
pub(crate) const LOOKUPS_MAX: i64 = 20;
/// The window of [`LOOKUPS_MAX`] and [`MATCHES_MAX`].
pub(crate) const LOOKUP_WINDOW: Millis = Millis::minutes(60);
/// How often one agent may compare typed digits with one customer's values: four digits are guessed in
/// ten thousand tries, so the tries are counted.
pub(crate) const MATCHES_MAX: i64 = 6;
/// Reveals a day before an alert is raised; the reveal itself goes through, because a customer waits.
pub(crate) const REVEALS_BEFORE_ALERT: i64 = 5;
/// How long a screen may show a revealed value.
pub(crate) const REVEAL_SPAN: Millis = Millis::seconds(60);
/// From this age on a customer is served as a senior (适老).
pub(crate) const SENIOR_AGE: i16 = 65;
/// From this grade on the desk marks a customer as VIP.
pub(crate) const VIP_GRADE: i64 = 3;

const FACTOR_LETTERS_MAX: usize = 64;
const REASON_LETTERS: std::ops::RangeInclusive<usize> = 2..=200;
/// A run of this many digits in a reason is somebody's number, not a reason.
const REASON_DIGITS_MAX: usize = 5;
/// The bank's local time; China keeps one offset all year.
pub(crate) const LOCAL: jiff::tz::Offset = jiff::tz::offset(8);

/// What a customer says to be recognised: at least two of them.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Factors {
    /// Mobile number.
    #[serde(default)]
    pub mobile: Option<String>,
    /// Identity number.
    #[serde(default)]
    pub id_number: Option<String>,
    /// Last four digits of a card.
    #[serde(default)]
    pub card_tail: Option<String>,
    /// Full name.
    #[serde(default)]
    pub name: Option<String>,
}

impl Factors {
    /// The factors given, trimmed and checked.
    ///
    /// # Errors
    /// `WL-CUSTOMER-FACTORS` when there are fewer than two, or one cannot be such a value at all.
    pub fn checked(self) -> Result<Self, Fault> {
        let tidy = |value: Option<String>| value.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let factors = Self {
            mobile: tidy(self.mobile),
            id_number: tidy(self.id_number),
            card_tail: tidy(self.card_tail),
            name: tidy(self.name),
        };
        let given = factors.given();
        if given.len() < 2 {
            return Err(factors_fault("give at least two of mobile, id_number, card_tail and name").at("/factors"));
        }
        if given.iter().any(|(_, value)| value.chars().count() > FACTOR_LETTERS_MAX) {
            return Err(factors_fault("a factor is longer than 64 characters: check what was typed").at("/factors"));
        }
        if factors.card_tail.as_deref().is_some_and(|tail| !is_tail(tail)) {
            return Err(factors_fault("card_tail is four digits").at("/factors/card_tail"));
        }
        Ok(factors)
    }

    /// The names of the factors given, for the audit log.
    pub fn names(&self) -> String {
        self.given().iter().map(|(name, _)| *name).collect::<Vec<_>>().join(",")
    }

    fn given(&self) -> Vec<(&'static str, &str)> {
        [("mobile", &self.mobile), ("id_number", &self.id_number), ("card_tail", &self.card_tail), ("name", &self.name)]
            .into_iter()
            .filter_map(|(name, value)| value.as_deref().map(|value| (name, value)))
            .collect()
    }
}

fn factors_fault(detail: &'static str) -> Fault {
    Fault::invalid("WL-CUSTOMER-FACTORS", detail)
}

fn is_tail(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// One field of a customer, such as `mobile`, or `card.2` for the second card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldRef {
    /// Which kind.
    pub kind: FieldKind,
    /// 1 for the first of its kind.
    pub ordinal: i64,
}

impl FieldRef {
    /// A field by its text form.
    ///
    /// # Errors
    /// `WL-CUSTOMER-FIELD` when there is no such field.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let wrong = || {
            Fault::invalid(
                "WL-CUSTOMER-FIELD",
                "field is not one of name, mobile, id_number, card, email, address: take it from the customer's identifiers",
            )
            .at("/field")
        };
        let (word, ordinal) = match text.split_once('.') {
            Some((word, ordinal)) => (word, ordinal.parse().map_err(|_| wrong())?),
            None => (text, 1),
        };
        if !(1..=99).contains(&ordinal) {
            return Err(wrong());
        }
        Ok(Self { kind: kind_of(word).ok_or_else(wrong)?, ordinal })
    }
}

impl fmt::Display for FieldRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(kind_word(self.kind))?;
        if self.ordinal > 1 { write!(f, ".{}", self.ordinal) } else { Ok(()) }
    }
}

/// The word of a kind, as the database and the API write it.
pub(crate) const fn kind_word(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Name => "name",
        FieldKind::IdNumber => "id_number",
        FieldKind::Mobile => "mobile",
        FieldKind::Card => "card",
        FieldKind::Email => "email",
        FieldKind::Address => "address",
    }
}

/// The kind of a word; `None` when it is none.
pub(crate) fn kind_of(word: &str) -> Option<FieldKind> {
    [FieldKind::Name, FieldKind::IdNumber, FieldKind::Mobile, FieldKind::Card, FieldKind::Email, FieldKind::Address]
        .into_iter()
        .find(|kind| kind_word(*kind) == word)
}

/// Whether the typed last four letters are those of the stored value. Only numbers are matched so.
///
/// # Errors
/// `WL-CUSTOMER-MATCH` when the field is not matched this way or not exactly four letters were typed.
pub(crate) fn tail_matches(kind: FieldKind, stored: &str, typed: &str) -> Result<bool, Fault> {
    let matchable = matches!(kind, FieldKind::IdNumber | FieldKind::Mobile | FieldKind::Card);
    let typed = typed.trim().to_ascii_uppercase();
    if !matchable || typed.len() != 4 || !typed.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(Fault::invalid(
            "WL-CUSTOMER-MATCH",
            "type the last four characters of an identity number, a mobile number or a card",
        )
        .at("/typed"));
    }
    Ok(stored.to_ascii_uppercase().ends_with(&typed))
}

/// A reason somebody gave, trimmed.
///
/// # Errors
/// `WL-REVEAL-REASON` when it is empty, too long, or holds a number that looks like somebody's: reasons
/// stand in the audit log for years.
pub(crate) fn checked_reason(text: &str) -> Result<String, Fault> {
    let text = text.trim();
    let mut run = 0;
    let longest = text.chars().fold(0, |longest, letter| {
        run = if letter.is_ascii_digit() { run + 1 } else { 0 };
        usize::max(longest, run)
    });
    if !REASON_LETTERS.contains(&text.chars().count()) || longest > REASON_DIGITS_MAX {
        return Err(Fault::invalid(
            "WL-REVEAL-REASON",
            "say in 2 to 200 characters why the full value is needed, without writing any number",
        )
        .at("/reason"));
    }
    Ok(text.to_owned())
}

/// The first instant of the local day `now` falls in.
pub(crate) fn local_day_start(now: Timestamp) -> Timestamp {
    const DAY: i64 = 24 * 3_600 * 1_000_000;
    let shift = i64::from(LOCAL.seconds()) * 1_000_000;
    Timestamp((now.0 + shift).div_euclid(DAY) * DAY - shift)
}

/// Full years since a birth date written `YYYY-MM-DD`; `None` when it does not read.
pub(crate) fn age(birth: &str, now: Timestamp) -> Option<i16> {
    let born: jiff::civil::Date = birth.parse().ok()?;
    let today = LOCAL.to_datetime(now.to_jiff()).date();
    let had_birthday = (today.month(), today.day()) >= (born.month(), born.day());
    Some(today.year() - born.year() - i16::from(!had_birthday))
}

/// The band of an age, wide enough to tell nothing of the birth date.
pub(crate) const fn age_band(age: Option<i16>) -> &'static str {
    match age {
        None => "unknown",
        Some(..18) => "0-17",
        Some(18..25) => "18-24",
        Some(25..35) => "25-34",
        Some(35..45) => "35-44",
        Some(45..55) => "45-54",
        Some(55..65) => "55-64",
        Some(65..) => "65+",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn one_factor_is_not_enough_and_blanks_do_not_count() {
        let one = Factors { mobile: Some("14000001001".into()), name: Some("  ".into()), ..Factors::default() };
        assert_eq!(one.checked().unwrap_err().code, "WL-CUSTOMER-FACTORS");
        let two = Factors { mobile: Some("14000001001".into()), name: Some("韩知远".into()), ..Factors::default() };
        assert_eq!(two.checked().unwrap().names(), "mobile,name");
        let tail = Factors { card_tail: Some("12a4".into()), name: Some("韩知远".into()), ..Factors::default() };
        assert_eq!(tail.checked().unwrap_err().place.as_deref(), Some("/factors/card_tail"));
    }

    #[test]
    fn a_field_survives_its_text() {
        for text in ["name", "mobile", "card.2", "id_number"] {
            assert_eq!(FieldRef::parse(text).unwrap().to_string(), text);
        }
        for text in ["balance", "card.0", "card.x", ""] {
            assert_eq!(FieldRef::parse(text).unwrap_err().code, "WL-CUSTOMER-FIELD");
        }
    }

    #[test]
    fn only_the_last_four_of_a_number_are_matched() {
        assert!(tail_matches(FieldKind::IdNumber, "99010119880612101x", "101X").unwrap());
        assert!(!tail_matches(FieldKind::Mobile, "14000001001", "1002").unwrap());
        assert!(tail_matches(FieldKind::Mobile, "14000001001", "14000001001").is_err());
        assert!(tail_matches(FieldKind::Address, "青陵市河东路8号", "路8号a").is_err());
    }

    #[test]
    fn a_reason_holds_no_number() {
        assert_eq!(checked_reason(" 回拨核对 ").unwrap(), "回拨核对");
        assert!(checked_reason("回拨 14000001001").is_err());
        assert!(checked_reason("x").is_err());
    }

    #[test]
    fn age_counts_full_years_in_local_time() {
        assert_eq!(age("1961-11-22", at("2026-11-21T15:59:59Z")), Some(64), "still the 21st in Shanghai");
        assert_eq!(age("1961-11-22", at("2026-11-21T16:00:00Z")), Some(65));
        assert_eq!(age("not a date", at("2026-11-21T16:00:00Z")), None);
        assert_eq!(age_band(Some(64)), "55-64");
        assert_eq!(age_band(Some(65)), "65+");
    }

    #[test]
    fn a_day_begins_at_local_midnight() {
        assert_eq!(local_day_start(at("2026-11-22T01:00:00Z")), at("2026-11-21T16:00:00Z"));
        assert_eq!(local_day_start(at("2026-11-21T16:00:00Z")), at("2026-11-21T16:00:00Z"));
    }
}

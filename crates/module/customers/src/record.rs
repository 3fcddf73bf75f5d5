//! A customer as the bank's own file has one, and the rules a line must keep before anything is stored.
//!
//! A refused line is named by its column, never by what stands in it: the report of an import is shown on
//! screens and kept in files.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use warmline_base::{Fault, FieldKind, Timestamp};

use crate::model::LOCAL;

/// Cards of one customer that are taken; the longest list of segments.
const CARDS_MAX: usize = 10;
const SEGMENTS_MAX: usize = 10;
const GRADE_MAX: u8 = 9;

/// One line of a file. Everything but number and name may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CustomerRecord {
    /// The customer's number at the bank: what makes two lines the same customer.
    pub customer_number: String,
    /// Full name.
    pub name: String,
    /// `female`, `male`, 女 or 男.
    pub gender: String,
    /// Birth date, `YYYY-MM-DD`.
    pub birth: String,
    /// Mobile number.
    pub mobile: String,
    /// Identity number.
    pub id_number: String,
    /// E-mail address.
    pub email: String,
    /// Postal address.
    pub address: String,
    /// Card numbers.
    pub cards: Vec<String>,
    /// City.
    pub city: String,
    /// Preferred language, such as `zh-CN`.
    pub language: String,
    /// Segments, such as 老年客户.
    pub segments: Vec<String>,
    /// Grade of attention, 0 to 9.
    pub vip: u8,
    /// Customer since, `YYYY-MM-DD`.
    pub since: String,
    /// The branch that looks after them, by its code.
    pub branch: String,
    /// The colleague who looks after them, by work number.
    pub manager: String,
}

/// A line that kept every rule, tidied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedCustomer(pub(crate) CustomerRecord);

impl CustomerRecord {
    /// The record, trimmed and checked; a birth date must lie before `now`.
    ///
    /// # Errors
    /// `WL-CUSTOMER-RECORD` at `/` and the column.
    pub fn checked(mut self, now: Timestamp) -> Result<CheckedCustomer, Fault> {
        self.trim();
        word("customer_number", &self.customer_number, 64)?;
        text("name", &self.name, 1, 64)?;
        self.gender = gender(&self.gender)?.to_owned();
        let today = LOCAL.to_datetime(now.to_jiff()).date();
        date("birth", &self.birth, today)?;
        date("since", &self.since, today)?;
        digits("mobile", self.mobile.strip_prefix('+').unwrap_or(&self.mobile), 5..=20)?;
        if !self.id_number.is_empty() {
            word("id_number", &self.id_number, 32)?;
        }
        email(&self.email)?;
        text("address", &self.address, 0, 200)?;
        text("city", &self.city, 0, 40)?;
        text("branch", &self.branch, 0, 40)?;
        text("manager", &self.manager, 0, 20)?;
        if self.language.is_empty() {
            self.language = "zh-CN".to_owned();
        }
        word("language", &self.language, 16)?;
        if self.cards.len() > CARDS_MAX {
            return Err(wrong("cards", "a customer has at most 10 cards here: leave out the closed ones"));
        }
        for card in &self.cards {
            if !(12..=19).contains(&card.len()) || !card.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(wrong("cards", "a card number is 12 to 19 digits without spaces"));
            }
        }
        if self.segments.len() > SEGMENTS_MAX {
            return Err(wrong("segments", "a customer has at most 10 segments"));
        }
        self.segments.iter().try_for_each(|segment| text("segments", segment, 1, 20))?;
        if self.vip > GRADE_MAX {
            return Err(wrong("vip", "a grade is 0 to 9"));
        }
        Ok(CheckedCustomer(self))
    }

    fn trim(&mut self) {
        let texts = [
            &mut self.customer_number,
            &mut self.name,
            &mut self.gender,
            &mut self.birth,
            &mut self.mobile,
            &mut self.id_number,
            &mut self.email,
            &mut self.address,
            &mut self.city,
            &mut self.language,
            &mut self.since,
            &mut self.branch,
            &mut self.manager,
        ];
        for value in texts.into_iter().chain(&mut self.cards).chain(&mut self.segments) {
            if value.trim().len() < value.len() {
                *value = value.trim().to_owned();
            }
        }
    }
}

impl CheckedCustomer {
    /// The customer's number at the bank.
    pub fn number(&self) -> &str {
        &self.0.customer_number
    }

    /// Every identifier with its kind, in the order they are numbered.
    pub(crate) fn identifiers(&self) -> impl Iterator<Item = (FieldKind, &str)> {
        let record = &self.0;
        [
            (FieldKind::Mobile, &record.mobile),
            (FieldKind::IdNumber, &record.id_number),
            (FieldKind::Email, &record.email),
            (FieldKind::Address, &record.address),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .chain(record.cards.iter().map(|card| (FieldKind::Card, card)))
        .map(|(kind, value)| (kind, value.as_str()))
    }
}

pub(crate) fn wrong(column: &str, detail: impl Into<std::borrow::Cow<'static, str>>) -> Fault {
    Fault::invalid("WL-CUSTOMER-RECORD", detail).at(format!("/{column}"))
}

fn text(column: &str, value: &str, least: usize, most: usize) -> Result<(), Fault> {
    let length = value.chars().count();
    if (least..=most).contains(&length) && !value.chars().any(char::is_control) {
        return Ok(());
    }
    Err(wrong(column, format!("write {least} to {most} characters on one line")))
}

fn word(column: &str, value: &str, most: usize) -> Result<(), Fault> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if !value.is_empty() && value.len() <= most && value.bytes().all(plain) {
        return Ok(());
    }
    Err(wrong(column, format!("write 1 to {most} letters, digits, dashes, dots or underscores")))
}

fn digits(column: &str, value: &str, length: std::ops::RangeInclusive<usize>) -> Result<(), Fault> {
    if value.is_empty() || (length.contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit())) {
        return Ok(());
    }
    Err(wrong(column, format!("write {} to {} digits, without spaces", length.start(), length.end())))
}

fn date(column: &str, value: &str, today: Date) -> Result<(), Fault> {
    if value.is_empty() || value.parse::<Date>().is_ok_and(|date| value.len() == 10 && date <= today) {
        return Ok(());
    }
    Err(wrong(column, "write a date like 1980-05-31 that is not in the future, or nothing"))
}

fn email(value: &str) -> Result<(), Fault> {
    let shaped = value.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    if value.is_empty() || (shaped && value.len() <= 254 && !value.contains(char::is_whitespace)) {
        return Ok(());
    }
    Err(wrong("email", "write an address like name@bank.example, or nothing"))
}

fn gender(value: &str) -> Result<&'static str, Fault> {
    match value {
        "女" | "female" | "F" => Ok("female"),
        "男" | "male" | "M" => Ok("male"),
        "" | "unknown" => Ok("unknown"),
        _ => Err(wrong("gender", "write female, male, 女, 男 or nothing")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_795_395_600_000_000);

    fn record() -> CustomerRecord {
        CustomerRecord { customer_number: "N-1".into(), name: " 韩知远 ".into(), ..CustomerRecord::default() }
    }

    #[test]
    fn number_and_name_are_enough() {
        let CheckedCustomer(record) = record().checked(NOW).unwrap();
        assert_eq!((&*record.name, &*record.gender, &*record.language), ("韩知远", "unknown", "zh-CN"));
    }

    #[test]
    fn each_wrong_value_is_named_by_its_column_and_not_repeated() {
        type Spoil = fn(&mut CustomerRecord);
        let cases: [(&str, Spoil); 11] = [
            ("/customer_number", |record| record.customer_number = "一号".into()),
            ("/name", |record| record.name = "secret\u{7}".into()),
            ("/gender", |record| record.gender = "secret".into()),
            ("/birth", |record| record.birth = "2026-11-24".into()),
            ("/since", |record| record.since = "secret".into()),
            ("/mobile", |record| record.mobile = "140 secret".into()),
            ("/id_number", |record| record.id_number = "sec ret".into()),
            ("/email", |record| record.email = "secret".into()),
            ("/cards", |record| record.cards = vec!["9999 secret".into()]),
            ("/segments", |record| record.segments = vec![String::new()]),
            ("/vip", |record| record.vip = 10),
        ];
        for (place, spoil) in cases {
            let mut record = record();
            spoil(&mut record);
            let fault = record.checked(NOW).unwrap_err();
            assert_eq!((fault.code, fault.place.as_deref()), ("WL-CUSTOMER-RECORD", Some(place)));
            assert!(!fault.detail.contains("secret"), "{fault}");
        }
    }
}

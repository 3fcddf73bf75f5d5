//! Redaction: numbers that must not stay in free text are masked before it is stored or shown.
//!
//! Four kinds: payment cards (13-19 digits that pass Luhn, ISO/IEC 7812-1), identity numbers (18
//! characters with a valid check character, GB 11643), mobile numbers, and the digits that follow
//! 验证码 or 密码. Digits may be full width and may be split by spaces, hyphens or dots. When in doubt
//! it masks: a hidden order number is a nuisance, a shown card number is a breach. One pass, linear
//! in the length of the text, no regular expressions; never panics.

use warmline_base::{FieldKind, mask};

use crate::fold::is_invisible;

/// What was masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RedactedKind {
    /// A payment card number.
    Card,
    /// A resident identity number.
    IdNumber,
    /// A mobile number.
    Mobile,
    /// A one-time code, PIN or password.
    Secret,
}

/// A masked stretch, in bytes of the original text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RedactedSpan {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// What it was.
    pub kind: RedactedKind,
}

/// A text that may be stored, and what was taken out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redacted {
    /// The text with masks.
    pub text: String,
    /// What was masked, in order, without overlap.
    pub spans: Vec<RedactedSpan>,
}

/// The text without card, identity and mobile numbers, codes and passwords.
pub fn redact(text: &str) -> Redacted {
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let digits = digits(&letters);
    let mut spans = number_spans(text, &letters, &digits);
    spans.extend(secret_spans(&letters, &digits));
    // Of two that overlap the one that begins first stays; at one place the longer.
    spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    let mut masked_to = 0;
    spans.retain(|span| {
        let free = span.start >= masked_to;
        masked_to = masked_to.max(span.end);
        free
    });
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for span in &spans {
        masked.push_str(&text[from..span.start]);
        masked.push_str(&masked_form(&text[span.start..span.end], span.kind));
        from = span.end;
    }
    masked.push_str(&text[from..]);
    Redacted { text: masked, spans }
}

/// A digit, where it is, and whether something stands between it and the digit before.
#[derive(Clone, Copy, Debug)]
struct Digit {
    value: u8,
    /// Index among the letters.
    at: usize,
    /// Not directly after the digit before it.
    apart: bool,
    /// Too far from the digit before it to belong to one number.
    fresh: bool,
}

/// Most separators between two digits of one number.
const MOST_SEPARATORS: usize = 3;
/// An unbroken run longer than any card may hide one anywhere inside.
const LONG_RUN: usize = 20;
/// How far after its keyword a secret may begin, in characters.
const SECRET_REACH: usize = 8;
const SECRET_WORDS: [&str; 12] =
    ["验证码", "校验码", "动态码", "动态口令", "密码", "口令", "password", "passcode", "pin", "otp", "cvv", "code"];

fn digits(letters: &[(usize, char)]) -> Vec<Digit> {
    let mut digits: Vec<Digit> = Vec::new();
    let mut separators = usize::MAX;
    for (at, (_, letter)) in letters.iter().enumerate() {
        if let Some(value) = digit(*letter) {
            let fresh = digits.is_empty() || separators > MOST_SEPARATORS;
            digits.push(Digit { value, at, apart: fresh || separators > 0, fresh });
            separators = 0;
        } else if is_separator(*letter) {
            separators = separators.saturating_add(1);
        } else {
            separators = usize::MAX;
        }
    }
    digits
}

fn digit(letter: char) -> Option<u8> {
    match letter {
        '0'..='9' => Some(letter as u8 - b'0'),
        '\u{ff10}'..='\u{ff19}' => Some((letter as u32 - 0xff10) as u8),
        _ => None,
    }
}

fn is_separator(letter: char) -> bool {
    letter.is_whitespace()
        || is_invisible(letter)
        || matches!(letter, '-' | '.' | '_' | '·' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}' | '\u{ff0e}')
}

/// Cards, identity numbers and mobiles.
fn number_spans(text: &str, letters: &[(usize, char)], digits: &[Digit]) -> Vec<RedactedSpan> {
    let mut spans = Vec::new();
    let mut from = 0;
    while from < digits.len() {
        let length = 1 + digits[from + 1..].iter().take_while(|digit| !digit.fresh).count();
        let sequence = &digits[from..from + length];
        let long = in_long_run(sequence);
        let mut start = 0;
        while start < length {
            let may_start = sequence[start].apart || long[start];
            match if may_start { number_at(letters, sequence, &long, start) } else { None } {
                Some((count, with_letter, kind)) => {
                    let last = sequence[start + count - 1].at + usize::from(with_letter);
                    let end = letters.get(last + 1).map_or(text.len(), |(byte, _)| *byte);
                    spans.push(RedactedSpan { start: letters[sequence[start].at].0, end, kind });
                    start += count;
                }
                None => start += 1,
            }
        }
        from += length;
    }
    spans
}

/// For each digit whether it stands in an unbroken run longer than any card.
fn in_long_run(sequence: &[Digit]) -> Vec<bool> {
    let mut long = vec![false; sequence.len()];
    let mut from = 0;
    while from < sequence.len() {
        let run = 1 + sequence[from + 1..].iter().take_while(|digit| !digit.apart).count();
        long[from..from + run].fill(run >= LONG_RUN);
        from += run;
    }
    long
}

/// The number that begins at `start`: how many digits, whether the letter X follows, and its kind.
fn number_at(
    letters: &[(usize, char)],
    sequence: &[Digit],
    long: &[bool],
    start: usize,
) -> Option<(usize, bool, RedactedKind)> {
    let rest = &sequence[start..];
    let values = |count: usize| rest.get(..count).map(|digits| digits.iter().map(|digit| digit.value));
    let may_end =
        |count: usize| rest.len() == count || rest.get(count).is_some_and(|next| next.apart || long[start + count]);
    if let Some(first) = values(17) {
        let check = identity_check(first);
        let next = letters.get(rest[16].at + 1).map(|(_, letter)| *letter);
        if check == 10 && matches!(next, Some('x' | 'X' | '\u{ff38}' | '\u{ff58}')) {
            return Some((17, true, RedactedKind::IdNumber));
        }
        if rest.len() > 17 && rest[17].value == check && may_end(18) && looks_like_a_birthday(rest) {
            return Some((18, false, RedactedKind::IdNumber));
        }
    }
    if let Some(count) = (13..=19).rev().find(|count| may_end(*count) && values(*count).is_some_and(passes_luhn)) {
        return Some((count, false, RedactedKind::Card));
    }
    let with_country = rest.len() >= 13 && rest[0].value == 8 && rest[1].value == 6;
    let skip = if with_country { 2 } else { 0 };
    let is_mobile = rest.len() >= skip + 11 && rest[skip].value == 1 && rest[skip + 1].value >= 3 && may_end(skip + 11);
    is_mobile.then_some((skip + 11, false, RedactedKind::Mobile))
}

/// Luhn's check (ISO/IEC 7812-1 annex B) over the digits from left to right.
fn passes_luhn(values: impl ExactSizeIterator<Item = u8>) -> bool {
    let count = values.len();
    let sum: u32 = values
        .enumerate()
        .map(|(at, value)| match (count - at) % 2 {
            0 if value >= 5 => u32::from(value) * 2 - 9,
            0 => u32::from(value) * 2,
            _ => u32::from(value),
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The check value of the first 17 digits (GB 11643, ISO 7064 MOD 11-2); 10 is written X.
fn identity_check(first: impl Iterator<Item = u8>) -> u8 {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = first.zip(WEIGHTS).map(|(value, weight)| u32::from(value) * weight).sum();
    ((12 - sum % 11) % 11) as u8
}

/// Month and day of birth are possible, so that one order number in eleven is not taken for a person.
fn looks_like_a_birthday(rest: &[Digit]) -> bool {
    let two = |at: usize| rest[at].value * 10 + rest[at + 1].value;
    (1..=12).contains(&two(10)) && (1..=31).contains(&two(12))
}

/// Digits said next to 验证码, 密码 and the like.
fn secret_spans(letters: &[(usize, char)], digits: &[Digit]) -> Vec<RedactedSpan> {
    let mut spans: Vec<RedactedSpan> = Vec::new();
    let mut from = 0;
    while from < digits.len() {
        // A code may be spelt with spaces, but a longer number beside it is another number.
        let whole = 1 + digits[from + 1..].iter().take_while(|digit| !digit.fresh).count();
        let run = 1 + digits[from + 1..].iter().take_while(|digit| !digit.apart).count();
        let count = if (4..=8).contains(&whole) { whole } else { run };
        let (first, last) = (digits[from].at, digits[from + count - 1].at);
        if (4..=8).contains(&count) && (is_after_keyword(letters, first) || is_before_keyword(letters, last)) {
            let end = letters[last].0 + letters[last].1.len_utf8();
            spans.push(RedactedSpan { start: letters[first].0, end, kind: RedactedKind::Secret });
        }
        from += count;
    }
    spans
}

fn is_after_keyword(letters: &[(usize, char)], first: usize) -> bool {
    let nearest = first.saturating_sub(SECRET_REACH);
    (nearest..=first).any(|end| SECRET_WORDS.iter().any(|word| ends_with(letters, end, word)))
}

/// `123456是我的验证码`.
fn is_before_keyword(letters: &[(usize, char)], last: usize) -> bool {
    let says_is = letters.get(last + 1).is_some_and(|(_, letter)| *letter == '是');
    let farthest = (last + 2 + SECRET_REACH).min(letters.len());
    says_is && (last + 2..=farthest).any(|end| SECRET_WORDS[..6].iter().any(|word| ends_with(letters, end, word)))
}

/// Whether `word` ends right before the letter at `end`, capitals aside.
fn ends_with(letters: &[(usize, char)], end: usize, word: &str) -> bool {
    let mut at = end;
    word.chars().rev().all(|expected| {
        at = at.wrapping_sub(1);
        letters.get(at).is_some_and(|(_, letter)| letter.to_ascii_lowercase() == expected)
    })
}

fn masked_form(original: &str, kind: RedactedKind) -> String {
    let plain: String = original
        .chars()
        .filter_map(|letter| match digit(letter) {
            Some(value) => Some(char::from(b'0' + value)),
            None => letter.is_alphabetic().then_some('X'),
        })
        .collect();
    match kind {
        RedactedKind::Card => mask(FieldKind::Card, &plain),
        RedactedKind::IdNumber => mask(FieldKind::IdNumber, &plain),
        RedactedKind::Mobile => mask(FieldKind::Mobile, plain.strip_prefix("86").unwrap_or(&plain)),
        RedactedKind::Secret => "******".to_owned(),
    }
}

//! How personal data looks to somebody who needs to recognise it, not to know it.
//!
//! The shapes follow the bank's masking table (`masking` in the demo data). Masking happens on the
//! server; the full value leaves only through a reveal, which is audited.

use serde::{Deserialize, Serialize};

/// A kind of personal field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// 姓名: `罗*兰`, `鲁*`.
    Name,
    /// 证件号: the first four only; the last four are for matching, never for showing.
    IdNumber,
    /// 手机号: `140****1001`.
    Mobile,
    /// 卡号 or account: first six and last four.
    Card,
    /// 邮箱: first letter and domain.
    Email,
    /// 地址: the city and no more.
    Address,
}

/// The masked form of `value`. Values too short to mask keep nothing.
pub fn mask(kind: FieldKind, value: &str) -> String {
    let letters: Vec<char> = value.chars().collect();
    match kind {
        FieldKind::Name => match letters.as_slice() {
            [] => String::new(),
            [_] => "*".into(),
            [first, _] => format!("{first}*"),
            [first, middle @ .., last] => format!("{first}{}{last}", "*".repeat(middle.len())),
        },
        FieldKind::IdNumber => edges(&letters, 4, 0),
        FieldKind::Mobile => edges(&letters, 3, 4),
        FieldKind::Card => edges(&letters, 6, 4),
        FieldKind::Email => match value.split_once('@') {
            Some((user, domain)) => format!("{}***@{domain}", user.chars().next().unwrap_or('*')),
            None => "***".into(),
        },
        FieldKind::Address => match letters.iter().position(|letter| *letter == '市') {
            Some(city) => letters[..=city].iter().collect::<String>() + "***",
            None => "***".into(),
        },
    }
}

fn edges(letters: &[char], head: usize, tail: usize) -> String {
    if letters.len() <= head + tail {
        return "*".repeat(letters.len());
    }
    let hidden = letters.len() - head - tail;
    letters[..head]
        .iter()
        .copied()
        .chain(std::iter::repeat_n('*', hidden))
        .chain(letters[letters.len() - tail..].iter().copied())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_shape() {
        assert_eq!(mask(FieldKind::Name, "罗玉兰"), "罗*兰");
        assert_eq!(mask(FieldKind::Name, "鲁山"), "鲁*");
        assert_eq!(mask(FieldKind::IdNumber, "990101198806121010"), "9901**************");
        assert_eq!(mask(FieldKind::Mobile, "14000001001"), "140****1001");
        assert_eq!(mask(FieldKind::Card, "9999000000000079198"), "999900*********9198");
        assert_eq!(mask(FieldKind::Email, "han@yuanling.example"), "h***@yuanling.example");
        assert_eq!(mask(FieldKind::Address, "青陵市河东路8号"), "青陵市***");
        assert_eq!(mask(FieldKind::Mobile, "123"), "***");
    }
}

//! What redaction promises, as laws over generated text.

use proptest::prelude::*;
use warmline_language::{RedactedKind, redact};

fn luhn_digit(body: &[u8]) -> u8 {
    let sum: u32 = body
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            let value = u32::from(*digit) * if at % 2 == 0 { 2 } else { 1 };
            if value > 9 { value - 9 } else { value }
        })
        .sum();
    ((10 - sum % 10) % 10) as u8
}

fn card() -> impl Strategy<Value = String> {
    prop::collection::vec(0_u8..10, 12..=18).prop_map(|mut digits| {
        digits[0] = digits[0].max(1);
        digits.push(luhn_digit(&digits));
        digits.iter().map(|digit| char::from(b'0' + digit)).collect()
    })
}

proptest! {
    #[test]
    fn no_valid_card_number_survives(
        card in card(),
        before in "[^0-9０-９]{0,12}",
        after in "[^0-9０-９]{0,12}",
        separator in prop::sample::select(vec!["", " ", "-", " - ", "."]),
        full_width in any::<bool>(),
    ) {
        let written: String = card
            .chars()
            .map(|digit| if full_width { char::from_u32(digit as u32 + 0xfee0).unwrap() } else { digit })
            .collect::<Vec<_>>()
            .chunks(4)
            .map(|group| group.iter().collect::<String>())
            .collect::<Vec<_>>()
            .join(separator);
        let out = redact(&format!("{before}。{written}。{after}"));
        let left: String = out.text.chars().filter(char::is_ascii_digit).collect();
        prop_assert!(!left.contains(&card), "{} left in {}", card, out.text);
        prop_assert!(!out.spans.is_empty());
    }

    #[test]
    fn any_text_is_taken_and_spans_are_in_order(text in any::<String>()) {
        let out = redact(&text);
        for pair in out.spans.windows(2) {
            prop_assert!(pair[0].end <= pair[1].start);
        }
        for span in &out.spans {
            prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
        }
    }

    #[test]
    fn a_card_glued_to_other_digits_is_still_found(card in card(), tail in "[0-9]{8,20}") {
        let text = format!("{card}{tail}");
        prop_assume!(text.len() >= 20);
        prop_assert!(!redact(&text).text.contains(&card));
    }
}

#[test]
fn each_kind_is_found_and_named() {
    let cases = [
        ("卡号9999000000000079198请查", "卡号999900*********9198请查", RedactedKind::Card),
        ("身份证990101198806121010", "身份证9901**************", RedactedKind::IdNumber),
        ("打我140 0000 1001吧", "打我140****1001吧", RedactedKind::Mobile),
        ("+8614000001001", "+140****1001", RedactedKind::Mobile),
        ("验证码是 482913 你看", "验证码是 ****** 你看", RedactedKind::Secret),
        ("密码:1 2 3 4 5 6", "密码:******", RedactedKind::Secret),
        ("662104是我的验证码", "******是我的验证码", RedactedKind::Secret),
        ("my PIN is 2580", "my PIN is ******", RedactedKind::Secret),
    ];
    for (text, expected, kind) in cases {
        let out = redact(text);
        assert_eq!(out.text, expected);
        assert_eq!(out.spans.first().map(|span| span.kind), Some(kind), "{text}");
    }
}

#[test]
fn ordinary_numbers_stay() {
    for text in ["工单WL20261122-0001", "转了50000元,2026年11月22日", "工号1001号", "拨打90588", "余额28,650.00"]
    {
        assert_eq!(redact(text).text, text);
    }
}

#[test]
fn an_identity_number_with_the_letter_x_is_found() {
    // The check character of this invented number is X: the weighted sum leaves 2.
    let body = "99010119900101";
    let found = (0..1000).any(|serial| {
        let out = redact(&format!("{body}{serial:03}X"));
        out.spans.first().is_some_and(|span| span.kind == RedactedKind::IdNumber)
    });
    assert!(found);
}

#[test]
fn a_long_text_takes_time_in_proportion() {
    // One pass over half a million digits; anything quadratic would not end here.
    let text = "1234567890".repeat(50_000);
    assert!(redact(&text).text.len() <= text.len());
}

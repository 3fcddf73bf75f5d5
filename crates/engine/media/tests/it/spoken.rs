//! Numbers as people say them, proven by reading back what was said.

use std::collections::BTreeSet;

use proptest::prelude::*;
use warmline_base::Fen;
use warmline_media::spoken::{Chinese, Day, English, NUMBER_MAX, Time, Word};

fn zh(words: &[Word]) -> String {
    words.iter().map(|word| word.text()).collect()
}

fn en(words: &[Word]) -> String {
    words.iter().map(|word| word.text()).collect::<Vec<_>>().join(" ")
}

#[test]
fn mandarin_numbers_follow_the_rules_of_zero_and_two() {
    for (number, said) in [
        (0, "零"),
        (2, "二"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (102, "一百零二"),
        (110, "一百一十"),
        (112, "一百一十二"),
        (200, "二百"),
        (1_005, "一千零五"),
        (2_000, "两千"),
        (2_022, "两千零二十二"),
        (2_220, "两千二百二十"),
        (10_000, "一万"),
        (10_010, "一万零一十"),
        (10_200, "一万零二百"),
        (12_000, "一万两千"),
        (20_002, "两万零二"),
        (100_000, "十万"),
        (120_000, "十二万"),
        (102_000, "十万两千"),
        (200_000, "二十万"),
        (1_000_500, "一百万零五百"),
        (22_222_222, "两千二百二十二万两千二百二十二"),
        (100_000_001, "一亿零一"),
        (100_100_000, "一亿零一十万"),
        (100_200_300, "一亿零二十万零三百"),
        (110_000_000, "一亿一千万"),
        (200_000_000, "两亿"),
        (1_000_000_000_000, "一万亿"),
        (1_000_200_000_000, "一万零二亿"),
        (2_000_000_000_000, "两万亿"),
    ] {
        assert_eq!(zh(&Chinese::number(number)), said, "{number}");
    }
    assert_eq!(zh(&Chinese::count(2)), "两");
    assert_eq!(zh(&Chinese::digits("138-0012")), "幺三八零零幺二");
}

#[test]
fn mandarin_money_days_and_times_are_said_as_at_the_counter() {
    for (fen, said) in [
        (0, "零元"),
        (5, "五分"),
        (20, "两角"),
        (25, "两角五分"),
        (200, "两元"),
        (205, "两元零五分"),
        (250, "两元五角"),
        (12_345, "一百二十三元四角五分"),
        (1_000_002, "一万元零两分"),
        (-1_050, "负十元五角"),
    ] {
        assert_eq!(zh(&Chinese::money(Fen(fen))), said, "{fen}");
    }
    assert_eq!(zh(&Chinese::day(Day { year: 2026, month: 11, day: 22 })), "二零二六年十一月二十二日");
    for (hour, minute, said) in [
        (0, 0, "凌晨零点整"),
        (2, 5, "凌晨两点零五分"),
        (9, 10, "上午九点十分"),
        (12, 0, "中午十二点整"),
        (14, 30, "下午两点三十分"),
        (22, 2, "晚上十点零二分"),
    ] {
        assert_eq!(zh(&Chinese::time(Time { hour, minute })), said);
    }
}

#[test]
fn english_says_hundreds_with_and_and_days_as_ordinals() {
    for (number, said) in [
        (0, "zero"),
        (21, "twenty one"),
        (105, "one hundred and five"),
        (1_001, "one thousand and one"),
        (1_100, "one thousand one hundred"),
        (2_000_000, "two million"),
        (12_345_678, "twelve million three hundred and forty five thousand six hundred and seventy eight"),
    ] {
        assert_eq!(en(&English::number(number)), said);
    }
    assert_eq!(en(&English::money(Fen(10_005))), "one hundred yuan and five fen");
    assert_eq!(en(&English::money(Fen(-50))), "minus fifty fen");
    let day = |year, month, day| en(&English::day(Day { year, month, day }));
    assert_eq!(day(2026, 11, 22), "November twenty second twenty twenty six");
    assert_eq!(day(2005, 1, 30), "January thirtieth two thousand and five");
    assert_eq!(day(1908, 5, 20), "May twentieth nineteen oh eight");
    let time = |hour, minute| en(&English::time(Time { hour, minute }));
    assert_eq!((time(0, 5), time(12, 0)), ("twelve oh five a.m.".into(), "twelve o'clock p.m.".into()));
}

#[test]
fn every_word_has_a_clip_of_its_own() {
    let clips: BTreeSet<_> = Word::ALL.iter().map(|word| word.clip()).collect();
    assert_eq!(clips.len(), Word::ALL.len());
}

/// Reads a Mandarin number back, by the value of its characters alone.
fn read_chinese(said: &str) -> Option<u64> {
    let (mut total, mut section, mut digit) = (0_u64, 0_u64, None);
    for character in said.chars() {
        let unit = match character {
            '零' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' => {
                digit = Some("零一二三四五六七八九".chars().position(|known| known == character)? as u64);
                continue;
            }
            '两' => {
                digit = Some(2);
                continue;
            }
            '十' => 10,
            '百' => 100,
            '千' => 1_000,
            '万' => 10_000,
            '亿' => 100_000_000,
            _ => return None,
        };
        if unit < 10_000 {
            section += digit.take().filter(|digit| *digit > 0).unwrap_or(1) * unit;
        } else {
            section += digit.take().unwrap_or(0);
            total = if unit == 10_000 { total + section * unit } else { (total + section) * unit };
            section = 0;
        }
    }
    Some(total + section + digit.unwrap_or(0))
}

/// Reads an English number back.
fn read_english(said: &str) -> Option<u64> {
    let small = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    let tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let scales = ["thousand", "million", "billion", "trillion", "quadrillion"];
    let (mut total, mut section) = (0, 0);
    for word in said.split(' ').filter(|word| *word != "and") {
        if let Some(value) = small.iter().position(|known| *known == word) {
            section += value as u64;
        } else if let Some(value) = tens.iter().position(|known| *known == word) {
            section += (value as u64 + 2) * 10;
        } else if word == "hundred" {
            section *= 100;
        } else {
            let power = scales.iter().position(|known| *known == word)? as u32 + 1;
            total += section * 1_000_u64.pow(power);
            section = 0;
        }
    }
    Some(total + section)
}

/// Numbers of every length, and with many zeros.
fn numbers() -> impl Strategy<Value = u64> {
    let sparse = proptest::collection::vec(prop_oneof![3 => Just(0_u64), 1 => 1..10_u64], 16)
        .prop_map(|digits| digits.into_iter().fold(0, |number, digit| number * 10 + digit));
    prop_oneof![0..=NUMBER_MAX, 0..100_000_u64, sparse]
}

proptest! {
    #[test]
    fn a_mandarin_number_reads_back(number in numbers()) {
        let said = zh(&Chinese::number(number));
        prop_assert_eq!(read_chinese(&said), Some(number), "{}", said);
        prop_assert!(!said.contains("零零") && (number == 0 || !said.ends_with('零')), "{}", said);
        prop_assert!(!said.contains("两十") && !said.contains("两百") && !said.contains("二千"), "{}", said);
        for group in ['万', '亿'] {
            prop_assert!(!said.contains(&format!("零{group}")), "{}", said);
        }
    }

    #[test]
    fn an_english_number_reads_back(number in numbers()) {
        let said = en(&English::number(number));
        prop_assert_eq!(read_english(&said), Some(number), "{}", said);
    }

    #[test]
    fn mandarin_money_reads_back(amount in -99_999_999_999_i64..99_999_999_999) {
        let said = zh(&Chinese::money(Fen(amount)));
        let (sign, rest) = said.strip_prefix('负').map_or((1, said.as_str()), |rest| (-1, rest));
        let (yuan, rest) = rest.split_once('元').unwrap_or(("", rest));
        let (jiao, rest) = rest.split_once('角').unwrap_or(("", rest));
        let fen = rest.strip_suffix('分').unwrap_or("");
        let value = |said: &str| if said.is_empty() { Some(0) } else { read_chinese(said) };
        let read = value(yuan).zip(value(jiao)).zip(value(fen)).map(|((yuan, jiao), fen)| yuan * 100 + jiao * 10 + fen);
        prop_assert_eq!(read.map(|read| read as i64 * sign), Some(amount), "{}", said);
    }

    #[test]
    fn a_time_reads_back(hour in 0_u8..24, minute in 0_u8..60) {
        let said = zh(&Chinese::time(Time { hour, minute }));
        let (part, clock) = said.split_at("上午".len());
        let (spoken_hour, rest) = clock.split_once('点').unwrap();
        let spoken_minute = if rest == "整" { Some(0) } else { read_chinese(rest.strip_suffix('分').unwrap()) };
        let afternoon = if ["下午", "晚上"].contains(&part) { 12 } else { 0 };
        prop_assert_eq!(read_chinese(spoken_hour).map(|spoken| spoken + afternoon), Some(u64::from(hour)), "{}", said);
        prop_assert_eq!(spoken_minute, Some(u64::from(minute)), "{}", said);
    }
}

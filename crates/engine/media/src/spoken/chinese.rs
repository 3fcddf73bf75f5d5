//! Mandarin numbers, as a bank's announcement says them.
//!
//! Digits stand in groups of four: 万 for the second, 亿 for the third, 万亿 for the fourth. Inside a
//! number, missing digits are heard as one 零, however many; at the end not at all. Two is 两 before 千, 万 and
//! 亿 and before what is counted, and 二 before 十, 百 and at the end of a longer number. Ten to nineteen
//! begin with 十 when they begin the number.

use warmline_base::Fen;

use super::Word::{
    Ba, Bai, Dian, Er, HundredMillion, Jiao, Jiu, Liang, Ling, Lingchen, Liu, Nian, Qi, Qian, Ri, San, Shangwu, Shi,
    Si, Wan, Wanshang, Wu, Xiawu, Yao, Yi, Yuan, Yue, Zheng, Zhongwu,
};
use super::{Day, NUMBER_MAX, Time, Word};

/// Says things in Mandarin.
#[derive(Clone, Copy, Debug)]
pub struct Chinese;

const DIGITS: [Word; 10] = [Ling, Yi, Er, San, Si, Wu, Liu, Qi, Ba, Jiu];
const GROUP: u64 = 10_000;

impl Chinese {
    /// A number by itself: 二, 十二, 一百零二, 两万.
    ///
    /// # Panics
    /// Above [`NUMBER_MAX`].
    pub fn number(number: u64) -> Vec<Word> {
        assert!(number <= NUMBER_MAX, "no amount of a bank is as great");
        if number == 0 {
            return vec![Ling];
        }
        let mut words = Vec::with_capacity(24);
        whole(number, &mut words);
        words
    }

    /// A number of things, to be followed by what is counted: 两 (位), 十二 (分钟).
    ///
    /// # Panics
    /// Above [`NUMBER_MAX`].
    pub fn count(number: u64) -> Vec<Word> {
        if number == 2 { vec![Liang] } else { Self::number(number) }
    }

    /// Digits one by one, as in account and telephone numbers, where one is 幺; anything else is passed over.
    pub fn digits(text: &str) -> Vec<Word> {
        let digits = text.chars().filter_map(|character| character.to_digit(10));
        digits.map(|digit| if digit == 1 { Yao } else { DIGITS[digit as usize] }).collect()
    }

    /// An amount of money: 一百二十元零五分, 两元五角.
    ///
    /// # Panics
    /// Beyond [`NUMBER_MAX`] yuan.
    pub fn money(amount: Fen) -> Vec<Word> {
        let magnitude = amount.0.unsigned_abs();
        let (yuan, jiao, fen) = (magnitude / 100, magnitude / 10 % 10, magnitude % 10);
        let mut words = if amount.0 < 0 { vec![Word::Fu] } else { Vec::new() };
        if yuan > 0 || magnitude == 0 {
            words.extend(Self::count(yuan));
            words.push(Yuan);
        }
        if jiao > 0 {
            words.extend(Self::count(jiao));
            words.push(Jiao);
        } else if fen > 0 && yuan > 0 {
            words.push(Ling);
        }
        if fen > 0 {
            words.extend(Self::count(fen));
            words.push(Word::Fen);
        }
        words
    }

    /// A day: 二零二六年十一月二十二日.
    pub fn day(day: Day) -> Vec<Word> {
        let mut words: Vec<Word> = [1_000, 100, 10, 1].map(|place| DIGITS[usize::from(day.year / place % 10)]).to_vec();
        words.push(Nian);
        words.extend(Self::number(day.month.into()));
        words.push(Yue);
        words.extend(Self::number(day.day.into()));
        words.push(Ri);
        words
    }

    /// A time of the day: 下午两点三十分, 上午九点零五分, 中午十二点整.
    pub fn time(time: Time) -> Vec<Word> {
        let part = match time.hour {
            0..=5 => Lingchen,
            6..=11 => Shangwu,
            12 => Zhongwu,
            13..=17 => Xiawu,
            _ => Wanshang,
        };
        let hour = if time.hour > 12 { time.hour - 12 } else { time.hour };
        let mut words = vec![part];
        words.extend(Self::count(hour.into()));
        words.push(Dian);
        match time.minute {
            0 => words.push(Zheng),
            minute => {
                if minute < 10 {
                    words.push(Ling);
                }
                words.extend(Self::number(minute.into()));
                words.push(Word::Fen);
            }
        }
        words
    }
}

/// A positive number, the higher groups first. 万亿 is not a unit of its own but 万 of 亿.
fn whole(number: u64, words: &mut Vec<Word>) {
    for (unit, value) in [(HundredMillion, GROUP * GROUP), (Wan, GROUP)] {
        if number >= value {
            let (high, low) = (number / value, number % value);
            if high == 2 {
                words.push(Liang);
            } else {
                whole(high, words);
            }
            words.push(unit);
            // A gap is heard when the next digit is not in the very next place.
            if low > 0 {
                if low < value / 10 {
                    words.push(Ling);
                }
                rest(low, words);
            }
            return;
        }
    }
    group(number, true, words);
}

/// What follows a higher group.
fn rest(number: u64, words: &mut Vec<Word>) {
    if number >= GROUP {
        let before = words.len();
        whole(number, words);
        // 十 begins a number, but within one it is 一十.
        if words.get(before) == Some(&Shi) {
            words.insert(before, Yi);
        }
    } else {
        group(number, false, words);
    }
}

/// One to 9,999. `first` when nothing comes before.
fn group(number: u64, first: bool, words: &mut Vec<Word>) {
    let digits = [number / 1_000, number / 100 % 10, number / 10 % 10, number % 10];
    let mut begun = false;
    let mut gap = false;
    for (digit, unit) in digits.into_iter().zip([Some(Qian), Some(Bai), Some(Shi), None]) {
        if digit == 0 {
            gap = begun;
            continue;
        }
        if gap {
            words.push(Ling);
        }
        match (digit, unit) {
            (1, Some(Shi)) if first && !begun => {}
            (2, Some(Qian)) => words.push(Liang),
            _ => words.push(DIGITS[digit as usize]),
        }
        words.extend(unit);
        (begun, gap) = (true, false);
    }
}

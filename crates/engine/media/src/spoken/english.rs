//! English numbers, as a bank's announcement says them: "one hundred and five", "oh" for the missing ten of
//! a minute, days as ordinals.

use warmline_base::Fen;

use super::Word::{
    Am, And, April, August, Billion, December, Eight, Eighteen, Eighteenth, Eighth, Eighty, Eleven, Eleventh, February,
    FenEnglish, Fifteen, Fifteenth, Fifth, Fifty, First, Five, Forty, Four, Fourteen, Fourteenth, Fourth, Hundred,
    January, July, June, March, May, Million, Minus, Nine, Nineteen, Nineteenth, Ninety, Ninth, November, Oclock,
    October, Oh, One, Pm, Quadrillion, Second, September, Seven, Seventeen, Seventeenth, Seventh, Seventy, Six,
    Sixteen, Sixteenth, Sixth, Sixty, Ten, Tenth, Third, Thirteen, Thirteenth, Thirtieth, Thirty, Thousand, Three,
    Trillion, Twelfth, Twelve, Twentieth, Twenty, Two, YuanEnglish, Zero,
};
use super::{Day, NUMBER_MAX, Time, Word};

/// Says things in English.
#[derive(Clone, Copy, Debug)]
pub struct English;

const SMALL: [Word; 20] = [
    Zero, One, Two, Three, Four, Five, Six, Seven, Eight, Nine, Ten, Eleven, Twelve, Thirteen, Fourteen, Fifteen,
    Sixteen, Seventeen, Eighteen, Nineteen,
];
const TENS: [Word; 8] = [Twenty, Thirty, Forty, Fifty, Sixty, Seventy, Eighty, Ninety];
const ORDINALS: [Word; 20] = [
    First,
    Second,
    Third,
    Fourth,
    Fifth,
    Sixth,
    Seventh,
    Eighth,
    Ninth,
    Tenth,
    Eleventh,
    Twelfth,
    Thirteenth,
    Fourteenth,
    Fifteenth,
    Sixteenth,
    Seventeenth,
    Eighteenth,
    Nineteenth,
    Twentieth,
];
const MONTHS: [Word; 12] =
    [January, February, March, April, May, June, July, August, September, October, November, December];
const SCALES: [(u64, Word); 5] = [
    (1_000_000_000_000_000, Quadrillion),
    (1_000_000_000_000, Trillion),
    (1_000_000_000, Billion),
    (1_000_000, Million),
    (1_000, Thousand),
];

impl English {
    /// A number: twelve, one hundred and five, two thousand and one.
    ///
    /// # Panics
    /// Above [`NUMBER_MAX`].
    pub fn number(number: u64) -> Vec<Word> {
        assert!(number <= NUMBER_MAX, "no amount of a bank is as great");
        let mut words = Vec::with_capacity(24);
        let mut rest = number;
        for (scale, name) in SCALES {
            if rest >= scale {
                below_thousand(rest / scale, &mut words);
                words.push(name);
                rest %= scale;
            }
        }
        if rest > 0 || words.is_empty() {
            if !words.is_empty() && rest < 100 {
                words.push(And);
            }
            below_thousand(rest, &mut words);
        }
        words
    }

    /// Digits one by one; anything else is passed over.
    pub fn digits(text: &str) -> Vec<Word> {
        let digits = text.chars().filter_map(|character| character.to_digit(10));
        digits.map(|digit| SMALL[digit as usize]).collect()
    }

    /// An amount of money: one hundred yuan and five fen.
    ///
    /// # Panics
    /// Beyond [`NUMBER_MAX`] yuan.
    pub fn money(amount: Fen) -> Vec<Word> {
        let magnitude = amount.0.unsigned_abs();
        let (yuan, fen) = (magnitude / 100, magnitude % 100);
        let mut words = if amount.0 < 0 { vec![Minus] } else { Vec::new() };
        if yuan > 0 || fen == 0 {
            words.extend(Self::number(yuan));
            words.push(YuanEnglish);
        }
        if fen > 0 {
            if yuan > 0 {
                words.push(And);
            }
            words.extend(Self::number(fen));
            words.push(FenEnglish);
        }
        words
    }

    /// A day: November twenty second, twenty twenty six.
    pub fn day(day: Day) -> Vec<Word> {
        let mut words = vec![MONTHS[usize::from(day.month - 1)]];
        match day.day {
            number @ 1..=20 => words.push(ORDINALS[usize::from(number - 1)]),
            30 => words.push(Thirtieth),
            number => words.extend([TENS[usize::from(number / 10 - 2)], ORDINALS[usize::from(number % 10 - 1)]]),
        }
        let (century, year) = (u64::from(day.year / 100), u64::from(day.year % 100));
        match (century, year) {
            // Two thousand and five, not twenty oh five; nor twenty hundred.
            _ if century % 10 == 0 && year < 10 => words.extend(Self::number(day.year.into())),
            (_, 0) => {
                words.extend(Self::number(century));
                words.push(Hundred);
            }
            _ => {
                words.extend(Self::number(century));
                if year < 10 {
                    words.push(Oh);
                }
                words.extend(Self::number(year));
            }
        }
        words
    }

    /// A time of the day: nine oh five a.m., twelve o'clock p.m.
    pub fn time(time: Time) -> Vec<Word> {
        let hour = if time.hour.is_multiple_of(12) { 12 } else { time.hour % 12 };
        let mut words = Self::number(hour.into());
        match time.minute {
            0 => words.push(Oclock),
            minute => {
                if minute < 10 {
                    words.push(Oh);
                }
                words.extend(Self::number(minute.into()));
            }
        }
        words.push(if time.hour < 12 { Am } else { Pm });
        words
    }
}

/// Zero to 999.
fn below_thousand(number: u64, words: &mut Vec<Word>) {
    let (hundreds, rest) = (number / 100, number % 100);
    if hundreds > 0 {
        words.extend([SMALL[hundreds as usize], Hundred]);
        if rest == 0 {
            return;
        }
        words.push(And);
    }
    match rest {
        0..20 => words.push(SMALL[rest as usize]),
        _ => {
            words.push(TENS[rest as usize / 10 - 2]);
            if rest % 10 > 0 {
                words.push(SMALL[rest as usize % 10]);
            }
        }
    }
}

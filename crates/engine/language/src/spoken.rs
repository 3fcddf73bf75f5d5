//! Numbers as they are said, written as numbers: 六二二二 becomes 6222.
//!
//! Recognisers that do not do so leave card numbers in words, where [`redact`](crate::redact) would not see them. Only
//! runs of single digits are turned, as numbers of cards, telephones and codes are said; 三千五百 is an amount and stays.

/// A run of fewer digits is a phrase, such as 一二三.
const SHORTEST: usize = 4;

/// The text with its runs of said digits written as digits; digits among them stay.
pub fn digits_written(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut run: Vec<(char, char)> = Vec::new();
    for letter in text.chars() {
        match digit(letter) {
            Some(digit) => run.push((letter, digit)),
            None => {
                put(&mut run, &mut written);
                written.push(letter);
            }
        }
    }
    put(&mut run, &mut written);
    written
}

fn put(run: &mut Vec<(char, char)>, written: &mut String) {
    let long = run.len() >= SHORTEST;
    written.extend(run.drain(..).map(|(letter, digit)| if long { digit } else { letter }));
}

/// The digit a character says. 幺 is one on the telephone.
const fn digit(letter: char) -> Option<char> {
    Some(match letter {
        '零' | '〇' => '0',
        '一' | '幺' => '1',
        '二' | '两' => '2',
        '三' => '3',
        '四' => '4',
        '五' => '5',
        '六' => '6',
        '七' => '7',
        '八' => '8',
        '九' => '9',
        '0'..='9' => letter,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact;

    #[test]
    fn a_number_that_is_said_is_a_number_and_a_phrase_stays_one() {
        assert_eq!(digits_written("尾号是八八四二的那张"), "尾号是8842的那张");
        assert_eq!(digits_written("等了一两天,一二三都不行,三千五百块"), "等了一两天,一二三都不行,三千五百块");
        assert_eq!(digits_written(""), "");
    }

    #[test]
    fn what_must_not_be_kept_is_found_however_it_is_said() {
        for said in [
            "卡号六二二二零二一二三四五六七八九四",
            "卡号六二二二02一二三四五六七八九四",
            "我手机幺三九零零零零零零零幺",
            "验证码是四七一九零二",
        ] {
            let masked = redact(&digits_written(said));
            assert_eq!(masked.spans.len(), 1, "{said} becomes {}", masked.text);
        }
    }
}

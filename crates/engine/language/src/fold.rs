//! Folding: many spellings of one thing become one spelling before anything is compared.
//!
//! Full width becomes half width, capitals small, traditional characters simplified, spoken dialect
//! forms their written form, runs of white space one space, and a white space between two Chinese
//! characters disappears. Folding is idempotent for text without dialect forms; it is never shown to
//! anybody, only compared.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

static TRADITIONAL: LazyLock<FxHashMap<char, char>> = LazyLock::new(|| {
    include_str!("../data/traditional.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .filter_map(|pair| {
            let mut letters = pair.chars();
            Some((letters.next()?, letters.next()?))
        })
        .collect()
});

/// A spoken form and the written form it becomes.
type Spoken = (Vec<char>, &'static str);

/// Spoken forms by their first character, the longest first.
static SPOKEN: LazyLock<FxHashMap<char, Vec<Spoken>>> = LazyLock::new(|| {
    let mut forms: FxHashMap<char, Vec<Spoken>> = FxHashMap::default();
    let lines = include_str!("../data/folding.txt").lines().filter(|line| !line.starts_with('#'));
    for (from, to) in lines.filter_map(|line| line.split_once('\t')) {
        let from: Vec<char> = from.chars().collect();
        forms.entry(from[0]).or_default().push((from, to));
    }
    for candidates in forms.values_mut() {
        candidates.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
    }
    forms
});

/// The folded form of `text`, for comparing only. Linear in the length of `text`.
pub fn fold(text: &str) -> String {
    let letters: Vec<char> = text.chars().filter(|letter| !is_invisible(*letter)).map(simple).collect();
    let mut folded = String::with_capacity(text.len());
    let mut at = 0;
    while at < letters.len() {
        let letter = letters[at];
        if letter.is_whitespace() {
            let run = letters[at..].iter().take_while(|next| next.is_whitespace()).count();
            let before = folded.chars().next_back();
            let after = letters.get(at + run).copied();
            if before.is_some_and(|c| !is_han(c)) && after.is_some_and(|c| !is_han(c)) {
                folded.push(' ');
            }
            at += run;
        } else if let Some((from, to)) = spoken_form(&letters[at..]) {
            folded.push_str(to);
            at += from;
        } else {
            folded.extend(letter.to_lowercase());
            at += 1;
        }
    }
    folded
}

/// Whether `letter` is a Chinese character of the common blocks.
pub(crate) fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Zero-width and direction marks that hide words from a comparison.
pub(crate) fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{00ad}')
}

fn spoken_form(rest: &[char]) -> Option<(usize, &'static str)> {
    let candidates = SPOKEN.get(rest.first()?)?;
    candidates.iter().find(|(from, _)| rest.starts_with(from)).map(|(from, to)| (from.len(), *to))
}

fn simple(letter: char) -> char {
    let half = match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
        '\u{3000}' => ' ',
        '。' => '.',
        '、' => ',',
        other => other,
    };
    TRADITIONAL.get(&half).copied().unwrap_or(half)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling_for_many() {
        assert_eq!(fold("ＡＢＣ１２３"), "abc123");
        assert_eq!(fold("轉帳 限額"), "转账限额");
        assert_eq!(fold("我呢张卡唔见咗点算呀"), "我这张卡不见了怎么办呀");
        assert_eq!(fold("hello   World"), "hello world");
        assert_eq!(fold("投\u{200b}诉"), "投诉");
    }
}

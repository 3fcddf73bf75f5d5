//! Cutting Chinese into words, and text into the terms that search compares.
//!
//! A word is what the dictionary and the bank's own words say. A term is a word, or two neighbouring
//! characters: pairs find what the dictionary does not know. The dictionary is shared, so a clone is
//! cheap.

use std::sync::Arc;

use jieba_rs::Jieba;
use rustc_hash::FxHashSet;

use crate::concept::{Concept, Concepts};
use crate::fold::{fold, is_han};

/// Words too common to tell two texts apart.
const STOP_WORDS: [&str; 34] = [
    "的", "了", "吗", "呢", "啊", "吧", "呀", "是", "在", "我", "你", "您", "他", "她", "它", "们", "就", "都", "也",
    "和", "要", "想", "请问", "请", "一下", "这个", "那个", "这", "那", "the", "a", "to", "my", "of",
];

/// Longest text that is cut; the rest of a longer one is ignored.
const LONGEST: usize = 8_000;

/// Cuts text into words by the general dictionary and the bank's own words.
#[derive(Clone)]
pub struct Segmenter {
    dictionary: Arc<Jieba>,
    concepts: Arc<Concepts>,
}

impl Segmenter {
    /// A segmenter that also knows `bank_words`, such as product names and terms of the trade, and
    /// `concepts`, the many words for one thing.
    pub fn new<'a>(bank_words: impl IntoIterator<Item = &'a str>, concepts: &[Concept]) -> Self {
        let mut dictionary = Jieba::new();
        for word in bank_words {
            let word = fold(word.trim());
            if !word.is_empty() {
                dictionary.add_word(&word, None, None);
            }
        }
        Self { dictionary: Arc::new(dictionary), concepts: Arc::new(Concepts::new(concepts)) }
    }

    /// The words of `text` after folding, in order, without white space and punctuation.
    pub fn words(&self, text: &str) -> Vec<String> {
        let folded: String = fold(text).chars().take(LONGEST).collect();
        self.dictionary
            .cut(&folded, false)
            .iter()
            .map(|token| token.word)
            .filter(|word| word.chars().any(char::is_alphanumeric))
            .map(str::to_owned)
            .collect()
    }

    /// The concepts named in `text`, each once, at most ten.
    pub fn concepts(&self, text: &str) -> Vec<&str> {
        let folded: String = fold(text).chars().take(LONGEST).collect();
        self.concepts.find(&folded)
    }

    /// The terms of `text` for search: words (long ones also in parts), pairs of characters, and
    /// `=` with the name of each concept, without stop words. A term that occurs twice is returned twice.
    pub fn terms(&self, text: &str) -> Vec<String> {
        let folded: String = fold(text).chars().take(LONGEST).collect();
        let mut terms = Vec::new();
        for token in self.dictionary.cut_for_search(&folded, false) {
            let word = token.word;
            let useful = word.chars().any(char::is_alphanumeric) && !STOP_WORDS.contains(&word);
            if useful {
                terms.push(word.to_owned());
            }
        }
        let words: FxHashSet<String> = terms.iter().cloned().collect();
        let letters: Vec<char> = folded.chars().collect();
        for pair in letters.windows(2).filter(|pair| is_han(pair[0]) && is_han(pair[1])) {
            let pair: String = pair.iter().collect();
            if !words.contains(&pair) && !STOP_WORDS.contains(&pair.as_str()) {
                terms.push(pair);
            }
        }
        terms.extend(self.concepts.find(&folded).into_iter().map(|concept| format!("={concept}")));
        terms
    }
}

impl std::fmt::Debug for Segmenter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Segmenter").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bank_word_stays_whole_and_pairs_cover_the_unknown() {
        let segmenter = Segmenter::new(["七天通知存款"], &[]);
        assert!(segmenter.words("我想存七天通知存款").contains(&"七天通知存款".to_owned()));
        assert!(segmenter.terms("远岭卡").contains(&"远岭".to_owned()));
        assert!(segmenter.terms("!!! ??? 😀").is_empty());
    }
}

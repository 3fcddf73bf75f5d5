//! Concepts: many ways to name one thing of the trade, such as 储蓄卡 and 工资卡.
//!
//! A bank lists the words of each concept. Where wording differs, concepts still agree, so search
//! and triage compare both. Matching looks at every place of the folded text and takes the longest
//! word there; Latin words match whole words only.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::fold::fold;

/// A thing of the trade and the words for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concept {
    /// Name, unique among the concepts.
    pub name: String,
    /// Words and phrases that mean it.
    pub words: Vec<String>,
}

/// Most concepts told of one text: a chat message rarely has more than five.
const MOST: usize = 10;

/// Finds concepts in text.
#[derive(Debug, Default)]
pub(crate) struct Concepts {
    names: Vec<String>,
    by_first: FxHashMap<char, Vec<(Vec<char>, usize)>>,
}

impl Concepts {
    pub(crate) fn new(concepts: &[Concept]) -> Self {
        let mut by_first: FxHashMap<char, Vec<(Vec<char>, usize)>> = FxHashMap::default();
        for (concept, words) in concepts.iter().map(|concept| &concept.words).enumerate() {
            for word in words {
                let letters: Vec<char> = fold(word).chars().collect();
                if let Some(first) = letters.first() {
                    by_first.entry(*first).or_default().push((letters, concept));
                }
            }
        }
        for words in by_first.values_mut() {
            words.sort_by_key(|(word, concept)| (std::cmp::Reverse(word.len()), *concept));
        }
        Self { names: concepts.iter().map(|concept| concept.name.clone()).collect(), by_first }
    }

    /// The names of the concepts in `folded`, each once, in the order of the bank's list. A phrase
    /// that belongs to several concepts tells all of them.
    pub(crate) fn find(&self, folded: &str) -> Vec<&str> {
        let letters: Vec<char> = folded.chars().collect();
        let mut found: Vec<usize> = Vec::new();
        for at in 0..letters.len() {
            let Some(words) = self.by_first.get(&letters[at]) else { continue };
            let longest = words.iter().find(|(word, _)| is_at(&letters, at, word)).map(|(word, _)| word);
            for (_, concept) in words.iter().filter(|(word, _)| Some(word) == longest) {
                if !found.contains(concept) && found.len() < MOST {
                    found.push(*concept);
                }
            }
        }
        found.sort_unstable();
        found.into_iter().map(|concept| self.names[concept].as_str()).collect()
    }
}

fn is_at(letters: &[char], at: usize, word: &[char]) -> bool {
    let latin = |place: Option<usize>| {
        place.and_then(|place| letters.get(place)).is_some_and(|letter| letter.is_ascii_alphanumeric())
    };
    let splits_a_word = (word[0].is_ascii_alphanumeric() && latin(at.checked_sub(1)))
        || (word[word.len() - 1].is_ascii_alphanumeric() && latin(Some(at + word.len())));
    letters[at..].starts_with(word) && !splits_a_word
}

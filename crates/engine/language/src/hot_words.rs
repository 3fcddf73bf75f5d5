//! Hot words: phrases that change what happens next, whatever the intent says.
//!
//! A phrase has variants and exceptions (`not_when`), both plain text and data of the bank. A hit is
//! void when an exception covers it, when it is directly negated (`我不投诉`, but not `不投诉不行`), or
//! when a digit phrase is part of a longer number (`12345` in an account number). Matching is on
//! folded text, one pass per phrase; a text is looked at up to a limit.

use serde::{Deserialize, Serialize};

use crate::fold::fold;

/// How soon a person must look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// The ordinary queue.
    #[default]
    None,
    /// The complaint queue: the duty to accept, clocks start.
    Complaint,
    /// Life, safety or money at risk right now: highest priority, no identity or robot gate.
    Emergency,
}

/// A phrase to listen for, as the bank's data states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HotWord {
    /// The phrase, which also names the hot word.
    pub phrase: String,
    /// Other ways to say it.
    #[serde(default)]
    pub variants: Vec<String>,
    /// Group, such as `投诉` or `紧急`.
    pub category: String,
    /// 0 pleasant .. 4 drop everything.
    pub level: u8,
    /// What staff or the machine do, a sentence for the desk.
    pub action: String,
    /// Mood the phrase alone proves, 0 calm .. 4 desperate or furious.
    #[serde(default)]
    pub mood: u8,
    /// Urgency the phrase alone proves.
    #[serde(default)]
    pub urgency: Urgency,
    /// The customer asks for a person by it.
    #[serde(default)]
    pub wants_person: bool,
    /// Longer phrases in which it means nothing.
    #[serde(default)]
    pub not_when: Vec<String>,
}

/// A hot word that was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HotWordHit {
    /// The hot word's phrase.
    pub phrase: String,
    /// The form in which it was said, folded.
    pub said: String,
    /// Group.
    pub category: String,
    /// 0..4.
    pub level: u8,
    /// What to do.
    pub action: String,
    /// How many times it was said.
    pub times: u32,
    /// Mood it proves.
    pub mood: u8,
    /// Urgency it proves.
    pub urgency: Urgency,
    /// Whether a person is asked for by it.
    pub wants_person: bool,
}

/// Longest text that is listened to, in characters.
const LONGEST: usize = 4_000;
/// Words directly before a phrase that turn it into its opposite.
const NEGATORS: [&str; 18] = [
    "不是要",
    "不是想",
    "不是来",
    "没有要",
    "没想",
    "不想",
    "不要",
    "不用",
    "不会",
    "不需要",
    "不打算",
    "并没有",
    "没有",
    "不",
    "没",
    "别",
    "无需",
    "未",
];
/// Endings that look negative and are not: 要不投诉吧, 有没有被骗.
const QUESTIONS: [&str; 5] = ["要不要", "要不", "有没有", "是不是", "能不能"];
/// Words after a phrase that undo the negation: 不投诉不行, 没被骗才怪.
const UNDOERS: [&str; 6] = ["不行", "不可", "才怪", "难道", "不成", "没门"];

#[derive(Debug)]
struct Prepared {
    word: HotWord,
    forms: Vec<String>,
    exceptions: Vec<String>,
}

/// All hot words of a bank.
#[derive(Debug)]
pub struct HotWords {
    prepared: Vec<Prepared>,
}

impl HotWords {
    /// Prepares `words`; empty phrases are ignored.
    pub fn new(words: Vec<HotWord>) -> Self {
        let prepared = words
            .into_iter()
            .map(|word| {
                let mut forms: Vec<String> =
                    std::iter::once(&word.phrase).chain(&word.variants).map(|form| fold(form)).collect();
                forms.retain(|form| !form.is_empty());
                // The longest first, so that `said` reports what was really said.
                forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
                let exceptions = word.not_when.iter().map(|text| fold(text)).filter(|text| !text.is_empty()).collect();
                Prepared { word, forms, exceptions }
            })
            .collect();
        Self { prepared }
    }

    /// The hot words said in `text`, the highest level first.
    pub fn listen(&self, text: &str) -> Vec<HotWordHit> {
        let short: String = text.chars().take(LONGEST).collect();
        let folded = fold(&short);
        let mut hits: Vec<HotWordHit> = self.prepared.iter().filter_map(|prepared| prepared.hit(&folded)).collect();
        hits.sort_by_key(|hit| std::cmp::Reverse(hit.level));
        hits
    }

    /// The hot words that occur in `text` but do not count there: negated, excepted or in a number.
    pub fn denied(&self, text: &str) -> Vec<&HotWord> {
        let short: String = text.chars().take(LONGEST).collect();
        let folded = fold(&short);
        self.prepared
            .iter()
            .filter(|prepared| prepared.forms.iter().any(|form| folded.contains(form.as_str())))
            .filter(|prepared| prepared.hit(&folded).is_none())
            .map(|prepared| &prepared.word)
            .collect()
    }
}

impl Prepared {
    fn hit(&self, folded: &str) -> Option<HotWordHit> {
        let excepted: Vec<(usize, usize)> =
            self.exceptions.iter().flat_map(|exception| spans(folded, exception)).collect();
        let mut taken: Vec<(usize, usize)> = Vec::new();
        let mut said: Option<&str> = None;
        for form in &self.forms {
            for (start, end) in spans(folded, form) {
                let covered = |(from, to): &(usize, usize)| *from < end && start < *to;
                if excepted.iter().any(covered) || taken.iter().any(covered) {
                    continue;
                }
                if is_negated(folded, start, end) || is_inside_number(folded, start, end) {
                    continue;
                }
                taken.push((start, end));
                said = said.or(Some(form));
            }
        }
        let word = &self.word;
        said.map(|said| HotWordHit {
            phrase: word.phrase.clone(),
            said: said.to_owned(),
            category: word.category.clone(),
            level: word.level,
            action: word.action.clone(),
            times: taken.len() as u32,
            mood: word.mood,
            urgency: word.urgency,
            wants_person: word.wants_person,
        })
    }
}

fn spans<'t>(text: &'t str, needle: &'t str) -> impl Iterator<Item = (usize, usize)> + 't {
    text.match_indices(needle).map(|(start, found)| (start, start + found.len()))
}

fn is_negated(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].trim_end_matches(['被', '再', '去', '转', '找']);
    let negated = NEGATORS.iter().any(|negator| before.ends_with(negator))
        && !QUESTIONS.iter().any(|question| before.ends_with(question));
    negated && !UNDOERS.iter().any(|undoer| text[end..].starts_with(undoer))
}

fn is_inside_number(text: &str, start: usize, end: usize) -> bool {
    let digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
    let first = text[start..].chars().next();
    let last = text[..end].chars().next_back();
    (digit(first) && digit(text[..start].chars().next_back())) || (digit(last) && digit(text[end..].chars().next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(phrase: &str, not_when: &[&str]) -> HotWord {
        HotWord {
            phrase: phrase.into(),
            variants: vec![],
            category: "test".into(),
            level: 3,
            action: "act".into(),
            mood: 2,
            urgency: Urgency::None,
            wants_person: false,
            not_when: not_when.iter().map(|text| (*text).to_owned()).collect(),
        }
    }

    #[test]
    fn a_negated_or_excepted_phrase_is_not_heard() {
        let words = HotWords::new(vec![word("投诉", &["投诉电话"]), word("12345", &[])]);
        assert!(words.listen("投诉电话是多少").is_empty());
        assert!(words.listen("我不投诉,就问问").is_empty());
        assert!(words.listen("卡号是9123456").is_empty());
        assert_eq!(words.listen("不投诉不行了").len(), 1);
        assert_eq!(words.listen("我要投诉,投诉电话给我").first().map(|hit| hit.times), Some(1));
        assert_eq!(words.listen("我打12345去").len(), 1);
    }
}

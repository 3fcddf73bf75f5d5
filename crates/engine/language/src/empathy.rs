//! The words that calm: restate, understand, commit, chosen from the bank's templates.
//!
//! A template belongs to intents and hot-word categories and has a lowest mood. Slots such as
//! `{minutes}` stay in the text: the desk asks for them, because a promise is made by a person.

use serde::{Deserialize, Serialize};

use crate::hot_words::HotWordHit;

/// A way to meet a feeling, as the bank's data states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmpathyTemplate {
    /// Stable id such as `E01`.
    pub id: String,
    /// The situation, in Chinese.
    pub when: String,
    /// The feeling it meets.
    pub tone: String,
    /// What the customer is told we heard.
    pub restate: String,
    /// That we see how it feels.
    pub understand: String,
    /// What we do, by when.
    pub commit: String,
    /// Longest promise it may carry, in minutes; 0 is no promise.
    pub max_promise_minutes: u32,
    /// Who may make the promise.
    pub authority: String,
    /// What must not be said.
    #[serde(default)]
    pub avoid: Vec<String>,
    /// Intents it fits; a prefix with a trailing dot fits the whole group.
    #[serde(default)]
    pub intents: Vec<String>,
    /// Hot-word categories it fits.
    #[serde(default)]
    pub categories: Vec<String>,
    /// Lowest mood, 0..4, at which it is offered.
    #[serde(default)]
    pub min_mood: u8,
}

/// All templates of a bank.
#[derive(Clone, Debug, Default)]
pub struct EmpathyBook {
    templates: Vec<EmpathyTemplate>,
}

/// Most templates offered at once: more is not read.
const MOST: usize = 3;

impl EmpathyBook {
    /// A book of `templates`.
    pub fn new(templates: Vec<EmpathyTemplate>) -> Self {
        Self { templates }
    }

    /// Up to three templates for this moment, the best first; none when nothing fits.
    ///
    /// A fitting hot word counts 2, a fitting intent 3; on equal points the template for the
    /// stronger feeling comes first, then the book's order.
    pub fn choose(&self, mood: u8, intent: Option<&str>, hot_words: &[HotWordHit]) -> Vec<&EmpathyTemplate> {
        let mut offered: Vec<(u32, &EmpathyTemplate)> = self
            .templates
            .iter()
            .filter(|template| mood >= template.min_mood)
            .map(|template| (template.points(intent, hot_words), template))
            .filter(|(points, _)| *points > 0)
            .collect();
        offered.sort_by_key(|(points, template)| std::cmp::Reverse((*points, template.min_mood)));
        offered.into_iter().take(MOST).map(|(_, template)| template).collect()
    }
}

impl EmpathyTemplate {
    fn points(&self, intent: Option<&str>, hot_words: &[HotWordHit]) -> u32 {
        let fits = |code: &str| {
            self.intents.iter().any(|own| own == code || (own.ends_with('.') && code.starts_with(own.as_str())))
        };
        let by_intent = if intent.is_some_and(fits) { 3 } else { 0 };
        let heard = hot_words.iter().any(|hit| self.categories.contains(&hit.category));
        by_intent + if heard { 2 } else { 0 }
    }
}

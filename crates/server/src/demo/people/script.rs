//! What simulated people say: the demo's dialogues, and how long they take over them.
//!
//! Invariant: an opening text belongs to one dialogue, so an agent knows from it what comes next.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::demo::data;

/// A conversation takes at least and at most this long, in seconds.
const TAKES: (f64, f64) = (40.0, 120.0);
/// Scripted seconds count people who type at once; real ones read first.
const STRETCH: f64 = 2.2;

/// All the dialogues.
pub struct Script {
    dialogues: Vec<Arc<Dialogue>>,
    by_opening: BTreeMap<String, Arc<Dialogue>>,
    intents: BTreeMap<String, Intent>,
}

/// One dialogue.
#[derive(Debug, Deserialize)]
pub struct Dialogue {
    id: String,
    /// What it is about.
    pub intent: String,
    /// Who speaks, when it matters: the bank's customer code.
    pub customer: Option<String>,
    /// `zh-CN` or `en`.
    pub locale: String,
    /// Which queue it belongs to.
    pub queue: String,
    /// How the agent files it.
    pub disposition: String,
    /// What the customer says of it in the end.
    pub rating: Rating,
    /// Who says what; the customer begins.
    pub turns: Vec<Turn>,
}

/// An answer to the survey, as the visitor's door takes it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Rating {
    /// `yes`, `partly` or `no`.
    pub solved: String,
    /// 1 to 5.
    pub friendly: u8,
    /// 1 to 5.
    pub fast: u8,
    /// 0 to 10.
    pub recommend: u8,
}

/// One turn.
#[derive(Debug, Deserialize)]
pub struct Turn {
    /// Whose.
    pub by: Side,
    /// The words.
    pub text: String,
    /// How long after the turn before, in scripted seconds.
    after_seconds: f64,
}

/// Who speaks.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The customer.
    Customer,
    /// The agent.
    Agent,
}

/// What the bank does about an intent.
#[derive(Debug, Deserialize)]
pub struct Intent {
    code: String,
    /// Its Chinese name.
    pub name: String,
    /// The department that works on it.
    pub department: String,
}

impl Script {
    /// Reads the demo's data.
    ///
    /// # Errors
    /// When the data does not read.
    pub fn load() -> anyhow::Result<Self> {
        #[derive(Deserialize)]
        struct Intents {
            intents: Vec<Intent>,
        }
        let dialogues: Vec<Arc<Dialogue>> = serde_json::from_str(data::CONVERSATIONS)?;
        let intents: Intents = serde_json::from_str(data::INTENTS)?;
        Ok(Self {
            by_opening: dialogues.iter().map(|one| (one.opening().to_owned(), Arc::clone(one))).collect(),
            intents: intents.intents.into_iter().map(|intent| (intent.code.clone(), intent)).collect(),
            dialogues,
        })
    }

    /// Every dialogue, in the data's order; at least one.
    pub fn dialogues(&self) -> &[Arc<Dialogue>] {
        &self.dialogues
    }

    /// The dialogue that begins with these words.
    pub fn that_opens_with(&self, words: &str) -> Option<Arc<Dialogue>> {
        self.by_opening.get(words).map(Arc::clone)
    }

    /// The dialogue of this name.
    pub fn named(&self, id: &str) -> Option<Arc<Dialogue>> {
        self.dialogues.iter().find(|dialogue| dialogue.id == id).map(Arc::clone)
    }

    /// A dialogue about this intent.
    pub fn about(&self, intent: &str) -> Option<Arc<Dialogue>> {
        self.dialogues.iter().find(|dialogue| dialogue.intent == intent).map(Arc::clone)
    }

    /// What the bank does about this dialogue's intent.
    pub fn intent(&self, dialogue: &Dialogue) -> Option<&Intent> {
        self.intents.get(&dialogue.intent)
    }
}

impl Dialogue {
    /// The customer's first words.
    pub fn opening(&self) -> &str {
        self.turns.first().map_or("", |turn| &turn.text)
    }

    /// Whether it is in English.
    pub fn is_english(&self) -> bool {
        self.locale == "en"
    }

    /// The turns after the opening, each with the seconds people take before it.
    pub fn rest(&self) -> impl Iterator<Item = (&Turn, f64)> {
        let scripted: f64 = self.turns.iter().map(|turn| turn.after_seconds).sum::<f64>().max(1.0);
        let stretch = (scripted * STRETCH).clamp(TAKES.0, TAKES.1) / scripted;
        self.turns.iter().skip(1).map(move |turn| (turn, turn.after_seconds * stretch))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dialogue_is_found_by_its_opening_and_takes_as_long_as_people_do() {
        let script = Script::load().unwrap();
        assert!(script.dialogues().len() > 50);
        for dialogue in script.dialogues() {
            assert_eq!(dialogue.turns[0].by, Side::Customer);
            let found = script.that_opens_with(dialogue.opening()).unwrap();
            assert_eq!(found.intent, dialogue.intent);
            assert!(script.intent(dialogue).is_some(), "{}", dialogue.intent);
            let seconds: f64 = dialogue.rest().map(|(_, seconds)| seconds).sum();
            assert!((39.9..120.1).contains(&seconds), "{} takes {seconds} s", dialogue.intent);
        }
    }
}

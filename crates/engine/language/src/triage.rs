//! Triage: one look at what a customer wrote, before anybody answers.
//!
//! It tells the likely intent and how sure it is, how soon a person must look, whether a person is
//! asked for, which hot words were said, the mood, and whether the matter is a bank's at all.
//! Invariants: emergency outranks complaint outranks everything; urgency never needs an intent;
//! a text that is none of the bank's business never gets an intent; the same text always reads the
//! same. What the customer writes is only ever compared, so instructions in it have no effect.

use serde::{Deserialize, Serialize};
use warmline_base::Fault;

use crate::classifier::{Classifier, Fit};
use crate::hot_words::{HotWord, HotWordHit, HotWords, Urgency};
use crate::segment::Segmenter;

/// Something customers come for, as the bank's data states it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Intent {
    /// Stable code such as `card.loss_temp`.
    pub code: String,
    /// Name in Chinese.
    pub name: String,
    /// Sample questions.
    pub utterances: Vec<String>,
    /// Key phrases that alone are a sign of it.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Urgency of the intent itself.
    #[serde(default)]
    pub urgency: Urgency,
    /// It becomes an emergency at night or when the customer says that time is short.
    #[serde(default)]
    pub urgent_when_pressed: bool,
    /// Whoever comes for it wants a person.
    #[serde(default)]
    pub asks_for_person: bool,
}

/// What triage is fitted from.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct TriageData {
    /// The intents, at most 1,000.
    pub intents: Vec<Intent>,
    /// Greetings and the like: no intent, yet not out of scope.
    pub small_talk: Vec<String>,
    /// Samples of what is none of the bank's business.
    pub out_of_scope: Vec<String>,
}

/// The part of the day at the bank, decided by the caller from its clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Daypart {
    /// Branches can be reached.
    #[default]
    Day,
    /// 22:00 to 06:00.
    Night,
}

/// A guessed intent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IntentGuess {
    /// The intent's code.
    pub intent: String,
    /// The intent's name in Chinese.
    pub name: String,
    /// 0..1; below 0.5 ask, do not act.
    pub confidence: f32,
}

/// What one text says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The likely intent, or nothing.
    pub intent: Option<IntentGuess>,
    /// The second most likely, or nothing.
    pub runner_up: Option<IntentGuess>,
    /// How soon a person must look.
    pub urgency: Urgency,
    /// The customer asks for a person.
    pub wants_person: bool,
    /// Asks for nothing else: the intent says who is wanted, not what the matter is.
    pub only_person: bool,
    /// Hot words, the highest level first.
    pub hot_words: Vec<HotWordHit>,
    /// 0 calm, 1 uneasy, 2 anxious or displeased, 3 upset, 4 desperate or furious.
    pub mood: u8,
    /// Not a matter of the bank.
    pub out_of_scope: bool,
}

/// Most intents one bank may have.
const MOST_INTENTS: usize = 1_000;
/// A guess surer than this may raise the urgency.
const SURE: f32 = 0.5;
/// Below this the guess is not worth showing.
const WORTH_SHOWING: f32 = 0.16;
/// Nearest-example cosine at which similarity alone is no longer a doubt, and where it is worth nothing.
const LIKE_AN_EXAMPLE: f32 = 0.34;
const UNLIKE_ALL: f32 = 0.07;
/// Words that say it is night where the customer is.
const NIGHT_WORDS: [&str; 7] = ["半夜", "深夜", "凌晨", "夜里", "大晚上", "三更", "这么晚"];

/// Reads texts. Cheap to share, read-only after it is made.
#[derive(Debug)]
pub struct Triage {
    segmenter: Segmenter,
    intents: Vec<Intent>,
    classifier: Classifier,
    hot_words: HotWords,
}

impl Triage {
    /// Fits triage to the bank's data. Takes well under a second in release for a hundred intents.
    ///
    /// # Errors
    /// `WL-LANGUAGE-DATA` when there are no intents, more than 1,000, two with one code, or one
    /// without sample questions.
    pub fn new(segmenter: Segmenter, data: TriageData, hot_words: Vec<HotWord>) -> Result<Self, Fault> {
        check(&data.intents)?;
        let small_talk = data.intents.len();
        let out_of_scope = small_talk + 1;
        let mut examples: Vec<(usize, &str)> = Vec::new();
        for (class, intent) in data.intents.iter().enumerate() {
            examples.push((class, &intent.name));
            examples.extend(intent.utterances.iter().chain(&intent.keywords).map(|text| (class, text.as_str())));
        }
        examples.extend(data.small_talk.iter().map(|text| (small_talk, text.as_str())));
        examples.extend(data.out_of_scope.iter().map(|text| (out_of_scope, text.as_str())));
        let classifier = Classifier::fit(&segmenter, out_of_scope + 1, &examples);
        Ok(Self { segmenter, intents: data.intents, classifier, hot_words: HotWords::new(hot_words) })
    }

    /// Reads `text`. Never fails; an empty text reads as nothing.
    pub fn read(&self, text: &str, daypart: Daypart) -> Reading {
        let hot_words = self.hot_words.listen(text);
        let denied = self.hot_words.denied(text);
        let (guesses, unlike_the_bank) = self.guess(text, &hot_words, &denied);
        let mut guesses = guesses.into_iter();
        let (intent, runner_up) = (guesses.next(), guesses.next());
        let urgency = self.urgency(text, daypart, intent.as_ref(), &hot_words);
        let meant = intent.as_ref().filter(|guess| guess.confidence >= SURE).and_then(|guess| self.intent(guess));
        let wants_person = hot_words.iter().any(|hit| hit.wants_person)
            || (meant.is_some_and(|intent| intent.asks_for_person) && !denied.iter().any(|word| word.wants_person));
        // Whoever is in danger, upset or speaks of a complaint is at the right door, whatever the words look like.
        let at_the_right_door = wants_person || !denied.is_empty() || hot_words.iter().any(|hit| hit.mood >= 2);
        Reading {
            mood: mood(text, &hot_words),
            out_of_scope: unlike_the_bank && !at_the_right_door && urgency == Urgency::None,
            only_person: meant.is_some_and(|intent| intent.asks_for_person),
            wants_person,
            intent,
            runner_up,
            urgency,
            hot_words,
        }
    }

    fn intent(&self, guess: &IntentGuess) -> Option<&Intent> {
        self.intents.iter().find(|intent| intent.code == guess.intent)
    }

    /// Up to two guesses worth showing, and whether the text is out of scope.
    fn guess(&self, text: &str, heard: &[HotWordHit], denied: &[&HotWord]) -> (Vec<IntentGuess>, bool) {
        if !text.chars().any(char::is_alphanumeric) {
            return (Vec::new(), false);
        }
        // Who says 我不投诉 or asks 怎么防止被骗 is not complaining and not a victim, though the words look so.
        let raises = |urgency: Urgency| urgency != Urgency::None;
        let heard_urgent = heard.iter().any(|hit| raises(hit.urgency));
        let is_denied = |class: usize| {
            let urgency = self.intents.get(class).map(|intent| intent.urgency).unwrap_or_default();
            raises(urgency) && !heard_urgent && denied.iter().any(|word| word.urgency == urgency)
        };
        let fits: Vec<Fit> =
            self.classifier.fits(&self.segmenter, text).into_iter().filter(|fit| !is_denied(fit.class)).collect();
        let Some(best) = fits.first() else { return (Vec::new(), true) };
        if best.class == self.intents.len() {
            return (Vec::new(), false);
        }
        if best.class > self.intents.len() || confidence(best) < WORTH_SHOWING {
            return (Vec::new(), true);
        }
        let guesses = fits.iter().filter(|fit| fit.class < self.intents.len()).take(2).map(|fit| {
            let intent = &self.intents[fit.class];
            IntentGuess { intent: intent.code.clone(), name: intent.name.clone(), confidence: confidence(fit) }
        });
        (guesses.collect(), false)
    }

    fn urgency(&self, text: &str, daypart: Daypart, guess: Option<&IntentGuess>, hits: &[HotWordHit]) -> Urgency {
        let said = hits.iter().map(|hit| hit.urgency).max().unwrap_or_default();
        let Some(guess) = guess else { return said };
        let Some(intent) = self.intent(guess) else { return said };
        if guess.confidence < SURE {
            return said;
        }
        let night = daypart == Daypart::Night || NIGHT_WORDS.iter().any(|word| text.contains(word));
        let pressed = night || hits.iter().any(|hit| hit.category == "焦虑");
        let meant = if intent.urgent_when_pressed && pressed { Urgency::Emergency } else { intent.urgency };
        said.max(meant)
    }
}

fn check(intents: &[Intent]) -> Result<(), Fault> {
    let fault = |detail: String| Err(Fault::invalid("WL-LANGUAGE-DATA", detail));
    if intents.is_empty() || intents.len() > MOST_INTENTS {
        return fault(format!("there must be 1 to {MOST_INTENTS} intents, not {}", intents.len()));
    }
    for (place, intent) in intents.iter().enumerate() {
        if intent.utterances.is_empty() {
            return fault(format!("give intent {} at least one sample question", intent.code));
        }
        if intents[..place].iter().any(|other| other.code == intent.code) {
            return fault(format!("intent code {} is used twice, rename one", intent.code));
        }
    }
    Ok(())
}

/// Belief discounted by how unlike every example the text is.
fn confidence(fit: &Fit) -> f32 {
    let alike = (fit.nearest - UNLIKE_ALL) / (LIKE_AN_EXAMPLE - UNLIKE_ALL);
    fit.share * alike.clamp(0.0, 1.0)
}

/// The highest mood a hot word proves, one more when it is repeated or shouted, at most 4.
fn mood(text: &str, hits: &[HotWordHit]) -> u8 {
    let proven = hits.iter().map(|hit| hit.mood).max().unwrap_or(0);
    let insistent =
        hits.iter().any(|hit| hit.mood >= 2 && hit.times >= 2) || hits.iter().filter(|hit| hit.mood >= 2).count() >= 2;
    let marks: Vec<bool> = text.chars().map(|letter| matches!(letter, '!' | '\u{ff01}' | '?' | '\u{ff1f}')).collect();
    let shouted = marks.windows(3).any(|run| run == [true, true, true]);
    (proven + u8::from(insistent) + u8::from(shouted)).min(4)
}

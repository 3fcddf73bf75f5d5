//! The assistant itself: what may be answered by a machine, and with which article.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use warmline_base::{Clock, Fault, Timestamp};
use warmline_contract::{ArticleAnswer, Assistant, KnowledgeSearch, Understanding};
use warmline_language::{EmpathyBook, IntentGuess, Reading, Segmenter, Triage, Urgency};

use crate::data::{AssistantData, Handling};
use crate::guard::forbidden_promise;
use crate::understand::{daypart, understanding};

/// An intent surer than this is acted on; the engine's own advice.
const SURE: f32 = 0.5;
/// An intent surer than this is worth a look.
const LIKELY: f32 = 0.3;
/// Without a sure intent, an article must cover this share of the question.
const COVERED: f64 = 0.7;
/// An article of the likely intent must cover this share.
const SUPPORTED: f64 = 0.4;
/// Articles looked at for one question.
const LOOKED_AT: usize = 10;
/// The longest question a machine answers, in characters; a longer one is a story for a person.
const QUESTION: usize = 200;

/// Understands with triage and answers from articles.
pub struct GroundedAssistant {
    triage: Triage,
    empathy: EmpathyBook,
    handling: BTreeMap<String, Handling>,
    knowledge: Arc<dyn KnowledgeSearch>,
    clock: Arc<dyn Clock>,
    zone: TimeZone,
}

impl GroundedAssistant {
    /// An assistant of the bank's data, answering from `knowledge`.
    ///
    /// # Errors
    /// `WL-ASSISTANT-DATA` when a text does not read or the time zone is not known;
    /// `WL-LANGUAGE-DATA` when the intents break a rule.
    pub fn new(
        data: &AssistantData<'_>,
        segmenter: Segmenter,
        knowledge: Arc<dyn KnowledgeSearch>,
        clock: Arc<dyn Clock>,
    ) -> Result<Arc<Self>, Fault> {
        let parsed = data.parse()?;
        let zone = TimeZoneDatabase::bundled().get(data.time_zone).map_err(|_| {
            Fault::invalid("WL-ASSISTANT-DATA", "the time zone is not known: use a name such as Asia/Shanghai")
        })?;
        Ok(Arc::new(Self {
            triage: Triage::new(segmenter, parsed.triage, parsed.hot_words)?,
            empathy: EmpathyBook::new(parsed.empathy),
            handling: parsed.handling,
            knowledge,
            clock,
            zone,
        }))
    }

    fn read(&self, text: &str, now: Timestamp) -> Reading {
        self.triage.read(text, daypart(now, &self.zone))
    }

    /// Whether a machine may answer at all.
    fn may_answer(&self, text: &str, reading: &Reading) -> bool {
        let guesses = [&reading.intent, &reading.runner_up];
        let risky = guesses.into_iter().flatten().any(|guess| guess.confidence >= LIKELY && self.needs_person(guess));
        !risky
            && reading.urgency == Urgency::None
            && !reading.wants_person
            && !reading.out_of_scope
            && (1..=QUESTION).contains(&text.trim().chars().count())
    }

    fn needs_person(&self, guess: &IntentGuess) -> bool {
        self.handling.get(&guess.intent).is_some_and(Handling::needs_person)
    }

    /// The article that fits, before anybody looked at its words.
    async fn choose(&self, text: &str, reading: &Reading, now: Timestamp) -> Result<Option<ArticleAnswer>, Fault> {
        let found = self.knowledge.find(text, LOOKED_AT, now).await?;
        if let Some(guess) = reading.intent.as_ref().filter(|guess| guess.confidence >= LIKELY) {
            let linked = |article: &&ArticleAnswer| article.intents.contains(&guess.intent);
            let best = found.iter().find(linked);
            if guess.confidence >= SURE {
                // The intent is sure, so its own article answers even when it uses other words.
                return match best {
                    Some(article) => Ok(Some(article.clone())),
                    None => Ok(self.knowledge.linked_to(&guess.intent, now).await?.into_iter().next()),
                };
            }
            if let Some(article) = best.filter(|article| article.score >= SUPPORTED) {
                return Ok(Some(article.clone()));
            }
        }
        Ok(found.into_iter().next().filter(|article| article.score >= COVERED && !self.is_risky(article)))
    }

    /// Whether the article answers a matter that needs a person.
    fn is_risky(&self, article: &ArticleAnswer) -> bool {
        article.intents.iter().any(|intent| self.handling.get(intent).is_some_and(Handling::needs_person))
    }
}

#[async_trait]
impl Assistant for GroundedAssistant {
    fn understand(&self, text: &str) -> Understanding {
        understanding(self.read(text, self.clock.now()))
    }

    async fn answer(&self, text: &str, locale: &str, now: Timestamp) -> Result<Option<ArticleAnswer>, Fault> {
        let reading = self.read(text, now);
        if !self.may_answer(text, &reading) {
            return Ok(None);
        }
        let chosen = self.choose(text, &reading, now).await?;
        Ok(chosen.and_then(|article| in_language(article, locale)).filter(may_leave))
    }

    fn empathy(&self, mood: u8, intent: Option<&str>) -> Vec<[String; 3]> {
        let lines = self.empathy.choose(mood, intent, &[]).into_iter();
        lines.map(|line| [line.restate.clone(), line.understand.clone(), line.commit.clone()]).collect()
    }
}

/// The article in the customer's language; nothing when it was not translated, so that a person answers.
fn in_language(article: ArticleAnswer, locale: &str) -> Option<ArticleAnswer> {
    if !locale.starts_with("en") {
        return Some(article);
    }
    let english = article.english.clone()?;
    Some(ArticleAnswer {
        title: english.title,
        answer_customer: english.answer_short.clone(),
        answer_short: english.answer_short,
        ..article
    })
}

/// Whether every text of the answer may leave the house.
fn may_leave(article: &ArticleAnswer) -> bool {
    let texts = [&article.title, &article.answer_short, &article.answer_customer];
    match texts.into_iter().find_map(|text| forbidden_promise(text)) {
        None => true,
        Some(promise) => {
            tracing::warn!(article = %article.id, version = article.version, promise, "an answer was held back");
            false
        }
    }
}

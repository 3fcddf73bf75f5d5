//! The demo bank as the engine sees it, shared by the tests and the bench of this crate.
#![allow(dead_code, reason = "each test binary uses its own part of it")]

use serde::de::DeserializeOwned;
use warmline_language::{ArticleDocument, Axes, Concept, HotWord, Segmenter, Triage, TriageData};

#[derive(serde::Deserialize)]
struct Lexicon {
    bank_words: Vec<String>,
    concepts: Vec<Concept>,
}

/// A demo file as a value.
pub fn demo<T: DeserializeOwned>(name: &str) -> T {
    let path = format!("{}/../../../demo/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A segmenter with the demo bank's words.
pub fn segmenter() -> Segmenter {
    let lexicon: Lexicon = demo("lexicon.json");
    Segmenter::new(lexicon.bank_words.iter().map(String::as_str), &lexicon.concepts)
}

/// Triage fitted to the demo bank.
pub fn triage() -> Triage {
    let data: TriageData = demo("intents.json");
    let hot_words: Vec<HotWord> = demo("hotwords.json");
    Triage::new(segmenter(), data, hot_words).expect("the demo data obeys the rules")
}

/// Lines of (intent, text) in a test file.
pub fn labelled(file: &'static str) -> Vec<(&'static str, &'static str)> {
    file.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t')).collect()
}

/// A knowledge article as the demo bank writes it; the fields the engine and its tests look at.
#[derive(serde::Deserialize)]
pub struct Article {
    pub id: String,
    pub title: String,
    pub keywords: Vec<String>,
    pub questions: Vec<String>,
    pub answer_short: String,
    pub answer_customer: String,
    pub body: String,
    pub reason: String,
    pub source: String,
    pub mistakes: Vec<String>,
    pub axes: Axes,
    pub lifecycle: Vec<String>,
    pub demand_type: String,
    pub intents: Vec<String>,
    pub effective_from: String,
    pub expires_at: Option<String>,
    pub english: English,
}

/// The English side of an article.
#[derive(serde::Deserialize)]
pub struct English {
    pub title: String,
    pub answer_short: String,
}

impl Article {
    /// What of the article is searched.
    pub fn document(&self) -> ArticleDocument {
        ArticleDocument {
            id: self.id.clone(),
            title: self.title.clone(),
            keywords: self.keywords.clone(),
            questions: self.questions.clone(),
            answer: format!("{} {}", self.answer_short, self.answer_customer),
            axes: self.axes.clone(),
        }
    }
}

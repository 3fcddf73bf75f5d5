//! The demo bank as the engine sees it, shared by the tests and the bench of this crate.

use serde::de::DeserializeOwned;
use warmline_language::{HotWord, Segmenter, Triage, TriageData};

#[derive(serde::Deserialize)]
struct Lexicon {
    bank_words: Vec<String>,
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
    Segmenter::new(lexicon.bank_words.iter().map(String::as_str))
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

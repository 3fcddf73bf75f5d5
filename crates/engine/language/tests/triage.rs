//! How triage meets strangers: unseen wording, dialect, traps and matters of nobody's business.

use std::sync::LazyLock;

use warmline_language::{Daypart, Reading, Triage, Urgency};

mod support;

static TRIAGE: LazyLock<Triage> = LazyLock::new(support::triage);

fn read(text: &str) -> Reading {
    TRIAGE.read(text, Daypart::Day)
}

fn intent_of(text: &str) -> String {
    read(text).intent.map(|guess| guess.intent).unwrap_or_default()
}

/// Per cent of lines whose intent is right, and the wrong ones.
fn share_right(lines: &[(&str, &str)]) -> (f64, String) {
    let wrong: Vec<String> = lines
        .iter()
        .filter(|(intent, text)| intent_of(text) != *intent)
        .map(|(intent, text)| format!("{intent} read as {:?}: {text}", read(text).intent))
        .collect();
    (100.0 * (lines.len() - wrong.len()) as f64 / lines.len() as f64, wrong.join("\n"))
}

#[test]
fn unseen_wording_finds_its_intent() {
    let lines = support::labelled(include_str!("data/held_out.txt"));
    assert!(lines.len() >= 66);
    let (share, wrong) = share_right(&lines);
    assert!(share >= 85.0, "{share:.1} %\n{wrong}");
}

#[test]
fn dialect_and_noise_find_their_intent() {
    let (share, wrong) = share_right(&support::labelled(include_str!("data/dialect.txt")));
    assert!(share >= 70.0, "{share:.1} %\n{wrong}");
}

#[test]
fn what_is_not_the_banks_business_is_not_answered() {
    let lines: Vec<&str> =
        include_str!("data/out_of_scope.txt").lines().filter(|line| !line.starts_with('#')).collect();
    let accepted: Vec<String> = lines
        .iter()
        .map(|text| (text, read(text)))
        .filter(|(_, reading)| !reading.out_of_scope && reading.intent.as_ref().is_some_and(|i| i.confidence >= 0.5))
        .map(|(text, reading)| format!("{text} {:?}", reading.intent))
        .collect();
    assert!(accepted.len() * 10 <= lines.len(), "{accepted:#?}");
}

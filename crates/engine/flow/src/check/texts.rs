//! What is said: present in both languages, short enough to read, and never selling.

use super::{Report, kind_of};
use crate::marketing::selling_phrase;
use crate::source::{Source, Step, Texts};

/// The longest text of a step, in characters: about half a telephone's screen.
const TEXT_CHARACTERS: usize = 500;
/// The longest label, in characters.
const LABEL_CHARACTERS: usize = 40;
/// The most words that reach a person.
const PERSON_WORDS: usize = 50;

pub(super) fn check(source: &Source, report: &mut Report<'_>) {
    texts(&source.person.label, "/person/label", LABEL_CHARACTERS, report);
    let words = &source.person.words;
    if !(1..=PERSON_WORDS).contains(&words.len()) || words.iter().any(|word| word.trim().is_empty()) {
        let message = format!("1 to {PERSON_WORDS} words reach a person, none of them empty");
        report.add("/person/words", "WL-FLOW-PERSON", message);
    }
    for (name, step) in &source.steps {
        for (field, said, limit) in said_by(step) {
            texts(said, &format!("/steps/{name}/{}/{field}", kind_of(step)), limit, report);
        }
    }
}

fn said_by(step: &Step) -> Vec<(String, &Texts, usize)> {
    let text = |said| vec![("text".to_string(), said, TEXT_CHARACTERS)];
    match step {
        Step::Greet(speak) | Step::Notice(speak) | Step::Say(speak) => text(&speak.text),
        Step::Identify(identify) => text(&identify.text),
        Step::Ask(ask) => {
            let labels = ask.options.iter().enumerate();
            let labels =
                labels.map(|(index, option)| (format!("options/{index}/label"), &option.label, LABEL_CHARACTERS));
            let again = ask.keypad.as_ref().map(|keypad| ("keypad/again".to_string(), &keypad.again, TEXT_CHARACTERS));
            text(&ask.text).into_iter().chain(labels).chain(again).collect()
        }
        Step::Answer(answer) => {
            text(&answer.text).into_iter().chain([("again".to_string(), &answer.again, TEXT_CHARACTERS)]).collect()
        }
        Step::Collect(collect) => text(&collect.text),
        Step::Secret(secret) => text(&secret.text),
        Step::Queue(queue) => {
            let told = queue.meanwhile.iter().enumerate();
            let told = told.map(|(index, told)| (format!("meanwhile/{index}/text"), &told.text, TEXT_CHARACTERS));
            queue.text.as_ref().map(text).unwrap_or_default().into_iter().chain(told).collect()
        }
        Step::Transfer(transfer) => vec![("note".to_string(), &transfer.note, TEXT_CHARACTERS)],
        Step::Callback(callback) => text(&callback.text),
        Step::LeaveMessage(message) => text(&message.text),
        Step::Survey(survey) => text(&survey.text),
        Step::End(end) => end.text.as_ref().map(text).unwrap_or_default(),
        Step::Branch(_) => vec![],
    }
}

fn texts(said: &Texts, pointer: &str, limit: usize, report: &mut Report<'_>) {
    if let Some(clip) = &said.clip {
        super::limits::name(clip, &format!("{pointer}/clip"), report);
    }
    for (language, text) in [("zh-CN", &said.zh), ("en", &said.en)] {
        let place = format!("{pointer}/{language}");
        if text.trim().is_empty() {
            report.add(&place, "WL-FLOW-TEXT", format!("the {language} text is empty: write it"));
        }
        if text.chars().count() > limit {
            report.add(&place, "WL-FLOW-TEXT", format!("the {language} text is longer than {limit} characters"));
        }
        if let Some(phrase) = selling_phrase(text) {
            let message = format!("`{phrase}` sells: somebody who seeks help is not sold to, so say it without");
            report.add(&place, "WL-FLOW-MARKETING", message);
        }
    }
}

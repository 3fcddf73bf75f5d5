//! What the assistant is made from: the texts of the bank's data files, read once at the start.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use warmline_base::Fault;
use warmline_language::{EmpathyTemplate, HotWord, TriageData};

/// The texts of the bank's data files.
#[derive(Clone, Copy, Debug)]
pub struct AssistantData<'a> {
    /// `intents.json`: intents with samples, and who handles each at which risk.
    pub intents: &'a str,
    /// `hotwords.json`.
    pub hot_words: &'a str,
    /// `empathy.json`.
    pub empathy: &'a str,
    /// IANA name of the bank's time zone, which tells day from night.
    pub time_zone: &'a str,
}

/// Who handles an intent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Handler {
    /// The assistant may.
    Bot,
    /// The assistant collects, a person decides.
    AiPrecheck,
    /// A person.
    Agent,
    /// A person of that trade.
    Specialist,
}

/// What can go wrong when it is handled badly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Risk {
    Low,
    Mid,
    High,
    Critical,
}

/// How an intent is handled.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Handling {
    pub(crate) code: String,
    pub(crate) handler: Handler,
    pub(crate) risk: Risk,
}

impl Handling {
    /// Whether only a person may answer.
    pub(crate) fn needs_person(&self) -> bool {
        matches!(self.handler, Handler::Agent | Handler::Specialist) && self.risk >= Risk::High
    }
}

#[derive(Deserialize)]
struct Handlings {
    intents: Vec<Handling>,
}

/// The same, read.
pub(crate) struct Parsed {
    pub(crate) triage: TriageData,
    pub(crate) handling: BTreeMap<String, Handling>,
    pub(crate) hot_words: Vec<HotWord>,
    pub(crate) empathy: Vec<EmpathyTemplate>,
}

impl AssistantData<'_> {
    pub(crate) fn parse(&self) -> Result<Parsed, Fault> {
        let handlings: Handlings = parse("intents.json", self.intents)?;
        Ok(Parsed {
            triage: parse("intents.json", self.intents)?,
            handling: handlings.intents.into_iter().map(|handling| (handling.code.clone(), handling)).collect(),
            hot_words: parse("hotwords.json", self.hot_words)?,
            empathy: parse("empathy.json", self.empathy)?,
        })
    }
}

fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|error| Fault::invalid("WL-ASSISTANT-DATA", format!("{file}: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_risky_matters_of_people_need_a_person() {
        let handling = |handler, risk| Handling { code: "x".into(), handler, risk };
        assert!(handling(Handler::Agent, Risk::High).needs_person());
        assert!(handling(Handler::Specialist, Risk::Critical).needs_person());
        assert!(!handling(Handler::Agent, Risk::Mid).needs_person());
        assert!(!handling(Handler::Bot, Risk::Mid).needs_person());
    }
}

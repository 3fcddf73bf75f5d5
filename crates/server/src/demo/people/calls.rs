//! What simulated people say on the telephone: some of the demo's dialogues, recorded turn by turn.
//!
//! Invariant: every sentence has its recording, as A-law of 8 kHz, so that nobody speaks in tones.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Context;
use rust_embed::RustEmbed;
use serde::Deserialize;

use super::script::{Dialogue, Script, Side};
use crate::demo::data;

/// The recordings; `scripts/render-prompts.sh` makes them.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../demo/voices"]
struct Files;

/// A sentence as A-law.
pub type Clip = Arc<[u8]>;

/// A call of the script.
pub struct ScriptedCall {
    /// The number it comes from.
    pub from: String,
    /// The keys that lead through the menus.
    pub keys: String,
    /// What it is about.
    pub dialogue: Arc<Dialogue>,
    /// Who says what.
    pub turns: Vec<(Side, Clip)>,
}

/// What customers say who are called and expected nobody.
pub struct Answers {
    /// Taking the call.
    pub hello: Clip,
    /// When somebody spoke for the first time.
    pub yes: Clip,
    /// When somebody spoke again.
    pub noted: Clip,
    /// In the end.
    pub goodbye: Clip,
}

/// Everything that is said on the telephone.
pub struct Calls {
    /// How a colleague answers.
    pub greeting: Clip,
    /// What a colleague says to whom no script knows.
    pub noted: Clip,
    /// How a colleague ends.
    pub goodbye: Clip,
    /// The calls, in the data's order; at least one.
    pub all: Vec<Arc<ScriptedCall>>,
    /// What customers say who are called, by their gender.
    answers: BTreeMap<String, Arc<Answers>>,
    /// Whose number is whose.
    genders: BTreeMap<String, String>,
}

impl Calls {
    /// Reads the demo's data.
    ///
    /// # Errors
    /// When the data does not read, or a sentence has no recording.
    pub fn load(script: &Script) -> anyhow::Result<Self> {
        #[derive(Deserialize)]
        struct File {
            called: Called,
            calls: Vec<Entry>,
        }
        #[derive(Deserialize)]
        struct Called {
            voices: BTreeMap<String, String>,
        }
        #[derive(Deserialize)]
        struct Entry {
            talk: String,
            keys: String,
        }
        let file: File = serde_json::from_str(data::CALLS)?;
        let customers = customers()?;
        let call = |entry: Entry| {
            let dialogue = script.named(&entry.talk).with_context(|| format!("there is no talk {}", entry.talk))?;
            let from = dialogue.customer.as_ref().and_then(|code| customers.get(code)).map(|(mobile, _)| mobile);
            let from = from.with_context(|| format!("who calls in {}?", entry.talk))?.clone();
            let turns = dialogue.turns.iter().enumerate();
            let turns = turns.map(|(place, turn)| Ok((turn.by, recorded(&format!("{}-{place}", entry.talk))?)));
            let turns = turns.collect::<anyhow::Result<_>>()?;
            Ok(Arc::new(ScriptedCall { from, keys: entry.keys, dialogue, turns }))
        };
        let answers = |(gender, voice): (String, String)| {
            let said = |what: &str| recorded(&format!("called-{what}-{voice}"));
            let answers =
                Answers { hello: said("hello")?, yes: said("yes")?, noted: said("noted")?, goodbye: said("goodbye")? };
            Ok((gender, Arc::new(answers)))
        };
        let answers: BTreeMap<_, _> = file.called.voices.into_iter().map(answers).collect::<anyhow::Result<_>>()?;
        anyhow::ensure!(!answers.is_empty(), "customers who are called need a voice");
        Ok(Self {
            answers,
            genders: customers.values().cloned().collect(),
            greeting: recorded("greeting")?,
            noted: recorded("noted")?,
            goodbye: recorded("goodbye")?,
            all: file.calls.into_iter().map(call).collect::<anyhow::Result<_>>()?,
        })
    }

    /// The call that comes from a number of which the middle may be masked, as a desk phone shows it.
    pub fn from(&self, shown: &str) -> Option<Arc<ScriptedCall>> {
        let fits = |call: &&Arc<ScriptedCall>| {
            call.from.len() == shown.len()
                && call.from.bytes().zip(shown.bytes()).all(|(one, other)| one == other || other == b'*')
        };
        self.all.iter().find(fits).map(Arc::clone)
    }

    /// What whoever has this number says when called; of a stranger, what anybody says.
    pub fn answers_of(&self, number: &str) -> Arc<Answers> {
        let known = self.genders.get(number).and_then(|gender| self.answers.get(gender));
        let answers = known.or_else(|| self.answers.values().next());
        Arc::clone(answers.expect("the calls were loaded with a voice"))
    }
}

/// The customers' mobile numbers and genders, by their codes.
fn customers() -> anyhow::Result<BTreeMap<String, (String, String)>> {
    #[derive(Deserialize)]
    struct Customer {
        code: String,
        gender: String,
        identifiers: Vec<Identifier>,
    }
    #[derive(Deserialize)]
    struct Identifier {
        kind: String,
        value: String,
    }
    let customers: Vec<Customer> = serde_json::from_str(data::CUSTOMERS)?;
    let mobile = |customer: Customer| {
        let known = customer.identifiers.into_iter().find(|one| one.kind == "mobile")?;
        Some((customer.code, (known.value, customer.gender)))
    };
    Ok(customers.into_iter().filter_map(mobile).collect())
}

/// The sound of a recording.
fn recorded(name: &str) -> anyhow::Result<Clip> {
    let file = Files::get(&format!("{name}.wav"))
        .with_context(|| format!("{name} is not recorded: run scripts/render-prompts.sh {name}"))?;
    sound_of(&file.data).with_context(|| format!("{name}.wav is no A-law of 8 kHz")).map(Arc::from)
}

/// The samples of a WAV file of one channel of A-law at 8 kHz.
fn sound_of(file: &[u8]) -> Option<&[u8]> {
    let mut chunks = file.strip_prefix(b"RIFF")?.get(4..)?.strip_prefix(b"WAVE")?;
    let mut is_line = false;
    while let Some((head, rest)) = chunks.split_at_checked(8) {
        let bytes = usize::try_from(u32::from_le_bytes(head[4..].try_into().ok()?)).ok()?;
        let body = rest.get(..bytes)?;
        match &head[..4] {
            // Format 6, one channel, 8,000 samples a second.
            b"fmt " => is_line = body.get(..8)? == [6, 0, 1, 0, 0x40, 0x1f, 0, 0],
            b"data" => return is_line.then_some(body),
            _ => {}
        }
        // A chunk of an odd length is followed by one byte more.
        chunks = rest.get(bytes + bytes % 2..)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_is_recorded_and_known_by_its_masked_number() {
        let calls = Calls::load(&Script::load().unwrap()).unwrap();
        assert!(calls.all.len() >= 5);
        for call in &calls.all {
            let masked = format!("{}****{}", &call.from[..3], &call.from[7..]);
            assert_eq!(calls.from(&masked).unwrap().from, call.from);
            for (_, clip) in &call.turns {
                let seconds = clip.len() / 8_000;
                assert!(
                    (0..20).contains(&seconds) && clip.iter().any(|code| warmline_phone::rtp::loudness(*code) > 4_000)
                );
            }
        }
        assert!(calls.from("13900000001").is_none());
    }

    #[test]
    fn what_is_no_sound_of_the_line_is_refused() {
        assert_eq!(sound_of(b"RIFF\0\0\0\0WAVEdata\x01\0\0\0\x55"), None, "of what format?");
        assert_eq!(sound_of(b"no sound"), None);
    }
}

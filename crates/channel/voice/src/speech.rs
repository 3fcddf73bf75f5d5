//! What the house says: sentences by their text or name, spliced from recorded parts.
//!
//! Texts come from flows, so a text is looked up by itself; what nobody recorded is left out and counted, and
//! the call goes on. Deliberately absent: synthesis, which would put words nobody approved on a bank's line.

use std::sync::Arc;

use rust_embed::RustEmbed;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use warmline_base::Fault;
use warmline_call::{Phrase, Word};
use warmline_media::g711;
use warmline_media::player::Clip;
use warmline_wire::sdp::Codec;

/// The recorded parts; `scripts/render-prompts.sh` makes them.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/prompts"]
struct Files;

/// The name of the tone after which a message is taken.
pub const TONE: &str = "tone";
/// Its samples: four tenths of a second of 1,000 Hz.
const TONE_SAMPLES: usize = 3_200;
/// How loud it is, of 32,767.
const TONE_LOUDNESS: f64 = 9_000.0;

/// The languages spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    /// 普通话.
    Chinese,
    /// English.
    English,
}

#[derive(Deserialize)]
struct Entry {
    name: String,
    zh: String,
    en: String,
}

/// Every recorded part, by name and by text.
pub struct Speech {
    zh: FxHashMap<String, Arc<Clip>>,
    en: FxHashMap<String, Arc<Clip>>,
    music: Arc<Clip>,
}

impl Speech {
    /// Reads the parts built into the program.
    ///
    /// # Errors
    /// `WL-VOICE-PROMPTS` when a part is missing that a call cannot do without.
    pub fn open() -> Result<Self, Fault> {
        let missing = |name: &str| {
            Fault::internal("WL-VOICE-PROMPTS", format!("the recorded part {name} is missing: render the prompts"))
        };
        let file = |name: String| {
            let found = Files::get(&name).ok_or_else(|| missing(&name))?;
            let mut samples = vec![0; found.data.len()];
            g711::decode(Codec::Pcmu, &found.data, &mut samples);
            Ok::<_, Fault>(Arc::new(Clip::new(&samples)))
        };
        let list = Files::get("prompts.json").ok_or_else(|| missing("prompts.json"))?;
        let entries: Vec<Entry> = serde_json::from_slice(&list.data).map_err(|_| missing("prompts.json"))?;
        let mut speech = Self { zh: FxHashMap::default(), en: FxHashMap::default(), music: file("music.ul".into())? };
        for entry in entries {
            let zh = file(format!("{}.zh.ul", entry.name))?;
            let en = file(format!("{}.en.ul", entry.name))?;
            speech.zh.insert(entry.zh, zh.clone());
            speech.en.insert(entry.en, en.clone());
            speech.zh.insert(entry.name.clone(), zh);
            speech.en.insert(entry.name, en);
        }
        let tone = Arc::new(Clip::new(&tone()));
        speech.zh.insert(TONE.into(), Arc::clone(&tone));
        speech.en.insert(TONE.into(), tone);
        for name in Word::ALL.map(name_of).iter().copied().chain(DIGITS).chain(["press", "minutes"]) {
            speech.part(Tongue::Chinese, name).ok_or_else(|| missing(name))?;
        }
        Ok(speech)
    }

    /// Music on hold.
    pub fn music(&self) -> Arc<Clip> {
        Arc::clone(&self.music)
    }

    /// The parts that say `phrases`.
    pub fn clips(&self, tongue: Tongue, phrases: &[Phrase]) -> Vec<Arc<Clip>> {
        let mut clips = Vec::with_capacity(phrases.len());
        for phrase in phrases {
            match phrase {
                Phrase::Word(word) => clips.extend(self.part(tongue, name_of(*word))),
                Phrase::Clip(name) => clips.extend(self.part(tongue, name)),
                Phrase::Text(text) => match self.part(tongue, text) {
                    Some(clip) => clips.push(clip),
                    None => metrics::counter!("warmline_voice_texts_unspoken_total").increment(1),
                },
                Phrase::Number(number) => self.number(tongue, *number, &mut clips),
                Phrase::Minutes(minutes) => {
                    self.number(tongue, *minutes, &mut clips);
                    clips.extend(self.part(tongue, "minutes"));
                }
            }
        }
        clips
    }

    fn part(&self, tongue: Tongue, key: &str) -> Option<Arc<Clip>> {
        let parts = match tongue {
            Tongue::Chinese => &self.zh,
            Tongue::English => &self.en,
        };
        parts.get(key).cloned()
    }

    /// A number below a hundred as words (二十一); a longer one digit by digit.
    fn number(&self, tongue: Tongue, number: u32, clips: &mut Vec<Arc<Clip>>) {
        for name in number_parts(tongue, number) {
            clips.extend(self.part(tongue, name));
        }
    }
}

fn tone() -> Vec<i16> {
    let angle = std::f64::consts::TAU * 1_000.0 / 8_000.0;
    (0..TONE_SAMPLES).map(|sample| ((sample as f64 * angle).sin() * TONE_LOUDNESS) as i16).collect()
}

const DIGITS: [&str; 11] = ["d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8", "d9", "d10"];

fn number_parts(tongue: Tongue, number: u32) -> Vec<&'static str> {
    let digit = |value: u32| DIGITS[value as usize % DIGITS.len()];
    if number <= 10 {
        return vec![digit(number)];
    }
    if tongue == Tongue::Chinese && number < 100 {
        let (tens, ones) = (number / 10, number % 10);
        let head = (tens > 1).then(|| digit(tens));
        let tail = (ones > 0).then(|| digit(ones));
        return head.into_iter().chain(["d10"]).chain(tail).collect();
    }
    number.to_string().bytes().map(|byte| digit(u32::from(byte - b'0'))).collect()
}

const fn name_of(word: Word) -> &'static str {
    match word {
        Word::RecordingNotice => "recording_notice",
        Word::Connecting => "connecting",
        Word::LineLost => "line_lost",
        Word::TransferFailed => "transfer_failed",
        Word::StillHeld => "still_held",
        Word::Emergency => "emergency",
        Word::CallbackPromised => "callback_promised",
        Word::PleaseWait => "please_wait",
        Word::PlaceBefore => "place_before",
        Word::PlaceAfter => "place_after",
        Word::WaitBefore => "wait_before",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_of_the_house_is_recorded_in_both_languages() {
        let speech = Speech::open().unwrap();
        for tongue in [Tongue::Chinese, Tongue::English] {
            for word in Word::ALL {
                assert!(speech.clips(tongue, &[Phrase::Word(word)]).len() == 1, "{word:?}");
            }
        }
        assert!(speech.music().frames() > 5 * 50);
        let unknown = [Phrase::Text("谁也没有录过的话".into()), Phrase::Word(Word::PleaseWait)];
        assert_eq!(speech.clips(Tongue::Chinese, &unknown).len(), 1, "what nobody recorded is left out");
    }

    #[test]
    fn every_sentence_of_the_demo_bank_is_recorded_in_both_languages() {
        fn texts(value: &serde_json::Value, found: &mut Vec<(String, String)>) {
            if let (Some(zh), Some(en)) = (value["zh-CN"].as_str(), value["en"].as_str()) {
                found.push((zh.to_owned(), en.to_owned()));
            }
            match value {
                serde_json::Value::Object(fields) => fields.values().for_each(|field| texts(field, found)),
                serde_json::Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
                _ => {}
            }
        }
        let flow = include_str!("../../../../demo/flows/telephone-entry.json");
        let mut said = Vec::new();
        texts(&serde_json::from_str(flow).unwrap(), &mut said);
        assert!(said.len() > 30);
        let speech = Speech::open().unwrap();
        for (zh, en) in said {
            assert!(speech.part(Tongue::Chinese, &zh).is_some(), "{zh}");
            assert!(speech.part(Tongue::English, &en).is_some(), "{en}");
        }
    }

    #[test]
    fn numbers_are_said_as_people_say_them() {
        assert_eq!(number_parts(Tongue::Chinese, 3), ["d3"]);
        assert_eq!(number_parts(Tongue::Chinese, 12), ["d10", "d2"]);
        assert_eq!(number_parts(Tongue::Chinese, 20), ["d2", "d10"]);
        assert_eq!(number_parts(Tongue::Chinese, 95), ["d9", "d10", "d5"]);
        assert_eq!(number_parts(Tongue::Chinese, 110), ["d1", "d1", "d0"]);
        assert_eq!(number_parts(Tongue::English, 21), ["d2", "d1"]);
    }
}

//! What the house says: sentences by their text or name, and numbers, spliced from recorded parts.
//!
//! Texts come from flows, so a text is looked up by itself; what nobody recorded is left out and counted, and
//! the call goes on; where a voice is configured it is spoken from the next call on ([`unrecorded`]). Only texts that
//! were approved come here: flows' and articles'. Every word that numbers, amounts, days and times are made of is
//! recorded, or nothing opens.

mod unrecorded;

use std::sync::Arc;

use rust_embed::RustEmbed;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use warmline_base::Fault;
use warmline_call::{Phrase, Word};
use warmline_media::g711;
use warmline_media::player::Clip;
use warmline_media::spoken::{self, Chinese, English};
use warmline_speech::TextToSpeech;
use warmline_wire::sdp::Codec;

use unrecorded::Unrecorded;

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
    words: FxHashMap<spoken::Word, Arc<Clip>>,
    music: Arc<Clip>,
    unrecorded: Option<Unrecorded>,
}

impl Speech {
    /// Reads the parts built into the program; what is not among them `voice` speaks, when there is one.
    ///
    /// # Errors
    /// `WL-VOICE-PROMPTS` when a part is missing that a call cannot do without.
    pub fn open(voice: Option<Arc<dyn TextToSpeech>>) -> Result<Self, Fault> {
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
        let mut speech = Self {
            zh: FxHashMap::default(),
            en: FxHashMap::default(),
            words: FxHashMap::default(),
            music: file("music.ul".into())?,
            unrecorded: voice.map(Unrecorded::new),
        };
        for entry in entries {
            let zh = file(format!("{}.zh.ul", entry.name))?;
            let en = file(format!("{}.en.ul", entry.name))?;
            speech.zh.insert(entry.zh, zh.clone());
            speech.en.insert(entry.en, en.clone());
            speech.zh.insert(entry.name.clone(), zh);
            speech.en.insert(entry.name, en);
        }
        for word in spoken::Word::ALL {
            speech.words.insert(*word, file(format!("{}.ul", word.clip()))?);
        }
        let tone = Arc::new(Clip::new(&tone()));
        speech.zh.insert(TONE.into(), Arc::clone(&tone));
        speech.en.insert(TONE.into(), tone);
        for name in Word::ALL.map(name_of).iter().copied().chain(["press", "minute", "minutes"]) {
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
                Phrase::Text(text) => {
                    let spoken = || self.unrecorded.as_ref().and_then(|unrecorded| unrecorded.clip(text));
                    match self.part(tongue, text).or_else(spoken) {
                        Some(clip) => clips.push(clip),
                        None => metrics::counter!("warmline_voice_texts_unspoken_total").increment(1),
                    }
                }
                Phrase::Number(number) => clips.extend(self.words(&number_by_itself(tongue, *number))),
                Phrase::Count(number) => clips.extend(self.words(&number_of(tongue, *number))),
                Phrase::Minutes(minutes) => {
                    clips.extend(self.words(&number_of(tongue, *minutes)));
                    clips.extend(self.part(tongue, if *minutes == 1 { "minute" } else { "minutes" }));
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

    /// The recordings of words.
    fn words(&self, words: &[spoken::Word]) -> impl Iterator<Item = Arc<Clip>> {
        words.iter().filter_map(|word| self.words.get(word).cloned())
    }
}

fn tone() -> Vec<i16> {
    let angle = std::f64::consts::TAU * 1_000.0 / 8_000.0;
    (0..TONE_SAMPLES).map(|sample| ((sample as f64 * angle).sin() * TONE_LOUDNESS) as i16).collect()
}

fn number_by_itself(tongue: Tongue, number: u32) -> Vec<spoken::Word> {
    match tongue {
        Tongue::Chinese => Chinese::number(number.into()),
        Tongue::English => English::number(number.into()),
    }
}

/// How many of what follows: in Chinese two is 两.
fn number_of(tongue: Tongue, number: u32) -> Vec<spoken::Word> {
    match tongue {
        Tongue::Chinese => Chinese::count(number.into()),
        Tongue::English => English::number(number.into()),
    }
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
        let speech = Speech::open(None).unwrap();
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
        let speech = Speech::open(None).unwrap();
        for (zh, en) in said {
            assert!(speech.part(Tongue::Chinese, &zh).is_some(), "{zh}");
            assert!(speech.part(Tongue::English, &en).is_some(), "{en}");
        }
    }

    #[test]
    fn two_of_something_is_liang_and_two_on_a_key_is_er() {
        use warmline_media::spoken::Word::{Er, Liang, Two};
        assert_eq!(number_by_itself(Tongue::Chinese, 2), [Er]);
        assert_eq!(number_of(Tongue::Chinese, 2), [Liang]);
        assert_eq!(number_of(Tongue::English, 2), [Two]);
        let speech = Speech::open(None).unwrap();
        let minutes = |count| speech.clips(Tongue::English, &[Phrase::Minutes(count)]);
        assert!(!Arc::ptr_eq(&minutes(1)[1], &minutes(2)[1]), "one minute is no minutes");
    }

    #[test]
    fn every_number_amount_day_and_time_is_spliced_of_recorded_parts_alone() {
        use spoken::{Day, Time};
        use warmline_base::Fen;
        let speech = Speech::open(None).unwrap();
        let said = |words: Vec<spoken::Word>| {
            assert!(!words.is_empty());
            assert_eq!(speech.words(&words).count(), words.len(), "{words:?}");
            assert!(speech.words(&words).all(|clip| clip.frames() > 5), "a word is heard: {words:?}");
        };
        for number in 0..=100_000_u32 {
            said(Chinese::number(number.into()));
            said(Chinese::count(number.into()));
            said(English::number(number.into()));
        }
        // Every amount up to a hundred yuan, and one of each length with every kind of gap.
        for fen in (0..=10_000).chain((0..16).flat_map(|power| [1, 2, 10, 11].map(|one| one * 10_i64.pow(power)))) {
            for amount in [Fen(fen), Fen(-fen)] {
                said(Chinese::money(amount));
                said(English::money(amount));
            }
        }
        for year in [1999, 2000, 2005, 2010, 2026, 2100] {
            for (month, day) in (1..=12).flat_map(|month| (1..=31).map(move |day| (month, day))) {
                said(Chinese::day(Day { year, month, day }));
                said(English::day(Day { year, month, day }));
            }
        }
        for (hour, minute) in (0..24).flat_map(|hour| (0..60).map(move |minute| (hour, minute))) {
            said(Chinese::time(Time { hour, minute }));
            said(English::time(Time { hour, minute }));
        }
        said(Chinese::digits("0123456789"));
        said(English::digits("0123456789"));
    }
}

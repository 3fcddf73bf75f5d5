//! The messages of FunASR's websocket (`runtime/docs/websocket_protocol.md` of its repository), two passes.
//!
//! What is relied on is what both of its servers send: `mode` and `text`. `is_final` means different things in them and
//! is not read.

use serde::{Deserialize, Serialize};

use crate::bounded;

/// Ends the sound of a speaker.
pub(super) const CLOSING: &str = r#"{"is_speaking":false}"#;
/// How much a hot word is preferred; the service's own example uses 20.
const HOTWORD_WEIGHT: u32 = 20;

#[derive(Serialize)]
struct Opening<'a> {
    mode: &'a str,
    wav_name: String,
    wav_format: &'a str,
    audio_fs: u32,
    is_speaking: bool,
    /// 600 ms at once, looking 300 ms back and ahead.
    chunk_size: [u32; 3],
    /// Messages in such a chunk.
    chunk_interval: u32,
    itn: bool,
    /// JSON in a text: words and their weights.
    hotwords: String,
}

/// The first message: what comes, and what is wanted.
pub(super) fn opening(name: u64, hotwords: &[String]) -> String {
    let weights: serde_json::Map<String, serde_json::Value> =
        hotwords.iter().map(|word| (word.clone(), HOTWORD_WEIGHT.into())).collect();
    let opening = Opening {
        mode: "2pass",
        wav_name: format!("warmline-{name}"),
        wav_format: "pcm",
        audio_fs: 16_000,
        is_speaking: true,
        chunk_size: [5, 10, 5],
        chunk_interval: 10,
        itn: true,
        hotwords: serde_json::Value::Object(weights).to_string(),
    };
    serde_json::to_string(&opening).expect("plain data is JSON")
}

/// Which pass words come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pass {
    /// While somebody speaks: more words of the sentence.
    First,
    /// After the sentence: all its words, corrected.
    Second,
}

/// What a message tells.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub pass: Pass,
    pub text: String,
    pub language: Option<String>,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    mode: String,
    text: String,
    #[serde(default)]
    lang: Option<String>,
}

/// A message read; nothing when it is none of this protocol.
pub(super) fn told(message: &str) -> Option<Told> {
    let answer: Answer = serde_json::from_str(message).ok()?;
    // The last message of all may carry no mode; it corrects what went before.
    let pass = if answer.mode.ends_with("online") { Pass::First } else { Pass::Second };
    let language = answer.lang.filter(|language| language.len() <= 16);
    Some(Told { pass, text: bounded(&answer.text), language })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_opening_is_the_one_the_documents_show() {
        let opening: serde_json::Value = serde_json::from_str(&opening(7, &["吞卡".into()])).unwrap();
        let expected = serde_json::json!({
            "mode": "2pass", "wav_name": "warmline-7", "wav_format": "pcm", "audio_fs": 16_000, "is_speaking": true,
            "chunk_size": [5, 10, 5], "chunk_interval": 10, "itn": true, "hotwords": "{\"吞卡\":20}",
        });
        assert_eq!(opening, expected);
    }

    #[test]
    fn both_servers_are_understood() {
        let python = r#"{"mode": "2pass-online", "text": "我的卡", "wav_name": "w", "is_final": true}"#;
        assert_eq!(told(python).unwrap().pass, Pass::First);
        let native = r#"{"mode":"2pass-offline","text":"我的卡被吞了。","wav_name":"w","is_final":false,
            "timestamp":"[[100,200]]","stamp_sents":[{"text_seg":"我","punc":"","start":430,"end":1130,"ts_list":[]}]}"#;
        assert_eq!(told(native).unwrap(), Told { pass: Pass::Second, text: "我的卡被吞了。".into(), language: None });
        assert_eq!(told(r#"{"text":"","wav_name":"w","is_final":true}"#).unwrap().text, "");
        assert_eq!(told("[]"), None);
        assert_eq!(told("{}"), None);
    }
}

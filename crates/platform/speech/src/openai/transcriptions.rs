//! `POST /audio/transcriptions`: whole utterances, cut by our own ear, each asked for once.
//!
//! Nothing is told while somebody still speaks. What a recogniser makes up of noise is left out: words it is not sure to
//! have heard at all, and our own prompt repeated.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::multipart::{Form, Part};
use serde::Deserialize;
use tokio::sync::{Semaphore, mpsc};
use tokio::time::Instant;
use warmline_base::Fault;

use super::{asked, body};
use crate::connect::{Service, away, odd};
use crate::pause::Pause;
use crate::session::{Ear, Session};
use crate::voice::{Stretch, Turn, Voice};
use crate::{FRAME_MS, Frame, Heard, RATE, SpeechToText, Utterance, bounded};

/// How long an answer may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);
/// How long an utterance waits for one of the places.
const PLACE_WITHIN: Duration = Duration::from_secs(10);
/// Requests at once, of all calls.
const AT_ONCE: usize = 16;
/// Utterances of one speaker that wait; what comes beyond is lost and counted.
const WAITING_MAX: usize = 4;
/// The longest utterance: 20 s. One that is longer is cut there.
const FRAMES_MAX: usize = 1_000;
/// Frames before the voice was noticed that go along: 300 ms.
const BEFORE: usize = 15;
/// The largest answer.
const ANSWER_BYTES: usize = 256 * 1024;
/// Above this chance of there being no speech, together with [`LOG_CHANCE_MIN`], nothing was said (the figures are
/// Whisper's own).
const NO_SPEECH_MAX: f64 = 0.6;
/// Below this mean logarithm of chance a recogniser guesses.
const LOG_CHANCE_MIN: f64 = -1.0;

/// A service that turns files of sound into words.
pub struct Transcriptions {
    service: Service,
    address: Url,
    http: reqwest::Client,
    model: String,
    /// The language to expect, such as `zh`; none lets the service find out.
    language: Option<String>,
    /// Words of the trade, so that they are spelt right.
    prompt: String,
    places: Semaphore,
}

impl Transcriptions {
    /// The service whose address ends where `/audio/transcriptions` follows, usually in `/v1`.
    ///
    /// # Errors
    /// `WL-SPEECH-URL`.
    pub fn new(
        service: Service,
        model: String,
        language: Option<String>,
        hotwords: &[String],
    ) -> Result<Arc<Self>, Fault> {
        let mut address = service.address(["https", "http"])?;
        address.set_path(&format!("{}/audio/transcriptions", address.path().trim_end_matches('/')));
        let http = service.http(ANSWER_WITHIN)?;
        let (prompt, places) = (hotwords.join("、"), Semaphore::new(AT_ONCE));
        Ok(Arc::new(Self { service, address, http, model, language, prompt, places }))
    }

    async fn transcribe(&self, sound: &[i16]) -> Result<Option<Words>, Fault> {
        let _place = match tokio::time::timeout(PLACE_WITHIN, self.places.acquire()).await {
            Ok(Ok(place)) => place,
            Ok(Err(_)) | Err(_) => return Err(away()),
        };
        let file = Part::bytes(wav(sound)).file_name("utterance.wav").mime_str("audio/wav").map_err(|_| odd())?;
        let mut form = Form::new()
            .part("file", file)
            .text("model", self.model.clone())
            .text("response_format", "verbose_json")
            .text("temperature", "0");
        if let Some(language) = &self.language {
            form = form.text("language", language.clone());
        }
        if !self.prompt.is_empty() {
            form = form.text("prompt", self.prompt.clone());
        }
        let answer = asked(&self.service, self.http.post(self.address.clone()).multipart(form)).await?;
        let answer: Answer = serde_json::from_slice(&body(answer, ANSWER_BYTES).await?).map_err(|_| odd())?;
        Ok(answer.words(&self.prompt))
    }
}

impl SpeechToText for Arc<Transcriptions> {
    fn listen(&self) -> Session {
        let (session, ear) = Session::pair();
        tokio::spawn(listen(Arc::clone(self), ear));
        session
    }
}

/// Cuts what is heard into utterances.
async fn listen(provider: Arc<Transcriptions>, mut ear: Ear) {
    let (waiting, utterances) = mpsc::channel(WAITING_MAX);
    tokio::spawn(answer(provider, utterances, ear.teller()));
    let mut cutter = Cutter::default();
    while let Some((place, frame)) = ear.hear().await {
        if let Some(utterance) = cutter.hear(place, &frame)
            && waiting.try_send(utterance).is_err()
        {
            metrics::counter!("warmline_speech_utterances_lost_total").increment(1);
        }
    }
    if let Some(last) = cutter.end() {
        // The task that would take it may be gone with the listener.
        let _ = waiting.try_send(last);
    }
}

/// Asks for one utterance after the other.
async fn answer(
    provider: Arc<Transcriptions>,
    mut utterances: mpsc::Receiver<(Stretch, Vec<i16>)>,
    heard: mpsc::Sender<Heard>,
) {
    let mut pause = Pause::default();
    let mut rests_until = Instant::now();
    let mut available = None;
    let mut tell = |now: bool| {
        if available.replace(now) != Some(now) {
            let _ = heard.try_send(Heard::Available(now));
        }
    };
    // There is no connection that could be missed: it is there until it fails.
    tell(true);
    while let Some((stretch, sound)) = utterances.recv().await {
        if heard.is_closed() {
            return;
        }
        if Instant::now() < rests_until {
            metrics::counter!("warmline_speech_utterances_lost_total").increment(1);
            continue;
        }
        match provider.transcribe(&sound).await {
            Ok(words) => {
                pause.served();
                tell(true);
                if let Some(words) = words
                    && heard.try_send(Heard::Final(words.said(stretch))).is_err()
                {
                    metrics::counter!("warmline_speech_words_lost_total").increment(1);
                }
            }
            Err(fault) => {
                metrics::counter!("warmline_speech_failures_total", "code" => fault.code).increment(1);
                tracing::info!(code = fault.code, "the recogniser failed and is left alone for a while");
                tell(false);
                rests_until = Instant::now() + pause.failed();
            }
        }
    }
}

/// Keeps the sound of the utterance under way, and a little of what went before.
#[derive(Default)]
struct Cutter {
    voice: Voice,
    kept: VecDeque<Frame>,
}

impl Cutter {
    fn hear(&mut self, place: u64, frame: &Frame) -> Option<(Stretch, Vec<i16>)> {
        self.kept.push_back(*frame);
        match self.voice.hear(place, frame) {
            Turn::Ended(stretch) => return Some((stretch, self.take())),
            Turn::Nothing => self.kept.clear(),
            Turn::Began => {}
            Turn::Same if self.voice.open().is_none() => {
                while self.kept.len() > BEFORE {
                    self.kept.pop_front();
                }
            }
            Turn::Same => {}
        }
        (self.kept.len() >= FRAMES_MAX).then(|| self.end()).flatten()
    }

    fn end(&mut self) -> Option<(Stretch, Vec<i16>)> {
        let stretch = self.voice.end();
        let sound = self.take();
        stretch.map(|stretch| (stretch, sound))
    }

    fn take(&mut self) -> Vec<i16> {
        std::mem::take(&mut self.kept).into_iter().flatten().collect()
    }
}

/// A file of sound: one channel, 16 bits, 8 kHz.
fn wav(samples: &[i16]) -> Vec<u8> {
    let bytes = u32::try_from(samples.len() * 2).unwrap_or(u32::MAX);
    let mut file = Vec::with_capacity(44 + samples.len() * 2);
    file.extend(b"RIFF");
    file.extend((36 + bytes).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    for half in [1_u16, 1] {
        file.extend(half.to_le_bytes());
    }
    file.extend(RATE.to_le_bytes());
    file.extend((RATE * 2).to_le_bytes());
    for half in [2_u16, 16] {
        file.extend(half.to_le_bytes());
    }
    file.extend(b"data");
    file.extend(bytes.to_le_bytes());
    file.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    file
}

#[derive(Deserialize)]
struct Answer {
    text: String,
    #[serde(default)]
    language: Option<String>,
    #[serde(default)]
    segments: Vec<Segment>,
}

#[derive(Deserialize)]
struct Segment {
    #[serde(default)]
    avg_logprob: Option<f64>,
    #[serde(default)]
    no_speech_prob: Option<f64>,
}

/// What an answer says was said.
#[derive(Debug, PartialEq)]
struct Words {
    text: String,
    language: Option<String>,
    confidence: Option<f64>,
}

impl Answer {
    fn words(self, prompt: &str) -> Option<Words> {
        let text = bounded(&self.text);
        if text.is_empty() || (!prompt.is_empty() && text == prompt) {
            return None;
        }
        let mean = |of: fn(&Segment) -> Option<f64>| {
            let values: Vec<f64> = self.segments.iter().filter_map(of).filter(|value| value.is_finite()).collect();
            (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
        };
        let chance = mean(|segment| segment.avg_logprob);
        let nothing = mean(|segment| segment.no_speech_prob);
        let made_up = nothing.is_some_and(|nothing| nothing > NO_SPEECH_MAX)
            && chance.is_some_and(|chance| chance < LOG_CHANCE_MIN);
        let confidence = chance.map(|chance| chance.exp().clamp(0.0, 1.0));
        let language = self.language.filter(|language| language.len() <= 16);
        (!made_up).then_some(Words { text, language, confidence })
    }
}

impl Words {
    fn said(self, stretch: Stretch) -> Utterance {
        Utterance {
            text: self.text,
            start_ms: stretch.start * FRAME_MS,
            end_ms: stretch.end * FRAME_MS,
            voiced_ms: stretch.voiced * FRAME_MS,
            language: self.language,
            confidence: self.confidence,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FRAME;

    fn answer(json: &str) -> Option<Words> {
        serde_json::from_str::<Answer>(json).unwrap().words("挂失、吞卡")
    }

    #[test]
    fn what_a_recogniser_makes_up_is_left_out() {
        let sure = answer(
            r#"{"text":" 我的卡被吞了 ","language":"chinese","segments":[{"avg_logprob":-0.2,"no_speech_prob":0.9}]}"#,
        );
        let words = sure.unwrap();
        assert_eq!((words.text.as_str(), words.language.as_deref()), ("我的卡被吞了", Some("chinese")));
        assert!((words.confidence.unwrap() - 0.818_7).abs() < 0.001);
        assert_eq!(answer(r#"{"text":"谢谢观看","segments":[{"avg_logprob":-1.4,"no_speech_prob":0.9}]}"#), None);
        assert_eq!(answer(r#"{"text":"挂失、吞卡"}"#), None, "our own prompt comes back from noise");
        assert_eq!(answer(r#"{"text":"  "}"#), None);
        assert_eq!(answer(r#"{"text":"好"}"#).unwrap().confidence, None, "a service may say no more than the text");
    }

    #[test]
    fn an_utterance_has_a_little_before_it_and_is_cut_when_it_is_too_long() {
        let mut cutter = Cutter::default();
        let loud: Frame = std::array::from_fn(|index| if index % 9 < 4 { 5_000 } else { -5_000 });
        let mut found = Vec::new();
        for place in 0..3_000_u64 {
            let frame = if (100..2_100).contains(&place) { loud } else { [0; FRAME] };
            found.extend(cutter.hear(place, &frame));
        }
        let lengths: Vec<usize> = found.iter().map(|(_, sound)| sound.len() / FRAME).collect();
        assert!(lengths.iter().all(|frames| *frames <= FRAMES_MAX), "{lengths:?}");
        assert_eq!((found[0].0.start, found.last().unwrap().0.end), (100, 2_100));
        let before = found[0].1.iter().take_while(|sample| **sample == 0).count() / FRAME;
        assert!((10..=BEFORE).contains(&before), "{before} frames of quiet");
        assert!(found.windows(2).all(|pair| pair[0].0.end <= pair[1].0.start));
    }

    #[test]
    fn the_file_says_what_it_holds() {
        let file = wav(&[1, -1]);
        assert_eq!(file.len(), 48);
        assert_eq!(file[4..8], 40_u32.to_le_bytes());
        assert_eq!((&file[8..16], &file[44..]), (&b"WAVEfmt "[..], &[1, 0, 255, 255][..]));
    }
}

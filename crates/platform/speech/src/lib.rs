//! Sound to words and words to sound, by services outside this process.
//!
//! [`SpeechToText::listen`] opens a [`Session`] for one speaker: frames of 20 ms go in, what is understood comes out.
//! Two services are spoken to: FunASR by its websocket ([`FunAsr`]), which tells while somebody still speaks, and the
//! OpenAI-compatible `/audio/transcriptions` ([`Transcriptions`]), which is given whole utterances that our own
//! [`voice`] cuts. [`Voices`] is `/audio/speech`. Invariants:
//!
//! - Whoever pushes never waits and never fails: what a service has no room for is lost, and counted.
//! - Every connection, answer, queue and wait has a limit; a service that fails is left alone for a while.
//! - A key is in no log and no fault; neither is what was said.
//! - Sound leaves the machine under TLS, or not at all.
//!
//! Deliberately absent: whose sound it is, what becomes of the words, and any model of our own
//! (`docs/adr/0008-speech.md`).

mod connect;
mod funasr;
mod openai;
mod pause;
mod rate;
mod session;
pub mod voice;

use async_trait::async_trait;
use warmline_base::Fault;

pub use connect::Service;
pub use funasr::FunAsr;
pub use openai::{Transcriptions, Voices};
pub use session::{Ear, Session};

/// Samples a second of what is pushed.
pub const RATE: u32 = 8_000;
/// Samples of a frame: 20 ms.
pub const FRAME: usize = 160;
/// Milliseconds of a frame.
pub const FRAME_MS: u64 = 20;
/// The longest text of an utterance, in characters; what is longer is cut.
pub const TEXT_MAX: usize = 1_000;

/// Twenty milliseconds of sound.
pub type Frame = [i16; FRAME];

/// Turns sound into words.
pub trait SpeechToText: Send + Sync {
    /// Listens to one speaker from now on, in a task of its own that ends with the session.
    fn listen(&self) -> Session;
}

/// Turns words into sound.
#[async_trait]
pub trait TextToSpeech: Send + Sync {
    /// The text spoken: a WAV file of 16-bit samples, which says its own rate.
    ///
    /// # Errors
    /// `WL-SPEECH-AWAY`, `WL-SPEECH-REFUSED` or `WL-SPEECH-ANSWER`.
    async fn speak(&self, text: &str) -> Result<Vec<u8>, Fault>;
}

/// What came of listening.
#[derive(Clone, Debug, PartialEq)]
pub enum Heard {
    /// What is understood so far of what is being said; the next one replaces it.
    Partial {
        /// The words.
        text: String,
        /// When it began, milliseconds after the session did.
        start_ms: u64,
    },
    /// Something was said to its end.
    Final(Utterance),
    /// Whether the service is there; told when it changes, and first when it is known.
    Available(bool),
}

/// Something somebody said. Times are milliseconds after the session began.
#[derive(Clone, Debug, PartialEq)]
pub struct Utterance {
    /// The words.
    pub text: String,
    /// When it began.
    pub start_ms: u64,
    /// When it ended.
    pub end_ms: u64,
    /// How much of that was voice.
    pub voiced_ms: u64,
    /// The language as the service names it, such as `zh`; none when it does not.
    pub language: Option<String>,
    /// How sure the service is, 0 to 1; none when it does not say.
    pub confidence: Option<f64>,
}

impl Utterance {
    /// Characters that are spoken (letters and digits, not signs) in a second of voice; none without voice.
    pub fn pace(&self) -> Option<f64> {
        let spoken = self.text.chars().filter(|character| character.is_alphanumeric()).count();
        (self.voiced_ms > 0).then(|| spoken as f64 * 1_000.0 / self.voiced_ms as f64)
    }
}

/// A service's text without blanks around it and no longer than [`TEXT_MAX`].
fn bounded(text: &str) -> String {
    text.trim().chars().take(TEXT_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pace_counts_what_is_spoken_for_as_long_as_there_was_voice() {
        let mut said = Utterance {
            text: "我的卡,被吞了!".into(),
            start_ms: 0,
            end_ms: 2_000,
            voiced_ms: 1_500,
            language: None,
            confidence: None,
        };
        assert_eq!(said.pace(), Some(4.0));
        said.voiced_ms = 0;
        assert_eq!(said.pace(), None);
    }
}

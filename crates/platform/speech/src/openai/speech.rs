//! `POST /audio/speech`: a text spoken, as a WAV file.

use std::time::Duration;

use async_trait::async_trait;
use reqwest::Url;
use serde_json::json;
use tokio::sync::Semaphore;
use warmline_base::Fault;

use super::{asked, body};
use crate::TextToSpeech;
use crate::connect::{Service, away, odd};

/// How long a text may take to be spoken.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// Texts at once.
const AT_ONCE: usize = 4;
/// The longest text, in characters.
const TEXT_MAX: usize = 500;
/// The largest sound: two minutes at 24 kHz.
const SOUND_BYTES: usize = 120 * 24_000 * 2;

/// A service that speaks.
pub struct Voices {
    service: Service,
    address: Url,
    http: reqwest::Client,
    model: String,
    voice: String,
    places: Semaphore,
}

impl Voices {
    /// The service whose address ends where `/audio/speech` follows, usually in `/v1`, and one of its voices.
    ///
    /// # Errors
    /// `WL-SPEECH-URL`.
    pub fn new(service: Service, model: String, voice: String) -> Result<Self, Fault> {
        let mut address = service.address(["https", "http"])?;
        address.set_path(&format!("{}/audio/speech", address.path().trim_end_matches('/')));
        let http = service.http(ANSWER_WITHIN)?;
        Ok(Self { service, address, http, model, voice, places: Semaphore::new(AT_ONCE) })
    }
}

#[async_trait]
impl TextToSpeech for Voices {
    async fn speak(&self, text: &str) -> Result<Vec<u8>, Fault> {
        let _place = self.places.try_acquire().map_err(|_| away())?;
        let text: String = text.chars().take(TEXT_MAX).collect();
        let wish = json!({ "model": self.model, "voice": self.voice, "input": text, "response_format": "wav" });
        let answer = asked(&self.service, self.http.post(self.address.clone()).json(&wish)).await?;
        let file = body(answer, SOUND_BYTES).await?;
        if file.starts_with(b"RIFF") { Ok(file) } else { Err(odd()) }
    }
}

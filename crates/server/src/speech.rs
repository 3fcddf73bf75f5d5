//! The speech services of the telephone's file. The address says which protocol it is.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use serde::Deserialize;
use warmline_base::Secret;
use warmline_speech::{FunAsr, Service, SpeechToText, TextToSpeech, Transcriptions, Voices};
use warmline_voice::SpeechServices;

/// What an install may name as words to heed; the longest list services take without harm.
const HOTWORDS_MAX: usize = 200;

/// `[recognition]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recognition {
    /// `wss://` for FunASR, `https://` for `/audio/transcriptions` below it.
    url: String,
    key: Option<Secret<String>>,
    /// The authority of its certificate, a PEM file.
    authority: Option<PathBuf>,
    #[serde(default)]
    hotwords: Vec<String>,
    /// How many speakers FunASR listens to at once; a call has two.
    #[serde(default = "speakers")]
    speakers: usize,
    /// Which model, where the service has several.
    #[serde(default = "whisper")]
    model: String,
    /// Which language to expect, where the service can be told.
    language: Option<String>,
}

/// `[synthesis]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Synthesis {
    /// `/audio/speech` is below it.
    url: String,
    key: Option<Secret<String>>,
    authority: Option<PathBuf>,
    #[serde(default = "speaking")]
    model: String,
    voice: String,
}

const fn speakers() -> usize {
    200
}

fn whisper() -> String {
    "whisper-1".into()
}

fn speaking() -> String {
    "tts-1".into()
}

/// The services named.
///
/// # Errors
/// What is wrong with an address or a file.
pub(crate) fn services(
    recognition: Option<Recognition>,
    synthesis: Option<Synthesis>,
) -> anyhow::Result<SpeechServices> {
    let recogniser = recognition.map(recogniser).transpose()?;
    let voice = synthesis.map(voice).transpose()?;
    Ok(SpeechServices { recogniser, voice })
}

fn recogniser(wanted: Recognition) -> anyhow::Result<Arc<dyn SpeechToText>> {
    let Recognition { url, key, authority, mut hotwords, speakers, model, language } = wanted;
    hotwords.truncate(HOTWORDS_MAX);
    let service = Service { url, key, authority: read(authority)? };
    if service.url.starts_with("ws") {
        return Ok(Arc::new(FunAsr::new(service, speakers, hotwords)?));
    }
    Ok(Arc::new(Transcriptions::new(service, model, language, &hotwords)?))
}

fn voice(wanted: Synthesis) -> anyhow::Result<Arc<dyn TextToSpeech>> {
    let Synthesis { url, key, authority, model, voice } = wanted;
    Ok(Arc::new(Voices::new(Service { url, key, authority: read(authority)? }, model, voice)?))
}

fn read(path: Option<PathBuf>) -> anyhow::Result<Option<Vec<u8>>> {
    path.map(|path| {
        std::fs::read(&path)
            .with_context(|| format!("the authority {} of a speech service cannot be read", path.display()))
    })
    .transpose()
}

//! Texts nobody recorded, spoken by a voice outside and kept in memory.
//!
//! No call waits: the first one goes without the text and has it asked for, the next one says it.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use rustc_hash::FxHashMap;
use tokio::time::Instant;
use warmline_media::player::Clip;
use warmline_media::wav;
use warmline_speech::TextToSpeech;

/// Texts kept; what comes beyond stays unspoken.
const TEXTS_MAX: usize = 300;
/// How long a text that could not be spoken is not asked for again.
const REST: Duration = Duration::from_secs(60);

enum Kept {
    /// Being spoken, or in vain until then.
    Not(Instant),
    Spoken(Arc<Clip>),
}

/// What a voice speaks.
pub(super) struct Unrecorded {
    voice: Arc<dyn TextToSpeech>,
    kept: Arc<Mutex<FxHashMap<String, Kept>>>,
}

impl Unrecorded {
    pub(super) fn new(voice: Arc<dyn TextToSpeech>) -> Self {
        Self { voice, kept: Arc::default() }
    }

    /// The text spoken; nothing when it was not yet, and then it is asked for.
    pub(super) fn clip(&self, text: &str) -> Option<Arc<Clip>> {
        let mut kept = self.kept.lock();
        match kept.get(text) {
            Some(Kept::Spoken(clip)) => return Some(Arc::clone(clip)),
            Some(Kept::Not(until)) if Instant::now() < *until => return None,
            None if kept.len() >= TEXTS_MAX => return None,
            Some(Kept::Not(_)) | None => {}
        }
        kept.insert(text.to_owned(), Kept::Not(Instant::now() + REST));
        drop(kept);
        let (voice, kept, text) = (Arc::clone(&self.voice), Arc::clone(&self.kept), text.to_owned());
        tokio::spawn(async move {
            match voice.speak(&text).await.and_then(|file| wav::read(&file)) {
                Ok(samples) => {
                    kept.lock().insert(text, Kept::Spoken(Arc::new(Clip::new(&samples))));
                }
                Err(fault) => tracing::warn!(fault = %fault, "a text that was not recorded could not be spoken"),
            }
        });
        None
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use async_trait::async_trait;
    use warmline_base::Fault;

    use super::*;

    /// A voice that says a second of a constant, or nothing.
    #[derive(Default)]
    struct Voice(AtomicUsize);

    #[async_trait]
    impl TextToSpeech for Voice {
        async fn speak(&self, text: &str) -> Result<Vec<u8>, Fault> {
            self.0.fetch_add(1, Ordering::Relaxed);
            if text.is_empty() {
                return Err(Fault::unavailable("WL-SPEECH-AWAY", "away"));
            }
            let mut file = b"RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00".to_vec();
            file.extend(8_000_u32.to_le_bytes());
            file.extend(16_000_u32.to_le_bytes());
            file.extend(b"\x02\x00\x10\x00data\x80\x3e\x00\x00");
            file.extend([0x10; 16_000]);
            Ok(file)
        }
    }

    #[tokio::test]
    async fn a_text_is_spoken_from_the_second_call_on_and_asked_for_once() {
        let voice = Arc::new(Voice::default());
        let unrecorded = Unrecorded::new(Arc::clone(&voice) as _);
        for text in ["您好", ""] {
            assert!(unrecorded.clip(text).is_none() && unrecorded.clip(text).is_none());
        }
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        assert_eq!(unrecorded.clip("您好").map(|clip| clip.frames()), Some(50));
        assert!(unrecorded.clip("").is_none(), "what failed rests");
        assert_eq!(voice.0.load(Ordering::Relaxed), 2);
    }
}

//! FunASR's websocket in its mode of two passes: words while somebody speaks, corrected when the sentence is over.
//!
//! One connection for each speaker, sound in messages of 60 ms as it comes, silence included, because the service cuts
//! sentences by itself. When each was said is ours to know: the service names no times in every build. A connection
//! that breaks, floods or stays silent while somebody speaks is left alone for a while and made anew.

mod protocol;

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use reqwest::Url;
use tokio::sync::Semaphore;
use tokio::time::Instant;
use tokio_rustls::TlsConnector;
use tokio_tungstenite::tungstenite::Message;
use warmline_base::Fault;

use crate::connect::{Service, Socket, away, odd};
use crate::pause::Pause;
use crate::rate::Doubler;
use crate::session::{Ear, Session};
use crate::voice::{Stretch, Turn, Voice};
use crate::{FRAME_MS, Heard, SpeechToText, Utterance};
use protocol::{Pass, Told};

/// Bytes of a message of sound: 60 ms of 16 bits at 16 kHz, a tenth of what the service decodes at once.
const MESSAGE_BYTES: usize = 1_920;
/// How long the service may take to take a message.
const SEND_WITHIN: Duration = Duration::from_secs(5);
/// How long after a sentence the service may say nothing of it.
const SILENT_MAX: Duration = Duration::from_secs(15);
/// How long the last words are waited for.
const LAST_WITHIN: Duration = Duration::from_secs(4);
/// Messages the service may send in a second.
const MESSAGES_MAX: u32 = 50;
/// Stretches of voice not yet told of; beyond it the oldest two are one.
const STRETCHES_MAX: usize = 32;

/// A FunASR runtime.
pub struct FunAsr {
    service: Service,
    address: Url,
    tls: TlsConnector,
    hotwords: Vec<String>,
    /// How many speakers it listens to at once.
    places: Semaphore,
    next: AtomicU64,
}

impl FunAsr {
    /// The runtime at the service's address, which listens to `speakers` at once and heeds these words.
    ///
    /// # Errors
    /// `WL-SPEECH-URL`.
    pub fn new(service: Service, speakers: usize, hotwords: Vec<String>) -> Result<Arc<Self>, Fault> {
        let address = service.address(["wss", "ws"])?;
        let tls = service.tls()?;
        Ok(Arc::new(Self {
            service,
            address,
            tls,
            hotwords,
            places: Semaphore::new(speakers),
            next: AtomicU64::new(1),
        }))
    }
}

impl SpeechToText for Arc<FunAsr> {
    fn listen(&self) -> Session {
        let (session, ear) = Session::pair();
        tokio::spawn(Arc::clone(self).serve(ear));
        session
    }
}

impl FunAsr {
    async fn serve(self: Arc<Self>, mut ear: Ear) {
        let mut pause = Pause::default();
        let mut voice = Voice::default();
        loop {
            let fault = match self.listen_once(&mut ear, &mut voice, &mut pause).await {
                Ok(()) => return,
                Err(fault) => fault,
            };
            metrics::counter!("warmline_speech_failures_total", "code" => fault.code).increment(1);
            tracing::info!(code = fault.code, "the recogniser failed and is left alone for a while");
            ear.available(false);
            if !ear.pass(pause.failed()).await {
                return;
            }
        }
    }

    /// Listens until there is no more sound, or the connection fails.
    async fn listen_once(&self, ear: &mut Ear, voice: &mut Voice, pause: &mut Pause) -> Result<(), Fault> {
        let _place = self.places.try_acquire().map_err(|_| away())?;
        let mut socket = self.service.open(&self.address, &self.tls).await?;
        let name = self.next.fetch_add(1, Ordering::Relaxed);
        send(&mut socket, Message::text(protocol::opening(name, &self.hotwords))).await?;
        ear.available(true);
        let talk = Talk { socket, voice, pause, doubler: Doubler::new(), sound: Vec::new(), words: Words::default() };
        talk.run(ear).await
    }
}

/// One connection at work.
struct Talk<'a> {
    socket: Socket,
    voice: &'a mut Voice,
    pause: &'a mut Pause,
    doubler: Doubler,
    sound: Vec<u8>,
    words: Words,
}

impl Talk<'_> {
    async fn run(mut self, ear: &mut Ear) -> Result<(), Fault> {
        let mut flood = Flood::new();
        loop {
            let patience = self.words.patience();
            tokio::select! {
                frame = ear.hear() => match frame {
                    Some((place, frame)) => {
                        self.words.heed(self.voice.hear(place, &frame));
                        self.doubler.double(&frame, &mut self.sound);
                        if self.sound.len() >= MESSAGE_BYTES {
                            let sound = std::mem::take(&mut self.sound);
                            send(&mut self.socket, Message::binary(sound)).await?;
                        }
                    }
                    None => return self.last_words(ear).await,
                },
                message = self.socket.next() => {
                    flood.count()?;
                    self.take(message, ear)?;
                }
                () = tokio::time::sleep_until(patience) => return Err(away()),
            }
        }
    }

    fn take(
        &mut self,
        message: Option<Result<Message, tokio_tungstenite::tungstenite::Error>>,
        ear: &Ear,
    ) -> Result<(), Fault> {
        let text = match message {
            Some(Ok(Message::Text(text))) => text,
            Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(away()),
            Some(Ok(_)) => return Ok(()),
        };
        let Told { pass, text, language } = protocol::told(&text).ok_or_else(odd)?;
        self.pause.served();
        match pass {
            _ if text.is_empty() => {}
            Pass::First => {
                if let Some((text, start_ms)) = self.words.first(&text, self.voice.open()) {
                    ear.tell(Heard::Partial { text, start_ms });
                }
            }
            Pass::Second => {
                let stretch = self.words.second(self.voice.open());
                ear.tell(Heard::Final(Utterance {
                    text,
                    start_ms: stretch.start * FRAME_MS,
                    end_ms: stretch.end * FRAME_MS,
                    voiced_ms: stretch.voiced * FRAME_MS,
                    language,
                    confidence: None,
                }));
            }
        }
        Ok(())
    }

    /// The speaker is gone: what is under way is asked for and waited for.
    async fn last_words(mut self, ear: &Ear) -> Result<(), Fault> {
        if let Some(stretch) = self.voice.end() {
            self.words.heed(Turn::Ended(stretch));
        }
        let rest = std::mem::take(&mut self.sound);
        send(&mut self.socket, Message::binary(rest)).await?;
        send(&mut self.socket, Message::text(protocol::CLOSING)).await?;
        let deadline = Instant::now() + LAST_WITHIN;
        while self.words.owes() {
            let message = tokio::time::timeout_at(deadline, self.socket.next()).await;
            let Ok(message) = message else { break };
            if self.take(message, ear).is_err() {
                break;
            }
        }
        // The service may be gone first.
        let _ = tokio::time::timeout(SEND_WITHIN, self.socket.close(None)).await;
        Ok(())
    }
}

async fn send(socket: &mut Socket, message: Message) -> Result<(), Fault> {
    match tokio::time::timeout(SEND_WITHIN, socket.send(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(away()),
    }
}

/// How many messages came in the second under way.
struct Flood {
    second: Instant,
    messages: u32,
}

impl Flood {
    fn new() -> Self {
        Self { second: Instant::now(), messages: 0 }
    }

    fn count(&mut self) -> Result<(), Fault> {
        if self.second.elapsed() >= Duration::from_secs(1) {
            (self.second, self.messages) = (Instant::now(), 0);
        }
        self.messages += 1;
        if self.messages > MESSAGES_MAX { Err(odd()) } else { Ok(()) }
    }
}

/// Which words belong to which stretch of voice. The service says its corrected words after the pause that ended the
/// sentence, so they are those of all stretches that ended since it last did; of the one under way if none did.
#[derive(Debug, Default)]
struct Words {
    stretches: VecDeque<Stretch>,
    /// Since when the first of them is not told of.
    owed_since: Option<Instant>,
    /// What the first pass said since the last sentence.
    partial: String,
    /// What of the stretch under way was told already.
    told: Option<Stretch>,
}

impl Words {
    fn heed(&mut self, turn: Turn) {
        let Turn::Ended(stretch) = turn else { return };
        let stretch = self.rest_of(stretch);
        if stretch.voiced == 0 {
            return;
        }
        self.owed_since.get_or_insert_with(Instant::now);
        if self.stretches.len() >= STRETCHES_MAX
            && let Some(first) = self.stretches.pop_front()
            && let Some(second) = self.stretches.front_mut()
        {
            *second = joined(first, *second);
        }
        self.stretches.push_back(stretch);
    }

    /// The part of a stretch that was not told of.
    fn rest_of(&self, stretch: Stretch) -> Stretch {
        match self.told {
            Some(told) if told.end > stretch.start => Stretch {
                start: told.end,
                end: stretch.end.max(told.end),
                voiced: stretch.voiced.saturating_sub(told.voiced),
            },
            _ => stretch,
        }
    }

    /// Words of the first pass; each message brings more of them.
    fn first(&mut self, text: &str, open: Option<Stretch>) -> Option<(String, u64)> {
        let room = crate::TEXT_MAX.saturating_sub(self.partial.chars().count());
        self.partial.extend(text.chars().take(room));
        let stretch = self.stretches.front().copied().or(open.map(|open| self.rest_of(open)))?;
        Some((self.partial.clone(), stretch.start * FRAME_MS))
    }

    /// The second pass told a sentence: when that was.
    fn second(&mut self, open: Option<Stretch>) -> Stretch {
        self.partial.clear();
        self.owed_since = None;
        if let Some(stretch) = self.stretches.drain(..).reduce(joined) {
            return stretch;
        }
        let Some(open) = open else {
            return self.told.map_or(NO_VOICE, |told| Stretch { voiced: 0, start: told.end, ..told });
        };
        let rest = self.rest_of(open);
        self.told = Some(open);
        rest
    }

    /// Whether a sentence is still to be told.
    fn owes(&self) -> bool {
        !self.stretches.is_empty()
    }

    /// Until when the service may say nothing.
    fn patience(&self) -> Instant {
        self.owed_since.unwrap_or_else(Instant::now) + SILENT_MAX
    }
}

/// Words that came before any voice was heard.
const NO_VOICE: Stretch = Stretch { start: 0, end: 0, voiced: 0 };

fn joined(one: Stretch, other: Stretch) -> Stretch {
    Stretch { start: one.start, end: other.end, voiced: one.voiced + other.voiced }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn stretch(start: u64, end: u64) -> Stretch {
        Stretch { start, end, voiced: end - start }
    }

    #[tokio::test]
    async fn a_sentence_has_the_times_of_the_voice_since_the_last_one() {
        let mut words = Words::default();
        assert_eq!(words.first("我的", Some(stretch(50, 80))), Some(("我的".into(), 1_000)));
        words.heed(Turn::Ended(stretch(50, 90)));
        words.heed(Turn::Ended(stretch(130, 160)));
        assert_eq!(words.first("卡", Some(stretch(190, 195))), Some(("我的卡".into(), 1_000)));
        assert_eq!(words.second(Some(stretch(190, 200))), Stretch { start: 50, end: 160, voiced: 70 });
        assert!(!words.owes());
        // A sentence told while the speaker goes on without a pause: the rest is the next one's.
        assert_eq!(words.second(Some(stretch(190, 300))), stretch(190, 300));
        words.heed(Turn::Ended(stretch(190, 420)));
        assert_eq!(words.second(None), stretch(300, 420));
    }

    #[tokio::test]
    async fn a_speaker_who_is_never_told_of_takes_no_memory() {
        let mut words = Words::default();
        for place in 0..10_000 {
            words.heed(Turn::Ended(stretch(place * 100, place * 100 + 10)));
        }
        assert_eq!(words.stretches.len(), STRETCHES_MAX);
        assert_eq!(words.second(None), Stretch { start: 0, end: 999_910, voiced: 100_000 });
    }
}

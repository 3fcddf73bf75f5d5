//! What is said in a call, on its way from the sound's copy to a recogniser, and back as words for the log and the desk.
//!
//! A task of its own beside the line: whatever recognition does, the call neither waits for it nor hears of it. A speaker
//! is listened to from the first sound on, so that nobody is listened to who only waits.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::sync::mpsc;
use warmline_base::InteractionId;
use warmline_contract::{Recognition, Said, Speaker, names};
use warmline_speech::{FRAME, FRAME_MS, Heard, Session};

use super::diary::Diary;
use super::line::Input;
use super::{Exchange, ExchangeParts};
use crate::plane::Forked;

/// How long the last words of a call are waited for.
const LAST_WITHIN: Duration = Duration::from_secs(8);
/// The loudest silence: what A-law makes of nought.
const SILENCE: u16 = 8;
/// How often a call may tell that its recogniser came or went.
const CHANGES_MAX: u32 = 20;

/// One speaker.
struct Side {
    speaker: Speaker,
    session: Option<Session>,
    /// The frame of the call the session began with.
    began: u64,
    /// The next frame the session is to get.
    next: u64,
    /// The recogniser ended the session: this speaker is listened to no more.
    over: bool,
    available: bool,
}

/// A call being listened to.
struct Hearing {
    exchange: Arc<Exchange>,
    interaction: InteractionId,
    diary: Diary,
    sides: [Side; 2],
    /// The line, which is told of an emergency.
    line: mpsc::Sender<Input>,
    told: Option<bool>,
    changes: u32,
}

/// Listens to a call until its copy ends, when there is a recogniser.
pub(super) fn begin(
    exchange: &Arc<Exchange>,
    interaction: InteractionId,
    diary: Diary,
    line: mpsc::Sender<Input>,
    copy: impl FnOnce() -> mpsc::Receiver<Forked>,
) {
    if exchange.parts.services.recogniser.is_none() {
        return;
    }
    let sides = [Side::new(Speaker::Customer), Side::new(Speaker::Agent)];
    let hearing = Hearing { exchange: Arc::clone(exchange), interaction, diary, sides, line, told: None, changes: 0 };
    tokio::spawn(hearing.run(copy()));
}

impl Side {
    const fn new(speaker: Speaker) -> Self {
        Self { speaker, session: None, began: 0, next: 0, over: false, available: true }
    }

    fn push(&mut self, first: u64, samples: &[i16], parts: &ExchangeParts) {
        let Some(recogniser) = parts.services.recogniser.as_ref().filter(|_| !self.over) else { return };
        for (place, frame) in (first..).zip(samples.as_chunks::<FRAME>().0) {
            let silent = frame.iter().all(|sample| sample.unsigned_abs() <= SILENCE);
            if self.session.is_none() && silent {
                continue;
            }
            let session = self.session.get_or_insert_with(|| {
                (self.began, self.next) = (place, place);
                recogniser.listen()
            });
            session.skip(place.saturating_sub(self.next));
            session.push(frame);
            self.next = place + 1;
        }
    }

    /// What is heard next of this speaker; nothing once, when the recogniser has ended.
    async fn heard(&mut self) -> Option<Heard> {
        match &mut self.session {
            Some(session) => session.next().await,
            None => std::future::pending().await,
        }
    }
}

impl Hearing {
    async fn run(mut self, mut pieces: mpsc::Receiver<Forked>) {
        loop {
            let [customer, agent] = &mut self.sides;
            tokio::select! {
                piece = pieces.recv() => {
                    let Some(piece) = piece else { break };
                    let parts = &self.exchange.parts;
                    for (side, samples) in self.sides.iter_mut().zip([&piece.customer, &piece.others]) {
                        side.push(piece.first, samples, parts);
                    }
                }
                heard = customer.heard() => self.take(0, heard).await,
                heard = agent.heard() => self.take(1, heard).await,
            }
        }
        let last_words = async {
            for side in 0..self.sides.len() {
                let Some(session) = self.sides[side].session.take() else { continue };
                let mut rest = session.finish();
                while let Some(heard) = rest.recv().await {
                    self.take(side, Some(heard)).await;
                }
            }
        };
        // What a recogniser has not said by then was not said.
        let _ = tokio::time::timeout(LAST_WITHIN, last_words).await;
    }

    async fn take(&mut self, side: usize, heard: Option<Heard>) {
        let Side { speaker, began, .. } = self.sides[side];
        let milliseconds = |span: u64| i64::try_from(began * FRAME_MS + span).unwrap_or(i64::MAX);
        let desk = &self.exchange.parts.house.desk;
        match heard {
            Some(Heard::Partial { text, start_ms }) => {
                desk.saying(self.interaction, speaker, &text, milliseconds(start_ms));
            }
            Some(Heard::Final(utterance)) => {
                let said = Said {
                    speaker,
                    pace: utterance.pace().map(|pace| (pace * 10.0).round() / 10.0),
                    start_ms: milliseconds(utterance.start_ms),
                    end_ms: milliseconds(utterance.end_ms),
                    text: utterance.text,
                    language: utterance.language,
                    confidence: utterance.confidence.map(|sure| (sure * 100.0).round() / 100.0),
                };
                match desk.said(self.interaction, said).await {
                    Ok(false) => {}
                    // A line that has no room for it is about to end.
                    Ok(true) => drop(self.line.try_send(Input::Emergency)),
                    Err(fault) => {
                        let interaction = self.interaction;
                        tracing::warn!(interaction = %interaction, fault = %fault, "what was said could not be stored");
                    }
                }
            }
            Some(Heard::Available(available)) => {
                self.sides[side].available = available;
                self.tell();
            }
            None => {
                (self.sides[side].session, self.sides[side].over) = (None, true);
                self.sides[side].available = false;
                self.tell();
            }
        }
    }

    /// Tells whether both are understood, when that is news.
    fn tell(&mut self) {
        let available = self.sides.iter().all(|side| side.available);
        if self.told == Some(available) || self.changes >= CHANGES_MAX {
            return;
        }
        (self.told, self.changes) = (Some(available), self.changes + 1);
        let body = json!(Recognition { available });
        self.diary.write(vec![self.diary.own(names::CALL_RECOGNITION, &body)]);
    }
}

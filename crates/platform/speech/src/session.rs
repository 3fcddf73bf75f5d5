//! One speaker's sound on its way to a service, and the words on their way back.
//!
//! Time is counted in frames pushed, so a frame that is lost shifts nothing.

use std::time::Duration;

use tokio::sync::mpsc;

use crate::{Frame, Heard};

/// Frames a service has not taken yet: five seconds; beyond it they are lost and counted.
const FRAMES_MAX: usize = 250;
/// What was heard and not yet taken; beyond it the oldest stay and the newest are lost and counted.
const HEARD_MAX: usize = 64;

/// A frame and its place: how many were pushed before it.
type Placed = (u64, Frame);

/// The side of whoever has the sound.
#[derive(Debug)]
pub struct Session {
    frames: mpsc::Sender<Placed>,
    next: u64,
    heard: mpsc::Receiver<Heard>,
}

/// The side of a service.
#[derive(Debug)]
pub struct Ear {
    frames: mpsc::Receiver<Placed>,
    heard: mpsc::Sender<Heard>,
    available: Option<bool>,
}

impl Session {
    /// Both sides.
    pub fn pair() -> (Self, Ear) {
        let (frames, taken) = mpsc::channel(FRAMES_MAX);
        let (heard, told) = mpsc::channel(HEARD_MAX);
        (Self { frames, next: 0, heard: told }, Ear { frames: taken, heard, available: None })
    }

    /// The next 20 ms.
    pub fn push(&mut self, frame: &Frame) {
        if self.frames.try_send((self.next, *frame)).is_err() {
            metrics::counter!("warmline_speech_frames_lost_total").increment(1);
        }
        self.next += 1;
    }

    /// So many frames never came.
    pub const fn skip(&mut self, frames: u64) {
        self.next += frames;
    }

    /// What was heard next; nothing when the service has ended the session.
    pub async fn next(&mut self) -> Option<Heard> {
        self.heard.recv().await
    }

    /// There is no more sound. What is still to be said of it comes out, then the channel ends.
    pub fn finish(self) -> mpsc::Receiver<Heard> {
        self.heard
    }
}

impl Ear {
    /// The next frame and its place; nothing when there is no more.
    pub async fn hear(&mut self) -> Option<(u64, Frame)> {
        self.frames.recv().await
    }

    /// Tells what was heard.
    pub fn tell(&self, heard: Heard) {
        if self.heard.try_send(heard).is_err() {
            metrics::counter!("warmline_speech_words_lost_total").increment(1);
        }
    }

    /// Tells whether the service is there, when that is news.
    pub fn available(&mut self, available: bool) {
        if self.available != Some(available) {
            self.available = Some(available);
            self.tell(Heard::Available(available));
        }
    }

    /// Where another task of the service may tell what it heard.
    pub(crate) fn teller(&self) -> mpsc::Sender<Heard> {
        self.heard.clone()
    }

    /// Lets sound pass for so long; `false` when there is no more or nobody listens.
    pub(crate) async fn pass(&mut self, span: Duration) -> bool {
        let passing = async {
            while self.frames.recv().await.is_some() {
                if self.heard.is_closed() {
                    return;
                }
            }
        };
        tokio::time::timeout(span, passing).await.is_err()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FRAME;

    #[tokio::test]
    async fn whoever_pushes_never_waits_and_lost_frames_shift_nothing() {
        let (mut session, mut ear) = Session::pair();
        for _ in 0..FRAMES_MAX + 100 {
            session.push(&[0; FRAME]);
        }
        for place in 0..FRAMES_MAX {
            assert_eq!(ear.hear().await.unwrap().0, place as u64);
        }
        session.skip(50);
        session.push(&[7; FRAME]);
        assert_eq!(ear.hear().await, Some((FRAMES_MAX as u64 + 150, [7; FRAME])));
        ear.available(true);
        ear.available(true);
        ear.available(false);
        drop(session.frames);
        assert_eq!(ear.hear().await, None);
        drop(ear);
        assert_eq!(session.heard.recv().await, Some(Heard::Available(true)));
        assert_eq!(session.heard.recv().await, Some(Heard::Available(false)));
        assert_eq!(session.heard.recv().await, None);
    }
}

//! A simulated person on the telephone: says recorded sentences, and hears whether somebody speaks.
//!
//! Turns are taken as people take them: whoever has been quiet for a moment has finished. What is said is not
//! understood; music counts as speech, so nobody speaks into it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep, sleep_until, timeout_at};
use warmline_phone::Sound;
use warmline_phone::rtp::{FRAME, loudness};

use super::calls::Clip;

/// Above this mean loudness a frame is no silence.
const LOUD: u32 = 150;
/// The last 1.2 seconds, as frames; up to so many of them may be loud while nobody speaks, as with a cough or a beep.
/// Speech and the music on hold have thirty and more.
const WINDOW: u64 = (1 << 60) - 1;
const MURMUR_MAX: u32 = 12;
/// Whoever is quiet for so long after that has finished.
const FINISHED: Duration = Duration::from_millis(300);
/// Longer than anybody speaks at a stretch.
const LONGEST: Duration = Duration::from_secs(60);
/// Sentences not yet said.
const SENTENCES_MAX: usize = 4;
/// Samples of a millisecond.
const PER_MS: usize = 8;

/// Mouth and ears as the telephone has them.
pub struct Ears {
    said: mpsc::Receiver<Clip>,
    saying: Option<(Clip, usize)>,
    /// Which of the last frames were loud, the newest in the lowest bit.
    recent: u64,
    loud_at: Arc<watch::Sender<Instant>>,
}

/// Whoever holds the telephone.
pub struct Mouth {
    say: mpsc::Sender<Clip>,
    loud_at: watch::Receiver<Instant>,
}

/// A mouth, and its other end for the telephone.
pub fn mouth() -> (Mouth, Ears) {
    let (say, said) = mpsc::channel(SENTENCES_MAX);
    let (loud, loud_at) = watch::channel(Instant::now());
    (Mouth { say, loud_at }, Ears { said, saying: None, recent: 0, loud_at: Arc::new(loud) })
}

impl Sound for Ears {
    fn speak(&mut self, frame: &mut [u8; FRAME]) {
        let Some((clip, from)) = self.saying.take().or_else(|| self.said.try_recv().ok().map(|clip| (clip, 0))) else {
            return;
        };
        let until = (from + FRAME).min(clip.len());
        frame[..until - from].copy_from_slice(&clip[from..until]);
        self.saying = (until < clip.len()).then_some((clip, until));
    }

    fn hear(&mut self, codes: &[u8]) {
        let sum: u32 = codes.iter().map(|code| u32::from(loudness(*code))).sum();
        let loud = sum > LOUD * codes.len() as u32;
        self.recent = (self.recent << 1 | u64::from(loud)) & WINDOW;
        if self.recent.count_ones() > MURMUR_MAX {
            self.loud_at.send_replace(Instant::now());
        }
    }
}

impl Mouth {
    /// Says a sentence to its end.
    pub async fn say(&self, clip: &Clip) {
        // Without a telephone nobody hears it, and the call is over anyway.
        let _ = self.say.send(Arc::clone(clip)).await;
        sleep(Duration::from_millis((clip.len() / PER_MS) as u64)).await;
    }

    /// Waits until the line is quiet, because whoever spoke has finished; returns whether it was in time.
    pub async fn hush(&self, within: Duration) -> bool {
        let deadline = Instant::now() + within;
        loop {
            let quiet_at = *self.loud_at.borrow() + FINISHED;
            let now = Instant::now();
            if quiet_at <= now || now >= deadline {
                return quiet_at <= now;
            }
            sleep_until(quiet_at.min(deadline)).await;
        }
    }

    /// Waits until somebody has begun to speak and finished; returns whether anybody did.
    pub async fn hear_out(&self, within: Duration) -> bool {
        let deadline = Instant::now() + within;
        let mut loud_at = self.loud_at.clone();
        loud_at.mark_unchanged();
        let begun = timeout_at(deadline, loud_at.changed()).await.is_ok();
        begun && self.hush(LONGEST).await
    }
}

#[cfg(test)]
mod tests {
    use warmline_phone::rtp::SILENCE;

    use super::*;

    #[tokio::test]
    async fn whoever_has_been_quiet_has_finished_and_a_sentence_is_said_whole() {
        let (person, mut ears) = mouth();
        let sentence: Clip = vec![0x2a; FRAME + 10].into();
        tokio::join!(person.say(&sentence), async {
            let mut frame = [SILENCE; FRAME];
            ears.speak(&mut frame);
            assert_eq!(frame, [0x2a; FRAME]);
            frame = [SILENCE; FRAME];
            ears.speak(&mut frame);
            assert_eq!((frame[9], frame[10]), (0x2a, SILENCE));
        });
        let mut hear = |loud, quiet| {
            (0..loud).for_each(|_| ears.hear(&[0x2a; FRAME]));
            (0..quiet).for_each(|_| ears.hear(&[SILENCE; FRAME]));
        };
        hear(30, 0);
        assert!(!person.hush(Duration::from_millis(100)).await, "they may go on");
        assert!(person.hush(Duration::from_secs(5)).await);
        assert!(!person.hear_out(Duration::from_millis(100)).await, "nobody spoke");
        let (heard, ()) = tokio::join!(person.hear_out(Duration::from_secs(1)), async {
            hear(30, 60);
        });
        assert!(heard);
        let (heard, ()) = tokio::join!(person.hear_out(Duration::from_millis(100)), async {
            (0..4).for_each(|_| hear(4, 21));
        });
        assert!(!heard, "a beep is nobody's word");
    }
}

//! A simulated person on the telephone: says recorded sentences, and hears whether somebody speaks.
//!
//! Turns are taken as people take them: whoever has been quiet for a moment has finished. What is said is not understood;
//! music counts as speech, so nobody speaks into it. What sounds evenly, such as a noisy line, counts as quiet, and no turn
//! is waited for longer than [`LONGEST`].

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep, sleep_until, timeout_at};
use warmline_phone::Sound;
use warmline_phone::rtp::{FRAME, loudness};

use super::calls::Clip;

/// Above this mean loudness a frame is no silence.
const LOUD: u32 = 150;
/// What has been so even for two seconds, tenth by tenth, is the noise of the line: the loudest tenth is at most so many
/// percent of the quietest. Neither speech nor the music on hold ever is.
const EVEN_PERCENT: u32 = 140;
const TENTHS: usize = 20;
/// Frames of a tenth of a second.
const TENTH: usize = 5;
/// The last 1.2 seconds, as frames; up to so many of them may be loud while nobody speaks, as with a cough or a beep.
/// Speech and the music on hold have thirty and more.
const WINDOW: u64 = (1 << 60) - 1;
const MURMUR_MAX: u32 = 12;
/// Whoever is quiet for so long after that has finished.
const FINISHED: Duration = Duration::from_millis(300);
/// Longer than anybody speaks at a stretch: whoever hears no end of it speaks all the same.
const LONGEST: Duration = Duration::from_secs(20);
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
    noise: Noise,
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
    (Mouth { say, loud_at }, Ears { said, saying: None, recent: 0, noise: Noise::default(), loud_at: Arc::new(loud) })
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
        let mean = sum / (codes.len() as u32).max(1);
        let noise = self.noise.is_all(mean);
        let loud = mean > LOUD && !noise;
        self.recent = (self.recent << 1 | u64::from(loud)) & WINDOW;
        if self.recent.count_ones() > MURMUR_MAX {
            self.loud_at.send_replace(Instant::now());
        }
    }
}

/// How even the line sounds.
#[derive(Default)]
struct Noise {
    /// Of the tenth of a second that is heard now, its frames and their sum.
    now: (usize, u32),
    /// The mean of each tenth before it, the oldest first.
    tenths: VecDeque<u32>,
}

impl Noise {
    /// Takes in a frame of this mean loudness; whether all of the last two seconds was noise.
    fn is_all(&mut self, mean: u32) -> bool {
        self.now = (self.now.0 + 1, self.now.1 + mean);
        if self.now.0 == TENTH {
            self.tenths.push_back(self.now.1 / TENTH as u32);
            self.now = (0, 0);
        }
        if self.tenths.len() > TENTHS {
            self.tenths.pop_front();
        }
        let (least, most) = (self.tenths.iter().min(), self.tenths.iter().max());
        self.tenths.len() == TENTHS && most.zip(least).is_some_and(|(most, least)| most * 100 <= least * EVEN_PERCENT)
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
    /// What of the last frames is loud, when they all are heard again and again for this many seconds.
    fn loud_after(seconds: usize, frames: &[[u8; FRAME]]) -> u32 {
        let (_person, mut ears) = mouth();
        frames.iter().cycle().take(seconds * 50).for_each(|frame| ears.hear(frame));
        ears.recent.count_ones()
    }

    #[test]
    fn a_noisy_line_is_quiet_after_two_seconds_and_the_music_on_hold_is_not() {
        // A hum with one code in seven louder: A-law codes of about a fortieth of the loudest.
        let noise: Vec<[u8; FRAME]> = (0..7)
            .map(|shift| std::array::from_fn(|place| if (place + shift) % 7 == 0 { 0xe5 } else { 0xf5 }))
            .collect();
        assert_eq!(loud_after(1, &noise), 50, "at first it may be somebody");
        assert_eq!(loud_after(4, &noise), 0);
        let music = include_bytes!("../../../../channel/voice/prompts/music.ul");
        let frame = |codes: &[u8]| {
            let mut samples = [0; FRAME];
            warmline_media::g711::decode(warmline_wire::sdp::Codec::Pcmu, codes, &mut samples);
            let mut frame = [0; FRAME];
            warmline_media::g711::encode(warmline_wire::sdp::Codec::Pcma, &samples, &mut frame);
            frame
        };
        let music: Vec<[u8; FRAME]> = music.chunks_exact(FRAME).map(frame).collect();
        for seconds in 3..music.len() / 50 {
            assert!(loud_after(seconds, &music) > MURMUR_MAX, "after {seconds} seconds the music counts as silence");
        }
    }
}

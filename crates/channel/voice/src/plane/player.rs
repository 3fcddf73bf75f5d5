//! What is said or played, a frame at a time.

use std::sync::Arc;

use warmline_media::{FRAME, Frame, g711};
use warmline_wire::sdp::Codec;

/// A piece of sound, µ-law at 8 kHz; shared by all who hear it.
#[derive(Clone, Debug)]
pub struct Clip(Arc<[u8]>);

impl Clip {
    /// A piece of µ-law sound.
    pub fn new(codes: &[u8]) -> Self {
        Self(codes.into())
    }

    /// How long it lasts, milliseconds.
    pub fn millis(&self) -> usize {
        self.0.len() / 8
    }
}

/// Says clips one after the other, once.
#[derive(Clone, Debug)]
pub(super) struct Player {
    clips: Vec<Clip>,
    clip: usize,
    at: usize,
}

impl Player {
    pub(super) const fn new(clips: Vec<Clip>) -> Self {
        Self { clips, clip: 0, at: 0 }
    }

    /// The next frame, silence after the end; `false` when nothing is left.
    pub(super) fn next(&mut self, frame: &mut Frame) -> bool {
        frame.fill(0);
        let mut filled = 0;
        while filled < FRAME {
            let Some(clip) = self.clips.get(self.clip) else { return filled > 0 };
            let rest = &clip.0[self.at.min(clip.0.len())..];
            let taken = rest.len().min(FRAME - filled);
            g711::decode(Codec::Pcmu, &rest[..taken], &mut frame[filled..filled + taken]);
            filled += taken;
            self.at += taken;
            if taken == rest.len() {
                self.clip += 1;
                self.at = 0;
            }
        }
        true
    }
}

/// Plays one clip over and over.
#[derive(Clone, Debug)]
pub(super) struct Music {
    clip: Clip,
    at: usize,
}

impl Music {
    pub(super) const fn new(clip: Clip) -> Self {
        Self { clip, at: 0 }
    }

    pub(super) fn next(&mut self, frame: &mut Frame) {
        frame.fill(0);
        let codes = &self.clip.0;
        if codes.len() < FRAME {
            return;
        }
        if self.at + FRAME > codes.len() {
            self.at = 0;
        }
        g711::decode(Codec::Pcmu, &codes[self.at..self.at + FRAME], frame);
        self.at += FRAME;
    }
}

/// The tone of a phone that rings elsewhere, as Chinese exchanges send it: 450 Hz, one second of five.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RingBack {
    frames: u32,
}

impl RingBack {
    pub(super) fn next(&mut self, frame: &mut Frame) {
        // 450 Hz is nine periods in a frame, so every frame of the tone is the same.
        let sounds = self.frames % 250 < 50;
        self.frames = self.frames.wrapping_add(1);
        for (index, sample) in frame.iter_mut().enumerate() {
            let angle = std::f32::consts::TAU * 450.0 * index as f32 / 8_000.0;
            *sample = if sounds { (angle.sin() * 6_000.0) as i16 } else { 0 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clips_follow_each_other_without_a_gap_and_end() {
        let loud = g711_of(8_000);
        let mut player = Player::new(vec![Clip::new(&[loud; 100]), Clip::new(&[]), Clip::new(&[loud; 160])]);
        let mut frame = [0; FRAME];
        assert!(player.next(&mut frame));
        assert!(frame.iter().all(|sample| *sample > 7_000), "the second clip follows the first in one frame");
        assert!(player.next(&mut frame));
        assert_eq!(frame.iter().filter(|sample| **sample > 7_000).count(), 100);
        assert!(!player.next(&mut frame));
    }

    fn g711_of(sample: i16) -> u8 {
        let mut code = [0];
        g711::encode(Codec::Pcmu, &[sample], &mut code);
        code[0]
    }
}

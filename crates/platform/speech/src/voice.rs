//! When somebody speaks: the voice in a stream of frames, told from the noise behind it by loudness.
//!
//! The noise is followed down at once and up by one decibel a second, within bounds, so a steady hum is learned and a
//! long vowel is not. Deliberately absent: models. Music and a second voice in the room count as voice.

use crate::Frame;

/// The loudest noise that is still believed to be noise, decibels below full scale.
const FLOOR_MAX: f64 = -42.0;
/// The quietest.
const FLOOR_MIN: f64 = -72.0;
/// What noise is before any was heard.
const FLOOR_FIRST: f64 = -60.0;
/// How far above the noise a voice is.
const ABOVE: f64 = 9.0;
/// Nothing below this is a voice, however quiet the line.
const QUIETEST_VOICE: f64 = -52.0;
/// By how much the noise may be thought to rise in a frame.
const RISE: f64 = 0.02;
/// Loud frames in a row before it counts as a beginning: 60 ms.
const BEGINS: u64 = 3;
/// Quiet frames in a row before it counts as an end: 600 ms.
const ENDS: u64 = 30;
/// A stretch with less voice than this is a click or a cough: 160 ms.
const SHORTEST: u64 = 8;

/// A stretch of somebody speaking, in frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The first frame.
    pub start: u64,
    /// The frame after the last loud one.
    pub end: u64,
    /// Frames with voice.
    pub voiced: u64,
}

/// What a frame brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Nothing new.
    Same,
    /// Somebody began to speak.
    Began,
    /// Somebody stopped.
    Ended(Stretch),
    /// What seemed a beginning was too short to be speech.
    Nothing,
}

/// Follows one speaker.
#[derive(Clone, Debug)]
pub struct Voice {
    floor: f64,
    /// Loud frames in a row.
    loud: u64,
    open: Option<Stretch>,
}

impl Default for Voice {
    fn default() -> Self {
        Self { floor: FLOOR_FIRST, loud: 0, open: None }
    }
}

impl Voice {
    /// Takes the frame at a place; frames left out before it count as quiet.
    pub fn hear(&mut self, place: u64, frame: &Frame) -> Turn {
        let level = level(frame);
        let loud = level > (self.floor + ABOVE).max(QUIETEST_VOICE);
        self.floor = if level < self.floor { level } else { self.floor + RISE }.clamp(FLOOR_MIN, FLOOR_MAX);
        self.loud = if loud { self.loud + 1 } else { 0 };
        let Some(open) = &mut self.open else {
            if self.loud < BEGINS {
                return Turn::Same;
            }
            let start = (place + 1).saturating_sub(BEGINS);
            self.open = Some(Stretch { start, end: place + 1, voiced: BEGINS });
            return Turn::Began;
        };
        if loud {
            (open.end, open.voiced) = (place + 1, open.voiced + 1);
            return Turn::Same;
        }
        if place + 1 - open.end < ENDS {
            return Turn::Same;
        }
        self.end().map_or(Turn::Nothing, Turn::Ended)
    }

    /// The stretch under way.
    pub const fn open(&self) -> Option<Stretch> {
        self.open
    }

    /// Ends the stretch under way, as when it has become too long or the call is over; nothing when it is no speech.
    pub fn end(&mut self) -> Option<Stretch> {
        self.loud = 0;
        self.open.take().filter(|open| open.voiced >= SHORTEST)
    }
}

/// How loud a frame is, decibels below full scale.
fn level(frame: &Frame) -> f64 {
    let power = frame.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>() / frame.len() as f64;
    10.0 * (power / f64::from(i16::MAX).powi(2)).max(1e-10).log10()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FRAME;

    fn frame(amplitude: i16, place: u64) -> Frame {
        // A square wave with some wobble, so that no two frames are alike.
        std::array::from_fn(|index| {
            let sign = if (index / 7 + place as usize).is_multiple_of(2) { 1 } else { -1 };
            sign * (amplitude - (index % 5) as i16 * (amplitude / 50))
        })
    }

    fn stretches(amplitudes: impl IntoIterator<Item = i16>) -> Vec<Stretch> {
        let mut voice = Voice::default();
        let turns = amplitudes.into_iter().enumerate();
        let ended =
            turns.filter_map(|(place, amplitude)| match voice.hear(place as u64, &frame(amplitude, place as u64)) {
                Turn::Ended(stretch) => Some(stretch),
                _ => None,
            });
        ended.collect()
    }

    fn of(spans: &[(i16, usize)]) -> Vec<i16> {
        spans.iter().flat_map(|(amplitude, frames)| std::iter::repeat_n(*amplitude, *frames)).collect()
    }

    #[test]
    fn sentences_are_cut_at_pauses_and_not_within_them() {
        let found = stretches(of(&[(20, 100), (4_000, 50), (20, 20), (4_000, 30), (20, 40), (3_000, 20), (20, 40)]));
        assert_eq!(found, [Stretch { start: 100, end: 200, voiced: 80 }, Stretch { start: 240, end: 260, voiced: 20 }]);
    }

    #[test]
    fn a_click_is_no_speech_and_silence_is_nothing() {
        assert_eq!(stretches(of(&[(0, 100), (8_000, 4), (0, 100)])), []);
        assert_eq!(stretches(of(&[(0, 1_000)])), []);
    }

    #[test]
    fn noise_behind_a_voice_is_learned_and_a_loud_voice_never_is() {
        // A noise of 40 dB below full scale, then a voice over it.
        let found = stretches(of(&[(100, 1_500), (2_000, 60), (100, 60)]));
        assert_eq!(found.last(), Some(&Stretch { start: 1_500, end: 1_560, voiced: 60 }));
        let mut voice = Voice::default();
        for place in 0..3_000 {
            voice.hear(place, &frame(5_000, place));
        }
        assert_eq!(voice.open(), Some(Stretch { start: 0, end: 3_000, voiced: 3_000 }));
    }

    #[test]
    fn frames_that_never_came_end_a_sentence() {
        let mut voice = Voice::default();
        for place in 0..50 {
            voice.hear(place, &frame(4_000, place));
        }
        let after = voice.hear(200, &[0; FRAME]);
        assert_eq!(after, Turn::Ended(Stretch { start: 0, end: 50, voiced: 50 }));
    }
}

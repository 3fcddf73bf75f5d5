//! Keys heard in the sound itself (DTMF, ITU-T Q.23 and Q.24): two tones at once, one of four low, one of
//! four high.
//!
//! Each frame is measured at the eight frequencies together. A key needs both tones clearly above the other
//! three of their group, not too unequal, and together most of all the power there is, which speech hardly
//! ever has; and it needs that in two frames running, which is the 40 ms Q.24 asks for.

use warmline_wire::rtp::event::Key;

use crate::{FRAME, Frame, RATE};

const FREQUENCIES: [f64; 8] = [697.0, 770.0, 852.0, 941.0, 1_209.0, 1_336.0, 1_477.0, 1_633.0];
/// Row by row as on the telephone.
const KEYS: [[char; 4]; 4] = [['1', '2', '3', 'A'], ['4', '5', '6', 'B'], ['7', '8', '9', 'C'], ['*', '0', '#', 'D']];
/// How much stronger than the next of its group a tone must be: 6 dB.
const CLEAR: f32 = 4.0;
/// How unequal the two tones may be: 9 dB.
const TWIST: f32 = 8.0;
/// The share of all power that both must have; half a frame of tone has a half.
const SHARE: f32 = 0.45;
/// Power of a frame below which nothing is looked for: about 45 dB below full scale.
const QUIET: f32 = 160.0 * 100.0 * 100.0;
/// Frames that must agree before a key counts as pressed, and as released.
const AGREE: u8 = 2;

/// Hears the keys of one source.
#[derive(Clone, Debug)]
pub struct Detector {
    factors: [f32; 8],
    /// The key of the last frame, and in how many frames running it was the same.
    last: Option<Key>,
    running: u8,
    /// The key that counts as pressed.
    pressed: Option<Key>,
}

impl Default for Detector {
    fn default() -> Self {
        let factor = |frequency: f64| 2.0 * (std::f64::consts::TAU * frequency / f64::from(RATE)).cos();
        Self { factors: FREQUENCIES.map(|frequency| factor(frequency) as f32), last: None, running: 0, pressed: None }
    }
}

impl Detector {
    /// Takes in a frame; returns a key when it is pressed anew.
    pub fn hear(&mut self, frame: &Frame) -> Option<Key> {
        let key = self.key_in(frame);
        self.running = if key == self.last { self.running.saturating_add(1) } else { 1 };
        self.last = key;
        if self.running < AGREE || key == self.pressed {
            return None;
        }
        self.pressed = key;
        key
    }

    /// Whether a tone is sounding, or may be about to.
    pub const fn is_held(&self) -> bool {
        self.pressed.is_some() || self.last.is_some()
    }

    fn key_in(&self, frame: &Frame) -> Option<Key> {
        let power: f32 = frame.iter().map(|sample| f32::from(*sample) * f32::from(*sample)).sum();
        if power < QUIET {
            return None;
        }
        let strengths = self.strengths(frame);
        let (row, low) = clearest(&strengths[..4])?;
        let (column, high) = clearest(&strengths[4..])?;
        let balanced = low < high * TWIST && high < low * TWIST;
        // A sine of a whole frame has the strength power · FRAME / 2.
        let share = (low + high) * 2.0 / (power * FRAME as f32);
        (balanced && share > SHARE).then(|| Key::of_char(KEYS[row][column])).flatten()
    }

    /// Goertzel's recurrence for all eight frequencies side by side.
    fn strengths(&self, frame: &Frame) -> [f32; 8] {
        let (mut last, mut before) = ([0.0_f32; 8], [0.0_f32; 8]);
        for sample in frame {
            let sample = f32::from(*sample);
            for index in 0..8 {
                let next = sample + self.factors[index] * last[index] - before[index];
                (before[index], last[index]) = (last[index], next);
            }
        }
        std::array::from_fn(|index| {
            let (last, before) = (last[index], before[index]);
            last * last + before * before - self.factors[index] * last * before
        })
    }
}

/// The strongest of four, when it is clearly so.
fn clearest(strengths: &[f32]) -> Option<(usize, f32)> {
    let (index, strongest) = strengths.iter().copied().enumerate().max_by(|one, other| one.1.total_cmp(&other.1))?;
    let rivals = strengths.iter().enumerate().filter(|(other, _)| *other != index);
    rivals.into_iter().all(|(_, rival)| *rival * CLEAR < strongest).then_some((index, strongest))
}

/// The two tones of a key, in Hz.
pub fn frequencies(key: Key) -> (f64, f64) {
    let place = KEYS.iter().flatten().position(|character| *character == key.character()).unwrap_or_default();
    (FREQUENCIES[place / 4], FREQUENCIES[4 + place % 4])
}

//! From the telephone's 8 kHz to the 16 kHz recognisers are made for.

use crate::{FRAME, Frame};

/// Half of a half-band filter, from the middle outwards: every other coefficient of a windowed sinc (Hamming, 31 taps)
/// at a quarter of the new rate, scaled to keep a constant level. What it leaves out are noughts.
const TAPS: [f64; 8] = [0.632_8, -0.196_3, 0.101_6, -0.057_4, 0.031_9, -0.016_5, 0.007_7, -0.003_8];
/// Samples kept from frame to frame: the filter looks as far back and ahead as it has taps.
const KEPT: usize = 2 * TAPS.len() - 1;

/// Doubles the rate of one stream; its output lags by eight samples of the input, a millisecond.
#[derive(Debug)]
pub(crate) struct Doubler {
    kept: [i16; KEPT],
}

impl Doubler {
    pub(crate) const fn new() -> Self {
        Self { kept: [0; KEPT] }
    }

    /// A frame's samples at twice the rate, as little-endian bytes behind `out`.
    pub(crate) fn double(&mut self, frame: &Frame, out: &mut Vec<u8>) {
        let mut line = [0; KEPT + FRAME];
        line[..KEPT].copy_from_slice(&self.kept);
        line[KEPT..].copy_from_slice(frame);
        for window in line.windows(2 * TAPS.len()) {
            // The sample in the middle stays; the one between it and the next is made.
            let (before, after) = window.split_at(TAPS.len());
            let pairs = before.iter().rev().zip(after);
            let between: f64 =
                pairs.zip(TAPS).map(|((one, other), tap)| (f64::from(*one) + f64::from(*other)) * tap).sum();
            let between = between.clamp(f64::from(i16::MIN), f64::from(i16::MAX)) as i16;
            out.extend(before[TAPS.len() - 1].to_le_bytes());
            out.extend(between.to_le_bytes());
        }
        self.kept.copy_from_slice(&line[FRAME..]);
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;

    /// How much of a tone at `frequency` comes out as that tone, and how much as anything else.
    fn doubled(frequency: f64) -> (f64, f64) {
        let mut doubler = Doubler::new();
        let mut out = Vec::new();
        for frame in 0..50 {
            let sample =
                |index: usize| (10_000.0 * (TAU * frequency * (frame * FRAME + index) as f64 / 8_000.0).sin()) as i16;
            doubler.double(&std::array::from_fn(sample), &mut out);
        }
        let samples: Vec<f64> =
            out.chunks_exact(2).skip(1_600).map(|bytes| f64::from(i16::from_le_bytes([bytes[0], bytes[1]]))).collect();
        let turn = |index: usize| TAU * frequency * index as f64 / 16_000.0;
        let scale = 2.0 / samples.len() as f64;
        let sine: f64 =
            samples.iter().enumerate().map(|(index, sample)| sample * turn(index).sin()).sum::<f64>() * scale;
        let cosine: f64 =
            samples.iter().enumerate().map(|(index, sample)| sample * turn(index).cos()).sum::<f64>() * scale;
        let rest = samples
            .iter()
            .enumerate()
            .map(|(index, sample)| (sample - sine * turn(index).sin() - cosine * turn(index).cos()).powi(2))
            .sum::<f64>();
        (sine.hypot(cosine), (rest / samples.len() as f64).sqrt())
    }

    #[test]
    fn a_voice_keeps_its_tones_and_gets_no_others() {
        for frequency in [200.0, 1_000.0, 2_000.0, 3_000.0, 3_400.0] {
            let (tone, rest) = doubled(frequency);
            assert!((tone / 10_000.0 - 1.0).abs() < 0.05, "{frequency} Hz comes out at {tone}");
            assert!(rest < 400.0, "{frequency} Hz brings {rest} of others");
        }
    }
}

//! One frequency in a stretch of sound, and sounds of one frequency: what tests, the key detector and the
//! level meter listen and speak with.

use std::f64::consts::TAU;

use crate::RATE;

/// Amplitude of the sine of `frequency` Hz in `samples`, in units of a sample (0 to 32,767).
pub fn amplitude(samples: &[i16], frequency: f64) -> f64 {
    let turn = TAU * frequency / f64::from(RATE);
    let factor = 2.0 * turn.cos();
    let (mut last, mut before) = (0.0, 0.0);
    for sample in samples {
        (last, before) = (f64::from(*sample) + factor * last - before, last);
    }
    let power = last * last + before * before - factor * last * before;
    2.0 * power.max(0.0).sqrt() / samples.len().max(1) as f64
}

/// A sine that goes on as long as it is asked.
#[derive(Clone, Debug)]
pub struct Tone {
    turn: f64,
    amplitude: f64,
    phase: f64,
}

impl Tone {
    /// A sine of `frequency` Hz whose peaks reach `amplitude` (0 to 32,767).
    pub fn new(frequency: f64, amplitude: f64) -> Self {
        Self { turn: TAU * frequency / f64::from(RATE), amplitude, phase: 0.0 }
    }

    /// Adds the next stretch of the tone to `samples`.
    pub fn add_to(&mut self, samples: &mut [i16]) {
        for sample in samples {
            *sample = sample.saturating_add((self.amplitude * self.phase.sin()) as i16);
            self.phase = (self.phase + self.turn) % TAU;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_is_found_at_its_own_frequency_only() {
        let mut samples = [0; 800];
        Tone::new(1_000.0, 8_000.0).add_to(&mut samples);
        Tone::new(440.0, 2_000.0).add_to(&mut samples);
        assert!((amplitude(&samples, 1_000.0) - 8_000.0).abs() < 20.0);
        assert!((amplitude(&samples, 440.0) - 2_000.0).abs() < 20.0);
        assert!(amplitude(&samples, 1_500.0) < 20.0);
        assert!(amplitude(&[], 1_000.0) < 1.0);
    }
}

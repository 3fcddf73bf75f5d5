//! A voice for tests: pulses through the resonances of vowels, with a melody, hisses and pauses between.
//!
//! It stands for speech where concealment is judged: it has what speech has (a period that glides,
//! formants, noise, pauses) and, unlike a recording, no owner.

use std::f64::consts::TAU;

use super::network::Chance;

/// First three resonances of five vowels, in Hz.
const VOWELS: [[f64; 3]; 5] = [
    [730.0, 1_090.0, 2_440.0],
    [270.0, 2_290.0, 3_010.0],
    [300.0, 870.0, 2_240.0],
    [530.0, 1_840.0, 2_480.0],
    [570.0, 840.0, 2_410.0],
];

#[derive(Default)]
struct Resonance {
    last: [f64; 2],
}

impl Resonance {
    fn pass(&mut self, input: f64, frequency: f64, width: f64) -> f64 {
        let radius = (-std::f64::consts::PI * width / 8_000.0).exp();
        let out = (1.0 - radius) * input + 2.0 * radius * (TAU * frequency / 8_000.0).cos() * self.last[0]
            - radius * radius * self.last[1];
        self.last = [out, self.last[0]];
        out
    }
}

/// So many seconds of speech around `pitch` Hz.
pub fn speak(seconds: f64, pitch: f64, seed: u64) -> Vec<i16> {
    let mut chance = Chance::new(seed);
    let mut samples = Vec::with_capacity((seconds * 8_000.0) as usize);
    let mut resonances: [Resonance; 3] = Default::default();
    let mut phase = 0.0;
    while samples.len() < (seconds * 8_000.0) as usize {
        let vowel = VOWELS[(chance.share() * 5.0) as usize];
        let length = 800 + (chance.share() * 1_600.0) as usize;
        let (from, to) = (pitch * (0.85 + 0.3 * chance.share()), pitch * (0.85 + 0.3 * chance.share()));
        for index in 0..length {
            let share = index as f64 / length as f64;
            phase += (from + (to - from) * share) / 8_000.0;
            let pulse = if phase >= 1.0 { 1.0 } else { 0.0 };
            phase %= 1.0;
            let breath = (chance.share() - 0.5) * 0.02;
            let loud = (share * 8.0).min((1.0 - share) * 8.0).min(1.0);
            let mut voice = 0.0;
            for (resonance, frequency) in resonances.iter_mut().zip(vowel) {
                voice += resonance.pass(pulse + breath, frequency, 80.0 + frequency / 20.0);
            }
            samples.push((voice * loud * 90_000.0).clamp(-30_000.0, 30_000.0) as i16);
        }
        let hiss = (chance.share() * 900.0) as usize;
        samples.extend((0..hiss).map(|_| ((chance.share() - 0.5) * 3_000.0) as i16));
        samples.extend(std::iter::repeat_n(0, (chance.share() * 1_200.0) as usize));
    }
    samples
}

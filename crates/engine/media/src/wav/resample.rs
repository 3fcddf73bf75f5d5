//! From a multiple of 8 kHz down to it.
//!
//! A low-pass of a windowed sinc: flat to 3.4 kHz, which is as far as a telephone goes, and 55 dB down from
//! 4.6 kHz on, so that what folds back lies above speech. Each output sample is one sum over the taps; clips
//! are made once, so clarity goes before speed.

use std::f64::consts::PI;

/// Where the filter has fallen by half, as a share of the output's rate.
const CUTOFF: f64 = 0.5;
/// Output samples the filter reaches to either side.
const REACH: usize = 16;

/// Takes every `factor`-th sample of the filtered sound.
pub(super) fn down(samples: &[i16], factor: usize) -> Vec<i16> {
    if factor == 1 {
        return samples.to_vec();
    }
    let taps = taps(factor);
    let middle = taps.len() / 2;
    let at = |place: usize| {
        let sum: f64 = taps
            .iter()
            .enumerate()
            .filter_map(|(tap, weight)| Some(weight * f64::from(*samples.get((place + tap).checked_sub(middle)?)?)))
            .sum();
        sum.round().clamp(f64::from(i16::MIN), f64::from(i16::MAX)) as i16
    };
    (0..samples.len() / factor).map(|index| at(index * factor)).collect()
}

/// A sinc under a Hamming window, its sum one.
fn taps(factor: usize) -> Vec<f64> {
    let reach = (REACH * factor) as f64;
    let tap = |index: usize| {
        let place = index as f64 - reach;
        let x = 2.0 * CUTOFF * place / factor as f64;
        let sinc = if place == 0.0 { 1.0 } else { (PI * x).sin() / (PI * x) };
        sinc * (0.54 + 0.46 * (PI * place / reach).cos())
    };
    let taps: Vec<f64> = (0..=2 * REACH * factor).map(tap).collect();
    let sum: f64 = taps.iter().sum();
    taps.into_iter().map(|tap| tap / sum).collect()
}

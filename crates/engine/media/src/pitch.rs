//! How alike two stretches of sound are, and after how many samples a sound repeats itself.
//!
//! Products are summed as whole numbers, which the compiler does eight at a time and which gives the same
//! result on every machine.

/// Samples scaled so that the sum of 256 products of any two fits 32 bits: 11 bits each.
pub(crate) fn scaled<const N: usize>(samples: &[i16; N]) -> [i16; N] {
    let peak = samples.iter().fold(0, |peak, sample| peak.max(sample.unsigned_abs()));
    let shift = (16 - peak.leading_zeros()).saturating_sub(11);
    samples.map(|sample| sample >> shift)
}

fn product(one: &[i16], other: &[i16]) -> i32 {
    one.iter().zip(other).map(|(one, other)| i32::from(*one) * i32::from(*other)).sum()
}

/// How alike two stretches of the same length are, loudness aside: 1 the same, 0 not at all, -1 mirrored.
/// The samples must come from [`scaled`] and be 256 at most.
pub(crate) fn likeness(one: &[i16], other: &[i16]) -> f32 {
    let energy = product(one, one) as f32 * product(other, other) as f32;
    if energy > 0.0 { product(one, other) as f32 / energy.sqrt() } else { 0.0 }
}

/// The shift among `shifts` at which `likeness_at` is greatest: every second one is tried, then the
/// neighbours of the best. Returns the shift and its likeness.
pub(crate) fn best(shifts: std::ops::RangeInclusive<usize>, likeness_at: impl Fn(usize) -> f32) -> (usize, f32) {
    let greater = |best: (usize, f32), shift: usize| {
        let likeness = likeness_at(shift);
        if likeness > best.1 { (shift, likeness) } else { best }
    };
    let coarse = shifts.clone().step_by(2).fold((*shifts.start(), f32::MIN), greater);
    let around = [coarse.0.saturating_sub(1), coarse.0 + 1];
    around.into_iter().filter(|shift| shifts.contains(shift)).fold(coarse, greater)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::goertzel::Tone;

    #[test]
    fn a_tone_repeats_itself_after_its_period() {
        let mut samples = [0; 390];
        Tone::new(8_000.0 / 63.0, 30_000.0).add_to(&mut samples);
        let samples = scaled(&samples);
        let (shift, likeness) = best(40..=120, |shift| likeness(&samples[230..], &samples[230 - shift..390 - shift]));
        assert_eq!(shift, 63);
        assert!(likeness > 0.99);
        assert!(super::likeness(&samples[..160], &[0; 160]).abs() < f32::EPSILON);
    }
}

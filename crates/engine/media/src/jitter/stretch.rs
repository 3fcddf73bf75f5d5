//! Playing a little faster or slower without changing the voice.
//!
//! Two means. A frame made of one sample more or fewer is interpolated: 0.6 % of pitch, for drift. A whole
//! period of the voice is left out or played twice, faded over 10 ms: for a wait that has changed.

use crate::pitch;
use crate::{FRAME, Frame};

/// Samples before the reader that are looked at.
pub(super) const BEHIND: usize = 120;
/// Samples beyond the frame that are looked at.
pub(super) const AHEAD: usize = 120;
/// The stretch of sound that a decision is made on.
pub(super) type Look = [i16; BEHIND + FRAME + AHEAD];

/// Shortest period left out or repeated: 2.5 ms.
const PERIOD_MIN: usize = 20;
/// What is faded and compared: 10 ms.
const FADE: usize = 80;
/// Likeness from which a seam is not heard.
const ALIKE: f32 = 0.7;
/// A peak below this is a pause, where any seam will do.
const PAUSE_PEAK: u16 = 250;

/// Which way to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Leave a period out, to catch up.
    Shorten,
    /// Play a period twice, to wait.
    Lengthen,
}

/// Makes a frame from [`Look`], going `way` by at most `wanted` samples, if the sound allows. `urgent`
/// accepts a seam one might hear. Returns how many samples of sound the frame takes up.
pub(super) fn stretch(look: &Look, way: Way, wanted: usize, urgent: bool, out: &mut Frame) -> Option<usize> {
    let longest = wanted.min(AHEAD);
    if longest < PERIOD_MIN {
        return None;
    }
    let shifted = |shift: usize| match way {
        Way::Shorten => BEHIND + shift,
        Way::Lengthen => BEHIND - shift,
    };
    let pause = look[BEHIND..].iter().all(|sample| sample.unsigned_abs() < PAUSE_PEAK);
    let shift = if pause {
        longest
    } else {
        let scaled = pitch::scaled(look);
        let here = &scaled[BEHIND..BEHIND + FADE];
        let like = |shift: usize| pitch::likeness(here, &scaled[shifted(shift)..shifted(shift) + FADE]);
        let (shift, likeness) = pitch::best(PERIOD_MIN..=longest, like);
        if likeness < if urgent { ALIKE / 2.0 } else { ALIKE } {
            return None;
        }
        shift
    };
    let from = shifted(shift);
    out.copy_from_slice(&look[from..from + FRAME]);
    for (index, sample) in out[..FADE].iter_mut().enumerate() {
        let (old, new, part) = (i32::from(look[BEHIND + index]), i32::from(*sample), index as i32);
        *sample = ((old * (FADE as i32 - part) + new * part) / FADE as i32) as i16;
    }
    Some(match way {
        Way::Shorten => FRAME + shift,
        Way::Lengthen => FRAME - shift,
    })
}

/// Samples around those taken up that interpolation needs: one before, two after.
pub(super) const AROUND: usize = 3;

/// Makes a frame from `taken` samples, one more or one fewer than a frame, of which `samples` holds also
/// the one before and the two after. Each is a point of the cubic through its four neighbours.
pub(super) fn resample(samples: &[i16], taken: usize, out: &mut Frame) {
    // 14 bits of fraction keep the products of the cubic within 32 bits.
    const ONE: i32 = 1 << 14;
    let step = (taken as i32 * ONE) / FRAME as i32;
    for (index, out) in out.iter_mut().enumerate() {
        let place = index as i32 * step;
        let (whole, part) = ((place / ONE) as usize, (place % ONE) as f32 / ONE as f32);
        let [before, this, next, after] = [0, 1, 2, 3].map(|near| f32::from(samples[whole + near]));
        let slope = (next - before) / 2.0;
        let curve = before - 2.5 * this + 2.0 * next - after / 2.0;
        let bend = (after - before) / 2.0 + 1.5 * (this - next);
        *out = (((bend * part + curve) * part + slope) * part + this) as i16;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::goertzel::{Tone, amplitude};

    fn look(frequency: f64) -> Look {
        let mut look = [0; BEHIND + FRAME + AHEAD];
        Tone::new(frequency, 8_000.0).add_to(&mut look);
        look
    }

    #[test]
    fn a_voice_keeps_its_pitch_and_strength_when_stretched() {
        for frequency in [90.0, 125.0, 210.0, 340.0] {
            for (way, sign) in [(Way::Shorten, 1), (Way::Lengthen, -1)] {
                let mut out = [0; FRAME];
                let taken = stretch(&look(frequency), way, 120, false, &mut out).expect("a tone has a period");
                let shift = (taken as i32 - FRAME as i32) * sign;
                assert!((20..=120).contains(&shift), "{frequency} {shift}");
                let mut plain = [0; FRAME];
                plain.copy_from_slice(&look(frequency)[BEHIND..BEHIND + FRAME]);
                let (heard, expected) = (amplitude(&out, frequency), amplitude(&plain, frequency));
                assert!((heard - expected).abs() < expected * 0.15, "{frequency}: {heard} for {expected}");
            }
        }
    }

    #[test]
    fn what_has_no_period_is_left_alone_unless_it_is_a_pause() {
        let mut noise: Look = [0; BEHIND + FRAME + AHEAD];
        let mut state = 1_u32;
        for sample in &mut noise {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *sample = (state >> 18) as i16 - 8_192;
        }
        let mut out = [0; FRAME];
        assert_eq!(stretch(&noise, Way::Shorten, 120, false, &mut out), None);
        assert_eq!(stretch(&look(125.0), Way::Shorten, 19, true, &mut out), None);
        let pause = noise.map(|sample| sample / 64);
        assert_eq!(stretch(&pause, Way::Shorten, 100, false, &mut out), Some(FRAME + 100));
    }

    #[test]
    fn one_sample_more_or_fewer_is_not_heard() {
        for taken in [FRAME - 1, FRAME + 1] {
            let mut samples = [0; FRAME + 1 + AROUND];
            Tone::new(1_000.0, 8_000.0).add_to(&mut samples);
            let mut out = [0; FRAME];
            resample(&samples, taken, &mut out);
            let frequency = 1_000.0 * taken as f64 / FRAME as f64;
            assert!((amplitude(&out, frequency) - 8_000.0).abs() < 120.0);
        }
    }
}

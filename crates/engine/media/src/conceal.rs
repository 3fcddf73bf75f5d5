//! Sound in place of what was lost, in the spirit of G.711 Appendix I.
//!
//! Voiced sound nearly repeats itself, so its last period is played again: one period for 10 ms, then the
//! last two, then three, so that a long gap does not buzz. Noise has no period; its last 20 ms are played
//! instead. Every seam is faded, the whole gets quieter by a fifth each 10 ms after the first and is silent
//! after 60 ms, because a sound that lasts longer than a syllable is a lie. When real sound is back, it is
//! faded in over the substitute.
//!
//! Unlike the Appendix this delays nothing: the seam at the beginning is smoothed by a step that dies away
//! instead of by holding back the last 3.75 ms.

use crate::pitch;

/// Samples of real sound needed before the gap.
pub const HISTORY: usize = 3 * PERIOD_MAX + FADE;
/// Shortest period: 200 Hz at 8 kHz. Higher voices are found by a multiple of theirs.
const PERIOD_MIN: usize = 40;
/// Longest period: 66 Hz.
const PERIOD_MAX: usize = 120;
/// Length of a fade at a seam.
const FADE: usize = 30;
/// What is compared to find the period.
const WINDOW: usize = 160;
/// Below this likeness the sound counts as noise.
const VOICED: f32 = 0.35;
/// How much of noise is played in turns: 20 ms.
const NOISE: usize = 160;
/// Samples of one stage: 10 ms.
const STAGE: usize = 80;
/// Samples until nothing is left.
const FADED_OUT: usize = 6 * STAGE;
/// Fade from the substitute to real sound: 2.5 ms. Longer ones, as in the Appendix, spoil more of the real
/// sound than they smooth.
const RETURN: usize = 20;

/// Makes up for one gap at a time.
#[derive(Clone, Debug)]
pub struct Concealer {
    /// What was heard last.
    history: [i16; HISTORY],
    /// What is played in turns; the first `length` samples.
    turn: [i16; 3 * PERIOD_MAX],
    length: usize,
    /// Place of the next sample in the turn.
    place: usize,
    period: usize,
    /// What is faded out while a new turn begins.
    old: [i16; FADE],
    old_left: usize,
    /// Whether a gap has begun and was not left yet.
    active: bool,
    /// Samples made in this gap.
    made: usize,
    /// Whether there was anything to hear before the gap.
    audible: bool,
}

impl Default for Concealer {
    fn default() -> Self {
        Self {
            history: [0; HISTORY],
            turn: [0; 3 * PERIOD_MAX],
            length: PERIOD_MAX,
            place: 0,
            period: PERIOD_MAX,
            old: [0; FADE],
            old_left: 0,
            active: false,
            made: 0,
            audible: false,
        }
    }
}

impl Concealer {
    /// Whether a gap is being filled, or has not been left by [`Self::lead_back`] yet.
    pub const fn is_active(&self) -> bool {
        self.active
    }

    /// Whether what it makes can be heard.
    pub const fn is_audible(&self) -> bool {
        self.audible && self.made < FADED_OUT
    }

    /// A gap begins after `history`.
    pub fn begin(&mut self, history: &[i16; HISTORY]) {
        self.history = *history;
        self.active = true;
        self.audible = history.iter().any(|sample| sample.unsigned_abs() > 8);
        (self.made, self.place, self.old_left) = (0, 0, 0);
        if !self.audible {
            return;
        }
        let scaled = pitch::scaled(history);
        let recent = &scaled[HISTORY - WINDOW..];
        let before = |shift: usize| &scaled[HISTORY - WINDOW - shift..HISTORY - shift];
        let (period, likeness) = pitch::best(PERIOD_MIN..=PERIOD_MAX, |shift| pitch::likeness(recent, before(shift)));
        self.period = if likeness >= VOICED { period } else { NOISE };
        self.set_turn(if likeness >= VOICED { period } else { NOISE });
        // The turn's first sample followed its history's last once; what differs dies away.
        let step = i32::from(history[HISTORY - 1]) - i32::from(history[HISTORY - 1 - self.length]);
        for (old, sample) in self.old.iter_mut().zip(self.turn) {
            *old = clamp(i32::from(sample) + step);
        }
        self.old_left = FADE;
    }

    /// Takes the last `length` samples as the turn, its end faded into what came before its beginning.
    fn set_turn(&mut self, length: usize) {
        let start = HISTORY - length;
        self.length = length;
        self.turn[..length].copy_from_slice(&self.history[start..]);
        for index in 0..FADE {
            let place = length - FADE + index;
            let lead_in = self.history[start - FADE + index];
            self.turn[place] = mix(self.turn[place], lead_in, index + 1, FADE + 1);
        }
    }

    /// Takes in one period more; the place stays the same within the period.
    fn lengthen(&mut self) {
        for index in 0..FADE {
            self.old[index] = self.turn[(self.place + index) % self.length];
        }
        self.old_left = FADE;
        self.place %= self.period;
        self.set_turn(self.length + self.period);
    }

    /// The substitute for the next stretch of the gap.
    pub fn fill(&mut self, out: &mut [i16]) {
        if !self.is_audible() {
            out.fill(0);
            self.made += out.len();
            return;
        }
        for sample in out {
            *sample = self.next();
        }
    }

    fn next(&mut self) -> i16 {
        if (self.made == STAGE || self.made == 2 * STAGE) && self.period != NOISE {
            self.lengthen();
        }
        let mut sample = self.turn[self.place];
        if self.old_left > 0 {
            sample = mix(sample, self.old[FADE - self.old_left], self.old_left, FADE + 1);
            self.old_left -= 1;
        }
        self.place = (self.place + 1) % self.length;
        let gone = self.made.saturating_sub(STAGE).min(FADED_OUT - STAGE);
        self.made += 1;
        mix(sample, 0, gone, FADED_OUT - STAGE)
    }

    /// Ends the gap without leading back: nothing follows.
    pub const fn leave(&mut self) {
        self.active = false;
    }

    /// Real sound is back in `out`: fades it in over the substitute, and ends the gap.
    pub fn lead_back(&mut self, out: &mut [i16]) {
        let length = RETURN.min(out.len());
        for (index, sample) in out[..length].iter_mut().enumerate() {
            let substitute = if self.is_audible() { self.next() } else { 0 };
            *sample = mix(substitute, *sample, index + 1, length + 1);
        }
        self.active = false;
    }
}

/// `one` and `other` in the shares `whole - part` and `part`.
fn mix(one: i16, other: i16, part: usize, whole: usize) -> i16 {
    let (part, whole) = (part as i32, whole as i32);
    clamp((i32::from(one) * (whole - part) + i32::from(other) * part) / whole)
}

fn clamp(sample: i32) -> i16 {
    sample.clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::goertzel::{Tone, amplitude};

    fn heard(frequency: f64) -> [i16; HISTORY] {
        let mut history = [0; HISTORY];
        Tone::new(frequency, 8_000.0).add_to(&mut history);
        history
    }

    #[test]
    fn a_short_gap_in_a_vowel_is_hardly_there() {
        for frequency in [100.0, 133.0, 171.0, 187.0] {
            let mut concealer = Concealer::default();
            concealer.begin(&heard(frequency));
            let mut out = [0; 160];
            concealer.fill(&mut out);
            assert!(amplitude(&out[..80], frequency) > 7_500.0, "{frequency}");
            let last = heard(frequency)[HISTORY - 1];
            assert!(i32::from(out[0]).abs_diff(last.into()) < 1_500, "{frequency}: a step of {last} to {}", out[0]);
        }
    }

    #[test]
    fn a_long_gap_falls_silent_and_stays_so() {
        let mut concealer = Concealer::default();
        concealer.begin(&heard(150.0));
        let mut out = [0; 640];
        concealer.fill(&mut out);
        let loud = |samples: &[i16]| amplitude(samples, 150.0);
        assert!(loud(&out[80..160]) > loud(&out[240..320]) && loud(&out[240..320]) > loud(&out[400..480]));
        assert!(out[FADED_OUT..].iter().all(|sample| *sample == 0));
        assert!(!concealer.is_audible());
    }

    #[test]
    fn real_sound_comes_back_without_a_step() {
        let mut concealer = Concealer::default();
        concealer.begin(&heard(150.0));
        let mut gap = [0; 160];
        concealer.fill(&mut gap);
        let mut back = [0; 160];
        concealer.lead_back(&mut back);
        assert!(!concealer.is_active());
        assert!(i32::from(back[0]).abs_diff(gap[159].into()) < 1_500);
        assert!(back[RETURN..].iter().all(|sample| *sample == 0));
    }

    #[test]
    fn after_silence_there_is_nothing_to_make_up() {
        let mut concealer = Concealer::default();
        concealer.begin(&[0; HISTORY]);
        let mut out = [1; 160];
        concealer.fill(&mut out);
        assert_eq!(out, [0; 160]);
        assert!(concealer.is_active() && !concealer.is_audible());
    }
}

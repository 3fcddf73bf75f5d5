//! Concealment against a plain repeat, by a measure that hears like an ear.
//!
//! The measure is the Bark spectral distortion (after Wang, Sekey and Gersho, 1992), the heart of what PESQ
//! computes: sound is cut into Hann windows of 32 ms every 16 ms, the power of each window summed in the 17
//! critical bands below 3.7 kHz, and raised to 0.3, which is how loud a band is heard. The distortion is the
//! square of the differences between what was said and what was heard, in percent of the square of what
//! was said, over the windows that a loss touches and in which somebody speaks. 0 is the same.

use std::collections::BTreeSet;
use std::f64::consts::TAU;

use warmline_media::conceal::{Concealer, HISTORY};
use warmline_media::{FRAME, Frame};

use super::network::{Chance, play, send};
use super::voice::speak;

const WINDOW: usize = 256;
const STEP: usize = 128;
/// What is compared at a time: 320 ms.
const STRETCH: usize = 2_560;
/// Edges of the critical bands in Hz (Zwicker).
const BARK: [f64; 18] = [
    20.0, 100.0, 200.0, 300.0, 400.0, 510.0, 630.0, 770.0, 920.0, 1_080.0, 1_270.0, 1_480.0, 1_720.0, 2_000.0, 2_320.0,
    2_700.0, 3_150.0, 3_700.0,
];

/// How loud each critical band of a window is heard.
struct Ear {
    hann: [f64; WINDOW],
    cosine: [f64; WINDOW],
}

impl Ear {
    fn new() -> Self {
        let cosine = std::array::from_fn(|index| (TAU * index as f64 / WINDOW as f64).cos());
        Self { hann: cosine.map(|cosine: f64| 0.5 - 0.5 * cosine), cosine }
    }

    fn hear(&self, samples: &[i16]) -> [f64; 17] {
        let windowed: Vec<f64> =
            samples.iter().zip(self.hann).map(|(sample, hann)| f64::from(*sample) * hann).collect();
        let mut power = [0.0; 17];
        for bin in 1..WINDOW / 2 {
            let frequency = bin as f64 * 8_000.0 / WINDOW as f64;
            let Some(band) = (0..17).find(|band| (BARK[*band]..BARK[band + 1]).contains(&frequency)) else { continue };
            let (mut real, mut imaginary) = (0.0, 0.0);
            for (index, sample) in windowed.iter().enumerate() {
                let turn = bin * index % WINDOW;
                real += sample * self.cosine[turn];
                // The sine is the cosine a quarter turn later.
                imaginary += sample * self.cosine[(turn + WINDOW * 3 / 4) % WINDOW];
            }
            power[band] += real * real + imaginary * imaginary;
        }
        power.map(|power: f64| power.powf(0.3))
    }
}

/// The distortion in percent over the windows in which `touched` says that something was lost; 0 when there
/// are none.
fn distortion(ear: &Ear, reference: &[i16], heard: &[i16], touched: &[bool]) -> f64 {
    let (mut different, mut whole) = (0.0, 0.0);
    for start in (0..reference.len().min(heard.len()) - WINDOW).step_by(STEP) {
        let range = start..start + WINDOW;
        let speaks = reference[range.clone()].iter().any(|sample| sample.abs() > 500);
        if !speaks || !touched[range.clone()].contains(&true) {
            continue;
        }
        let (said, heard) = (ear.hear(&reference[range.clone()]), ear.hear(&heard[range]));
        different += said.iter().zip(&heard).map(|(said, heard)| (said - heard).powi(2)).sum::<f64>();
        whole += said.iter().map(|said| said.powi(2)).sum::<f64>();
    }
    if whole > 0.0 { 100.0 * different / whole } else { 0.0 }
}

/// What a simple receiver does: the last good frame again, quieter by a fifth each time.
fn repeat(last: &Frame, times: i32) -> Frame {
    last.map(|sample| (f64::from(sample) * 0.8_f64.powi(times - 1)) as i16)
}

#[test]
fn at_five_percent_loss_concealment_distorts_less_than_a_repeat() {
    let (mut ours, mut repeated, mut silent) = (0.0, 0.0, 0.0);
    let ear = Ear::new();
    let voices = [(95.0, 1), (125.0, 2), (165.0, 3), (210.0, 4)];
    for (pitch, seed) in voices {
        let original = speak(15.0, pitch, seed);
        let mut chance = Chance::new(seed + 100);
        let mut heard: [Vec<i16>; 3] = Default::default();
        let mut touched = Vec::new();
        let (mut concealer, mut last, mut times) = (Concealer::default(), [0; FRAME], 0);
        for frame in original.as_chunks::<FRAME>().0 {
            let lost = chance.share() < 0.05 && heard[0].len() > HISTORY;
            let (mut out, mut plain) = (*frame, *frame);
            if lost {
                times += 1;
                if !concealer.is_active() {
                    concealer.begin(heard[0].last_chunk::<HISTORY>().unwrap());
                }
                concealer.fill(&mut out);
                plain = repeat(&last, times);
            } else {
                (last, times) = (*frame, 0);
                if concealer.is_active() {
                    concealer.lead_back(&mut out);
                }
            }
            heard[0].extend(out);
            heard[1].extend(plain);
            heard[2].extend(if lost { [0; FRAME] } else { *frame });
            touched.extend([lost; FRAME]);
        }
        let [one, two, three] = [0, 1, 2].map(|which| distortion(&ear, &original, &heard[which], &touched));
        println!("pitch {pitch} Hz: concealed {one:.2} %, repeated {two:.2} %, silence {three:.2} %");
        assert!(one < two, "{pitch}: {one} not below {two}");
        (ours, repeated, silent) = (ours + one, repeated + two, silent + three);
    }
    println!("mean: concealed {:.2} %, repeated {:.2} %, silence {:.2} %", ours / 4.0, repeated / 4.0, silent / 4.0);
    assert!(ours < repeated * 0.85 && ours < silent / 2.0);
}

#[test]
fn with_five_percent_loss_and_sixty_milliseconds_of_jitter_it_stays_so() {
    let ear = Ear::new();
    let original = speak(40.0, 130.0, 9);
    let mut chance = Chance::new(5);
    let mut datagrams = send(&original, FRAME, 0.0);
    datagrams.retain(|_| chance.share() >= 0.05);
    for datagram in &mut datagrams {
        datagram.arrival += (chance.share() * 60_000.0) as i64;
    }
    // Beside it a receiver that waits long enough for every packet, and repeats what is lost.
    let mut repeated = vec![0; original.len()];
    let first = datagrams[0].sequence;
    let came: BTreeSet<u16> = datagrams.iter().map(|datagram| datagram.sequence.wrapping_sub(first)).collect();
    let (mut last, mut times) = ([0; FRAME], 0);
    for (index, frame) in original.as_chunks::<FRAME>().0.iter().enumerate() {
        times = if came.contains(&(index as u16)) { 0 } else { times + 1 };
        last = if times == 0 { *frame } else { last };
        let played = if times == 0 { *frame } else { repeat(&last, times) };
        repeated[index * FRAME..][..FRAME].copy_from_slice(&played);
    }
    let mut heard = Vec::new();
    let buffer = play(datagrams, 38.0, |_, _, _, frame| heard.extend(frame));
    let figures = buffer.figures();
    let share = figures.concealed as f64 / (figures.frames as f64 * FRAME as f64);
    assert!(share < 0.075, "5 % is lost and one in 64 may be late: {share}");
    assert_eq!((figures.leaps, figures.restarts), (0, 0));
    // The wait moves while playing, so each stretch is compared with the original where it fits best.
    let (mut ours, mut theirs, mut count) = (0.0, 0.0, 0.0);
    for start in (16_000..heard.len() - 16_000).step_by(STRETCH) {
        let played = &heard[start..start + STRETCH];
        let place = best_place(&original, played, start);
        let said = place..place + STRETCH;
        ours += distortion(&ear, &original[said.clone()], played, &[true; STRETCH]);
        theirs += distortion(&ear, &original[said.clone()], &repeated[said], &[true; STRETCH]);
        count += 1.0;
    }
    let (ours, theirs) = (ours / count, theirs / count);
    println!(
        "5 % loss, 60 ms jitter: {:.1} % concealed; distortion {ours:.2} %, repeated {theirs:.2} %",
        share * 100.0
    );
    assert!(ours < theirs);
}

/// Where in the original `heard` fits best, 30 to 130 ms before where it was played.
fn best_place(original: &[i16], heard: &[i16], played_at: usize) -> usize {
    let difference = |place: usize| -> u64 {
        heard
            .iter()
            .zip(&original[place..])
            .step_by(5)
            .map(|(heard, original)| u64::from(heard.abs_diff(*original)))
            .sum()
    };
    (played_at - 1_040..played_at - 240).min_by_key(|place| difference(*place)).unwrap_or(played_at)
}

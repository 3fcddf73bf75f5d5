//! G.711: eight bits for a sample, by the µ-law or the A-law (ITU-T G.711, tables 1a to 2b).
//!
//! Both laws are floating point numbers in disguise: three bits of exponent, four of mantissa. So the
//! encoder lets the processor make the float (an integer below 2²⁴ converts exactly) and takes those bits
//! out of it; without branches or tables the compiler encodes several samples at once. Negative samples are
//! folded by one's complement, as the Recommendation's own rule has it. The decoder reads a table.

use warmline_wire::sdp::Codec;

use crate::FRAME;

/// Twenty milliseconds, encoded.
pub type Encoded = [u8; FRAME];

/// The code of silence.
pub const fn silence(codec: Codec) -> u8 {
    match codec {
        Codec::Pcmu => 0xff,
        Codec::Pcma => 0xd5,
    }
}

/// A frame of silence, encoded.
pub const fn silent(codec: Codec) -> &'static Encoded {
    const MU: Encoded = [silence(Codec::Pcmu); FRAME];
    const A: Encoded = [silence(Codec::Pcma); FRAME];
    match codec {
        Codec::Pcmu => &MU,
        Codec::Pcma => &A,
    }
}

/// Encodes `samples` into the front of `codes`, as many as both hold.
pub fn encode(codec: Codec, samples: &[i16], codes: &mut [u8]) {
    match codec {
        Codec::Pcmu => samples.iter().zip(codes).for_each(|(sample, code)| *code = mu_code(*sample)),
        Codec::Pcma => samples.iter().zip(codes).for_each(|(sample, code)| *code = a_code(*sample)),
    }
}

/// Decodes `codes` into the front of `samples`, as many as both hold.
pub fn decode(codec: Codec, codes: &[u8], samples: &mut [i16]) {
    let table = match codec {
        Codec::Pcmu => &MU_SAMPLES,
        Codec::Pcma => &A_SAMPLES,
    };
    codes.iter().zip(samples).for_each(|(code, sample)| *sample = table[usize::from(*code)]);
}

/// Exponent and the four highest bits of the mantissa of a positive integer, as one number, less
/// `exponent << 4`.
fn rounded_down(number: i32, exponent: u32) -> u32 {
    // 127 is the bias of the exponent, 19 = 23 - 4 the place of the fourth mantissa bit.
    ((number as f32).to_bits() >> 19).wrapping_sub((127 + exponent) << 4)
}

fn mu_code(sample: i16) -> u8 {
    let sign = sample >> 15;
    // 14 bits, biased by 33 so that the first segment begins at 2⁵, and cut at the last step's end.
    let magnitude = i32::from(((sample ^ sign) >> 2) + 33).min(8_191);
    let code = !(rounded_down(magnitude, 5) as u8) & 0x7f;
    code | (!sign as u8 & 0x80)
}

fn a_code(sample: i16) -> u8 {
    let sign = sample >> 15;
    let magnitude = i32::from((sample ^ sign) >> 4);
    // The first two segments have the same step, so below 16 the number is its own code.
    let code = if magnitude < 16 { magnitude as u8 } else { rounded_down(magnitude, 3) as u8 };
    (code | (!sign as u8 & 0x80)) ^ 0x55
}

const MU_SAMPLES: [i16; 256] = {
    let mut samples = [0; 256];
    let mut code = 0;
    while code < 256 {
        let bits = !(code as u8);
        let (exponent, mantissa) = ((bits >> 4) & 7, (bits & 15) as i16);
        let magnitude = ((((mantissa << 1) + 33) << exponent) - 33) << 2;
        samples[code] = if bits & 0x80 == 0 { magnitude } else { -magnitude };
        code += 1;
    }
    samples
};

const A_SAMPLES: [i16; 256] = {
    let mut samples = [0; 256];
    let mut code = 0;
    while code < 256 {
        let bits = code as u8 ^ 0x55;
        let (exponent, mantissa) = ((bits >> 4) & 7, (bits & 15) as i16);
        let magnitude = match exponent {
            0 => (mantissa << 4) + 8,
            _ => ((mantissa << 4) + 0x108) << (exponent - 1),
        };
        samples[code] = if bits & 0x80 == 0 { -magnitude } else { magnitude };
        code += 1;
    }
    samples
};

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: [Codec; 2] = [Codec::Pcmu, Codec::Pcma];

    fn code(codec: Codec, sample: i16) -> u8 {
        let mut code = [0];
        encode(codec, &[sample], &mut code);
        code[0]
    }

    fn sample(codec: Codec, code: u8) -> i16 {
        let mut sample = [0];
        decode(codec, &[code], &mut sample);
        sample[0]
    }

    #[test]
    fn the_ends_and_the_middle_are_those_of_the_tables() {
        for (code, value) in [(0xff, 0), (0x80, 32_124), (0x00, -32_124), (0x7f, 0), (0xfe, 8), (0xef, 132)] {
            assert_eq!(sample(Codec::Pcmu, code), value, "{code:x}");
        }
        for (code, value) in [(0xd5, 8), (0x55, -8), (0xaa, 32_256), (0x2a, -32_256), (0xd4, 24), (0xc5, 264)] {
            assert_eq!(sample(Codec::Pcma, code), value, "{code:x}");
        }
    }

    /// The rule as the Recommendation states it: find the segment, then the step within it.
    fn by_segments(codec: Codec, sample: i16) -> u8 {
        let magnitude = i32::from(if sample < 0 { !sample } else { sample });
        let positive = if sample < 0 { 0 } else { 0x80 };
        match codec {
            Codec::Pcmu => {
                let biased = ((magnitude >> 2) + 33).min(0x1fff);
                let segment = (0..8).find(|segment| biased < 64 << segment).unwrap();
                let step = (biased >> (segment + 1)) & 15;
                (!(segment << 4 | step) as u8 & 0x7f) | positive
            }
            Codec::Pcma => {
                let scaled = magnitude >> 4;
                let code = match (1..8).rev().find(|segment| scaled >= 8 << segment) {
                    Some(segment) => segment << 4 | ((scaled >> (segment - 1)) & 15),
                    None => scaled,
                };
                (code as u8 | positive) ^ 0x55
            }
        }
    }

    #[test]
    fn every_sample_gets_the_code_of_its_segment_and_step() {
        for codec in BOTH {
            for value in i16::MIN..=i16::MAX {
                assert_eq!(code(codec, value), by_segments(codec, value), "{codec:?} {value}");
            }
        }
    }

    #[test]
    fn every_code_survives_being_decoded() {
        for codec in BOTH {
            for value in 0..=255 {
                // µ-law has two zeros; the negative one comes back as the other.
                let expected = if (codec, value) == (Codec::Pcmu, 0x7f) { 0xff } else { value };
                assert_eq!(code(codec, sample(codec, value)), expected, "{codec:?} {value:x}");
            }
        }
    }

    #[test]
    fn silence_decodes_to_next_to_nothing() {
        for codec in BOTH {
            assert!(sample(codec, silence(codec)).abs() <= 8);
            assert!(silent(codec).iter().all(|code| *code == code_of_zero(codec)));
        }
    }

    fn code_of_zero(codec: Codec) -> u8 {
        code(codec, 0)
    }
}

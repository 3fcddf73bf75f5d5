//! Prompts from files: WAV with 16-bit samples, one or two channels, at 8, 16, 24 or 48 kHz, to samples at
//! 8 kHz.
//!
//! Invariants: a file is read within its bounds and its limits, or refused; chunks that are not needed are
//! passed over. Deliberately absent: reading from disk, and other codings and rates, which any sound editor
//! turns into these.

mod resample;

use warmline_base::Fault;

use crate::player::CLIP_FRAMES;
use crate::{FRAME, RATE};

/// The most bytes of a file: ten minutes at 48 kHz in two channels, and some room for other chunks.
pub const FILE_BYTES: usize = CLIP_FRAMES * FRAME * 6 * 4 + 64 * 1024;
const PCM: u16 = 1;
/// The kind is in the first two bytes of a longer identifier.
const EXTENSIBLE: u16 = 0xfffe;
/// The most chunks looked at.
const CHUNKS: usize = 64;

/// How the samples of a file lie.
#[derive(Clone, Copy, Debug)]
struct Layout {
    channels: usize,
    /// Samples a second, as a multiple of 8,000.
    factor: usize,
}

/// The sound in a file, mixed to one channel at 8 kHz.
///
/// # Errors
/// `WL-WAV-SHAPE` when it is no WAV file or cut short, `WL-WAV-FORMAT` when it is of another kind than read
/// here, `WL-WAV-LONG` when it is longer than ten minutes.
pub fn read(file: &[u8]) -> Result<Vec<i16>, Fault> {
    if file.len() > FILE_BYTES {
        return Err(long());
    }
    let body = file.strip_prefix(b"RIFF").and_then(|rest| rest.get(4..)).and_then(|rest| rest.strip_prefix(b"WAVE"));
    let mut rest = body.ok_or_else(shape)?;
    let mut layout = None;
    for _ in 0..CHUNKS {
        let (head, after) = rest.split_first_chunk::<8>().ok_or_else(shape)?;
        let [n0, n1, n2, n3, l0, l1, l2, l3] = *head;
        let length = u32::from_le_bytes([l0, l1, l2, l3]) as usize;
        match &[n0, n1, n2, n3] {
            b"fmt " => layout = Some(read_layout(after.get(..length).ok_or_else(shape)?)?),
            // Writers that stream leave a length of their own making; what is there is the sound.
            b"data" => return sound(layout.ok_or_else(shape)?, &after[..length.min(after.len())]),
            _ => {}
        }
        // Chunks begin at even places.
        rest = after.get(length.saturating_add(length % 2)..).ok_or_else(shape)?;
    }
    Err(shape())
}

fn read_layout(chunk: &[u8]) -> Result<Layout, Fault> {
    let word =
        |at: usize| chunk.get(at..at + 2).map(|bytes| u16::from_le_bytes([bytes[0], bytes[1]])).ok_or_else(shape);
    let kind = match word(0)? {
        EXTENSIBLE => word(24)?,
        kind => kind,
    };
    let rate = u32::from(word(4)?) | u32::from(word(6)?) << 16;
    let (channels, bits) = (word(2)?, word(14)?);
    let factor = [1, 2, 3, 6].into_iter().find(|factor| RATE * factor == rate);
    match factor {
        Some(factor) if kind == PCM && bits == 16 && (1..=2).contains(&channels) => {
            Ok(Layout { channels: usize::from(channels), factor: factor as usize })
        }
        _ => {
            let detail = "the file is not 16-bit PCM of one or two channels at 8, 16, 24 or 48 kHz: convert it to that";
            Err(Fault::invalid("WL-WAV-FORMAT", detail))
        }
    }
}

fn sound(layout: Layout, data: &[u8]) -> Result<Vec<i16>, Fault> {
    let sample = |bytes: &[u8; 2]| i32::from(i16::from_le_bytes(*bytes));
    let samples = data.as_chunks::<2>().0;
    let samples: Vec<i16> = match layout.channels {
        1 => samples.iter().map(|bytes| sample(bytes) as i16).collect(),
        _ => {
            samples.as_chunks::<2>().0.iter().map(|[left, right]| ((sample(left) + sample(right)) / 2) as i16).collect()
        }
    };
    if samples.len() > CLIP_FRAMES * FRAME * layout.factor {
        return Err(long());
    }
    Ok(resample::down(&samples, layout.factor))
}

fn shape() -> Fault {
    Fault::invalid("WL-WAV-SHAPE", "the file is no complete WAV file: save it again as WAV")
}

fn long() -> Fault {
    Fault::too_large("WL-WAV-LONG", "the sound is longer than ten minutes: cut it")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::goertzel::{Tone, amplitude};

    /// A file of these samples.
    fn file(rate: u32, channels: u16, samples: &[i16]) -> Vec<u8> {
        let data: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        let mut bytes = b"RIFF\0\0\0\0WAVEJUNK\x03\0\0\0abc\0fmt \x10\0\0\0\x01\0".to_vec();
        bytes.extend(channels.to_le_bytes());
        bytes.extend(rate.to_le_bytes());
        bytes.extend((rate * u32::from(channels) * 2).to_le_bytes());
        bytes.extend((channels * 2).to_le_bytes());
        bytes.extend(16_u16.to_le_bytes());
        bytes.extend(b"data");
        bytes.extend((data.len() as u32).to_le_bytes());
        bytes.extend(data);
        bytes
    }

    fn tone(rate: u32, frequency: f64) -> Vec<i16> {
        let mut samples = vec![0; rate as usize];
        // The generator counts in samples of 8 kHz.
        Tone::new(frequency * 8_000.0 / f64::from(rate), 8_000.0).add_to(&mut samples);
        samples
    }

    #[test]
    fn every_rate_comes_out_at_eight_kilohertz_and_one_channel() {
        for rate in [8_000, 16_000, 24_000, 48_000] {
            let mono = read(&file(rate, 1, &tone(rate, 1_000.0))).unwrap();
            let stereo: Vec<i16> = tone(rate, 1_000.0).into_iter().flat_map(|sample| [sample, sample]).collect();
            assert_eq!(read(&file(rate, 2, &stereo)).unwrap(), mono, "{rate}");
            assert_eq!(mono.len(), 8_000);
            assert!((amplitude(&mono[400..7_600], 1_000.0) - 8_000.0).abs() < 80.0, "{rate}");
        }
    }

    #[test]
    fn what_a_telephone_cannot_carry_is_filtered_out_and_not_folded_back() {
        for rate in [16_000, 24_000, 48_000] {
            for (frequency, alias) in [(4_800.0, 3_200.0), (6_000.0, 2_000.0), (7_500.0, 500.0)] {
                let samples = read(&file(rate, 1, &tone(rate, frequency))).unwrap();
                assert!(amplitude(&samples[400..7_600], alias) < 12.0, "{rate}: {frequency} Hz is heard as {alias}");
            }
            let samples = read(&file(rate, 1, &tone(rate, 3_400.0))).unwrap();
            assert!(amplitude(&samples[400..7_600], 3_400.0) > 7_000.0, "{rate}");
        }
    }

    #[test]
    fn other_files_are_refused_with_what_to_do() {
        let code = |bytes: &[u8]| read(bytes).unwrap_err().code;
        let good = file(16_000, 1, &[0; 100]);
        assert!(read(&good).is_ok());
        assert_eq!(code(&file(44_100, 1, &[0; 100])), "WL-WAV-FORMAT");
        assert_eq!(code(&file(16_000, 3, &[0; 99])), "WL-WAV-FORMAT");
        assert_eq!(code(&file(8_000, 1, &vec![0; CLIP_FRAMES * FRAME + 1])), "WL-WAV-LONG");
        for length in 0..good.len() - 200 {
            assert_eq!(code(&good[..length]), "WL-WAV-SHAPE", "{length}");
        }
        assert_eq!(read(&good[..good.len() - 100]).unwrap().len(), 25);
        let endless = [b"RIFF\0\0\0\0WAVE".to_vec(), b"JUNK\0\0\0\0".repeat(100)].concat();
        assert_eq!(code(&endless), "WL-WAV-SHAPE");
    }
}

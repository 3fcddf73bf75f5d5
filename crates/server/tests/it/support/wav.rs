//! Sound files of one channel at 8 kHz: a microphone for programs that play one, and what they heard.

use std::path::Path;

use warmline_media::goertzel::Tone;

/// Bytes before the samples.
const HEAD: usize = 44;
const RATE: u32 = 8_000;

/// Writes samples, 16 bits each.
pub fn write(path: &Path, samples: &[i16]) {
    let bytes = u32::try_from(samples.len() * 2).expect("a short sound");
    let mut file = Vec::with_capacity(HEAD + samples.len() * 2);
    file.extend(b"RIFF");
    file.extend((36 + bytes).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    file.extend(RATE.to_le_bytes());
    file.extend((2 * RATE).to_le_bytes());
    file.extend(b"\x02\0\x10\0data");
    file.extend(bytes.to_le_bytes());
    file.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    std::fs::write(path, file).expect("a sound file");
}

/// Writes a tone.
pub fn write_tone(path: &Path, frequency: f64, seconds: usize) {
    let mut samples = vec![0; RATE as usize * seconds];
    Tone::new(frequency, 8_000.0).add_to(&mut samples);
    write(path, &samples);
}

/// The last samples of a file that may still be growing.
pub fn tail(path: &Path, samples: usize) -> Vec<i16> {
    let file = std::fs::read(path).unwrap_or_default();
    let all = file.get(HEAD..).unwrap_or_default();
    let (pairs, _) = all.as_chunks::<2>();
    let last = &pairs[pairs.len().saturating_sub(samples)..];
    last.iter().map(|pair| i16::from_le_bytes(*pair)).collect()
}

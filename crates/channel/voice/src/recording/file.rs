//! The sealed file: pieces of a second, each with its length before it.

use std::path::PathBuf;

use tokio::fs::File;
use tokio::io::AsyncWriteExt;
use warmline_base::Fault;
use warmline_crypto::FileKey;
use warmline_media::g711;
use warmline_wire::sdp::Codec;

/// All whole pieces of a file; a last one that a crash cut short is left out.
pub(super) fn open_all(key: &FileKey, sealed: &[u8]) -> Result<Vec<u8>, Fault> {
    let mut plain = Vec::with_capacity(sealed.len());
    let mut rest = sealed;
    for index in 0.. {
        let Some((length, tail)) = rest.split_first_chunk::<4>() else { break };
        let Some((piece, tail)) = tail.split_at_checked(u32::from_be_bytes(*length) as usize) else { break };
        plain.extend(key.open(index, piece).ok_or_else(broken)?);
        rest = tail;
    }
    Ok(plain)
}

pub(super) fn broken() -> Fault {
    Fault::internal("WL-SEAL-BROKEN", "a recording does not open: restore it from the backup")
}

/// Writes a file as it comes.
pub(super) struct Writer {
    file: File,
    key: FileKey,
    next: u64,
}

impl Writer {
    pub(super) async fn create(path: PathBuf, key: FileKey) -> std::io::Result<Self> {
        let file = File::options().write(true).create_new(true).open(path).await?;
        Ok(Self { file, key, next: 0 })
    }

    pub(super) async fn write(&mut self, plain: &[u8]) -> std::io::Result<()> {
        let sealed = self.key.seal(self.next, plain);
        self.next += 1;
        let length = u32::try_from(sealed.len()).unwrap_or(0).to_be_bytes();
        self.file.write_all(&[&length[..], &sealed].concat()).await?;
        self.file.flush().await
    }

    pub(super) async fn finish(mut self) -> std::io::Result<()> {
        self.file.flush().await?;
        self.file.sync_all().await
    }
}

/// Two-channel µ-law samples in turn as a WAV file every player takes: 16 bit, 8 kHz.
pub fn wav(codes: &[u8]) -> Vec<u8> {
    let bytes = u32::try_from(codes.len() * 2).unwrap_or(u32::MAX - 36);
    let mut out = Vec::with_capacity(44 + codes.len() * 2);
    out.extend_from_slice(b"RIFF");
    out.extend_from_slice(&(36 + bytes).to_le_bytes());
    out.extend_from_slice(b"WAVEfmt ");
    out.extend_from_slice(&16_u32.to_le_bytes());
    for (value, width) in [(1, 2), (2, 2), (8_000, 4), (32_000, 4), (4, 2), (16, 2)] {
        out.extend_from_slice(&u32::to_le_bytes(value)[..width]);
    }
    out.extend_from_slice(b"data");
    out.extend_from_slice(&bytes.to_le_bytes());
    let mut samples = [0; 1_024];
    for chunk in codes.chunks(samples.len()) {
        g711::decode(Codec::Pcmu, chunk, &mut samples);
        out.extend(samples[..chunk.len()].iter().flat_map(|sample| sample.to_le_bytes()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file_of(key: &FileKey, pieces: &[&[u8]]) -> Vec<u8> {
        let mut file = Vec::new();
        for (index, piece) in pieces.iter().enumerate() {
            let sealed = key.seal(index as u64, piece);
            file.extend_from_slice(&u32::try_from(sealed.len()).unwrap().to_be_bytes());
            file.extend_from_slice(&sealed);
        }
        file
    }

    #[test]
    fn a_file_opens_with_its_key_and_a_cut_end_costs_only_its_last_piece() {
        let key = FileKey::new([7; 16], [1; 16]);
        let file = file_of(&key, &[b"one", b"two", b"three"]);
        assert_eq!(open_all(&key, &file).unwrap(), b"onetwothree");
        assert_eq!(open_all(&key, &file[..file.len() - 1]).unwrap(), b"onetwo");
        let two = file_of(&key, &[b"one", b"two"]);
        let (first, second) = two.split_at(two.len() / 2);
        let swapped = [second, first].concat();
        assert_eq!(open_all(&key, &swapped).unwrap_err().code, "WL-SEAL-BROKEN");
    }

    #[test]
    fn the_wav_says_what_it_holds() {
        let out = wav(&[0xFF; 160]);
        assert_eq!((&out[..4], &out[8..12], out.len()), (&b"RIFF"[..], &b"WAVE"[..], 44 + 320));
        assert_eq!(u32::from_le_bytes(out[24..28].try_into().unwrap()), 8_000);
        assert!(out[44..].iter().all(|byte| *byte == 0));
    }
}

//! The key of one file that is sealed piece by piece as it is written.
//!
//! Each piece is bound to its file and its place, so none can be altered, moved or taken from another file.
//! What such a key cannot say is whether pieces are missing at the end: whoever keeps the file knows its length.

use crate::sm4_gcm::{NONCE_BYTES, decrypt, encrypt};

/// Seals and opens the pieces of one file.
pub struct FileKey {
    key: zeroize::Zeroizing<[u8; 16]>,
    file: [u8; 16],
}

impl FileKey {
    /// The key of the file named `file`. A key serves one file only: a place has one nonce.
    pub fn new(key: [u8; 16], file: [u8; 16]) -> Self {
        Self { key: zeroize::Zeroizing::new(key), file }
    }

    /// The piece at `index`, counted from 0, sealed. Each index is sealed once.
    ///
    /// # Panics
    /// When a piece is 64 GiB or more.
    pub fn seal(&self, index: u64, plain: &[u8]) -> Vec<u8> {
        let (nonce, place) = self.place(index);
        encrypt(&self.key, &nonce, &place, plain)
    }

    /// What was sealed at `index` of this file; nothing when it was altered or belongs elsewhere.
    pub fn open(&self, index: u64, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, place) = self.place(index);
        decrypt(&self.key, &nonce, &place, sealed)
    }

    fn place(&self, index: u64) -> ([u8; NONCE_BYTES], [u8; 24]) {
        let (mut nonce, mut place) = ([0; NONCE_BYTES], [0; 24]);
        nonce[4..].copy_from_slice(&index.to_be_bytes());
        place[..16].copy_from_slice(&self.file);
        place[16..].copy_from_slice(&index.to_be_bytes());
        (nonce, place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_opens_only_in_its_file_and_at_its_place() {
        let key = FileKey::new([7; 16], [1; 16]);
        let sealed = key.seal(3, b"a second of sound");
        assert_eq!(key.open(3, &sealed).as_deref(), Some(&b"a second of sound"[..]));
        assert_eq!(key.open(2, &sealed), None);
        assert_eq!(FileKey::new([7; 16], [2; 16]).open(3, &sealed), None);
        assert_eq!(FileKey::new([8; 16], [1; 16]).open(3, &sealed), None);
        let mut altered = sealed;
        altered[0] ^= 1;
        assert_eq!(key.open(3, &altered), None);
    }
}

//! Half a second of sound, addressed by the sender's clock.
//!
//! A ring of samples with one bit for each cell of a millisecond that says whether it came. Packets of any
//! length land where their timestamp says, so order, repetition and packet length need no thought: what is
//! there is there. Sound behind the reader stays until it is overwritten, which is the history that
//! concealment and stretching look back on.

use warmline_wire::sdp::Codec;

use crate::g711;

/// Samples held, a power of two: 512 ms.
pub(super) const CAPACITY: usize = 4_096;
/// Samples of one cell.
pub(super) const CELL: i64 = 8;
const CELLS: usize = CAPACITY / CELL as usize;
const WORDS: usize = CELLS / 64;

#[derive(Clone, Debug)]
pub(super) struct Strip {
    /// Which cells have come and are not played yet.
    came: [u64; WORDS],
    samples: [i16; CAPACITY],
}

/// Where a position lies in the ring.
const fn place(position: i64) -> usize {
    position as usize % CAPACITY
}

const fn cell(position: i64) -> usize {
    (position.div_euclid(CELL)) as usize % CELLS
}

impl Strip {
    pub(super) const fn new() -> Self {
        Self { came: [0; WORDS], samples: [0; CAPACITY] }
    }

    /// Forgets everything, history too.
    pub(super) fn clear(&mut self) {
        self.came = [0; WORDS];
        self.samples.fill(0);
    }

    /// Decodes `codes` to `position`; both are whole cells, and `codes` shorter than the ring.
    pub(super) fn write(&mut self, position: i64, codec: Codec, codes: &[u8]) {
        let start = place(position);
        let (front, back) = codes.split_at(codes.len().min(CAPACITY - start));
        g711::decode(codec, front, &mut self.samples[start..]);
        g711::decode(codec, back, &mut self.samples);
        let first = cell(position);
        for index in 0..codes.len() / CELL as usize {
            let cell = (first + index) % CELLS;
            self.came[cell / 64] |= 1 << (cell % 64);
        }
    }

    /// Puts a substitute into the history at `position`.
    pub(super) fn substitute(&mut self, position: i64, samples: &[i16]) {
        let start = place(position);
        let (front, back) = samples.split_at(samples.len().min(CAPACITY - start));
        self.samples[start..start + front.len()].copy_from_slice(front);
        self.samples[..back.len()].copy_from_slice(back);
    }

    /// Copies what stands from `position` on, come or not.
    pub(super) fn read(&self, position: i64, out: &mut [i16]) {
        let start = place(position);
        let length = out.len();
        let (front, back) = out.split_at_mut(length.min(CAPACITY - start));
        front.copy_from_slice(&self.samples[start..start + front.len()]);
        back.copy_from_slice(&self.samples[..back.len()]);
    }

    /// Marks the cells from `from` up to `to`, without the one `to` lies in, as played.
    pub(super) fn forget(&mut self, from: i64, to: i64) {
        let cells = (to.div_euclid(CELL) - from.div_euclid(CELL)).clamp(0, CELLS as i64) as usize;
        let first = cell(from);
        for index in 0..cells {
            let cell = (first + index) % CELLS;
            self.came[cell / 64] &= !(1 << (cell % 64));
        }
    }

    /// The bits of the 64 cells from the one `position` lies in.
    fn window(&self, position: i64) -> u64 {
        let first = cell(position);
        let (word, bit) = (first / 64, first % 64);
        let low = self.came[word] >> bit;
        if bit == 0 { low } else { low | self.came[(word + 1) % WORDS] << (64 - bit) }
    }

    /// How many samples from `position` on have come without a gap, at most `wanted`, which is at most 500.
    pub(super) fn present(&self, position: i64, wanted: usize) -> usize {
        let cells = i64::from(self.window(position).trailing_ones());
        ((cells * CELL - position.rem_euclid(CELL)).max(0) as usize).min(wanted)
    }

    /// How many samples from `position` on are missing, at most `wanted`.
    pub(super) fn missing(&self, position: i64, wanted: usize) -> usize {
        let mut cells = 0;
        while (cells * CELL) as usize <= wanted {
            let zeros = i64::from(self.window(position + cells * CELL).trailing_zeros());
            cells += zeros;
            if zeros < 64 {
                break;
            }
        }
        ((cells * CELL - position.rem_euclid(CELL)).max(0) as usize).min(wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sound_stands_where_it_was_written_also_over_the_rings_end() {
        let mut strip = Strip::new();
        for start in [0, 4_000, 4_096 * 1_000_000 - 80, -160] {
            strip.clear();
            strip.write(start, Codec::Pcma, &[0x25; 160]);
            assert_eq!(strip.present(start, 500), 160, "{start}");
            assert_eq!(strip.present(start + 3, 100), 100);
            assert_eq!(strip.present(start + 160, 100), 0);
            assert_eq!(strip.missing(start - 1_000, 4_000), 1_000);
            assert_eq!(strip.missing(start + 160, 1_000), 1_000);
            let mut out = [0; 200];
            strip.read(start - 20, &mut out);
            assert_eq!((out[19], out[20], out[179], out[180]), (0, out[100], out[100], 0));
            assert_ne!(out[100], 0);
            strip.forget(start, start + 83);
            assert_eq!((strip.missing(start, 500), strip.present(start + 80, 500)), (80, 80));
        }
    }
}

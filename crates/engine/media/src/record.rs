//! A call in two channels: the customer on one, everyone else on the other.
//!
//! Both channels get their frame in the same tick, so they cannot drift apart. While recording is paused
//! the frames are silence, so that time in the file stays time in the call. Blocks are of one size; what
//! writes them need keep up only on average. Deliberately absent: files, codecs and keys.

use crate::{FRAME, Frame};

/// Frames of a block: half a second, so that a crash between two blocks loses little.
pub const BLOCK_FRAMES: usize = 25;
/// Samples of one channel of a block.
pub const BLOCK_SAMPLES: usize = BLOCK_FRAMES * FRAME;

/// Half a second of both channels.
#[derive(Clone, Debug)]
pub struct Block {
    /// Counts blocks from 0; block n begins n half seconds after the recording did.
    pub number: u64,
    /// Frames in it: all, but in the last of a recording.
    pub frames: usize,
    /// The customer.
    pub customer: [i16; BLOCK_SAMPLES],
    /// Everyone else.
    pub others: [i16; BLOCK_SAMPLES],
}

/// Collects frames into blocks. Large, so it is kept boxed and only by calls that are recorded.
#[derive(Clone, Debug)]
pub struct Recorder {
    paused: bool,
    block: Block,
}

impl Default for Recorder {
    fn default() -> Self {
        let block = Block { number: 0, frames: 0, customer: [0; BLOCK_SAMPLES], others: [0; BLOCK_SAMPLES] };
        Self { paused: false, block }
    }
}

impl Recorder {
    /// Silences both channels from the next frame on, or ends that.
    pub const fn pause(&mut self, paused: bool) {
        self.paused = paused;
    }

    /// Whether it is paused.
    pub const fn is_paused(&self) -> bool {
        self.paused
    }

    /// Takes in a frame of each channel, nothing for silence; returns the block when it is full.
    pub fn record(&mut self, customer: Option<&Frame>, others: Option<&Frame>) -> Option<&Block> {
        if self.block.frames == BLOCK_FRAMES {
            self.block.number += 1;
            self.block.frames = 0;
        }
        let place = self.block.frames * FRAME..(self.block.frames + 1) * FRAME;
        let heard = !self.paused;
        let put = |channel: &mut [i16], frame: Option<&Frame>| match frame.filter(|_| heard) {
            Some(frame) => channel.copy_from_slice(frame),
            None => channel.fill(0),
        };
        put(&mut self.block.customer[place.clone()], customer);
        put(&mut self.block.others[place], others);
        self.block.frames += 1;
        (self.block.frames == BLOCK_FRAMES).then_some(&self.block)
    }

    /// What is left when recording ends; nothing when the last block was full.
    pub fn rest(&self) -> Option<&Block> {
        (1..BLOCK_FRAMES).contains(&self.block.frames).then_some(&self.block)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_in_the_file_is_time_in_the_call() {
        let mut recorder = Recorder::default();
        let mut numbers = Vec::new();
        for tick in 0..60_i16 {
            recorder.pause((20..40).contains(&tick));
            if let Some(block) = recorder.record(Some(&[tick; FRAME]), None) {
                numbers.push((block.number, block.customer[0], block.customer[24 * FRAME]));
                assert!(block.others.iter().all(|sample| *sample == 0));
            }
        }
        assert_eq!(numbers, [(0, 0, 0), (1, 0, 49)]);
        let rest = recorder.rest().unwrap();
        assert_eq!((rest.number, rest.frames, rest.customer[0]), (2, 10, 50));
    }
}

//! How late packets are, and so how long to wait for them.
//!
//! The earliest packets of the last seconds show the path without its queues; how much later the others
//! came than that is kept as a histogram that forgets by halving. The wait is the lateness that all but one
//! in 64 packets keep. Because the earliest packet is looked for anew all the time, a sender whose clock
//! runs fast or slow moves the whole picture, and the reader after it: drift needs no estimate of its own.

use warmline_base::Timestamp;

use super::Arrival;
use crate::{FRAME, SAMPLE_MICROS};

const BIN_MICROS: i64 = 2_000;
/// Up to 240 ms.
const BINS: usize = 120;
/// Packets after which the histogram is halved: about ten seconds of sound.
const FORGET_AT: u16 = 512;
/// One packet in so many may come too late.
const LATE_SHARE: u16 = 64;
/// The earliest packet is that of one to two such spans.
const EARLIEST_MICROS: i64 = 4_000_000;
/// The wait before anything is known.
const FIRST_WAIT_MICROS: i64 = 40_000;
/// Packets until the histogram is believed.
const FIRST_PACKETS: u16 = 25;

#[derive(Clone, Debug)]
pub(super) struct Delay {
    /// Arrival less the sender's time, of the earliest packet of this span and of the one before.
    earliest: [i64; 2],
    span_began: i64,
    wait_micros: i64,
    packets: u16,
    bins: [u16; BINS],
}

impl Delay {
    pub(super) const fn new() -> Self {
        Self {
            earliest: [i64::MAX; 2],
            span_began: i64::MIN,
            wait_micros: FIRST_WAIT_MICROS,
            packets: 0,
            bins: [0; BINS],
        }
    }

    /// Whether any packet was seen.
    pub(super) const fn is_known(&self) -> bool {
        self.earliest[0] != i64::MAX || self.earliest[1] != i64::MAX
    }

    fn base(&self) -> i64 {
        self.earliest[0].min(self.earliest[1])
    }

    /// How much later than the earliest the packet at `position` came; negative when it is the earliest.
    pub(super) fn lateness_micros(&self, arrival: Timestamp, position: i64) -> i64 {
        arrival.0 - position * SAMPLE_MICROS - self.base()
    }

    /// Takes in a packet of sound.
    pub(super) fn observe(&mut self, arrival: Arrival, position: i64) {
        let now = arrival.at.0;
        let offset = now - position * SAMPLE_MICROS;
        let span = now.saturating_sub(self.span_began);
        if span >= EARLIEST_MICROS {
            // After a long pause what was known is too old to be compared with.
            self.earliest = [i64::MAX, if span < 2 * EARLIEST_MICROS { self.earliest[0] } else { i64::MAX }];
            self.span_began = now;
        }
        self.earliest[0] = self.earliest[0].min(offset);
        let bin = ((offset - self.base() - arrival.behind) / BIN_MICROS).clamp(0, BINS as i64 - 1) as usize;
        self.bins[bin] += 1;
        self.packets += 1;
        if self.packets >= FIRST_PACKETS && self.packets.is_multiple_of(8) || bin_end(bin) > self.wait_micros {
            self.decide();
        }
        if self.packets >= FORGET_AT {
            self.bins.iter_mut().for_each(|count| *count /= 2);
            self.packets = self.bins.iter().sum();
        }
    }

    /// The wait that all but the allowed share keep.
    fn decide(&mut self) {
        let mut late = 0;
        for (bin, count) in self.bins.iter().enumerate().rev() {
            late += count;
            if late * LATE_SHARE > self.packets {
                let wait = bin_end(bin);
                let floor = if self.packets < FIRST_PACKETS { FIRST_WAIT_MICROS } else { 0 };
                self.wait_micros = wait.max(floor);
                return;
            }
        }
    }

    /// Where the reader should stand at `now`: a frame read from there has all of it come, but for the
    /// allowed share. The frame's own length is waited for because its last sample may lie in a packet of
    /// its own.
    pub(super) fn due(&self, now: Timestamp) -> i64 {
        (now.0 - self.base() - self.wait_micros).div_euclid(SAMPLE_MICROS) - FRAME as i64
    }

    /// How long the sample at `position` will have waited at `now`, in milliseconds, were it the earliest.
    pub(super) fn waited_ms(&self, now: Timestamp, position: i64) -> i64 {
        (now.0 - self.base() - position * SAMPLE_MICROS) / 1_000
    }
}

const fn bin_end(bin: usize) -> i64 {
    (bin as i64 + 1) * BIN_MICROS
}

//! How late packets are, and so how long to wait for them.
//!
//! The earliest packets of the last seconds show the path without its queues; how much later the others
//! came than that is kept as a histogram that forgets by halving. The wait is the lateness that all but one
//! in 64 packets keep. Because the earliest packet is looked for anew all the time, a sender whose clock
//! runs fast or slow moves the whole picture, and the reader after it: drift needs no estimate of its own.
//!
//! A frame is read where packets end, so that nothing lies there longer than it must: what came is read with the
//! first tick after it. How long it lies until then is the *slack*, a matter of the tick's place between two packets.

use warmline_base::Timestamp;

use super::{Arrival, SPARE_MICROS};
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
/// The same as [`SPARE_MICROS`], in samples.
const BARELY: i64 = SPARE_MICROS / SAMPLE_MICROS;
/// The wait of a path that is as good as none: nothing is later than two steps of the histogram.
const CALM_MICROS: i64 = 2 * BIN_MICROS;

#[derive(Clone, Debug)]
pub(super) struct Delay {
    /// Arrival less the sender's time, of the earliest packet of this span and of the one before.
    earliest: [i64; 2],
    span_began: i64,
    wait_micros: i64,
    packets: u16,
    bins: [u16; BINS],
    /// Where a packet begins, and the step in which both packets and frames end, samples.
    cut: (i64, i64),
}

impl Delay {
    pub(super) const fn new() -> Self {
        Self {
            earliest: [i64::MAX; 2],
            span_began: i64::MIN,
            wait_micros: FIRST_WAIT_MICROS,
            packets: 0,
            bins: [0; BINS],
            cut: (0, 1),
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

    /// Takes in a packet of sound, `samples` long.
    pub(super) fn observe(&mut self, arrival: Arrival, position: i64, samples: usize) {
        self.cut = (position, common_step(samples, FRAME));
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

    /// Where the reader, which stands at `reader`, should stand at `now`: a frame read from there has all of it come,
    /// but for the allowed share, and ends where a packet ends.
    pub(super) fn due(&self, now: Timestamp, reader: i64) -> i64 {
        let (came, slack) = self.came(now);
        let step = self.cut.1;
        let due = came - slack + step - FRAME as i64;
        if slack < BARELY && reader < due - step / 2 { due - step } else { due }
    }

    /// How long, in microseconds, the last packet of which a frame at `now` may take something will have lain there
    /// beyond its wait; nothing when the path is not calm, so that every bit of slack is of use.
    pub(super) fn slack_micros(&self, now: Timestamp) -> Option<i64> {
        let calm = self.is_known() && self.packets >= FIRST_PACKETS && self.wait_micros <= CALM_MICROS;
        calm.then(|| self.came(now).1 * SAMPLE_MICROS)
    }

    /// Up to which position packets have begun to come at `now`, and how far that is beyond the beginning of one.
    fn came(&self, now: Timestamp) -> (i64, i64) {
        let came = (now.0 - self.base() - self.wait_micros).div_euclid(SAMPLE_MICROS);
        let (start, step) = self.cut;
        (came, (came - start).rem_euclid(step))
    }

    /// How long the sample at `position` will have waited at `now`, in milliseconds, were it the earliest.
    pub(super) fn waited_ms(&self, now: Timestamp, position: i64) -> i64 {
        (now.0 - self.base() - position * SAMPLE_MICROS) / 1_000
    }
}

/// The longest step in which both lengths can be walked.
const fn common_step(packet: usize, frame: usize) -> i64 {
    let (mut longer, mut shorter) = (packet, frame);
    while shorter != 0 {
        (longer, shorter) = (shorter, longer % shorter);
    }
    longer as i64
}

const fn bin_end(bin: usize) -> i64 {
    (bin as i64 + 1) * BIN_MICROS
}

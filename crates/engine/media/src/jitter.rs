//! From packets as they arrive to 20 ms of sound whenever it is asked for.
//!
//! [`Buffer::admit`] and [`Buffer::store`] take packets in any order; [`Buffer::pull`] gives the next frame.
//! Sound lies in a strip addressed by the sender's clock ([`strip`]); how far behind the newest the reader
//! stands is decided from how late packets have been, and from where they end ([`delay`]). The reader is moved to where
//! it should stand by fractions of a percent when that is near, by whole periods of the voice when the wait has changed
//! or the sender's beat has wandered past ours ([`stretch`]), and at once only over silence or after an upheaval. Gaps
//! are concealed ([`crate::conceal`]). When nothing at all comes, the reader stands still: what arrives in a burst after
//! a stall is played, not dropped, and caught up with.
//!
//! Invariants: half a second of sound at most, whatever is sent; each sample is played once or not at all;
//! a pull takes bounded time and allocates nothing. Deliberately absent: sockets, decryption, and any
//! memory of other calls.

mod delay;
mod pull;
mod source;
mod stretch;
mod strip;

use warmline_base::Timestamp;
use warmline_wire::rtp::Packet;
use warmline_wire::sdp::Codec;

use crate::FRAME;
use crate::conceal::{Concealer, HISTORY};
use crate::quality::Reception;
use delay::Delay;
use source::{Admission, Source};
use strip::{CAPACITY, CELL, Strip};

/// The longest payload taken, in bytes and samples: 180 ms.
pub const PAYLOAD_BYTES: usize = 1_440;
/// A packet that makes it with less to spare than this, microseconds, may not make it the next time, so no reader is moved
/// up to it.
pub const SPARE_MICROS: i64 = 2_000;
/// A packet this far from where it was expected belongs to another timeline: 1 s.
const UPHEAVAL_MICROS: i64 = 1_000_000;
/// A packet this much earlier than all others is believed when the next is as well: 100 ms.
const EARLY_MICROS: i64 = 100_000;

/// What a frame is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Played {
    /// Nothing is there: the frame is silent.
    Silence,
    /// Sound that came, perhaps with a concealed part.
    Sound,
    /// All of it is concealment.
    Concealed,
}

/// When a packet was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The instant.
    pub at: Timestamp,
    /// Microseconds that looking for packets was itself behind its time. Beats that were due meanwhile come after
    /// the look, so a packet that lay there is not late by that, and nothing need be waited for longer.
    pub behind: i64,
}

impl From<Timestamp> for Arrival {
    fn from(at: Timestamp) -> Self {
        Self { at, behind: 0 }
    }
}

/// A packet that belongs to the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Admitted {
    /// Where its first sample lies on the sender's clock, unwrapped.
    pub position: i64,
}

/// What happened so far, in samples unless said otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Frames pulled.
    pub frames: u64,
    /// Concealed while sound was due.
    pub concealed: u64,
    /// Left out to catch up, or because of a fast sender.
    pub left_out: u64,
    /// Put in to wait, or because of a slow sender.
    pub put_in: u64,
    /// Packets that came when their sound had been due.
    pub late: u64,
    /// Packets that came twice.
    pub duplicates: u64,
    /// Packets of strangers, of broken timelines or too long.
    pub refused: u64,
    /// Times the reader had to leap.
    pub leaps: u64,
    /// Times the stream began anew.
    pub restarts: u64,
}

/// How far the playing of a stretch of sound has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Nothing is stored; the next sound starts afresh.
    Empty,
    /// Sound is stored from the reader on, and none was played yet.
    Filling,
    /// The reader moves.
    Playing,
}

/// The sound of one source on its way to the common clock.
#[derive(Clone, Debug)]
pub struct Buffer {
    stage: Stage,
    /// Whether the reader is being moved by single samples.
    moving: bool,
    /// Whether the last packet was of a broken timeline.
    upheaval: bool,
    /// Whether the last packet was earlier than any could be believed.
    early: bool,
    /// Samples made up since nothing newer came.
    held: usize,
    /// Next sample to be played.
    reader: i64,
    /// One past the newest sample, a whole cell.
    end: i64,
    source: Source,
    reception: Reception,
    figures: Figures,
    delay: Delay,
    strip: Strip,
    concealer: Concealer,
}

impl Default for Buffer {
    fn default() -> Self {
        Self {
            stage: Stage::Empty,
            moving: false,
            upheaval: false,
            early: false,
            held: 0,
            reader: 0,
            end: 0,
            source: Source::default(),
            reception: Reception::default(),
            figures: Figures::default(),
            delay: Delay::new(),
            strip: Strip::new(),
            concealer: Concealer::default(),
        }
    }
}

impl Buffer {
    /// Takes in the header of a packet, of sound or of keys; nothing when it is to be dropped.
    pub fn admit(&mut self, packet: &Packet<'_>, now: Timestamp) -> Option<Admitted> {
        let (sequence, position) = match self.source.admit(packet) {
            Admission::Taken { sequence, position } => (sequence, position),
            Admission::Restarted { sequence, position } => {
                self.figures.restarts += u64::from(self.delay.is_known());
                self.reception.restart();
                self.begin_anew();
                (sequence, position)
            }
            Admission::Duplicate => {
                self.figures.duplicates += 1;
                return None;
            }
            Admission::Stranger => {
                self.figures.refused += 1;
                return None;
            }
        };
        self.reception.arrive(sequence, position, now);
        Some(Admitted { position })
    }

    /// Stores the sound of an admitted packet. What is left of it after the last whole millisecond is
    /// dropped; no telephone sends such a rest.
    pub fn store(&mut self, admitted: Admitted, codec: Codec, payload: &[u8], arrival: impl Into<Arrival>) {
        let arrival = arrival.into();
        let whole = payload.len() - payload.len() % CELL as usize;
        if whole == 0 || whole > PAYLOAD_BYTES || !self.is_of_this_timeline(admitted, arrival.at) {
            self.figures.refused += 1;
            return;
        }
        // One that seems early would move the reader beyond all others; what it holds is welcome.
        let early = self.delay.is_known() && self.delay.lateness_micros(arrival.at, admitted.position) < -EARLY_MICROS;
        if !early || self.early {
            self.delay.observe(arrival, admitted.position, whole);
        }
        self.early = early;
        let mut start = admitted.position - admitted.position.rem_euclid(CELL);
        let end = start + whole as i64;
        match self.stage {
            Stage::Empty => {
                (self.reader, self.end) = (start, start);
                self.stage = Stage::Filling;
            }
            Stage::Filling => self.reader = self.reader.min(start),
            Stage::Playing if end <= self.reader => {
                self.figures.late += 1;
                return;
            }
            Stage::Playing => start = start.max(self.reader - self.reader.rem_euclid(CELL)),
        }
        // What lies far ahead must not overwrite the history behind the reader.
        if end - self.reader > (CAPACITY - HISTORY - CELL as usize) as i64 {
            self.figures.refused += 1;
            return;
        }
        let came = whole - (end - start) as usize;
        self.strip.write(start, codec, &payload[came..whole]);
        self.end = self.end.max(end);
    }

    /// Whether the packet came about when its timestamp says. The first that did not is refused; with the
    /// second the sender's clock counts as set anew.
    fn is_of_this_timeline(&mut self, admitted: Admitted, now: Timestamp) -> bool {
        let known = self.delay.is_known();
        let fits = !known || self.delay.lateness_micros(now, admitted.position).abs() <= UPHEAVAL_MICROS;
        if fits || self.upheaval {
            if !fits {
                self.figures.restarts += 1;
                self.begin_anew();
            }
            self.upheaval = false;
            return true;
        }
        self.upheaval = true;
        false
    }

    fn begin_anew(&mut self) {
        self.delay = Delay::new();
        self.pause();
    }

    /// Forgets the reader and what is stored; the next sound starts afresh.
    fn pause(&mut self) {
        self.stage = Stage::Empty;
        self.held = 0;
        self.strip.clear();
        self.concealer.leave();
    }

    /// Who sends; nothing before the first packet.
    pub const fn ssrc(&self) -> Option<u32> {
        self.source.ssrc()
    }

    /// What arrived and what is missing.
    pub const fn reception(&self) -> &Reception {
        &self.reception
    }

    /// The same, for a report that closes an interval.
    pub const fn reception_mut(&mut self) -> &mut Reception {
        &mut self.reception
    }

    /// What happened so far.
    pub const fn figures(&self) -> &Figures {
        &self.figures
    }

    /// How long what a frame at `now` takes last will have lain there beyond the wait for late packets, microseconds below
    /// 20,000: with a tick that much earlier it would be heard earlier. Nothing when no sound plays, or when packets
    /// come so unevenly that lying there saves some of them.
    pub fn slack_micros(&self, now: Timestamp) -> Option<i64> {
        if self.stage == Stage::Playing { self.delay.slack_micros(now) } else { None }
    }

    /// How long the first sample of the last frame had waited since it could have arrived at the earliest, in
    /// milliseconds.
    pub fn delay_ms(&self, now: Timestamp) -> u32 {
        match self.stage {
            Stage::Empty => 0,
            Stage::Filling | Stage::Playing => {
                self.delay.waited_ms(now, self.reader - FRAME as i64).clamp(0, 9_999) as u32
            }
        }
    }
}

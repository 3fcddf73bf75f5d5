//! What of a call is kept or copied, on its way out of the thread: recordings and recognition's fork.
//!
//! Nothing here waits: who does not keep up loses seconds, which are counted.

use tokio::sync::mpsc;
use warmline_media::conference::RecordingId;
use warmline_media::record::Block;
use warmline_media::{FRAME, Frame, g711};
use warmline_wire::sdp::Codec;

use super::{FORK_FRAMES, Forked, RECORD_CHUNK};

/// What leaves the thread at the end of a beat, all at once: those who wait for it are woken together, and waking costs
/// more than what is handed over.
#[derive(Default)]
pub(super) struct Outbox(Vec<Parcel>);

enum Parcel {
    Recorded(mpsc::Sender<Vec<u8>>, Vec<u8>),
    Forked(mpsc::Sender<Forked>, Forked),
}

impl Outbox {
    /// Hands everything over.
    pub(super) fn empty(&mut self) {
        for parcel in self.0.drain(..) {
            let lost = match parcel {
                Parcel::Recorded(sink, chunk) => {
                    sink.try_send(chunk).is_err().then_some("warmline_voice_recorded_seconds_lost_total")
                }
                Parcel::Forked(sink, piece) => {
                    sink.try_send(piece).is_err().then_some("warmline_voice_forks_dropped_total")
                }
            };
            if let Some(name) = lost {
                metrics::counter!(name).increment(1);
            }
        }
    }
}

/// A recording.
pub(super) struct Recording {
    pub id: RecordingId,
    sink: mpsc::Sender<Vec<u8>>,
    chunk: Vec<u8>,
}

impl Recording {
    pub(super) const fn new(id: RecordingId, sink: mpsc::Sender<Vec<u8>>) -> Self {
        Self { id, sink, chunk: Vec::new() }
    }

    /// Takes a block as µ-law samples of both channels in turn.
    pub(super) fn store(&mut self, block: &Block, outbox: &mut Outbox) {
        if self.chunk.capacity() == 0 {
            self.chunk.reserve_exact(RECORD_CHUNK);
        }
        let samples = block.frames * FRAME;
        let channels = block.customer[..samples].chunks(FRAME).zip(block.others[..samples].chunks(FRAME));
        for (customer, others) in channels {
            let (mut one, mut other) = ([0; FRAME], [0; FRAME]);
            g711::encode(Codec::Pcmu, customer, &mut one);
            g711::encode(Codec::Pcmu, others, &mut other);
            self.chunk.extend(one.iter().zip(&other).flat_map(|(one, other)| [*one, *other]));
        }
        if self.chunk.len() >= RECORD_CHUNK {
            self.hand_on(outbox);
        }
    }

    /// Hands on what has come together.
    pub(super) fn hand_on(&mut self, outbox: &mut Outbox) {
        let chunk = std::mem::take(&mut self.chunk);
        if !chunk.is_empty() {
            outbox.0.push(Parcel::Recorded(self.sink.clone(), chunk));
        }
    }
}

/// Recognition's copy.
pub(super) struct Fork {
    sink: mpsc::Sender<Forked>,
    piece: Forked,
    /// What is not to be recorded is not to be recognised: it gets silence.
    rests: bool,
}

impl Fork {
    pub(super) fn new(sink: mpsc::Sender<Forked>) -> Self {
        Self { sink, piece: Forked::default(), rests: false }
    }

    pub(super) const fn rest(&mut self, on: bool) {
        self.rests = on;
    }

    pub(super) fn take(&mut self, customer: Option<&Frame>, others: Option<&Frame>, outbox: &mut Outbox) {
        let (customer, others) = if self.rests { (None, None) } else { (customer, others) };
        for (channel, frame) in [(&mut self.piece.customer, customer), (&mut self.piece.others, others)] {
            if channel.capacity() == 0 {
                channel.reserve_exact(FORK_FRAMES * FRAME);
            }
            channel.extend_from_slice(frame.unwrap_or(&[0; FRAME]));
        }
        if self.piece.customer.len() < FORK_FRAMES * FRAME {
            return;
        }
        let next = Forked { first: self.piece.first + FORK_FRAMES as u64, ..Forked::default() };
        outbox.0.push(Parcel::Forked(self.sink.clone(), std::mem::replace(&mut self.piece, next)));
    }

    /// Whether nobody listens any more.
    pub(super) fn is_over(&self) -> bool {
        self.sink.is_closed()
    }
}

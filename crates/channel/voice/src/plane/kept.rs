//! What of a call is kept or copied, on its way out of the thread: recordings and recognition's fork.
//!
//! Nothing here waits: who does not keep up loses seconds, which are counted.

use tokio::sync::mpsc;
use warmline_media::conference::RecordingId;
use warmline_media::record::Block;
use warmline_media::{FRAME, Frame, g711};
use warmline_wire::sdp::Codec;

use super::{FORK_FRAMES, Forked, RECORD_CHUNK};

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
    pub(super) fn store(&mut self, block: &Block) {
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
            self.hand_on();
        }
    }

    /// Hands on what has come together.
    pub(super) fn hand_on(&mut self) {
        let chunk = std::mem::take(&mut self.chunk);
        if !chunk.is_empty() && self.sink.try_send(chunk).is_err() {
            metrics::counter!("warmline_voice_recorded_seconds_lost_total").increment(1);
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

    pub(super) fn take(&mut self, customer: Option<&Frame>, others: Option<&Frame>) {
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
        if self.sink.try_send(std::mem::replace(&mut self.piece, next)).is_err() {
            metrics::counter!("warmline_voice_forks_dropped_total").increment(1);
        }
    }

    /// Whether nobody listens any more.
    pub(super) fn is_over(&self) -> bool {
        self.sink.is_closed()
    }
}

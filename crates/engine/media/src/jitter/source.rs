//! Which packets belong to the sound that is being played: one source, each packet once.
//!
//! A new source, or a leap in the counting, forward or back, is believed when two packets in a row agree
//! (RFC 3550, appendix A.1), so that a single stray or forged packet changes nothing for long.

use warmline_wire::rtp::{Packet, unwrap};

/// A leap in sequence numbers beyond this is another stream under the same name: a minute of packets.
const LEAP: i64 = 3_000;
/// So far back a packet may still be one that is late; the bits of what was seen.
const MEMORY: i64 = 64;

/// What a packet is to the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Admission {
    /// Part of it, at this sequence number and this position on the sender's clock, counted in samples from
    /// the first packet of the stream.
    Taken { sequence: i64, position: i64 },
    /// The first of a new stream.
    Restarted { sequence: i64, position: i64 },
    /// It came before.
    Duplicate,
    /// A stranger until the next packet agrees with it.
    Stranger,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Source {
    ssrc: Option<u32>,
    sequences: unwrap::Sequence,
    timestamps: unwrap::Timestamp,
    /// The first packet's timestamp.
    origin: i64,
    /// Bit n: the packet n before the highest came.
    seen: u64,
    /// The source and the number that would confirm the last stranger.
    expected: Option<(u32, u16)>,
}

impl Source {
    /// Takes in a packet.
    pub(super) fn admit(&mut self, packet: &Packet<'_>) -> Admission {
        if self.ssrc.is_none() {
            return self.restart(packet);
        }
        let ahead = self.sequences.peek(packet.sequence) - self.sequences.highest().unwrap_or_default();
        if self.ssrc != Some(packet.ssrc) || !(1 - MEMORY..=LEAP).contains(&ahead) {
            let confirmed = self.expected == Some((packet.ssrc, packet.sequence));
            self.expected = Some((packet.ssrc, packet.sequence.wrapping_add(1)));
            return if confirmed { self.restart(packet) } else { Admission::Stranger };
        }
        if ahead > 0 {
            self.seen = if ahead < MEMORY { self.seen << ahead } else { 0 } | 1;
        } else {
            let bit = 1 << -ahead;
            if self.seen & bit != 0 {
                return Admission::Duplicate;
            }
            self.seen |= bit;
        }
        let sequence = self.sequences.unwrap(packet.sequence);
        Admission::Taken { sequence, position: self.timestamps.unwrap(packet.timestamp) - self.origin }
    }

    /// Begins anew with this packet.
    fn restart(&mut self, packet: &Packet<'_>) -> Admission {
        *self = Self { ssrc: Some(packet.ssrc), seen: 1, ..Self::default() };
        self.origin = self.timestamps.unwrap(packet.timestamp);
        Admission::Restarted { sequence: self.sequences.unwrap(packet.sequence), position: 0 }
    }

    /// Who sends.
    pub(super) const fn ssrc(&self) -> Option<u32> {
        self.ssrc
    }
}

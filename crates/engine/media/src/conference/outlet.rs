//! Where a tick's results go.

use warmline_wire::rtp::Packet;
use warmline_wire::rtp::event::Key;

use super::{LegId, RecordingId};
use crate::Frame;
use crate::player::Ending;
use crate::record::Block;

/// What happened to a leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A key was pressed.
    Key {
        /// By whom.
        leg: LegId,
        /// Which.
        key: Key,
    },
    /// A key of a secret was pressed: for the one who checks it, and for no log.
    SecretKey {
        /// By whom.
        leg: LegId,
        /// Which.
        key: Key,
    },
    /// A list has come to its end.
    Played {
        /// To whom.
        leg: LegId,
        /// The list's number.
        ticket: u64,
        /// How.
        ending: Ending,
    },
    /// Nothing has come from a leg for thirty seconds that should send. Told once, until something comes.
    Quiet {
        /// Which.
        leg: LegId,
    },
    /// The veil over a secret is lifted: nothing of it is under way any more.
    Unveiled {
        /// Whose.
        leg: LegId,
    },
}

/// Takes a tick's results while it runs. Everything is borrowed for the length of the call; an outlet that
/// wants to keep it copies it to where it has room.
pub trait Outlet {
    /// A packet for a leg.
    fn send(&mut self, leg: LegId, packet: &Packet<'_>);
    /// Something happened.
    fn tell(&mut self, event: Event);
    /// A report for a leg: a compound RTCP packet.
    fn report(&mut self, leg: LegId, datagram: &[u8]);
    /// A block of a recording is full.
    fn store(&mut self, recording: RecordingId, block: &Block);
    /// A frame for recognition: the customer and everyone else, nothing for silence.
    fn fork(&mut self, customer: Option<&Frame>, others: Option<&Frame>);
}

//! What two ends of an audio call agree on (SDP, RFC 8866; offer and answer, RFC 3264).
//!
//! [`Session::parse`] reads what telephones really send: bare line feeds, missing lines, codec names in any
//! case, static payload types without a map, addresses and directions at either level, the old
//! `c=0.0.0.0` for hold. [`answer`] and [`offer`] speak for this house, which knows G.711 (PCMU, PCMA),
//! telephone events and, on request, SDES keys (RFC 4568); [`settle`] reads the answer to our own offer.
//!
//! Invariants: a text over its limits is refused before it is read further; a refusal never repeats what
//! came; an answer has as many media lines as the offer, in its order, all but one with port 0.
//! Deliberately absent: ICE and DTLS, which the browser's library does, and names in `c=`, which nobody
//! here resolves.

mod crypto;
mod media;
mod negotiate;
mod session;

pub use crypto::{Crypto, MasterKey};
pub use media::{Encoding, Format, Media};
pub use negotiate::{Agreed, Keys, Local, Receive, Security, answer, offer, settle};
pub use session::Session;

use std::fmt;

/// The longest description read, in bytes.
pub const TEXT_BYTES: usize = 16 * 1024;
/// The most lines read.
pub const LINES: usize = 512;
/// The most media lines of one description.
pub const MEDIA: usize = 16;
/// The most formats, and the most keys, of one media line.
pub const FORMATS: usize = 64;

/// The codecs this house speaks: the two laws of G.711.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Codec {
    /// µ-law, static payload type 0.
    Pcmu,
    /// A-law, static payload type 8: what China and Europe use.
    Pcma,
}

impl Codec {
    /// The payload type RFC 3551 gives it.
    pub const fn payload_type(self) -> u8 {
        match self {
            Self::Pcmu => 0,
            Self::Pcma => 8,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Pcmu => "PCMU",
            Self::Pcma => "PCMA",
        }
    }
}

/// Who sends, seen from the side that states it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Both.
    #[default]
    SendReceive,
    /// Only the one who states it: it holds the other.
    SendOnly,
    /// Only the other.
    ReceiveOnly,
    /// Nobody.
    Inactive,
}

impl Direction {
    const fn of(sends: bool, receives: bool) -> Self {
        match (sends, receives) {
            (true, true) => Self::SendReceive,
            (true, false) => Self::SendOnly,
            (false, true) => Self::ReceiveOnly,
            (false, false) => Self::Inactive,
        }
    }

    /// Whether the one who states it sends.
    pub const fn sends(self) -> bool {
        matches!(self, Self::SendReceive | Self::SendOnly)
    }

    /// Whether the one who states it wants to receive.
    pub const fn receives(self) -> bool {
        matches!(self, Self::SendReceive | Self::ReceiveOnly)
    }

    /// The same as the other side sees it.
    #[must_use]
    pub const fn mirrored(self) -> Self {
        Self::of(self.receives(), self.sends())
    }

    /// What is left when both this and `other` must allow it.
    #[must_use]
    pub const fn within(self, other: Self) -> Self {
        Self::of(self.sends() && other.sends(), self.receives() && other.receives())
    }

    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "sendrecv" => Self::SendReceive,
            "sendonly" => Self::SendOnly,
            "recvonly" => Self::ReceiveOnly,
            "inactive" => Self::Inactive,
            _ => return None,
        })
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SendReceive => "sendrecv",
            Self::SendOnly => "sendonly",
            Self::ReceiveOnly => "recvonly",
            Self::Inactive => "inactive",
        })
    }
}

//! RTP and RTCP as they stand on the wire (RFC 3550), and the telephone events in them (RFC 4733).
//!
//! Parsing borrows: a [`Packet`] is a view of the datagram, checked against its bounds once and then free
//! to read. [`unwrap`] turns the wrapping counters into ones that only grow, [`rtcp`] reads and writes
//! the reports, [`event`] the payload of a pressed key.
//!
//! Invariants: whatever bytes arrive, parsing returns a value or [`Malformed`], never panics and looks at
//! each byte at most once. Deliberately absent: encryption (the door's), sockets, and any memory of a
//! source, which is the media engine's.

pub mod event;
pub mod rtcp;
pub mod unwrap;

/// Bytes of the fixed header.
pub const HEADER_BYTES: usize = 12;
/// The largest datagram a voice call has a use for; a door drops longer ones unread.
pub const DATAGRAM_BYTES: usize = 1_500;

/// Why a datagram is not the packet it should be. Small and `Copy`, so that a flood of them costs a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Malformed {
    /// Shorter than its own header says.
    Short,
    /// Not version 2.
    Version,
    /// More padding than there is room for, or none where some is announced.
    Padding,
    /// An RTCP packet where RTP was expected, or of another type than expected.
    Kind,
}

/// One RTP packet, borrowed from its datagram, or about to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet<'a> {
    /// Set on the first packet after silence, and on the first of a key.
    pub marker: bool,
    /// 0 to 127; what it means was negotiated.
    pub payload_type: u8,
    /// Counts packets, wrapping.
    pub sequence: u16,
    /// Counts samples, wrapping.
    pub timestamp: u32,
    /// Who sends.
    pub ssrc: u32,
    /// Who contributed, four bytes each, at most 15. Not written.
    pub contributors: &'a [u8],
    /// The header extension: its profile and its words. Not written.
    pub extension: Option<Extension<'a>>,
    /// The sound, without padding.
    pub payload: &'a [u8],
}

/// A header extension as it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extension<'a> {
    /// Which extension: 0xBEDE for the one-byte form of RFC 8285.
    pub profile: u16,
    /// Its bytes, a multiple of four.
    pub data: &'a [u8],
}

impl<'a> Packet<'a> {
    /// A packet with nothing but sound, ready to be written.
    pub const fn new(payload_type: u8, sequence: u16, timestamp: u32, ssrc: u32, payload: &'a [u8]) -> Self {
        Self { marker: false, payload_type, sequence, timestamp, ssrc, contributors: &[], extension: None, payload }
    }

    /// The packet in `datagram`.
    ///
    /// # Errors
    /// [`Malformed`] when it is none. On a port that carries both, ask [`is_rtcp`] first.
    pub fn parse(datagram: &'a [u8]) -> Result<Self, Malformed> {
        let Some((head, rest)) = datagram.split_first_chunk::<HEADER_BYTES>() else {
            return Err(Malformed::Short);
        };
        let [first, second, sequence @ .., t0, t1, t2, t3, s0, s1, s2, s3] = *head;
        if first >> 6 != 2 {
            return Err(Malformed::Version);
        }
        let contributors = usize::from(first & 0x0f) * 4;
        let (contributors, mut rest) = rest.split_at_checked(contributors).ok_or(Malformed::Short)?;
        let mut extension = None;
        if first & 0x10 != 0 {
            let (data, after) = split_extension(rest).ok_or(Malformed::Short)?;
            extension = Some(data);
            rest = after;
        }
        if first & 0x20 != 0 {
            let padding = usize::from(*rest.last().ok_or(Malformed::Padding)?);
            let sound = rest.len().checked_sub(padding).ok_or(Malformed::Padding)?;
            if padding == 0 {
                return Err(Malformed::Padding);
            }
            rest = &rest[..sound];
        }
        Ok(Self {
            marker: second & 0x80 != 0,
            payload_type: second & 0x7f,
            sequence: u16::from_be_bytes(sequence),
            timestamp: u32::from_be_bytes([t0, t1, t2, t3]),
            ssrc: u32::from_be_bytes([s0, s1, s2, s3]),
            contributors,
            extension,
            payload: rest,
        })
    }

    /// Writes header and payload to the front of `out`; returns how many bytes, or nothing when `out` is
    /// too small. Contributors and extensions are not written: this house sends none.
    pub fn write(&self, out: &mut [u8]) -> Option<usize> {
        let length = HEADER_BYTES + self.payload.len();
        let (head, body) = out.get_mut(..length)?.split_first_chunk_mut::<HEADER_BYTES>()?;
        *head = self.header();
        body.copy_from_slice(self.payload);
        Some(length)
    }

    /// The fixed header as it stands on the wire.
    pub const fn header(&self) -> [u8; HEADER_BYTES] {
        let [q0, q1] = self.sequence.to_be_bytes();
        let [t0, t1, t2, t3] = self.timestamp.to_be_bytes();
        let [s0, s1, s2, s3] = self.ssrc.to_be_bytes();
        let second = (self.payload_type & 0x7f) | ((self.marker as u8) << 7);
        [0x80, second, q0, q1, t0, t1, t2, t3, s0, s1, s2, s3]
    }

    /// Who contributed, in their order.
    pub fn contributors(&self) -> impl Iterator<Item = u32> + use<'a> {
        self.contributors.as_chunks::<4>().0.iter().map(|bytes| u32::from_be_bytes(*bytes))
    }
}

fn split_extension(bytes: &[u8]) -> Option<(Extension<'_>, &[u8])> {
    let ([p0, p1, w0, w1], rest) = bytes.split_first_chunk::<4>()?;
    let length = usize::from(u16::from_be_bytes([*w0, *w1])) * 4;
    let (data, after) = rest.split_at_checked(length)?;
    Some((Extension { profile: u16::from_be_bytes([*p0, *p1]), data }, after))
}

/// Whether a datagram on a port shared by both is RTCP (RFC 5761, section 4): its second byte is a packet
/// type from 192 to 223, which no payload type in use looks like.
pub fn is_rtcp(datagram: &[u8]) -> bool {
    matches!(datagram, [first, 192..=223, ..] if first >> 6 == 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_a_header_is_where_the_standard_says() {
        let mut bytes = vec![0b1011_0010, 0x80 | 8, 0x12, 0x34, 0, 0, 1, 0x40, 0xde, 0xad, 0xbe, 0xef];
        bytes.extend([0, 0, 0, 1, 0, 0, 0, 2]);
        bytes.extend([0xbe, 0xde, 0, 1, 0x10, 0xff, 0, 0]);
        bytes.extend(*b"sound\0\0\x03");
        let packet = Packet::parse(&bytes).unwrap();
        assert!(packet.marker);
        assert_eq!((packet.payload_type, packet.sequence, packet.timestamp), (8, 0x1234, 320));
        assert_eq!(packet.ssrc, 0xdead_beef);
        assert_eq!(packet.contributors().collect::<Vec<_>>(), [1, 2]);
        assert_eq!(packet.extension, Some(Extension { profile: 0xbede, data: &[0x10, 0xff, 0, 0] }));
        assert_eq!(packet.payload, b"sound");
    }

    #[test]
    fn what_is_cut_short_or_lies_about_its_length_is_refused() {
        let whole = [0x90, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0xbe, 0xde, 0, 1, 1, 2, 3, 4];
        for length in 0..whole.len() {
            assert_eq!(Packet::parse(&whole[..length]), Err(Malformed::Short), "{length}");
        }
        assert!(Packet::parse(&whole).is_ok());
        let padded = |last| [0xa0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 9, last];
        assert_eq!(Packet::parse(&padded(0)), Err(Malformed::Padding));
        assert_eq!(Packet::parse(&padded(3)), Err(Malformed::Padding));
        assert_eq!(Packet::parse(&padded(2)).unwrap().payload, b"");
        assert_eq!(Packet::parse(&[0x40; 12]), Err(Malformed::Version));
    }

    #[test]
    fn reports_are_told_from_sound_on_a_shared_port() {
        assert!(is_rtcp(&[0x80, 200, 0, 6]));
        assert!(!is_rtcp(&[0x80, 0x80 | 8, 0, 6]));
        assert!(!is_rtcp(&[0x80, 101]));
        assert!(!is_rtcp(&[]));
    }
}

//! RTCP: what sender and receiver tell each other about the sound (RFC 3550, section 6).
//!
//! A datagram holds several packets one behind the other; [`packets`] walks them and stops at the first
//! that does not fit. Read and written are sender reports, receiver reports and goodbyes; descriptions
//! (SDES) are written with a name, as every compound packet must carry one, and passed over when read.

use super::Malformed;

const SENDER_REPORT: u8 = 200;
const RECEIVER_REPORT: u8 = 201;
const DESCRIPTION: u8 = 202;
const GOODBYE: u8 = 203;
const BLOCK_BYTES: usize = 24;
/// The longest name written, in bytes.
pub const NAME_BYTES: usize = 64;
/// Room for the longest compound packet [`write_report`] makes.
pub const REPORT_BYTES: usize = 28 + BLOCK_BYTES + 8 + 2 + NAME_BYTES + 4 + 8;

/// What a sender tells about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SenderInfo {
    /// Wall-clock time of the report, in 2⁻³² s since 1900.
    pub ntp: u64,
    /// The same instant on the timestamp's clock.
    pub timestamp: u32,
    /// Packets sent so far, wrapping.
    pub packets: u32,
    /// Payload bytes sent so far, wrapping.
    pub bytes: u32,
}

/// What a receiver tells about one source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReportBlock {
    /// The source it is about.
    pub ssrc: u32,
    /// Share lost since the report before, in 1/256.
    pub fraction_lost: u8,
    /// Lost since the beginning; may be negative when packets came twice. 24 bits, clamped.
    pub lost: i32,
    /// Highest sequence number, with the number of its turns in the upper half.
    pub highest: u32,
    /// Interarrival jitter in timestamp units.
    pub jitter: u32,
    /// Middle 32 bits of the NTP time of the last sender report; 0 before the first.
    pub last_report: u32,
    /// Time since that report, in 1/65,536 s.
    pub since_last_report: u32,
}

impl ReportBlock {
    fn parse(bytes: &[u8; BLOCK_BYTES]) -> Self {
        let word = |index: usize| u32::from_be_bytes([0, 1, 2, 3].map(|byte| bytes[index * 4 + byte]));
        Self {
            ssrc: word(0),
            fraction_lost: bytes[4],
            // Sign-extends the lower 24 bits.
            lost: ((word(1) << 8) as i32) >> 8,
            highest: word(2),
            jitter: word(3),
            last_report: word(4),
            since_last_report: word(5),
        }
    }

    fn write(&self) -> [u8; BLOCK_BYTES] {
        let lost = (self.lost.clamp(-0x80_0000, 0x7f_ffff) as u32) & 0xff_ffff;
        let words = [
            self.ssrc,
            u32::from(self.fraction_lost) << 24 | lost,
            self.highest,
            self.jitter,
            self.last_report,
            self.since_last_report,
        ];
        let mut bytes = [0; BLOCK_BYTES];
        for (place, word) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(words) {
            *place = word.to_be_bytes();
        }
        bytes
    }

    /// Round-trip time in microseconds at the instant `now`, the middle 32 bits of its NTP time; nothing
    /// before the other side has seen a report of ours, or when its clock runs backwards.
    pub fn round_trip_micros(&self, now: u32) -> Option<u32> {
        let elapsed = now.wrapping_sub(self.last_report).wrapping_sub(self.since_last_report) as i32;
        (self.last_report != 0 && elapsed >= 0).then(|| ((u64::from(elapsed as u32) * 1_000_000) >> 16) as u32)
    }
}

/// One packet of a compound one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rtcp<'a> {
    /// A sender's report.
    Sender {
        /// Who reports.
        ssrc: u32,
        /// About itself.
        info: SenderInfo,
        /// About those it hears.
        blocks: Blocks<'a>,
    },
    /// A report of one who only hears.
    Receiver {
        /// Who reports.
        ssrc: u32,
        /// About those it hears.
        blocks: Blocks<'a>,
    },
    /// Sources that leave, four bytes each.
    Goodbye {
        /// The first to leave; nothing when none is named.
        ssrc: Option<u32>,
    },
    /// Any other type: descriptions, feedback, extended reports.
    Other(u8),
}

/// Report blocks as they came, at most 31.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blocks<'a>(&'a [[u8; BLOCK_BYTES]]);

impl Blocks<'_> {
    /// Each block.
    pub fn iter(&self) -> impl Iterator<Item = ReportBlock> {
        self.0.iter().map(ReportBlock::parse)
    }
}

/// The packets of a datagram, in order. After one that is malformed nothing follows.
pub fn packets(datagram: &[u8]) -> impl Iterator<Item = Result<Rtcp<'_>, Malformed>> {
    let mut rest = datagram;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let found = split(rest).and_then(|(packet, after)| {
            rest = after;
            parse(packet)
        });
        if found.is_err() {
            rest = &[];
        }
        Some(found)
    })
}

fn split(bytes: &[u8]) -> Result<(&[u8], &[u8]), Malformed> {
    let [first, _, l0, l1, ..] = *bytes else { return Err(Malformed::Short) };
    if first >> 6 != 2 {
        return Err(Malformed::Version);
    }
    let length = (usize::from(u16::from_be_bytes([l0, l1])) + 1) * 4;
    bytes.split_at_checked(length).ok_or(Malformed::Short)
}

/// One packet, whose length is the one it states and so at least four.
fn parse(packet: &[u8]) -> Result<Rtcp<'_>, Malformed> {
    let (count, kind, body) = (usize::from(packet[0] & 0x1f), packet[1], &packet[4..]);
    match kind {
        SENDER_REPORT => {
            let ([ssrc, n0, n1, timestamp, packets, bytes], rest) = words::<6>(body).ok_or(Malformed::Short)?;
            let ntp = u64::from(n0) << 32 | u64::from(n1);
            let info = SenderInfo { ntp, timestamp, packets, bytes };
            Ok(Rtcp::Sender { ssrc, info, blocks: blocks(rest, count)? })
        }
        RECEIVER_REPORT => {
            let ([ssrc], rest) = words::<1>(body).ok_or(Malformed::Short)?;
            Ok(Rtcp::Receiver { ssrc, blocks: blocks(rest, count)? })
        }
        GOODBYE if count == 0 => Ok(Rtcp::Goodbye { ssrc: None }),
        GOODBYE => {
            let ([ssrc], _) = words::<1>(body).ok_or(Malformed::Short)?;
            Ok(Rtcp::Goodbye { ssrc: Some(ssrc) })
        }
        192..=223 => Ok(Rtcp::Other(kind)),
        _ => Err(Malformed::Kind),
    }
}

fn words<const N: usize>(bytes: &[u8]) -> Option<([u32; N], &[u8])> {
    let (front, rest) = bytes.split_at_checked(N * 4)?;
    let mut words = [0; N];
    for (word, bytes) in words.iter_mut().zip(front.as_chunks::<4>().0) {
        *word = u32::from_be_bytes(*bytes);
    }
    Some((words, rest))
}

fn blocks(bytes: &[u8], count: usize) -> Result<Blocks<'_>, Malformed> {
    bytes.as_chunks::<BLOCK_BYTES>().0.get(..count).map(Blocks).ok_or(Malformed::Short)
}

/// What one side reports, and whether it leaves.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// Who reports.
    pub ssrc: u32,
    /// About itself, when it has sent since the last report.
    pub sender: Option<SenderInfo>,
    /// About whom it hears.
    pub block: Option<ReportBlock>,
    /// The canonical name; cut to [`NAME_BYTES`].
    pub name: &'a str,
    /// Whether it says goodbye.
    pub goodbye: bool,
}

/// Writes a compound packet to the front of `out`: report, name and, if wished, goodbye. Returns its
/// length; nothing when `out` is shorter than [`REPORT_BYTES`].
pub fn write_report(report: &Report<'_>, out: &mut [u8]) -> Option<usize> {
    let out = out.get_mut(..REPORT_BYTES)?;
    let mut at = 0;
    let mut put = |bytes: &[u8]| {
        out[at..at + bytes.len()].copy_from_slice(bytes);
        at += bytes.len();
    };
    let header = |count: u8, kind: u8, bytes: usize| {
        let [l0, l1] = ((bytes / 4) as u16 - 1).to_be_bytes();
        [0x80 | count, kind, l0, l1]
    };
    let blocks = u8::from(report.block.is_some());
    let block_bytes = usize::from(blocks) * BLOCK_BYTES;
    match &report.sender {
        Some(info) => {
            put(&header(blocks, SENDER_REPORT, 28 + block_bytes));
            put(&report.ssrc.to_be_bytes());
            put(&info.ntp.to_be_bytes());
            put(&info.timestamp.to_be_bytes());
            put(&info.packets.to_be_bytes());
            put(&info.bytes.to_be_bytes());
        }
        None => {
            put(&header(blocks, RECEIVER_REPORT, 8 + block_bytes));
            put(&report.ssrc.to_be_bytes());
        }
    }
    if let Some(block) = &report.block {
        put(&block.write());
    }
    let name = &report.name.as_bytes()[..report.name.floor_char_boundary(NAME_BYTES)];
    // Item 1 is the name; the list ends with at least one zero, up to the next whole word.
    let filling = 4 - (2 + name.len()) % 4;
    put(&header(1, DESCRIPTION, 8 + 2 + name.len() + filling));
    put(&report.ssrc.to_be_bytes());
    put(&[1, name.len() as u8]);
    put(name);
    put(&[0; 4][..filling]);
    if report.goodbye {
        put(&header(1, GOODBYE, 8));
        put(&report.ssrc.to_be_bytes());
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLOCK: ReportBlock = ReportBlock {
        ssrc: 7,
        fraction_lost: 12,
        lost: -3,
        highest: 0x0001_0005,
        jitter: 40,
        last_report: 0x1000_0000,
        since_last_report: 0x8000,
    };

    #[test]
    fn a_report_reads_as_it_was_written() {
        let info = SenderInfo { ntp: 1 << 40 | 5, timestamp: 9, packets: 100, bytes: 16_000 };
        for name in ["", "a", "ab", "abc", "abcd", "暖线"] {
            let report = Report { ssrc: 3, sender: Some(info), block: Some(BLOCK), name, goodbye: true };
            let mut bytes = [0xff; REPORT_BYTES];
            let length = write_report(&report, &mut bytes).unwrap();
            let read: Vec<_> = packets(&bytes[..length]).collect::<Result<_, _>>().unwrap();
            let [Rtcp::Sender { ssrc: 3, info: read_info, blocks }, Rtcp::Other(202), Rtcp::Goodbye { ssrc: Some(3) }] =
                read.as_slice()
            else {
                panic!("{read:?}")
            };
            assert_eq!(*read_info, info);
            assert_eq!(blocks.iter().collect::<Vec<_>>(), [BLOCK]);
        }
    }

    #[test]
    fn one_who_only_hears_sends_a_receiver_report() {
        let report = Report { ssrc: 3, sender: None, block: None, name: "x", goodbye: false };
        let mut bytes = [0; REPORT_BYTES];
        let length = write_report(&report, &mut bytes).unwrap();
        let first = packets(&bytes[..length]).next().unwrap().unwrap();
        assert!(matches!(first, Rtcp::Receiver { ssrc: 3, blocks } if blocks.iter().next().is_none()));
        assert_eq!(write_report(&report, &mut bytes[..REPORT_BYTES - 1]), None);
    }

    #[test]
    fn a_compound_packet_ends_at_the_first_lie() {
        let lying = [0x81, 201, 0, 1, 0, 0, 0, 3];
        assert_eq!(packets(&lying).collect::<Vec<_>>(), [Err(Malformed::Short)]);
        let long = [0x80, 201, 0xff, 0xff, 0, 0, 0, 3];
        assert_eq!(packets(&long).collect::<Vec<_>>(), [Err(Malformed::Short)]);
        let good_then_bad = [0x80, 203, 0, 0, 0, 0];
        let expected = [Ok(Rtcp::Goodbye { ssrc: None }), Err(Malformed::Short)];
        assert_eq!(packets(&good_then_bad).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_round_trip_is_what_is_left_of_the_time_between() {
        assert_eq!(BLOCK.round_trip_micros(0x1000_0000 + 0x8000 + 0x4000), Some(250_000));
        assert_eq!(BLOCK.round_trip_micros(0x1000_0000), None);
        assert_eq!(ReportBlock::default().round_trip_micros(5), None);
    }
}

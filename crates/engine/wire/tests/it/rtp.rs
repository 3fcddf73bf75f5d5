//! RTP: what is written is read again, and counters that wrap only grow.

use proptest::prelude::*;
use warmline_wire::rtp::rtcp::{self, ReportBlock, Rtcp};
use warmline_wire::rtp::{HEADER_BYTES, Packet, unwrap};

proptest! {
    #[test]
    fn a_packet_reads_as_it_was_written(
        marker: bool, payload_type in 0_u8..128, sequence: u16, timestamp: u32, ssrc: u32,
        payload in proptest::collection::vec(any::<u8>(), 0..400),
    ) {
        let packet = Packet { marker, ..Packet::new(payload_type, sequence, timestamp, ssrc, &payload) };
        let mut bytes = [0; 500];
        let length = packet.write(&mut bytes).unwrap();
        prop_assert_eq!(length, HEADER_BYTES + payload.len());
        prop_assert_eq!(Packet::parse(&bytes[..length]).unwrap(), packet);
        prop_assert_eq!(packet.write(&mut bytes[..length - 1]), None);
    }

    #[test]
    fn a_number_near_the_last_is_unwrapped_to_itself(start in 0..1_i64 << 40, steps in proptest::collection::vec(-30_000_i64..30_000, 1..50)) {
        let mut sequences = unwrap::Sequence::default();
        let mut timestamps = unwrap::Timestamp::default();
        let offset = start - sequences.unwrap(start as u16);
        let offset_of_time = start - timestamps.unwrap(start as u32);
        let mut highest = start;
        for step in steps {
            let number = highest + step;
            prop_assert_eq!(sequences.peek(number as u16), number - offset);
            prop_assert_eq!(sequences.unwrap(number as u16), number - offset);
            prop_assert_eq!(timestamps.unwrap(number as u32), number - offset_of_time);
            highest = highest.max(number);
            prop_assert_eq!(sequences.highest(), Some(highest - offset));
        }
    }

    #[test]
    fn a_report_block_reads_as_it_was_written(
        ssrc: u32, fraction_lost: u8, lost in -0x80_0000..0x80_0000_i32, highest: u32, jitter: u32, last_report: u32,
        since_last_report: u32,
    ) {
        let block = ReportBlock { ssrc, fraction_lost, lost, highest, jitter, last_report, since_last_report };
        let report = rtcp::Report { ssrc: 1, sender: None, block: Some(block), name: "n", goodbye: false };
        let mut bytes = [0; rtcp::REPORT_BYTES];
        let length = rtcp::write_report(&report, &mut bytes).unwrap();
        prop_assert_eq!(length % 4, 0);
        match rtcp::packets(&bytes[..length]).next().unwrap().unwrap() {
            Rtcp::Receiver { ssrc: 1, blocks } => prop_assert_eq!(blocks.iter().collect::<Vec<_>>(), [block]),
            other => prop_assert!(false, "{:?}", other),
        }
    }
}

//! Hostile datagrams and descriptions: 100,000 of each, mutated from good ones by one seed, are read
//! within their bounds and never panic.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng as _};
use warmline_wire::rtp::event::TelephoneEvent;
use warmline_wire::rtp::{self, DATAGRAM_BYTES, Packet, rtcp};
use warmline_wire::sdp::{self, Codec, Direction, Local, MEDIA, MasterKey, Security, Session};

const ROUNDS: u32 = 100_000;

struct Mutator(ChaCha8Rng);

impl Mutator {
    fn below(&mut self, bound: usize) -> usize {
        self.0.next_u32() as usize % bound.max(1)
    }

    /// One to eight changes: a byte, a bit, a cut, a doubled part, a byte more.
    fn mutate(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(8) {
            let at = self.below(bytes.len());
            match self.below(6) {
                0 if !bytes.is_empty() => bytes[at] = self.0.next_u32() as u8,
                1 if !bytes.is_empty() => bytes[at] ^= 1 << self.below(8),
                2 => bytes.truncate(at),
                3 if bytes.len() < DATAGRAM_BYTES => {
                    let end = at + self.below(bytes.len() - at);
                    let part = bytes[at..end].to_vec();
                    let place = self.below(bytes.len() + 1);
                    bytes.splice(place..place, part);
                }
                4 => bytes.insert(at, self.0.next_u32() as u8),
                _ => bytes.extend([0xff; 3]),
            }
        }
    }
}

fn packets() -> Vec<Vec<u8>> {
    let mut plain = vec![0; 172];
    Packet::new(8, 7, 1_120, 99, &[0xd5; 160]).write(&mut plain).unwrap();
    let mut event = vec![0; 16];
    let key = TelephoneEvent { event: 5, end: true, volume: 10, duration: 800 };
    Packet::new(101, 8, 1_280, 99, &key.write()).write(&mut event).unwrap();
    let full =
        [&[0xb2, 8, 0, 9, 0, 0, 0, 1, 0, 0, 0, 2][..], &[0; 8], &[0xbe, 0xde, 0, 1, 0x10, 1, 0, 0], &[7, 7, 0, 2]];
    let mut report = vec![0; rtcp::REPORT_BYTES];
    let block = Some(rtcp::ReportBlock::default());
    let wanted = rtcp::Report { ssrc: 1, sender: None, block, name: "anybody", goodbye: true };
    let length = rtcp::write_report(&wanted, &mut report).unwrap();
    report.truncate(length);
    vec![plain, event, full.concat(), report]
}

#[test]
fn mutated_datagrams_are_read_within_their_bounds() {
    let mut mutator = Mutator(ChaCha8Rng::seed_from_u64(7));
    let good = packets();
    let (mut read, mut refused) = (0, 0);
    for round in 0..ROUNDS {
        let mut bytes = good[round as usize % good.len()].clone();
        mutator.mutate(&mut bytes);
        match Packet::parse(&bytes) {
            Ok(packet) => {
                let parts = packet.payload.len() + packet.contributors.len();
                assert!(parts + packet.extension.map_or(0, |extension| extension.data.len()) <= bytes.len());
                assert!(packet.contributors().count() <= 15);
                let _ = TelephoneEvent::parse(packet.payload);
                read += 1;
            }
            Err(_) => refused += 1,
        }
        // Each packet of a compound one takes four bytes at least, which bounds the work.
        assert!(rtcp::packets(&bytes).take_while(Result::is_ok).count() <= bytes.len() / 4);
        let _ = rtp::is_rtcp(&bytes);
    }
    assert!(read > ROUNDS / 10 && refused > ROUNDS / 10, "{read} read, {refused} refused");
}

#[test]
fn mutated_descriptions_are_answered_or_refused() {
    let mut mutator = Mutator(ChaCha8Rng::seed_from_u64(8));
    let key = MasterKey::new([7; 30]);
    let local = Local {
        address: "192.0.2.1:4000".parse().unwrap(),
        session: 1,
        version: 1,
        codecs: &[Codec::Pcma, Codec::Pcmu],
        direction: Direction::SendReceive,
        security: Security::WhenOffered,
        key: Some(&key),
    };
    let good = [super::sdp::DESK_PHONE, super::sdp::TRUNK, super::sdp::SOFT_PHONE];
    let (mut answered, mut refused) = (0, 0);
    for round in 0..ROUNDS {
        let mut bytes = good[round as usize % good.len()].as_bytes().to_vec();
        mutator.mutate(&mut bytes);
        let text = String::from_utf8_lossy(&bytes);
        let Ok(session) = Session::parse(&text) else {
            refused += 1;
            continue;
        };
        assert!(session.media.len() <= MEDIA);
        match sdp::answer(&session, &local) {
            Ok((agreed, answer)) => {
                let read = Session::parse(&answer).unwrap();
                assert_eq!(read.media.len(), session.media.len());
                assert_ne!(agreed.remote.port(), 0);
                answered += 1;
            }
            Err(fault) => {
                assert!(fault.code.starts_with("WL-SDP-"), "{fault}");
                refused += 1;
            }
        }
    }
    assert!(answered > ROUNDS / 10 && refused > ROUNDS / 50, "{answered} answered, {refused} refused");
}

//! Two ends that report to each other over a slow and lossy network.

use warmline_base::Timestamp;
use warmline_media::conference::{Conference, Event, Hearing, LegId, LegSetup, Outlet, RecordingId, Taps};
use warmline_media::player::{Clip, Playlist};
use warmline_media::record::Block;
use warmline_media::{FRAME_MICROS, Frame};
use warmline_wire::rtp::{DATAGRAM_BYTES, Packet, is_rtcp};

use super::call::formats;

const LEG: LegId = LegId(1);

/// Datagrams on their way, with the instant at which they arrive.
#[derive(Default)]
struct Line {
    now: Timestamp,
    delay: i64,
    sent: u64,
    /// One packet of sound in so many is lost; none at 0.
    loses: u64,
    under_way: Vec<(i64, Vec<u8>)>,
}

impl Outlet for Line {
    fn send(&mut self, _: LegId, packet: &Packet<'_>) {
        let mut bytes = [0; DATAGRAM_BYTES];
        let length = packet.write(&mut bytes).unwrap();
        self.sent += 1;
        if self.loses == 0 || !self.sent.is_multiple_of(self.loses) {
            self.under_way.push((self.now.0 + self.delay, bytes[..length].to_vec()));
        }
    }

    fn tell(&mut self, _: Event) {}

    fn report(&mut self, _: LegId, datagram: &[u8]) {
        self.under_way.push((self.now.0 + self.delay, datagram.to_vec()));
    }

    fn store(&mut self, _: RecordingId, _: &Block) {}

    fn fork(&mut self, _: Option<&Frame>, _: Option<&Frame>) {}
}

impl Line {
    /// Brings what has arrived by now to the other end.
    fn arrive(&mut self, at: &mut Conference, now: Timestamp) {
        while self.under_way.first().is_some_and(|(due, _)| *due <= now.0) {
            let (due, bytes) = self.under_way.remove(0);
            match Packet::parse(&bytes) {
                _ if is_rtcp(&bytes) => at.hear_report(LEG, &bytes, Timestamp(due)),
                Ok(packet) => at.hear(LEG, &packet, Timestamp(due)),
                Err(error) => panic!("{error:?}"),
            }
        }
    }
}

/// An end with one leg, to which it plays a sound.
fn end(ssrc: u32, now: Timestamp) -> Conference {
    let mut call = Conference::default();
    let setup = LegSetup { formats: formats(), ssrc, sequence: 65_500, timestamp: 0, reports: true };
    call.add_leg(LEG, &setup, now).unwrap();
    let clips = [Clip::ring_back().into()].into();
    call.set_background(LEG, Some(Playlist { clips, until_key: false, ticket: 0 })).unwrap();
    call.set_topology(&[Hearing { leg: LEG, voices: &[], background: true, beeps: false }], Taps::default()).unwrap();
    call
}

#[test]
fn each_end_learns_how_it_is_heard_and_how_long_the_way_is() {
    let begin = Timestamp(1_790_000_000_000_000);
    let (mut one, mut other) = (end(7, begin), end(8, begin));
    let mut there = Line { delay: 30_000, loses: 10, ..Line::default() };
    let mut back = Line { delay: 50_000, ..Line::default() };
    assert_eq!(one.report(LEG, begin).unwrap().far, None);
    for tick in 1..=1_000 {
        let now = Timestamp(begin.0 + tick * FRAME_MICROS);
        (there.now, back.now) = (now, now);
        one.tick(now, &mut there);
        other.tick(now, &mut back);
        there.arrive(&mut other, now);
        back.arrive(&mut one, now);
    }
    let now = Timestamp(begin.0 + 1_000 * FRAME_MICROS);
    let (one, other) = (one.report(LEG, now).unwrap(), other.report(LEG, now).unwrap());
    let (from_one, from_other) = (one.far.unwrap(), other.far.unwrap());
    assert!((from_one.loss - 0.1).abs() < 0.01 && from_other.loss < f64::EPSILON, "{from_one:?} {from_other:?}");
    for far in [from_one, from_other] {
        let trip = far.round_trip_ms.unwrap();
        assert!((trip - 80.0).abs() < 1.0, "there and back in {trip} ms");
    }
    assert!(from_one.opinion < from_other.opinion - 0.5, "{from_one:?} {from_other:?}");
    assert!((other.loss - 0.1).abs() < 0.01 && other.opinion < one.opinion, "{one:?} {other:?}");
}

#[test]
fn reports_about_others_and_broken_ones_change_nothing() {
    let begin = Timestamp(1_790_000_000_000_000);
    let mut call = end(7, begin);
    let mut stranger = end(9, begin);
    let mut line = Line { now: begin, ..Line::default() };
    let mut bytes = Vec::new();
    for tick in 1..=300 {
        line.now = Timestamp(begin.0 + tick * FRAME_MICROS);
        stranger.tick(line.now, &mut line);
        bytes.extend(line.under_way.drain(..).filter(|(_, bytes)| is_rtcp(bytes)));
    }
    assert_eq!(bytes.len(), 1);
    for length in 0..=bytes[0].1.len() {
        call.hear_report(LEG, &bytes[0].1[..length], line.now);
        call.hear_report(LegId(2), &bytes[0].1[..length], line.now);
    }
    assert_eq!(call.report(LEG, line.now).unwrap().far, None);
}

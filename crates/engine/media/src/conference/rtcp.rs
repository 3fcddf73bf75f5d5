//! Reports to and from the other end of a leg (RTCP, RFC 3550 section 6).
//!
//! Every five seconds each leg tells its other end what was sent and how the other is heard; what the other
//! end tells in turn says how we are heard there and how long the way is. Wall-clock time is taken from the
//! ticks' instants. Deliberately absent: encryption, and whose datagrams are believed, which are the door's.

use warmline_base::{Millis, Timestamp};
use warmline_wire::rtp::rtcp::{REPORT_BYTES, Report, ReportBlock, Rtcp, SenderInfo, packets, write_report};

use super::leg::Leg;
use super::{Conference, LegId};
use crate::{RATE, quality};

/// How often each leg is told how it is heard (RFC 3550, section 6.2: five seconds where two take part).
pub const REPORT_EVERY: Millis = Millis::seconds(5);
/// From 1900, where NTP begins, to 1970, in seconds.
const NTP_EPOCH: u64 = 2_208_988_800;
/// What the other end's buffer adds, which it does not tell, in milliseconds.
const ASSUMED_BUFFER_MS: f64 = 40.0;
/// Under this name we report; it says nothing about anybody.
const NAME: &str = "warmline";
/// A round trip beyond this is a broken clock: 10 s, in microseconds.
const ROUND_TRIP_MAX: u32 = 10_000_000;

/// How we are heard at the other end.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FarReport {
    /// Share of our packets that never came there, 0 to 1.
    pub loss: f64,
    /// Jitter there, in milliseconds.
    pub jitter_ms: f64,
    /// There and back, in milliseconds; nothing until both sides have reported.
    pub round_trip_ms: Option<f64>,
    /// Mean opinion score of what is heard there, 1 to 4.5.
    pub opinion: f64,
}

/// What a leg keeps of reports.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reports {
    next: Option<Timestamp>,
    /// The middle of the other end's last NTP time, and when it came.
    last: Option<(u32, Timestamp)>,
    far: Option<FarReport>,
}

impl Reports {
    /// The first report is due when the leg has been there for as long as a report takes.
    pub(super) fn new(wanted: bool, now: Timestamp) -> Self {
        Self { next: wanted.then(|| now.plus(REPORT_EVERY)), last: None, far: None }
    }

    pub(super) const fn far(&self) -> Option<FarReport> {
        self.far
    }

    /// Whether a report is due; then the next one is five seconds later.
    pub(super) fn is_due(&mut self, now: Timestamp) -> bool {
        let due = self.next.is_some_and(|next| now >= next);
        if due {
            self.next = Some(now.plus(REPORT_EVERY));
        }
        due
    }

    /// Fills in when the other end reported last, so that it can tell the round trip.
    fn date(&self, block: &mut ReportBlock, now: Timestamp) {
        if let Some((report, came)) = self.last {
            let waited = (now.0 - came.0).max(0) as u64;
            (block.last_report, block.since_last_report) = (report, ((waited << 16) / 1_000_000) as u32);
        }
    }

    /// Takes in what is told about us, whose numbers began at `first`.
    fn hear(&mut self, block: &ReportBlock, first: u16, now: Timestamp) {
        let expected = f64::from(block.highest.wrapping_sub(u32::from(first)).wrapping_add(1).max(1));
        let loss = (f64::from(block.lost.max(0)) / expected).clamp(0.0, 1.0);
        let jitter_ms = f64::from(block.jitter) * 1_000.0 / f64::from(RATE);
        let trip = block.round_trip_micros((ntp(now) >> 16) as u32).filter(|trip| *trip <= ROUND_TRIP_MAX);
        let round_trip_ms = trip.map(|trip| f64::from(trip) / 1_000.0).or(self.far.and_then(|far| far.round_trip_ms));
        let delay_ms = round_trip_ms.unwrap_or_default() / 2.0 + ASSUMED_BUFFER_MS;
        let opinion = quality::opinion(quality::rating(loss, 1.0, delay_ms));
        self.far = Some(FarReport { loss, jitter_ms, round_trip_ms, opinion });
    }
}

impl Conference {
    /// Takes in a compound RTCP packet of a leg; what is malformed in it, or about others, is passed over.
    pub fn hear_report(&mut self, id: LegId, datagram: &[u8], now: Timestamp) {
        let Some(leg) = self.leg_mut(id) else { return };
        for packet in packets(datagram).map_while(Result::ok) {
            let blocks = match packet {
                Rtcp::Sender { info, blocks, .. } => {
                    leg.reports.last = Some(((info.ntp >> 16) as u32, now));
                    blocks
                }
                Rtcp::Receiver { blocks, .. } => blocks,
                Rtcp::Goodbye { .. } | Rtcp::Other(_) => continue,
            };
            if let Some(block) = blocks.iter().find(|block| block.ssrc == leg.ssrc) {
                leg.reports.hear(&block, leg.first_sequence, now);
            }
        }
    }
}

impl Leg {
    /// Gives `send` the report that is due now, if one is.
    pub(super) fn report(&mut self, now: Timestamp, send: impl FnOnce(&[u8])) {
        if !self.reports.is_due(now) {
            return;
        }
        let mut block = self.buffer.ssrc().map(|ssrc| self.buffer.reception_mut().report(ssrc));
        if let Some(block) = &mut block {
            self.reports.date(block, now);
        }
        let sender = (self.packets > 0).then(|| SenderInfo {
            ntp: ntp(now),
            timestamp: self.timestamp,
            packets: self.packets,
            bytes: self.bytes,
        });
        let report = Report { ssrc: self.ssrc, sender, block, name: NAME, goodbye: false };
        let mut datagram = [0; REPORT_BYTES];
        if let Some(length) = write_report(&report, &mut datagram) {
            send(&datagram[..length]);
        }
    }
}

/// An instant in 2⁻³² s since 1900.
fn ntp(now: Timestamp) -> u64 {
    let micros = now.0.max(0) as u64;
    let fraction = ((micros % 1_000_000) << 32) / 1_000_000;
    ((micros / 1_000_000 + NTP_EPOCH) << 32) | fraction
}

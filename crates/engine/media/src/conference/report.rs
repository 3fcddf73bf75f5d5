//! What is known of a leg: for the call's page, for metrics, and for RTCP.

use warmline_base::Timestamp;
use warmline_wire::rtp::rtcp::{ReportBlock, SenderInfo};

use super::{Conference, LegId};
use crate::FRAME;
use crate::jitter::Figures;
use crate::quality;

/// What the network adds on the way here that nobody can measure at one end, in milliseconds.
const ASSUMED_PATH_MS: f64 = 20.0;

/// How a leg has fared so far.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LegReport {
    /// Packets that should have come.
    pub expected: u64,
    /// Packets that did not.
    pub lost: u64,
    /// Their share, 0 to 1.
    pub loss: f64,
    /// Interarrival jitter in milliseconds.
    pub jitter_ms: f64,
    /// How long sound waits here, in milliseconds.
    pub delay_ms: u32,
    /// Share of the sound that was made up, 0 to 1.
    pub concealed: f64,
    /// Rating R of the E-model, 0 to 100, from what was concealed and the delay.
    pub rating: f64,
    /// Mean opinion score, 1 to 4.5.
    pub opinion: f64,
    /// How long nothing has come, in milliseconds.
    pub quiet_ms: i64,
    /// What the jitter buffer did.
    pub figures: Figures,
}

impl Conference {
    /// How a leg has fared; nothing when it is not there.
    pub fn report(&self, id: LegId, now: Timestamp) -> Option<LegReport> {
        let leg = self.leg(id)?;
        let (figures, reception) = (*leg.buffer.figures(), leg.buffer.reception());
        let concealed = figures.concealed as f64 / (figures.frames.max(1) * FRAME as u64) as f64;
        let delay_ms = leg.buffer.delay_ms(now);
        let rating = quality::rating(concealed, 1.0, f64::from(delay_ms) + ASSUMED_PATH_MS);
        Some(LegReport {
            expected: reception.expected(),
            lost: reception.lost(),
            loss: reception.loss(),
            jitter_ms: reception.jitter_ms(),
            delay_ms,
            concealed,
            rating,
            opinion: quality::opinion(rating),
            quiet_ms: now.since(leg.heard).0,
            figures,
        })
    }

    /// What a sender report to this leg says: our source and its counts; nothing before anything was sent.
    /// `ntp` is the wall clock in 2⁻³² s since 1900.
    pub fn sender_info(&self, id: LegId, ntp: u64) -> Option<(u32, SenderInfo)> {
        self.leg(id)?.sender_info(ntp)
    }

    /// The block of a report to this leg about what came from it; it closes the interval. The times of the
    /// last sender report are for the door to fill in.
    pub fn reception_block(&mut self, id: LegId) -> Option<ReportBlock> {
        let buffer = &mut self.leg_mut(id)?.buffer;
        let ssrc = buffer.ssrc()?;
        Some(buffer.reception_mut().report(ssrc))
    }
}

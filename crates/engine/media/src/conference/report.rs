//! What is known of a leg: for the call's page, for metrics, and for RTCP.

use warmline_base::Timestamp;

use super::{Conference, FarReport, LegId};
use crate::FRAME;
use crate::jitter::Figures;
use crate::quality;

/// What the network adds on the way here, in milliseconds, as long as no report has told the round trip.
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
    /// What the other end reported of us; nothing until it did.
    pub far: Option<FarReport>,
}

impl Conference {
    /// How a leg has fared; nothing when it is not there.
    pub fn report(&self, id: LegId, now: Timestamp) -> Option<LegReport> {
        let leg = self.leg(id)?;
        let (figures, reception) = (*leg.buffer.figures(), leg.buffer.reception());
        let concealed = figures.concealed as f64 / (figures.frames.max(1) * FRAME as u64) as f64;
        let far = leg.far();
        let path_ms = far.and_then(|far| far.round_trip_ms).map_or(ASSUMED_PATH_MS, |trip| trip / 2.0);
        let delay_ms = leg.buffer.delay_ms(now);
        let rating = quality::rating(concealed, 1.0, f64::from(delay_ms) + path_ms);
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
            far,
        })
    }
}

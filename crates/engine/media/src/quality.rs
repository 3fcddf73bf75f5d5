//! How good a call is: what arrived (RFC 3550, section 6.4.1 and appendix A), and what a person would say
//! of it (the E-model, ITU-T G.107, with the G.711 figures of G.113).

use warmline_base::Timestamp;
use warmline_wire::rtp::rtcp::ReportBlock;

use crate::{RATE, SAMPLE_MICROS};

/// Counts what one source sent and what of it came.
#[derive(Clone, Debug, Default)]
pub struct Reception {
    first: Option<i64>,
    highest: i64,
    received: u64,
    /// Of earlier streams on the same leg.
    expected_before: u64,
    received_before: u64,
    /// At the last report.
    expected_reported: u64,
    received_reported: u64,
    /// Arrival less timestamp of the last packet, in samples.
    transit: i64,
    /// Sixteen times the jitter, in samples.
    jitter_16: i64,
}

impl Reception {
    /// A packet came for the first time. `sequence` and `position` are unwrapped.
    pub fn arrive(&mut self, sequence: i64, position: i64, now: Timestamp) {
        let transit = now.0 / SAMPLE_MICROS - position;
        if self.first.is_some() {
            let change = (transit - self.transit).abs().min(i64::from(RATE));
            self.jitter_16 += change - (self.jitter_16 + 8) / 16;
        }
        let first = *self.first.get_or_insert(sequence);
        // A packet before the first one seen belongs to the stream as well.
        self.first = Some(first.min(sequence));
        self.highest = if self.received == 0 { sequence } else { self.highest.max(sequence) };
        self.received += 1;
        self.transit = transit;
    }

    /// The source begins anew; what was counted is kept.
    pub fn restart(&mut self) {
        self.expected_before = self.expected();
        self.received_before = self.received();
        (self.first, self.received) = (None, 0);
    }

    /// Packets that should have come, by their numbers.
    pub fn expected(&self) -> u64 {
        self.expected_before + self.first.map_or(0, |first| (self.highest - first + 1) as u64)
    }

    /// Packets that came, each counted once.
    pub const fn received(&self) -> u64 {
        self.received_before + self.received
    }

    /// Packets that did not come.
    pub fn lost(&self) -> u64 {
        self.expected() - self.received()
    }

    /// Share lost, 0 to 1.
    pub fn loss(&self) -> f64 {
        self.lost() as f64 / self.expected().max(1) as f64
    }

    /// Interarrival jitter in milliseconds.
    pub fn jitter_ms(&self) -> f64 {
        self.jitter_16 as f64 / 16.0 * 1_000.0 / f64::from(RATE)
    }

    /// The block for a report that is sent now; the share lost is that since the one before.
    pub fn report(&mut self, ssrc: u32) -> ReportBlock {
        let (expected, received) = (self.expected(), self.received());
        let interval = expected - self.expected_reported;
        let lost = interval.saturating_sub(received - self.received_reported);
        (self.expected_reported, self.received_reported) = (expected, received);
        ReportBlock {
            ssrc,
            fraction_lost: (lost * 256).checked_div(interval).unwrap_or(0).min(255) as u8,
            lost: i32::try_from(expected - received).unwrap_or(i32::MAX),
            highest: self.highest as u32,
            jitter: (self.jitter_16 / 16) as u32,
            ..ReportBlock::default()
        }
    }
}

/// Basic rating with every default of G.107, less the simultaneous impairment of these defaults: what a
/// call over G.711 without delay and loss is rated.
const BEST_RATING: f64 = 93.2;
/// Share of loss G.711 with concealment withstands, in percent (G.113, table I.2: random loss, Appendix I).
const ROBUSTNESS: f64 = 25.1;

/// Rating R of a G.711 call, 0 to 100, from the share of sound lost (0 to 1), how much more than at random
/// the losses come together (1: at random, 2: twice as long runs), and the delay from mouth to ear.
///
/// R = 93.2 - Id - Ie,eff; Ie,eff = 95 · Ppl / (Ppl / BurstR + 25.1); Id is 0 up to 100 ms and
/// 25 · ((1 + X⁶)^⅙ - 3 · (1 + (X/3)⁶)^⅙ + 2) with X = log₂(delay / 100 ms) beyond.
pub fn rating(loss: f64, burst_ratio: f64, delay_ms: f64) -> f64 {
    let percent = 100.0 * loss.clamp(0.0, 1.0);
    let equipment = 95.0 * percent / (percent / burst_ratio.max(1.0) + ROBUSTNESS);
    let delay = if delay_ms > 100.0 {
        let x = (delay_ms / 100.0).log2();
        let root = |x: f64| (1.0 + x.powi(6)).powf(1.0 / 6.0);
        25.0 * (root(x) - 3.0 * root(x / 3.0) + 2.0)
    } else {
        0.0
    };
    (BEST_RATING - delay - equipment).clamp(0.0, 100.0)
}

/// Mean opinion score of a rating, 1 to 4.5 (G.107, annex B).
pub fn opinion(rating: f64) -> f64 {
    match rating {
        r if r <= 0.0 => 1.0,
        r if r >= 100.0 => 4.5,
        // Between 0 and 6.5 the curve dips below the lowest score there is.
        r => (1.0 + 0.035 * r + r * (r - 60.0) * (100.0 - r) * 7e-6).max(1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrive(reception: &mut Reception, sequence: i64, late_micros: i64) {
        reception.arrive(sequence, sequence * 160, Timestamp(sequence * 20_000 + late_micros));
    }

    #[test]
    fn losses_are_counted_by_the_gaps_in_the_numbers() {
        let mut reception = Reception::default();
        for sequence in (0..100).filter(|sequence| sequence % 10 != 3) {
            arrive(&mut reception, sequence, 0);
        }
        assert_eq!((reception.expected(), reception.received(), reception.lost()), (100, 90, 10));
        let block = reception.report(7);
        assert_eq!((block.fraction_lost, block.lost, block.highest), (25, 10, 99));
        for sequence in 100..200 {
            arrive(&mut reception, sequence, 0);
        }
        let block = reception.report(7);
        assert_eq!((block.fraction_lost, block.lost, block.highest), (0, 10, 199));
        reception.restart();
        arrive(&mut reception, 60_000, 0);
        assert_eq!((reception.expected(), reception.lost()), (201, 10));
    }

    #[test]
    fn jitter_settles_at_the_mean_change_of_the_transit() {
        let mut reception = Reception::default();
        for sequence in 0..2_000 {
            arrive(&mut reception, sequence, if sequence % 2 == 0 { 0 } else { 10_000 });
        }
        assert!((reception.jitter_ms() - 10.0).abs() < 0.2, "{}", reception.jitter_ms());
    }

    #[test]
    fn a_good_call_is_rated_as_the_recommendation_does() {
        assert!((opinion(rating(0.0, 1.0, 0.0)) - 4.41).abs() < 0.01);
        // 2 % random loss with concealment: Ie,eff = 95 · 2 / 27.1 = 7.0.
        assert!((rating(0.02, 1.0, 0.0) - 86.19).abs() < 0.01);
        // 200 ms, X = 1: Id = 25 · (1.1225 - 3.0007 + 2) = 3.04.
        assert!((rating(0.0, 1.0, 200.0) - (93.2 - 3.04)).abs() < 0.01);
        assert!(rating(0.05, 2.0, 0.0) < rating(0.05, 1.0, 0.0));
    }

    #[test]
    fn an_opinion_lies_between_the_worst_and_the_best() {
        let opinions: Vec<_> = (0..=100).map(|rating| opinion(f64::from(rating))).collect();
        assert!(opinions.windows(2).all(|pair| pair[0] <= pair[1]));
        assert!(opinions.iter().all(|opinion| (1.0..=4.5).contains(opinion)));
    }
}

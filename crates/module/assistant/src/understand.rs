//! What a text is about, in the words of the contract.

use jiff::tz::TimeZone;
use warmline_base::Timestamp;
use warmline_contract::{HotWordSeen, Understanding};
use warmline_language::{Daypart, Reading, Urgency};

/// Night begins and ends at these hours of the bank's day.
const NIGHT_FROM: i8 = 22;
const NIGHT_TO: i8 = 6;

/// Whether it is night at the bank.
pub(crate) fn daypart(now: Timestamp, zone: &TimeZone) -> Daypart {
    let hour = now.to_jiff().to_zoned(zone.clone()).hour();
    if (NIGHT_TO..NIGHT_FROM).contains(&hour) { Daypart::Day } else { Daypart::Night }
}

/// A reading as other rooms know it.
pub(crate) fn understanding(reading: Reading) -> Understanding {
    let (intent, intent_name, confidence) = match reading.intent {
        Some(guess) => (Some(guess.intent), Some(guess.name), f64::from(guess.confidence)),
        None => (None, None, 0.0),
    };
    let urgency = match reading.urgency {
        Urgency::None => "none",
        Urgency::Complaint => "complaint",
        Urgency::Emergency => "emergency",
    };
    let hot_words = reading.hot_words.into_iter();
    let hot_words =
        hot_words.map(|hit| HotWordSeen { phrase: hit.phrase, level: hit.level, action: hit.action }).collect();
    Understanding {
        intent,
        intent_name,
        confidence,
        urgency: urgency.into(),
        wants_person: reading.wants_person,
        only_person: reading.only_person,
        mood: reading.mood,
        hot_words,
        out_of_scope: reading.out_of_scope,
    }
}

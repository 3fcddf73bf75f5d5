//! Telephone events to digits (RFC 4733, section 2.5).
//!
//! All packets of one key carry the timestamp of its beginning, so the first packet that arrives of it, be
//! it the very last of its end, is the digit, and every other is news about how long it lasts. A key held for
//! longer than the duration can count goes on under a new timestamp without having ended; that is no new
//! digit. A key whose end was lost ends when the next begins, or when nothing is heard of it.

use warmline_base::{Millis, Timestamp};
use warmline_wire::rtp::event::{Key, TelephoneEvent};

/// A key of which nothing was heard for so long is released, ended or not.
const FORGOTTEN: Millis = Millis(300);
/// What is older than this belongs to no stream that still runs.
const STALE: Millis = Millis(5_000);
/// A segment that goes on begins where the one before came to its end; so near to it, in timestamp units.
const SEGMENT: std::ops::RangeInclusive<u32> = 0xf000..=0x1_0800;

/// The last key heard of.
#[derive(Clone, Copy, Debug)]
struct Last {
    timestamp: u32,
    event: u8,
    ended: bool,
    heard: Timestamp,
}

/// One source's keys.
#[derive(Clone, Debug, Default)]
pub struct Receiver {
    last: Option<Last>,
}

impl Receiver {
    /// Takes in one event with its packet's timestamp; returns the key when it is a new one.
    pub fn hear(&mut self, timestamp: u32, event: &TelephoneEvent, now: Timestamp) -> Option<Key> {
        let key = Key::of_event(event.event)?;
        if let Some(last) = self.last.as_mut().filter(|last| now.since(last.heard).0 < STALE.0) {
            let later = timestamp.wrapping_sub(last.timestamp);
            let goes_on = !last.ended && last.event == event.event && SEGMENT.contains(&later);
            if later == 0 || goes_on {
                *last = Last { timestamp, ended: last.ended || event.end, heard: now, ..*last };
                return None;
            }
            if (later as i32) < 0 {
                return None;
            }
        }
        self.last = Some(Last { timestamp, event: event.event, ended: event.end, heard: now });
        Some(key)
    }

    /// Whether a key is being held down.
    pub fn is_held(&self, now: Timestamp) -> bool {
        self.last.is_some_and(|last| !last.ended && now.since(last.heard).0 < FORGOTTEN.0)
    }

    /// Whether any event was ever heard: then tones in the sound are the same keys once more.
    pub const fn speaks_events(&self) -> bool {
        self.last.is_some()
    }
}

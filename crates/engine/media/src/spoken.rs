//! Numbers, money, dates and times as people say them, as a sequence of recorded words.
//!
//! What comes out are [`Word`]s; each has the name of its clip and its text. The two languages differ in far
//! more than words: Chinese counts by ten thousands and hears 零 where digits are missing, English by
//! thousands. Every rule is proven by reading back what was said.
//!
//! Deliberately absent: the sounds themselves, and sentences around the numbers, which are clips of their
//! own in the flow.

mod chinese;
mod english;
mod word;

pub use chinese::Chinese;
pub use english::English;
pub use word::Word;

/// The greatest number said: below ten thousand million million.
pub const NUMBER_MAX: u64 = 9_999_999_999_999_999;

/// A day of the calendar; the caller has it from one, so it exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// Year, 1000 to 9999.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
}

/// A time of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    /// Hour, 0 to 23.
    pub hour: u8,
    /// Minute, 0 to 59.
    pub minute: u8,
}

//! Counters that wrap, made into ones that only grow.
//!
//! A number is taken as the one nearest to the last: half the circle ahead of it or half behind. So a
//! packet that comes late gets its own, smaller number and does not turn the counter over.

/// Unwraps 16-bit sequence numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sequence {
    highest: Option<i64>,
}

impl Sequence {
    /// The number on the long scale. The first is returned as it is.
    pub fn unwrap(&mut self, sequence: u16) -> i64 {
        let number = self.peek(sequence);
        self.highest = self.highest.max(Some(number));
        number
    }

    /// What [`Self::unwrap`] would return, remembering nothing.
    pub fn peek(&self, sequence: u16) -> i64 {
        self.highest.map_or(i64::from(sequence), |last| last + i64::from(sequence.wrapping_sub(last as u16) as i16))
    }

    /// The highest number so far.
    pub const fn highest(&self) -> Option<i64> {
        self.highest
    }
}

/// Unwraps 32-bit timestamps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timestamp {
    highest: Option<i64>,
}

impl Timestamp {
    /// The timestamp on the long scale. The first is returned as it is.
    pub fn unwrap(&mut self, timestamp: u32) -> i64 {
        let number = self.peek(timestamp);
        self.highest = self.highest.max(Some(number));
        number
    }

    /// What [`Self::unwrap`] would return, remembering nothing.
    pub fn peek(&self, timestamp: u32) -> i64 {
        self.highest.map_or(i64::from(timestamp), |last| last + i64::from(timestamp.wrapping_sub(last as u32) as i32))
    }
}

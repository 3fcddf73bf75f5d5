//! A pressed key as RTP carries it (RFC 4733): four bytes that say which key, whether it is released, how
//! loud and for how long so far.
//!
//! One key is many packets with one timestamp; making one digit of them is the media engine's work.

use std::fmt;

use super::Malformed;

/// Bytes of one event.
pub const BYTES: usize = 4;

/// One report about one event.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TelephoneEvent {
    /// Which event; 0 to 15 are keys, see [`Key::of_event`].
    pub event: u8,
    /// Whether this is its end.
    pub end: bool,
    /// Power of the tone below 0 dBm0, in dB, 0 to 63.
    pub volume: u8,
    /// How long it has lasted, in timestamp units.
    pub duration: u16,
}

impl fmt::Debug for TelephoneEvent {
    /// Shows no key: what a customer keys may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TelephoneEvent(end: {}, duration: {})", self.end, self.duration)
    }
}

impl TelephoneEvent {
    /// The event in a payload. Bytes after the first four are left alone: some phones append older events.
    ///
    /// # Errors
    /// [`Malformed::Short`].
    pub fn parse(payload: &[u8]) -> Result<Self, Malformed> {
        let ([event, flags, d0, d1], _) = payload.split_first_chunk::<BYTES>().ok_or(Malformed::Short)?;
        let duration = u16::from_be_bytes([*d0, *d1]);
        Ok(Self { event: *event, end: flags & 0x80 != 0, volume: flags & 0x3f, duration })
    }

    /// The payload.
    pub const fn write(&self) -> [u8; BYTES] {
        let [d0, d1] = self.duration.to_be_bytes();
        [self.event, (self.volume & 0x3f) | ((self.end as u8) << 7), d0, d1]
    }
}

/// A key of a telephone.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key(u8);

const KEYS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#', 'A', 'B', 'C', 'D'];

impl Key {
    /// The key an event code stands for; nothing for events that are no keys, such as a flash.
    pub const fn of_event(event: u8) -> Option<Self> {
        if event < 16 { Some(Self(event)) } else { None }
    }

    /// The key with this character: `0` to `9`, `*`, `#`, `A` to `D`.
    pub fn of_char(character: char) -> Option<Self> {
        KEYS.iter().position(|key| *key == character).map(|index| Self(index as u8))
    }

    /// Its event code.
    pub const fn event(self) -> u8 {
        self.0
    }

    /// Its character.
    pub const fn character(self) -> char {
        KEYS[self.0 as usize]
    }
}

impl fmt::Debug for Key {
    /// Shows no key: what a customer keys may be a secret, and a secret never prints.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standards_example_reads_and_writes() {
        let bytes = [1, 0x80 | 10, 0x03, 0x20];
        let event = TelephoneEvent::parse(&bytes).unwrap();
        assert_eq!(event, TelephoneEvent { event: 1, end: true, volume: 10, duration: 800 });
        assert_eq!(event.write(), bytes);
        assert_eq!(TelephoneEvent::parse(&bytes[..3]), Err(Malformed::Short));
    }

    #[test]
    fn every_key_has_one_character_and_a_flash_is_none() {
        for event in 0..16 {
            let key = Key::of_event(event).unwrap();
            assert_eq!(Key::of_char(key.character()), Some(key));
        }
        assert_eq!(Key::of_event(16), None);
        assert_eq!(Key::of_char('E'), None);
    }

    #[test]
    fn a_key_never_prints() {
        let key = Key::of_char('7').unwrap();
        let event = TelephoneEvent { event: key.event(), end: false, volume: 10, duration: 160 };
        assert!(!format!("{key:?} {event:?}").contains('7'));
    }
}

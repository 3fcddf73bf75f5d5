//! Packets of sound and of keys (RFC 3550, RFC 4733), as a plain telephone sends and takes them.

/// Samples, and in A-law bytes, of twenty milliseconds.
pub const FRAME: usize = 160;
/// The static payload type of A-law (RFC 3551, table 4).
pub const SOUND: u8 = 8;
/// The payload type this telephone offers for keys.
pub const EVENTS: u8 = 101;
/// The A-law code of silence.
pub const SILENCE: u8 = 0xd5;
/// Of a fixed header.
const HEADER_BYTES: usize = 12;
const VERSION: u8 = 2 << 6;
/// How loud a key is said to be, in dB below the loudest.
const VOLUME: u8 = 10;
/// Packets while a key is down, and packets that say it is up.
const DOWN: u16 = 5;
const UP: u16 = 3;

/// What a telephone counts while it speaks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counter {
    sequence: u16,
    timestamp: u32,
    source: u32,
}

impl Counter {
    /// Counts for the stream named `source`.
    pub const fn of(source: u32) -> Self {
        Self { sequence: 0, timestamp: 0, source }
    }

    /// The packet of the next twenty milliseconds.
    pub fn sound(&mut self, codes: &[u8; FRAME]) -> Vec<u8> {
        self.timestamp = self.timestamp.wrapping_add(FRAME as u32);
        self.packet(SOUND, self.timestamp, codes)
    }

    /// The next packet of a key that is being pressed.
    pub fn key(&mut self, payload_type: u8, press: &mut Press) -> Vec<u8> {
        self.timestamp = self.timestamp.wrapping_add(FRAME as u32);
        let begun = *press.begun.get_or_insert(self.timestamp);
        press.sent += 1;
        let duration = press.sent.min(DOWN) * FRAME as u16;
        let end = if press.sent > DOWN { 0x80 } else { 0 };
        let [high, low] = duration.to_be_bytes();
        self.packet(payload_type, begun, &[press.event, end | VOLUME, high, low])
    }

    fn packet(&mut self, payload_type: u8, timestamp: u32, payload: &[u8]) -> Vec<u8> {
        self.sequence = self.sequence.wrapping_add(1);
        let mut packet = Vec::with_capacity(HEADER_BYTES + payload.len());
        packet.extend([VERSION, payload_type]);
        packet.extend(self.sequence.to_be_bytes());
        packet.extend(timestamp.to_be_bytes());
        packet.extend(self.source.to_be_bytes());
        packet.extend(payload);
        packet
    }
}

/// A key that is being pressed.
#[derive(Clone, Copy, Debug)]
pub struct Press {
    event: u8,
    sent: u16,
    begun: Option<u32>,
}

impl Press {
    /// Pressing `key`: a digit, `*` or `#`.
    pub fn of(key: char) -> Option<Self> {
        let event = "0123456789*#".find(key)?;
        Some(Self { event: event as u8, sent: 0, begun: None })
    }

    /// Whether everything of it is sent.
    pub const fn is_over(&self) -> bool {
        self.sent >= DOWN + UP
    }
}

/// How far from silence an A-law code is, 8 to 32,256.
pub const fn loudness(code: u8) -> u16 {
    let code = code ^ 0x55;
    let (segment, step) = ((code >> 4 & 0x07) as u16, (code & 0x0f) as u16);
    match segment {
        0 => step * 16 + 8,
        _ => (step * 16 + 264) << (segment - 1),
    }
}

/// The A-law of a packet; nothing when it is none.
pub fn sound_of(datagram: &[u8]) -> Option<&[u8]> {
    let (first, kind) = (*datagram.first()?, *datagram.get(1)?);
    let begins = HEADER_BYTES + 4 * usize::from(first & 0x0f);
    // Reports share no payload type with sound; extensions and padding nobody sends us.
    (first >> 6 == 2 && first & 0x30 == 0 && kind & 0x7f == SOUND).then(|| datagram.get(begins..)).flatten()
}

/// The timestamp and the key of a packet that tells of one by this payload type; nothing when it is none.
pub fn key_of(datagram: &[u8], payload_type: u8) -> Option<(u32, char)> {
    let (head, payload) = datagram.split_at_checked(HEADER_BYTES)?;
    let key = "0123456789*#".chars().nth((*payload.first()?).into())?;
    (head[1] & 0x7f == payload_type).then(|| (u32::from_be_bytes([head[4], head[5], head[6], head[7]]), key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_heard_and_a_key_is_no_sound() {
        let mut counter = Counter::of(7);
        let frame = [0x2a; FRAME];
        assert_eq!(sound_of(&counter.sound(&frame)), Some(frame.as_slice()));
        let mut press = Press::of('#').unwrap();
        let first = counter.key(EVENTS, &mut press);
        assert_eq!((sound_of(&first), first[12], first[13] & 0x80), (None, 11, 0));
        assert_eq!(key_of(&first, EVENTS).map(|(_, key)| key), Some('#'));
        assert_eq!(key_of(&counter.sound(&frame), EVENTS), None);
        let mut sent = 1;
        let mut last = first.clone();
        while !press.is_over() {
            last = counter.key(EVENTS, &mut press);
            sent += 1;
        }
        assert_eq!((sent, last[13] & 0x80, &last[4..8]), (8, 0x80, &first[4..8]), "one key, one timestamp, an end");
        assert_eq!(u16::from_be_bytes([last[14], last[15]]), 800);
        assert!(Press::of('A').is_none());
    }

    #[test]
    fn silence_is_the_quietest_code() {
        assert_eq!((loudness(SILENCE), loudness(0x55), loudness(0xaa), loudness(0x2a)), (8, 8, 32_256, 32_256));
    }
}

//! Datagrams a careless or hostile sender would send: good ones, spoilt by a seeded hand.

/// Spoils datagrams. The same seed spoils the same way.
pub struct Mutation(u64);

/// What stands in specifications as a limit, and what parsers stumble over.
const TOKENS: [&[u8]; 16] = [
    b"\r\n\r\n",
    b"\r\n",
    b"\0",
    b"4294967296",
    b"-1",
    b"99999999999999999999999999",
    b"<sip:",
    b">",
    b";;;;tag=;",
    b"%00%ff%",
    b"\xff\xfe",
    b"[::1",
    b"\"",
    b"Content-Length: 4000000000\r\n",
    b"a=rtpmap:0 PCMU/0\r\n",
    b"c=IN IP4 0.0.0.0\r\n",
];
/// Nothing larger goes into a datagram.
const BYTES_MAX: usize = 8_000;

impl Mutation {
    /// The hand of this seed.
    pub const fn of_seed(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `limit`, which is not zero (splitmix64, Steele and others 2014).
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % limit as u64).unwrap_or(0)
    }

    /// Spoils a datagram in one to six places.
    pub fn spoil(&mut self, datagram: &mut Vec<u8>) {
        for _ in 0..=self.below(6) {
            if datagram.is_empty() {
                return;
            }
            let at = self.below(datagram.len());
            let length = self.below(40).min(datagram.len() - at);
            match self.below(8) {
                0 => datagram[at] ^= 1 << self.below(8),
                1 => datagram[at] = self.below(256) as u8,
                2 => drop(datagram.drain(at..at + length)),
                3 => datagram.truncate(at),
                4 => {
                    let again = datagram[at..at + length].repeat(1 + self.below(8));
                    datagram.splice(at..at, again);
                }
                5 => {
                    let token = TOKENS[self.below(TOKENS.len())];
                    datagram.splice(at..at, token.iter().copied());
                }
                6 => {
                    let token = TOKENS[self.below(TOKENS.len())];
                    datagram.splice(at..at + length, token.iter().copied());
                }
                _ => self.swap_lines(datagram),
            }
            datagram.truncate(BYTES_MAX);
        }
    }

    fn swap_lines(&mut self, datagram: &mut Vec<u8>) {
        let mut lines: Vec<_> = datagram.split_inclusive(|byte| *byte == b'\n').collect();
        let (one, other) = (self.below(lines.len()), self.below(lines.len()));
        lines.swap(one, other);
        *datagram = lines.concat();
    }
}

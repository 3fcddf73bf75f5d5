//! One `m=` line and what belongs to it.

use std::net::IpAddr;

use super::{Codec, Crypto, Direction, FORMATS};

/// What a payload type stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Sound this house speaks.
    Audio(Codec),
    /// Telephone events (RFC 4733) at 8 kHz.
    TelephoneEvent,
    /// Something else.
    Other,
}

impl Encoding {
    /// Of the right side of an `a=rtpmap`: name, clock, channels.
    fn parse(text: &str) -> Self {
        let mut parts = text.split('/').map(str::trim);
        let name = parts.next().unwrap_or_default();
        if parts.next() != Some("8000") || parts.next().is_some_and(|channels| channels != "1") {
            return Self::Other;
        }
        match name {
            _ if name.eq_ignore_ascii_case("PCMU") => Self::Audio(Codec::Pcmu),
            _ if name.eq_ignore_ascii_case("PCMA") => Self::Audio(Codec::Pcma),
            _ if name.eq_ignore_ascii_case("telephone-event") => Self::TelephoneEvent,
            _ => Self::Other,
        }
    }

    /// What RFC 3551 says of a payload type without a map.
    const fn of_static(payload_type: u8) -> Self {
        match payload_type {
            0 => Self::Audio(Codec::Pcmu),
            8 => Self::Audio(Codec::Pcma),
            _ => Self::Other,
        }
    }
}

/// One payload type of a media line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// 0 to 127.
    pub payload_type: u8,
    /// What it stands for.
    pub encoding: Encoding,
}

/// One media line. Address and direction are those of the line, or else of the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    /// `audio`, `video`, …, as it came.
    pub kind: String,
    /// Where it is received; 0 refuses it.
    pub port: u16,
    /// `RTP/AVP`, `RTP/SAVP`, …, as it came.
    pub transport: String,
    /// The list of formats as it came, for the line that refuses it.
    pub listed: String,
    /// The payload types, in their order of preference.
    pub formats: Vec<Format>,
    /// Where it is received; nothing when it is missing or a name.
    pub address: Option<IpAddr>,
    /// Who sends, as its side sees it.
    pub direction: Direction,
    /// Milliseconds of sound in a packet it wishes for.
    pub packet_ms: Option<u16>,
    /// Where its RTCP is received, when not on the next port.
    pub rtcp_port: Option<u16>,
    /// Whether RTCP may come on the port of the sound.
    pub rtcp_mux: bool,
    /// The keys this house can honour.
    pub crypto: Vec<Crypto>,
}

impl Media {
    /// Reads what follows `m=`, taking over what the session said.
    pub(super) fn parse(value: &str, address: Option<IpAddr>, direction: Direction) -> Option<Self> {
        let mut words = value.split_ascii_whitespace();
        let kind = words.next()?.to_owned();
        // `49170/2` announces two ports; the first is the one of the first stream.
        let port = words.next()?.split('/').next()?.parse().ok()?;
        let transport = words.next()?.to_owned();
        let listed: Vec<&str> = words.take(FORMATS + 1).collect();
        if listed.len() > FORMATS {
            return None;
        }
        let formats = listed
            .iter()
            .filter_map(|word| word.parse().ok().filter(|payload_type| *payload_type < 128))
            .map(|payload_type| Format { payload_type, encoding: Encoding::of_static(payload_type) })
            .collect();
        Some(Self {
            kind,
            port,
            transport,
            listed: listed.join(" "),
            formats,
            address,
            direction,
            packet_ms: None,
            rtcp_port: None,
            rtcp_mux: false,
            crypto: Vec::new(),
        })
    }

    /// Takes in one attribute of this line. What is unknown or unreadable is passed over.
    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        match name {
            "rtpmap" => self.map(value),
            "ptime" => self.packet_ms = leading_number(value).filter(|ms| (1..=200).contains(ms)),
            "rtcp" => self.rtcp_port = leading_number(value).filter(|port| *port != 0),
            "rtcp-mux" => self.rtcp_mux = true,
            "crypto" if self.crypto.len() < FORMATS => self.crypto.extend(Crypto::parse(value)),
            _ => self.direction = Direction::parse(name).unwrap_or(self.direction),
        }
    }

    fn map(&mut self, value: &str) {
        let Some((payload_type, encoding)) = value.trim().split_once(char::is_whitespace) else { return };
        let Ok(payload_type) = payload_type.parse::<u8>() else { return };
        if let Some(format) = self.formats.iter_mut().find(|format| format.payload_type == payload_type) {
            format.encoding = Encoding::parse(encoding.trim());
        }
    }

    /// Whether it is sound over plain or SDES-keyed RTP, and not refused.
    pub fn is_audio(&self) -> bool {
        self.kind.eq_ignore_ascii_case("audio") && self.port != 0 && (self.is_plain() || self.is_secure())
    }

    /// Whether its transport is RTP in clear.
    pub fn is_plain(&self) -> bool {
        ["RTP/AVP", "RTP/AVPF"].iter().any(|name| self.transport.eq_ignore_ascii_case(name))
    }

    /// Whether its transport is SRTP with keys from `a=crypto`.
    pub fn is_secure(&self) -> bool {
        ["RTP/SAVP", "RTP/SAVPF"].iter().any(|name| self.transport.eq_ignore_ascii_case(name))
    }

    /// The payload type of `codec`.
    pub fn payload_type(&self, encoding: Encoding) -> Option<u8> {
        self.formats.iter().find(|format| format.encoding == encoding).map(|format| format.payload_type)
    }

    /// Who really sends: whoever receives at the null address wants nothing sent (RFC 3264, 8.4).
    pub fn effective_direction(&self) -> Direction {
        match self.address {
            Some(address) if address.is_unspecified() => self.direction.within(Direction::SendOnly),
            _ => self.direction,
        }
    }
}

fn leading_number(value: &str) -> Option<u16> {
    let value = value.trim();
    let end = value.find(|character: char| !character.is_ascii_digit()).unwrap_or(value.len());
    value[..end].parse().ok()
}

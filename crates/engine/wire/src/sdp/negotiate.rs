//! Offer and answer: what this house says, and what both sides then hold to.

use std::fmt::Write as _;
use std::net::{IpAddr, SocketAddr};

use warmline_base::Fault;

use super::{Codec, Crypto, Direction, Encoding, MasterKey, Media, Session};

/// The payload type we give telephone events in our own offers; what everybody uses.
const EVENT: u8 = 101;
/// Milliseconds of sound in each packet we send.
const PACKET_MS: u16 = 20;

/// When a call is encrypted with keys from the description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// Never: an offer that insists is refused.
    Never,
    /// When the other side offers it; our own offers are plain.
    WhenOffered,
    /// Always: an offer in clear is refused, ours carry a key.
    Always,
}

/// What this side brings to the negotiation.
#[derive(Clone, Debug)]
pub struct Local<'a> {
    /// Where we receive.
    pub address: SocketAddr,
    /// Number of the session, the same for the whole call.
    pub session: u64,
    /// Counts our descriptions within the session.
    pub version: u64,
    /// What we speak, best first.
    pub codecs: &'a [Codec],
    /// What we wish for.
    pub direction: Direction,
    /// Whether we encrypt.
    pub security: Security,
    /// The key we encrypt with; needed unless `security` is `Never`.
    pub key: Option<&'a MasterKey>,
}

/// By which payload types we are sent what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Receive {
    /// µ-law.
    pub pcmu: Option<u8>,
    /// A-law.
    pub pcma: Option<u8>,
    /// Telephone events.
    pub event: Option<u8>,
}

/// The keys of both directions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    /// What we encrypt with.
    pub ours: MasterKey,
    /// What they encrypt with.
    pub theirs: MasterKey,
}

/// What both sides hold to from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// What we send.
    pub codec: Codec,
    /// By which payload type.
    pub send: u8,
    /// By which payload type we send telephone events; nothing when they take none.
    pub send_event: Option<u8>,
    /// What they may send.
    pub receive: Receive,
    /// Where they receive sound.
    pub remote: SocketAddr,
    /// Where they receive RTCP; the same as `remote` when both share a port.
    pub remote_rtcp: SocketAddr,
    /// Milliseconds of sound in a packet they wish for; what we send is 20.
    pub packet_ms: u16,
    /// Who sends, as we see it: `SendOnly` when they are on hold.
    pub direction: Direction,
    /// The keys, when it is encrypted.
    pub keys: Option<Keys>,
}

/// Answers an offer: what is agreed, and the text to send.
///
/// # Errors
/// `WL-SDP-NO-AUDIO`, `WL-SDP-NO-CODEC`, `WL-SDP-ADDRESS` or `WL-SDP-SECURITY`.
pub fn answer(offer: &Session, local: &Local<'_>) -> Result<(Agreed, String), Fault> {
    let audio = || offer.media.iter().enumerate().filter(|(_, media)| media.is_audio());
    audio().next().ok_or_else(no_audio)?;
    let (index, media) = audio().find(|(_, media)| fits(media, local)).ok_or_else(insecure)?;
    let crypto = media.crypto.first().filter(|_| media.is_secure());
    let keys = match crypto {
        None => None,
        Some(theirs) => Some(Keys { ours: local.key.ok_or_else(insecure)?.clone(), theirs: theirs.key.clone() }),
    };
    let codec = common(media, local)?;
    let agreed = agree(media, local, codec, keys)?;
    let mut text = head(local);
    for (other, refused) in offer.media.iter().enumerate() {
        if other == index {
            let ours = crypto.zip(local.key).map(|(theirs, key)| Crypto { tag: theirs.tag, key: key.clone() });
            let event = agreed.receive.event;
            write_audio(&mut text, &media.transport, local, &[(codec, agreed.send)], event);
            write_end(&mut text, agreed.direction, ours.as_ref(), media.rtcp_mux);
        } else {
            let _ = write!(text, "m={} 0 {} {}\r\n", refused.kind, refused.transport, refused.listed);
        }
    }
    Ok((agreed, text))
}

/// Our own offer.
///
/// # Errors
/// `WL-SDP-SECURITY` when it must be encrypted and there is no key.
pub fn offer(local: &Local<'_>) -> Result<String, Fault> {
    let crypto = match local.security {
        Security::Always => Some(Crypto { tag: 1, key: local.key.ok_or_else(insecure)?.clone() }),
        Security::Never | Security::WhenOffered => None,
    };
    let codecs: Vec<_> = local.codecs.iter().map(|codec| (*codec, codec.payload_type())).collect();
    let mut text = head(local);
    write_audio(&mut text, transport(local), local, &codecs, Some(EVENT));
    write_end(&mut text, local.direction, crypto.as_ref(), true);
    Ok(text)
}

/// What is agreed when `answer` came to the offer [`offer`] made of this same `local`.
///
/// # Errors
/// `WL-SDP-NO-AUDIO`, `WL-SDP-NO-CODEC`, `WL-SDP-ADDRESS` or `WL-SDP-SECURITY`.
pub fn settle(local: &Local<'_>, answer: &Session) -> Result<Agreed, Fault> {
    let media = answer.media.first().filter(|media| media.is_audio()).ok_or_else(no_audio)?;
    let secure = local.security == Security::Always;
    if media.is_secure() != secure {
        return Err(insecure());
    }
    let keys = if secure {
        let theirs = media.crypto.iter().find(|crypto| crypto.tag == 1).ok_or_else(insecure)?;
        Some(Keys { ours: local.key.ok_or_else(insecure)?.clone(), theirs: theirs.key.clone() })
    } else {
        None
    };
    let codec = common(media, local)?;
    let mut agreed = agree(media, local, codec, keys)?;
    // They send by our numbers, we by theirs; both laws were offered, so both may come.
    let ours = |codec: Codec| local.codecs.contains(&codec).then(|| codec.payload_type());
    agreed.receive = Receive { pcmu: ours(Codec::Pcmu), pcma: ours(Codec::Pcma), event: Some(EVENT) };
    Ok(agreed)
}

fn fits(media: &Media, local: &Local<'_>) -> bool {
    if media.is_secure() {
        local.security != Security::Never && !media.crypto.is_empty()
    } else {
        local.security != Security::Always
    }
}

/// The first of their codecs that we speak.
fn common(media: &Media, local: &Local<'_>) -> Result<Codec, Fault> {
    let mut theirs = media.formats.iter().filter_map(|format| match format.encoding {
        Encoding::Audio(codec) => Some(codec),
        Encoding::TelephoneEvent | Encoding::Other => None,
    });
    theirs.find(|codec| local.codecs.contains(codec)).ok_or_else(|| {
        Fault::invalid("WL-SDP-NO-CODEC", "none of the offered codecs is spoken here: offer PCMA or PCMU at 8000 Hz")
    })
}

fn agree(media: &Media, local: &Local<'_>, codec: Codec, keys: Option<Keys>) -> Result<Agreed, Fault> {
    let address = media.address.ok_or_else(|| {
        Fault::invalid("WL-SDP-ADDRESS", "the description names no address to send to: give one as numbers in c=")
    })?;
    let payload_type = |codec| media.payload_type(Encoding::Audio(codec));
    let rtcp_port = match media.rtcp_port {
        _ if media.rtcp_mux => media.port,
        Some(port) => port,
        None => media.port.checked_add(1).unwrap_or(media.port),
    };
    let event = media.payload_type(Encoding::TelephoneEvent);
    let only = |wanted: Codec| payload_type(wanted).filter(|_| wanted == codec);
    Ok(Agreed {
        codec,
        send: payload_type(codec).unwrap_or(codec.payload_type()),
        send_event: event,
        receive: Receive { pcmu: only(Codec::Pcmu), pcma: only(Codec::Pcma), event },
        remote: SocketAddr::new(address, media.port),
        remote_rtcp: SocketAddr::new(address, rtcp_port),
        packet_ms: media.packet_ms.unwrap_or(PACKET_MS),
        direction: media.effective_direction().mirrored().within(local.direction),
        keys,
    })
}

const fn transport(local: &Local<'_>) -> &'static str {
    match local.security {
        Security::Always => "RTP/SAVP",
        Security::Never | Security::WhenOffered => "RTP/AVP",
    }
}

fn head(local: &Local<'_>) -> String {
    let address = local.address.ip();
    let family = match address {
        IpAddr::V4(_) => "IP4",
        IpAddr::V6(_) => "IP6",
    };
    let Local { session, version, .. } = local;
    format!("v=0\r\no=- {session} {version} IN {family} {address}\r\ns=-\r\nc=IN {family} {address}\r\nt=0 0\r\n")
}

// Writing into a `String` cannot fail, so the results below are dropped.

fn write_audio(text: &mut String, transport: &str, local: &Local<'_>, codecs: &[(Codec, u8)], event: Option<u8>) {
    let _ = write!(text, "m=audio {} {transport}", local.address.port());
    for payload_type in codecs.iter().map(|(_, payload_type)| *payload_type).chain(event) {
        let _ = write!(text, " {payload_type}");
    }
    text.push_str("\r\n");
    for (codec, payload_type) in codecs {
        let _ = write!(text, "a=rtpmap:{payload_type} {}/8000\r\n", codec.name());
    }
    if let Some(event) = event {
        let _ = write!(text, "a=rtpmap:{event} telephone-event/8000\r\na=fmtp:{event} 0-15\r\n");
    }
    let _ = write!(text, "a=ptime:{PACKET_MS}\r\n");
}

fn write_end(text: &mut String, direction: Direction, crypto: Option<&Crypto>, rtcp_mux: bool) {
    if let Some(crypto) = crypto {
        let _ = write!(text, "a=crypto:{crypto}\r\n");
    }
    if rtcp_mux {
        text.push_str("a=rtcp-mux\r\n");
    }
    let _ = write!(text, "a={direction}\r\n");
}

fn no_audio() -> Fault {
    Fault::invalid("WL-SDP-NO-AUDIO", "there is no audio over RTP in the description: offer m=audio with a port")
}

fn insecure() -> Fault {
    let detail = "the two sides cannot agree whether to encrypt: use RTP/SAVP with AES_CM_128_HMAC_SHA1_80 \
                  on both, or RTP/AVP on both";
    Fault::invalid("WL-SDP-SECURITY", detail)
}

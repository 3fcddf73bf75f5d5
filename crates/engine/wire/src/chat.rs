//! What both chat sockets share: limits, the sender's message id, strict parsing and encoding.
//!
//! Parsing is strict on the way in (an unknown field is refused, so a misspelt one cannot be lost in
//! silence) and lenient on the way out (a client ignores fields a newer server adds).

pub mod desk;
pub mod visitor;

use std::fmt;
use std::str::FromStr;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;
use warmline_base::{AttachmentId, Fault};

/// The largest frame a client may send, in bytes.
pub const FRAME_BYTES: usize = 16 * 1024;
/// The longest message, in Unicode characters (not bytes, not UTF-16 units).
pub const TEXT_CHARACTERS: usize = 2_000;
/// The most attachments one message carries.
pub const ATTACHMENTS: usize = 5;
/// The longest note beside a callback wish, in characters.
pub const NOTE_CHARACTERS: usize = 500;
/// The longest short field (a choice, a telephone number, a wished time), in characters.
pub const FIELD_CHARACTERS: usize = 80;
/// The longest visitor token, in bytes.
pub const TOKEN_BYTES: usize = 4_096;
/// A client sends `ping` this often, in seconds; a server closes after two such spans of silence.
pub const HEARTBEAT_SECONDS: u32 = 25;

/// A server that stops is followed by another after about so many seconds.
pub const RESTART_SECONDS: u32 = 3;

/// The sender's own id of a message: sending it again changes nothing.
///
/// Text form: a lower-case hyphenated uuid, as `crypto.randomUUID()` makes it. Other spellings of the
/// same uuid are refused, because the id is echoed and the sender looks it up by its text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientId(pub Uuid);

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl fmt::Debug for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for ClientId {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let wrong = || {
            let detail = "the message id must be a lower-case hyphenated uuid: make one with crypto.randomUUID()";
            Fault::invalid("WL-MESSAGE-ID", detail).at("/id")
        };
        if text.len() != 36 || text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(wrong());
        }
        Uuid::try_parse(text).map(Self).map_err(|_| wrong())
    }
}

impl Serialize for ClientId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ClientId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Why a frame was refused, as the desk is told it: the parts of an RFC 9457 problem a socket needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Stable code; its page is `/docs/errors/<code>`.
    pub code: String,
    /// What is wrong and what to do.
    pub detail: String,
    /// Which field it is about, as a JSON pointer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

impl From<&Fault> for Problem {
    fn from(fault: &Fault) -> Self {
        Self { code: fault.code.into(), detail: fault.detail.as_ref().into(), place: fault.place.clone() }
    }
}

/// Reads the id out of a frame that was refused, so the sender can be told which message it was.
/// Returns nothing when the frame holds no readable id.
pub fn id_of_refused(text: &str) -> Option<ClientId> {
    #[derive(Deserialize)]
    struct Head {
        id: ClientId,
    }
    if text.len() > FRAME_BYTES {
        return None;
    }
    serde_json::from_str::<Head>(text).ok().map(|head| head.id)
}

/// Parses one frame of either client, without looking at its limits.
fn parse<F: DeserializeOwned>(text: &str) -> Result<F, Fault> {
    if text.len() > FRAME_BYTES {
        return Err(Fault::too_large("WL-FRAME-TOO-LARGE", "a frame holds at most 16 KiB: send less at a time"));
    }
    serde_json::from_str(text).map_err(|error| {
        // The library's sentence may repeat what the customer wrote, so only its kind is kept.
        let detail = match error.classify() {
            serde_json::error::Category::Data => "the frame has an unknown type or a missing, unknown or wrong field",
            _ => "the frame is not one JSON object",
        };
        Fault::invalid("WL-FRAME-SHAPE", format!("{detail}: see docs/chat-socket.md"))
    })
}

/// Writes a frame over whatever `out` held, keeping its memory.
fn encode(frame: &impl Serialize, out: &mut String) -> Result<(), Fault> {
    let mut bytes = std::mem::take(out).into_bytes();
    bytes.clear();
    let written = serde_json::to_writer(&mut bytes, frame);
    *out = String::from_utf8(bytes).expect("the JSON writer writes UTF-8");
    written.map_err(|error| Fault::internal("WL-FRAME-ENCODE", format!("a frame has no JSON form: {error}")))
}

/// Parses a server's frame, for clients.
fn read<F: DeserializeOwned>(text: &str) -> Result<F, Fault> {
    serde_json::from_str(text)
        .map_err(|error| Fault::invalid("WL-FRAME-SHAPE", format!("this is not a server frame: {error}")))
}

/// Checks a message: something to say, not too long, not too many attachments.
fn check_message(text: &str, attachments: &[AttachmentId]) -> Result<(), Fault> {
    if attachments.len() > ATTACHMENTS {
        let detail = "a message carries at most 5 attachments: send the others in another message";
        return Err(Fault::invalid("WL-MESSAGE-ATTACHMENTS", detail).at("/attachments"));
    }
    if text.trim().is_empty() && attachments.is_empty() {
        return Err(Fault::invalid("WL-MESSAGE-EMPTY", "a message needs text or an attachment").at("/text"));
    }
    if longer_than(text, TEXT_CHARACTERS) {
        let detail = "a message holds at most 2,000 characters: shorten it or send it in parts";
        return Err(Fault::invalid("WL-MESSAGE-TOO-LONG", detail).at("/text"));
    }
    check_storable(text, "/text")
}

/// Checks a short field against its limit in characters.
fn check_field(text: &str, characters: usize, place: &str) -> Result<(), Fault> {
    if longer_than(text, characters) {
        let detail = format!("the field is longer than {characters} characters: shorten it");
        return Err(Fault::invalid("WL-FRAME-FIELD", detail).at(place));
    }
    check_storable(text, place)
}

/// Checks a number of an event: they count from 1, and 0 stands before the first.
fn check_number(number: i64, place: &str) -> Result<(), Fault> {
    if number < 0 {
        return Err(Fault::invalid("WL-FRAME-FIELD", "event numbers are never negative").at(place));
    }
    Ok(())
}

/// PostgreSQL has no text with a zero byte in it, so such a text is refused at the door.
fn check_storable(text: &str, place: &str) -> Result<(), Fault> {
    if text.contains('\0') {
        return Err(Fault::invalid("WL-FRAME-FIELD", "the text contains a zero character: remove it").at(place));
    }
    Ok(())
}

fn longer_than(text: &str, characters: usize) -> bool {
    // A text of few bytes cannot have many characters, so most texts are never counted.
    text.len() > characters && text.chars().nth(characters).is_some()
}

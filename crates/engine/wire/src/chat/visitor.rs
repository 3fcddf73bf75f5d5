//! Frames of the visitor's socket, `GET /chat/socket`.
//!
//! The first frame is `hello`; until it is answered by `welcome` no other frame is read. Deliberately
//! absent: staff-only events, which the channel filters before they become a frame.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use warmline_base::{AttachmentId, Fault, InteractionId, Timestamp};

use super::{ClientId, FIELD_CHARACTERS, NOTE_CHARACTERS, TOKEN_BYTES};

/// What a visitor's page sends.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientFrame {
    /// Opens the socket, or reopens it after the last event seen.
    Hello {
        /// The token `POST /chat/api/sessions` gave.
        token: String,
        /// Number of the last event the page holds; 0 for none.
        after: i64,
    },
    /// Says something.
    Message {
        /// The page's id of this message.
        id: ClientId,
        /// What is said; may be empty when files come along.
        text: String,
        /// Files uploaded before.
        #[serde(default)]
        attachments: Vec<AttachmentId>,
    },
    /// Picks an option of a menu or a button of an answer card.
    Choose {
        /// The page's id of this choice.
        id: ClientId,
        /// The option's id, as the menu gave it.
        choice: String,
    },
    /// Asks for a person.
    Person {},
    /// Starts or stops typing.
    Typing {
        /// Whether the visitor types now.
        on: bool,
    },
    /// Has seen everything up to this event.
    Read {
        /// The event's number.
        number: i64,
    },
    /// Keeps the socket open.
    Ping {},
    /// Wishes to be called back.
    Callback {
        /// The telephone number, as typed.
        phone: String,
        /// When it suits, in the visitor's words.
        when: String,
        /// What it is about.
        note: String,
    },
    /// Leaves a message for when somebody is there.
    LeaveMessage {
        /// The page's id of this message.
        id: ClientId,
        /// The message.
        text: String,
    },
    /// Ends the conversation.
    End {},
}

impl std::fmt::Debug for ClientFrame {
    /// Shows only the kind: what a visitor writes belongs in no log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Hello { .. } => "hello",
            Self::Message { .. } => "message",
            Self::Choose { .. } => "choose",
            Self::Person {} => "person",
            Self::Typing { .. } => "typing",
            Self::Read { .. } => "read",
            Self::Ping {} => "ping",
            Self::Callback { .. } => "callback",
            Self::LeaveMessage { .. } => "leave_message",
            Self::End {} => "end",
        })
    }
}

impl ClientFrame {
    /// One frame within its limits.
    ///
    /// # Errors
    /// `WL-FRAME-TOO-LARGE`, `WL-FRAME-SHAPE`, `WL-FRAME-FIELD`, `WL-MESSAGE-EMPTY`,
    /// `WL-MESSAGE-TOO-LONG` or `WL-MESSAGE-ATTACHMENTS`.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let frame: Self = super::parse(text)?;
        match &frame {
            Self::Hello { token, after } => {
                if token.len() > TOKEN_BYTES {
                    let detail = "the token is longer than any this house hands out: open a new session";
                    return Err(Fault::invalid("WL-FRAME-FIELD", detail).at("/token"));
                }
                super::check_number(*after, "/after")?;
            }
            Self::Message { text, attachments, .. } => super::check_message(text, attachments)?,
            Self::LeaveMessage { text, .. } => super::check_message(text, &[])?,
            Self::Choose { choice, .. } => super::check_field(choice, FIELD_CHARACTERS, "/choice")?,
            Self::Read { number } => super::check_number(*number, "/number")?,
            Self::Callback { phone, when, note } => {
                super::check_field(phone, FIELD_CHARACTERS, "/phone")?;
                super::check_field(when, FIELD_CHARACTERS, "/when")?;
                super::check_field(note, NOTE_CHARACTERS, "/note")?;
            }
            Self::Person {} | Self::Typing { .. } | Self::Ping {} | Self::End {} => {}
        }
        Ok(frame)
    }

    /// Writes the frame over whatever `out` held, for clients written in Rust.
    ///
    /// # Errors
    /// `WL-FRAME-ENCODE` never in practice: every field has a JSON form.
    pub fn encode(&self, out: &mut String) -> Result<(), Fault> {
        super::encode(self, out)
    }
}

/// The person who answers, as a visitor may know them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentCard {
    /// The work number shown to customers.
    pub work_number: String,
    /// The name used towards customers.
    pub alias: String,
}

/// Which side of the house is typing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Typist {
    /// A person.
    Agent,
    /// The assistant.
    Assistant,
}

/// What the server sends to a visitor's page. `P` is the payload of an event: `&RawValue` when
/// sending what the log holds, `serde_json::Value` or a type of one's own when receiving.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame<P> {
    /// Answers `hello`; every event after the one named there follows.
    Welcome {
        /// The conversation.
        interaction: InteractionId,
        /// Number of its last event so far.
        number: i64,
        /// Its state: bot, queued, offered, active, wrap_up or ended.
        state: String,
        /// Send `ping` this often, in seconds.
        heartbeat_seconds: u32,
    },
    /// Something happened.
    Event {
        /// Its number; ascending, with holes where an event is not for visitors.
        number: i64,
        /// The event, as visitors see it.
        event: P,
    },
    /// The message is stored.
    Ack {
        /// The page's id of it.
        id: ClientId,
        /// The number it got.
        number: i64,
        /// When it was stored.
        at: Timestamp,
    },
    /// The frame was not taken; nothing of it happened.
    Refused {
        /// The page's id of it, when it had one.
        id: Option<ClientId>,
        /// Stable code.
        code: String,
        /// What to do.
        detail: String,
    },
    /// Somebody types, or stopped.
    Typing {
        /// Whether they type now.
        on: bool,
        /// Who.
        by: Typist,
    },
    /// The place in the queue.
    Queue {
        /// 1 is next.
        position: u32,
        /// Expected wait, in seconds; absent when nobody can say.
        expected_wait_seconds: Option<u32>,
        /// How many are served before.
        ahead: u32,
    },
    /// Who answers now; nobody when the fields are absent.
    Agent {
        /// The person, whose fields stand beside `type`.
        #[serde(flatten)]
        agent: Option<AgentCard>,
    },
    /// Answers `ping`.
    Pong {},
    /// The server closes the socket after this frame.
    Closing {
        /// Stable code.
        code: String,
        /// Whether to connect again with the last number.
        resume: bool,
        /// When connecting again before is of no use: after so many seconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_seconds: Option<u32>,
    },
}

impl<P: Serialize> ServerFrame<P> {
    /// Writes the frame over whatever `out` held, keeping its memory.
    ///
    /// # Errors
    /// `WL-FRAME-ENCODE` when the payload's own serialisation fails; `&RawValue` never does.
    pub fn encode(&self, out: &mut String) -> Result<(), Fault> {
        super::encode(self, out)
    }
}

impl<P: DeserializeOwned> ServerFrame<P> {
    /// A server's frame, for clients written in Rust. `P` may not be a `RawValue`: the tag is found
    /// by looking at the parsed frame.
    ///
    /// # Errors
    /// `WL-FRAME-SHAPE` when the text is no frame of this socket.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        super::read(text)
    }
}

//! Frames of the desk's socket, `GET /api/desk/socket`.
//!
//! The session cookie says who it is, so `hello` carries only the position to resume from.
//! Deliberately absent: the shape of rows, presence and boards, which belong to the modules and pass
//! through as `P`.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use warmline_base::{AgentId, ArticleId, AttachmentId, Fault, InteractionId, OfferId, Timestamp};

use super::{ClientId, Problem};

/// What a desk sends.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientFrame {
    /// Opens the socket, or reopens it after the last position seen.
    Hello {
        /// Position of the last event the desk holds; null to start with what comes now.
        after: Option<i64>,
    },
    /// Answers a customer.
    Message {
        /// The conversation.
        interaction: InteractionId,
        /// The desk's id of this message.
        id: ClientId,
        /// What is said; may be empty when files come along.
        text: String,
        /// Files uploaded before.
        #[serde(default)]
        attachments: Vec<AttachmentId>,
        /// The article the answer was taken from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        article: Option<ArticleId>,
    },
    /// Starts or stops typing.
    Typing {
        /// The conversation.
        interaction: InteractionId,
        /// Whether the agent types now.
        on: bool,
    },
    /// Has seen everything up to this event.
    Read {
        /// The conversation.
        interaction: InteractionId,
        /// The event's number within it.
        number: i64,
    },
    /// Looks at a conversation, or at none.
    View {
        /// The conversation.
        interaction: Option<InteractionId>,
    },
    /// Wants the live board, or wants it no more.
    Subscribe {
        /// Whether to send it.
        board: bool,
    },
    /// Keeps the socket open.
    Ping {},
}

impl std::fmt::Debug for ClientFrame {
    /// Shows only the kind: what is written to a customer belongs in no log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Hello { .. } => "hello",
            Self::Message { .. } => "message",
            Self::Typing { .. } => "typing",
            Self::Read { .. } => "read",
            Self::View { .. } => "view",
            Self::Subscribe { .. } => "subscribe",
            Self::Ping {} => "ping",
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
            Self::Hello { after: Some(position) } => super::check_number(*position, "/after")?,
            Self::Message { text, attachments, .. } => super::check_message(text, attachments)?,
            Self::Read { number, .. } => super::check_number(*number, "/number")?,
            Self::Hello { after: None }
            | Self::Typing { .. }
            | Self::View { .. }
            | Self::Subscribe { .. }
            | Self::Ping {} => {}
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

/// An agent who looks at a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// Who.
    pub id: AgentId,
    /// The name the house shows.
    pub alias: String,
    /// Whether they type an answer now.
    pub typing: bool,
}

/// What the server sends to a desk. `P` is the type of everything the modules define (events, rows,
/// presence, boards): `&RawValue` when sending, `serde_json::Value` when receiving.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame<P> {
    /// Answers `hello`; events after the position named there follow.
    Welcome {
        /// Position of the log's last event.
        position: i64,
        /// The server's time, for timers.
        server_time: Timestamp,
        /// Send `ping` this often, in seconds.
        heartbeat_seconds: u32,
    },
    /// Something happened that this agent may know.
    Event {
        /// Its place in the whole log; ascending, with holes.
        position: i64,
        /// The stream: an id such as `int_…`, `agt_…` or `cas_…`.
        stream: String,
        /// The event, masked.
        event: P,
    },
    /// A list's row changed.
    Row {
        /// The row, whole.
        row: P,
    },
    /// An agent's presence changed.
    Presence {
        /// The presence, whole.
        presence: P,
    },
    /// Work is offered to this agent.
    Offer {
        /// The offer.
        offer: OfferId,
        /// The conversation's row.
        interaction: P,
        /// When it goes to somebody else.
        expires_at: Timestamp,
        /// What the assistant heard and said; null when it took no part.
        handover: Option<P>,
        /// Who asks; null when unknown.
        customer_name_masked: Option<String>,
    },
    /// An offer is over.
    OfferEnded {
        /// The offer.
        offer: OfferId,
        /// accepted, rejected, timeout or withdrawn.
        how: String,
    },
    /// Somebody types in a conversation, or stopped.
    Typing {
        /// The conversation.
        interaction: InteractionId,
        /// `customer`, or the agent's id.
        by: String,
        /// Whether they type now.
        on: bool,
        /// What is typed so far, where the bank shows it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        preview: Option<String>,
    },
    /// Somebody is saying something on the telephone; the next of these, or the event, replaces it.
    Saying {
        /// The conversation.
        interaction: InteractionId,
        /// `customer` or `agent`.
        by: String,
        /// What is understood so far.
        text: String,
        /// When it began, milliseconds after the call was answered.
        start_ms: i64,
    },
    /// Who else looks at a conversation.
    Viewing {
        /// The conversation.
        interaction: InteractionId,
        /// Everybody who looks, without the receiver.
        agents: Vec<Viewer>,
    },
    /// The live board.
    Board {
        /// The board, whole.
        board: P,
    },
    /// How many conversations each view holds.
    Counts {
        /// The receiver's own.
        mine: u32,
        /// Waiting for anybody.
        waiting: u32,
        /// All the receiver may see.
        all: u32,
    },
    /// The receiver was named in a note.
    Mention {
        /// The conversation.
        interaction: InteractionId,
        /// The note's number within it.
        number: i64,
        /// Who wrote it.
        by: AgentId,
        /// The name the house shows.
        alias: String,
        /// The note.
        text: String,
    },
    /// Answers `ping`.
    Pong {},
    /// The server closes the socket after this frame.
    Closing {
        /// Stable code.
        code: String,
        /// When connecting again before is of no use: after so many seconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_seconds: Option<u32>,
    },
    /// This socket follows a conversation from here on. A desk that holds less of it reads what lies
    /// between over HTTP.
    Reload {
        /// The conversation.
        interaction: InteractionId,
        /// Number of the last event that is not told on this socket.
        number: i64,
    },
    /// The message is stored.
    Ack {
        /// The desk's id of it.
        id: ClientId,
        /// The number it got within its conversation.
        number: i64,
    },
    /// The frame was not taken; nothing of it happened.
    Refused {
        /// The desk's id of it, when it had one.
        id: Option<ClientId>,
        /// Why.
        problem: Problem,
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

//! The event log's entries: the truth every screen, report and timeline is folded from.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use utoipa::ToSchema;
use uuid::Uuid;
use warmline_base::{AgentId, ArticleId, CaseId, CustomerId, InteractionId, Timestamp, TypedId};

use crate::By;

/// What an event is about; numbers count within one stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stream {
    /// An interaction.
    Interaction(InteractionId),
    /// An agent.
    Agent(AgentId),
    /// A case.
    Case(CaseId),
    /// An article.
    Article(ArticleId),
    /// A customer.
    Customer(CustomerId),
    /// The centre's settings: one stream for all of them.
    Settings,
}

impl Stream {
    /// The kind's short word, as the database stores it.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Interaction(_) => "int",
            Self::Agent(_) => "agt",
            Self::Case(_) => "cas",
            Self::Article(_) => "art",
            Self::Customer(_) => "cus",
            Self::Settings => "set",
        }
    }

    /// The bare id.
    pub const fn uuid(self) -> Uuid {
        match self {
            Self::Interaction(id) => id.0,
            Self::Agent(id) => id.0,
            Self::Case(id) => id.0,
            Self::Article(id) => id.0,
            Self::Customer(id) => id.0,
            Self::Settings => Uuid::nil(),
        }
    }

    /// A stream from its stored parts; `None` when the kind is unknown.
    pub fn from_parts(kind: &str, id: Uuid) -> Option<Self> {
        Some(match kind {
            "int" => Self::Interaction(InteractionId::from_uuid(id)),
            "agt" => Self::Agent(AgentId::from_uuid(id)),
            "cas" => Self::Case(CaseId::from_uuid(id)),
            "art" => Self::Article(ArticleId::from_uuid(id)),
            "cus" => Self::Customer(CustomerId::from_uuid(id)),
            "set" => Self::Settings,
            _ => return None,
        })
    }
}

impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.kind(), self.uuid().simple())
    }
}

/// A text that names no stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamParseError;

impl fmt::Display for StreamParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected an id such as int_ or cas_ followed by 32 hexadecimal digits")
    }
}

impl std::error::Error for StreamParseError {}

impl FromStr for Stream {
    type Err = StreamParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, digits) = text.split_once('_').ok_or(StreamParseError)?;
        let id = Uuid::try_parse(digits).map_err(|_| StreamParseError)?;
        Self::from_parts(kind, id).ok_or(StreamParseError)
    }
}

impl Serialize for Stream {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Stream {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// An event about to be stored.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// What it is about.
    pub stream: Stream,
    /// One of [`crate::names`].
    pub name: &'static str,
    /// Who did it.
    pub by: By,
    /// The payload as JSON text.
    pub body: Box<RawValue>,
    /// The sender's own id; a second event of the stream with the same one is the same event.
    pub client_id: Option<Uuid>,
}

impl NewEvent {
    /// An event of `name` about `stream`.
    ///
    /// # Panics
    /// When the payload cannot be written as JSON, which no payload of this crate can cause.
    pub fn new(stream: Stream, name: &'static str, by: By, payload: &impl Serialize) -> Self {
        let body = serde_json::value::to_raw_value(payload).expect("payloads are plain data");
        Self { stream, name, by, body, client_id: None }
    }

    /// The same event carrying the sender's id.
    #[must_use]
    pub fn with_client_id(mut self, id: Uuid) -> Self {
        self.client_id = Some(id);
        self
    }
}

/// An event as the log holds it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct StoredEvent {
    /// Its place in the whole log: 1, 2, 3 … without gaps.
    pub position: i64,
    /// What it is about.
    pub stream: Stream,
    /// Its place in the stream: 1, 2, 3 … without gaps.
    pub number: i64,
    /// One of [`crate::names`].
    pub name: Arc<str>,
    /// When it was stored.
    pub at: Timestamp,
    /// Who did it.
    pub by: By,
    /// The payload as JSON text.
    pub body: Arc<RawValue>,
    /// The sender's own id.
    pub client_id: Option<Uuid>,
}

impl StoredEvent {
    /// The payload as its type.
    ///
    /// # Errors
    /// When the body is of another shape, which means that a payload changed without care for old logs.
    pub fn payload<'a, T: Deserialize<'a>>(&'a self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.body.get())
    }

    /// The event as the API shows it.
    pub fn view(&self) -> LogEvent {
        LogEvent {
            position: self.position,
            number: self.number,
            name: self.name.to_string(),
            at: self.at,
            by: self.by.clone(),
            client_id: self.client_id,
            body: serde_json::from_str(self.body.get()).unwrap_or(serde_json::Value::Null),
        }
    }
}

/// An event as the API shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LogEvent {
    /// Place in the whole log.
    pub position: i64,
    /// Place in its stream.
    pub number: i64,
    /// Event name.
    pub name: String,
    /// When it was stored.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Who did it.
    pub by: By,
    /// The sender's own id, when it sent one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<Uuid>,
    /// The payload.
    pub body: serde_json::Value,
}

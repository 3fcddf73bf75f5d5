//! The words of a call at its border: legs, roles, numbers, keys, causes, and what is said.
//!
//! Numbers and keyed digits never print: their `Debug` is masked, and keyed digits serialise as a
//! count. So neither a log line nor a stored output can hold a secret.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};
use warmline_base::{AgentId, FieldKind, Millis, QueueId, mask};
use zeroize::Zeroize;

/// One leg of a call: its number within the call, never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LegId(pub u16);

/// The customer's leg, the first of every call.
pub const CUSTOMER: LegId = LegId(0);

/// What a leg is in the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The customer.
    Customer,
    /// Somebody who serves the customer.
    Agent,
    /// A number outside.
    ThirdParty,
    /// Somebody who helps an agent.
    Supervisor,
}

/// A telephone number: an optional `+` and 2 to 20 digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Number(Box<str>);

impl Number {
    /// The number written as `text`; `None` when it is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('+').unwrap_or(text);
        let plain = (2..=20).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| Self(text.into()))
    }

    /// The whole number, for dialling.
    pub const fn expose(&self) -> &str {
        &self.0
    }

    /// The number as staff may see it: `140****1001`.
    pub fn masked(&self) -> String {
        mask(FieldKind::Mobile, &self.0)
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("expected a telephone number"))
    }
}

/// A key of the keypad. It may be part of a secret, so it does not print.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key(u8);

impl Key {
    /// `*`.
    pub const STAR: Self = Self(b'*');
    /// `#`.
    pub const HASH: Self = Self(b'#');

    /// The key labelled `label`: `0` to `9`, `*` or `#`.
    pub const fn parse(label: char) -> Option<Self> {
        match label {
            '0'..='9' | '*' | '#' => Some(Self(label as u8)),
            _ => None,
        }
    }

    /// Its label.
    pub const fn label(self) -> char {
        self.0 as char
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// The most keys one question takes.
pub const MAX_DIGITS: usize = 32;

/// What was keyed. Wiped from memory when dropped; prints and serialises as its length only.
#[derive(Clone, PartialEq, Eq)]
pub struct Digits(String);

impl Digits {
    pub(crate) fn empty() -> Self {
        // One allocation for its whole life: growing would leave copies behind.
        Self(String::with_capacity(MAX_DIGITS))
    }

    pub(crate) fn push(&mut self, key: Key) {
        if self.0.len() < MAX_DIGITS {
            self.0.push(key.label());
        }
    }

    /// How many keys.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none was keyed.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The keys themselves; the call is easy to find in a review.
    pub const fn expose(&self) -> &str {
        self.0.as_str()
    }
}

impl Drop for Digits {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digits({})", self.len())
    }
}

impl Serialize for Digits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.len() as u64)
    }
}

/// A secret that is keyed, never spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretKind {
    /// 查询密码.
    QueryPassword,
    /// 动态验证码.
    Otp,
}

/// Why a leg or a call came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Hung up in the ordinary way.
    Normal,
    /// Busy.
    Busy,
    /// Declined.
    Declined,
    /// Rang too long.
    NoAnswer,
    /// The number or the phone cannot be reached.
    Unreachable,
    /// The line was lost: no media, no network.
    Lost,
    /// The session was not refreshed in time (RFC 4028).
    SessionExpired,
    /// The call reached its greatest length.
    TooLong,
    /// A supervisor ended it.
    Forced,
    /// Handed on.
    Transferred,
    /// A supervisor took the conversation over.
    TakenOver,
    /// The offer or the invitation was taken back.
    Withdrawn,
    /// The customer will be called back and keeps the place.
    CallbackWished,
    /// The customer left.
    CustomerLeft,
    /// The other agents left; nobody is there to be helped.
    NothingToHear,
    /// Not let in: the house is full or closed.
    Refused,
}

impl Cause {
    /// Whether the line broke although nobody wanted to go.
    pub const fn is_loss(self) -> bool {
        matches!(self, Self::Lost | Self::SessionExpired)
    }
}

/// Who did something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The customer.
    Customer,
    /// This agent.
    Agent(AgentId),
    /// This supervisor.
    Supervisor(AgentId),
    /// A number outside.
    ThirdParty,
    /// The house itself: a flow, a limit, a lost line.
    House,
}

/// Where a call goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// A colleague.
    Agent(AgentId),
    /// Whoever serves this queue.
    Queue(QueueId),
    /// A number outside. Whether it may be dialled is the house's to check.
    Number(Number),
}

/// How a supervisor takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// 监听: hears everybody, is heard by nobody.
    Listen,
    /// 耳语: is heard by the agent alone.
    Whisper,
    /// 强插: is heard by everybody.
    Barge,
    /// 接管: serves the customer instead of the agent.
    TakeOver,
}

/// Sentences the house says on its own account. Each has a recorded clip in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// 本次通话可能被录音.
    RecordingNotice,
    /// 正在为您转接.
    Connecting,
    /// 刚才线路中断，正在优先为您接通下一位客服人员.
    LineLost,
    /// 对方暂时无法接听，正在为您转回.
    TransferFailed,
    /// 感谢您的等候.
    StillHeld,
    /// 正在优先为您接通人工服务.
    Emergency,
    /// 已为您保留排队位置，轮到您时我们会给您回电.
    CallbackPromised,
    /// 请稍候, before music.
    PleaseWait,
    /// 您前面还有, before a number.
    PlaceBefore,
    /// 位, after a number.
    PlaceAfter,
    /// 预计等候, before minutes.
    WaitBefore,
}

impl Word {
    /// Every sentence, so that the prompts can be checked for completeness at the start.
    pub const ALL: [Self; 11] = [
        Self::RecordingNotice,
        Self::Connecting,
        Self::LineLost,
        Self::TransferFailed,
        Self::StillHeld,
        Self::Emergency,
        Self::CallbackPromised,
        Self::PleaseWait,
        Self::PlaceBefore,
        Self::PlaceAfter,
        Self::WaitBefore,
    ];
}

/// A piece of what is said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phrase {
    /// A sentence of the house.
    Word(Word),
    /// A recorded clip by its name.
    Clip(Box<str>),
    /// A text, spoken from its rendered clip or by synthesis.
    Text(Box<str>),
    /// A number by itself, as on a key: 二. Spliced from recorded parts.
    Number(u32),
    /// How many, before what is counted: 两 (位).
    Count(u32),
    /// A span in whole minutes.
    Minutes(u32),
}

/// What a key does while the customer waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitChoice {
    /// Hang up, keep the place, be called back.
    CallBack,
    /// Use this short self-service meanwhile; the place stays.
    SelfService(Box<str>),
}

/// What a waiting customer hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Treatment {
    /// Said once, at the start.
    pub opening: Vec<Phrase>,
    /// Whether the opening holds the recording notice.
    pub notice: bool,
    /// Time of music between announcements; at least [`MIN_ANNOUNCE`].
    pub announce_every: Millis,
    /// Whether announcements tell the place.
    pub tell_place: bool,
    /// Whether announcements tell the expected wait.
    pub tell_wait: bool,
    /// Said at the end of each announcement, such as "press 1 to be called back".
    pub offer: Vec<Phrase>,
    /// What keys do; at most 10.
    pub choices: Vec<(Key, WaitChoice)>,
}

/// The shortest time between two announcements.
pub const MIN_ANNOUNCE: Millis = Millis::seconds(10);

impl Treatment {
    /// A word of patience, then music, the place and the wait every 45 seconds.
    pub fn plain() -> Self {
        Self {
            opening: vec![Phrase::Word(Word::PleaseWait)],
            notice: false,
            announce_every: Millis::seconds(45),
            tell_place: true,
            tell_wait: true,
            offer: Vec::new(),
            choices: Vec::new(),
        }
    }
}

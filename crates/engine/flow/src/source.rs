//! The shape of a flow as it is written down.
//!
//! A step is an object with one key, its kind: `{"greet": {"text": {…}, "next": "topic"}}`. That shape
//! lets the parser name the line and column of every mistake. Deliberately absent: expressions,
//! variables and scripts; a flow says what may happen, not how to compute.

mod asking;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use asking::{Ask, AskOption, Collect, FieldFormat, Keypad, Secret, SecretKind};

/// A text in both languages of the house.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// Simplified Chinese.
    #[serde(rename = "zh-CN")]
    pub zh: String,
    /// English.
    pub en: String,
    /// The recording that says it on the telephone; without one the text is synthesised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clip: Option<String>,
}

impl Texts {
    /// The text for a locale: English for `en…`, Chinese for everything else.
    pub fn pick(&self, locale: &str) -> &str {
        if locale.starts_with("en") { &self.en } else { &self.zh }
    }
}

/// How sure the bank is who it speaks with, from nobody (V0) to a person seen by a colleague (V4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    /// Not identified.
    #[default]
    V0,
    /// Claims to be somebody.
    V1,
    /// Checked by knowledge.
    V2,
    /// Checked by a second factor.
    V3,
    /// Checked face to face or by video.
    V4,
}

/// A flow as it is written, not checked yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) channel: Channel,
    pub(crate) start: String,
    pub(crate) person: PersonExit,
    pub(crate) emergency: String,
    pub(crate) complaint: String,
    pub(crate) idle: Idle,
    pub(crate) steps: BTreeMap<String, Step>,
}

/// The channel a flow serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Written.
    Chat,
    /// Spoken.
    Voice,
    /// Both: the same flow is written and spoken.
    Any,
}

impl Channel {
    /// Whether a flow of this channel is the entry of `channel`, or of a part of it.
    pub fn meets(self, channel: Self) -> bool {
        self == channel || self == Self::Any || channel == Self::Any
    }
}

/// How to reach a person from anywhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonExit {
    /// The step to go to.
    pub next: String,
    /// The label of the button that is always shown.
    pub label: Texts,
    /// Words that mean it when they are all that is said.
    pub words: Vec<String>,
}

/// What happens when the customer falls silent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Idle {
    /// After how long, 30 to 86,400 seconds.
    pub seconds: u32,
    /// The step to go to.
    pub next: String,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Says hello.
    Greet(Speak),
    /// States what the law or the bank wants stated.
    Notice(Speak),
    /// Says something.
    Say(Speak),
    /// Asks who it is.
    Identify(Identify),
    /// Shows a menu.
    Ask(Ask),
    /// Lets the assistant try.
    Answer(Answer),
    /// Asks for one field.
    Collect(Collect),
    /// Asks for a secret, keyed on the telephone.
    Secret(Secret),
    /// Waits for a person.
    Queue(Queue),
    /// Passes on from one queue to another, keeping the original wait.
    Transfer(Transfer),
    /// Offers to call back.
    Callback(Callback),
    /// Takes a message.
    LeaveMessage(LeaveMessage),
    /// Asks how it was.
    Survey(Survey),
    /// Goes one way or another.
    Branch(Branch),
    /// Ends.
    End(End),
}

/// Says a text and goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Speak {
    /// What is said.
    pub text: Texts,
    /// Whether this tells of the recording; only in a notice. Said to the end, it lets a call be recorded.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recording: bool,
    /// Where to go on.
    pub next: String,
}

/// Asks who it is, unless that is known well enough.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identify {
    /// Why it is asked.
    pub text: Texts,
    /// How sure to be.
    pub level: Level,
    /// Where to go on when it is reached.
    pub identified: String,
    /// Where to go on when it is not: refused, failed or too slow.
    pub refused: String,
    /// How long to wait, 10 to 3,600 seconds.
    pub seconds: u32,
}

/// Lets the assistant try to answer, at most `tries` times (1 or 2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Invites the question, when none has been asked yet.
    pub text: Texts,
    /// Said after a try that did not help.
    pub again: Texts,
    /// Tries before a person takes over.
    pub tries: u8,
    /// Where to go when it helped.
    pub solved: String,
    /// Where to go when it did not.
    pub failed: String,
}

/// A skill that is needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SkillNeed {
    /// The skill's code.
    pub skill: String,
    /// The least proficiency, 1 to 10.
    pub min: u8,
}

/// A skill that is preferred for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SkillWish {
    /// The skill's code.
    pub skill: String,
    /// The least proficiency, 1 to 10.
    pub min: u8,
    /// After this wait it no longer matters, in seconds.
    pub relax_after_seconds: u32,
}

/// Waits for a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Queue {
    /// The queue's code.
    pub queue: String,
    /// 0 is served first, 9 last; the queue's own when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<u8>,
    /// Skills an agent must have, besides the queue's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<SkillNeed>,
    /// Skills an agent had better have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub preferred: Vec<SkillWish>,
    /// Said while the place is taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Texts>,
    /// Where to go when the queue is closed or full; without it the wait goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<String>,
    /// Offers to call back after a while, keeping the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callback: Option<QueueCallback>,
    /// On the telephone: what keys tell while the customer waits, such as what to have at hand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub meanwhile: Vec<Meanwhile>,
    /// Where to go when the person has ended.
    pub next: String,
}

/// What a key tells a waiting customer, who keeps the place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meanwhile {
    /// The key, 2 to 9; key 1 is the call back.
    pub key: char,
    /// What is said.
    pub text: Texts,
}

/// Offers to call back while the place is kept. On the telephone key 1 takes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueueCallback {
    /// After this wait, in seconds (at least 10).
    pub after_seconds: u32,
    /// Where to go when the customer takes it.
    pub next: String,
}

/// Passes on to another queue, keeping the original wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// The queue's code.
    pub queue: String,
    /// What the next person should know.
    pub note: Texts,
    /// Where to go when the person has ended.
    pub next: String,
}

/// Offers to call back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Callback {
    /// The offer.
    pub text: Texts,
    /// Where to go when the wish is stored.
    pub next: String,
}

/// Takes a message for when somebody is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeaveMessage {
    /// The invitation.
    pub text: Texts,
    /// Where to go when the message is stored.
    pub next: String,
}

/// Asks how it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Survey {
    /// The request.
    pub text: Texts,
    /// How long the question stays open, 10 to 172,800 seconds (48 hours).
    pub seconds: u32,
    /// Where to go afterwards.
    pub next: String,
}

/// Goes the way of the first case that holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Branch {
    /// What is looked at.
    pub on: BranchOn,
    /// The queue whose schedule is looked at; only with `schedule`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
    /// The cases, 1 to 20.
    pub cases: Vec<Case>,
    /// Where to go when none holds.
    pub otherwise: String,
}

/// What a branch looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BranchOn {
    /// The customer's intent: a name such as `card.lost`, or a group such as `card.`.
    Intent,
    /// Whether a queue takes work now: `open` or `closed`.
    Schedule,
    /// The customer's segments.
    Segment,
    /// How sure the bank is who it is: `V2` holds from V2 up.
    IdentityLevel,
    /// Whether the customer uses the senior mode: `yes` or `no`.
    Senior,
}

/// One case of a branch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// It holds when one of these does.
    pub is: Vec<String>,
    /// Where it leads.
    pub next: String,
}

/// Ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// Said last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Texts>,
    /// Why it ended, for reports: a word such as `solved`.
    pub reason: String,
}

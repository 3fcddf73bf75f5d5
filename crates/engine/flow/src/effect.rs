//! What goes into a run and what comes out of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::source::{FieldFormat, Level, SecretKind, SkillNeed, SkillWish, Texts};

/// What the assistant made of a text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Triage {
    /// The intent, such as `card.lost`, when one was found.
    pub intent: Option<String>,
    /// How sure, 0 to 1. Below 0.3 the intent is not believed.
    pub confidence: f64,
    /// Whether it cannot wait.
    pub urgency: Urgency,
    /// Whether the customer wants a person, however said.
    pub wants_person: bool,
    /// Whether that is all the text says.
    pub only_person: bool,
}

/// Whether a text overrides the flow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// It does not.
    #[default]
    None,
    /// Money, safety or life at risk: to a person at once, before everybody.
    Emergency,
    /// A complaint: to the people who handle complaints.
    Complaint,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "input", rename_all = "snake_case")]
pub enum Input {
    /// The customer is here. Always the first input, and ignored later.
    Arrived,
    /// The customer wrote or said something.
    Text {
        /// The words.
        text: String,
        /// What the assistant made of them.
        #[serde(default)]
        triage: Triage,
    },
    /// The customer picked an option, or `person`.
    Chosen {
        /// The option's id.
        option: String,
    },
    /// On the telephone: what was keyed in answer to the last question. Empty when nothing was keyed in
    /// time. Never a secret.
    Keyed {
        /// The keys.
        keys: String,
    },
    /// The secret that was asked for was checked, or not keyed in time.
    SecretChecked {
        /// Whether it was right.
        right: bool,
    },
    /// The assistant looked for an answer.
    AnswerResult {
        /// Whether it found one and showed it.
        found: bool,
        /// The answer's title, for the hand-over.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title: Option<String>,
    },
    /// The customer judged the answer.
    Confirmed {
        /// Whether it solved the matter.
        solved: bool,
    },
    /// The customer was identified, or (with too low a level) was not.
    Identified {
        /// How sure the bank is now.
        level: Level,
    },
    /// A queue opened, closed, filled up or has room again.
    QueueState {
        /// The queue's code.
        queue: String,
        /// Whether it takes work.
        open: bool,
    },
    /// A person took it.
    AgentAccepted,
    /// The person finished; the customer is still here.
    AgentEnded,
    /// The form in front of the customer (callback, message, survey) was sent and stored.
    Completed,
    /// The time of [`crate::Run::next_deadline`] has come. Ignored when it has not.
    Timeout,
}

/// Why somebody waits for a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QueueReason {
    /// The flow leads there.
    #[default]
    Flow,
    /// The customer asked for a person.
    AskedForPerson,
    /// The assistant did not help.
    NotAnswered,
    /// An emergency.
    Emergency,
    /// A complaint.
    Complaint,
}

/// What the person who takes over should know, so that nothing is asked twice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HandOver {
    /// The intent, when one was found.
    pub intent: Option<String>,
    /// What the customer said and chose, oldest first, at most 10 pieces of 200 characters.
    pub asked: Vec<String>,
    /// Titles of the answers given, oldest first, at most 10.
    pub answered: Vec<String>,
    /// Fields collected, by name.
    pub collected: BTreeMap<String, String>,
}

/// One option as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MenuOption {
    /// Give this back in [`Input::Chosen`].
    pub id: String,
    /// The label.
    pub label: Texts,
    /// The key that chooses it on the telephone; none in a flow that is only written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<char>,
}

/// What to do. The caller does it in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// Say something as the assistant.
    Say {
        /// The step that says it.
        step: String,
        /// The words.
        texts: Texts,
        /// Whether they tell of the recording.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        recording: bool,
    },
    /// Show a menu; the last option is always `person`.
    ShowMenu {
        /// The step that asks.
        step: String,
        /// The question.
        texts: Texts,
        /// The options.
        options: Vec<MenuOption>,
    },
    /// Look for an answer to this and report [`Input::AnswerResult`].
    TryAnswer {
        /// The question.
        text: String,
    },
    /// Ask the customer to identify.
    AskIdentify {
        /// How sure to be.
        level: Level,
        /// Why it is asked.
        texts: Texts,
    },
    /// Ask for a field; the answer comes as [`Input::Text`].
    AskField {
        /// The field's name.
        field: String,
        /// What it must look like.
        format: FieldFormat,
        /// The question.
        texts: Texts,
    },
    /// Ask for a secret by keys, have it checked and report [`Input::SecretChecked`].
    AskSecret {
        /// Which secret.
        kind: SecretKind,
        /// How many digits.
        digits: u8,
        /// The question.
        texts: Texts,
    },
    /// Give the person who takes over this summary.
    HandOver(HandOver),
    /// Put the interaction into a queue, or move it there keeping its original wait.
    Enqueue {
        /// The queue's code.
        queue: String,
        /// 0 is served first; the queue's own when absent.
        priority: Option<u8>,
        /// Skills an agent must have.
        required: Vec<SkillNeed>,
        /// Skills an agent had better have.
        preferred: Vec<SkillWish>,
        /// Why.
        reason: QueueReason,
        /// What the next person should know, on a transfer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Texts>,
    },
    /// Take the interaction out of this queue.
    LeaveQueue {
        /// The queue's code.
        queue: String,
    },
    /// Offer to call back.
    OfferCallback {
        /// The offer's words; none when it is made while waiting.
        texts: Option<Texts>,
        /// Whether the place in the queue is kept meanwhile.
        keeps_place: bool,
    },
    /// Keep the wish to be called back at the number that called: keyed after
    /// [`Effect::OfferCallback`], or while waiting, and then with the place.
    KeepCallback,
    /// Ask for a message.
    TakeMessage {
        /// The invitation.
        texts: Texts,
    },
    /// Keep this text as the message that was asked for.
    KeepMessage {
        /// The message.
        text: String,
    },
    /// Ask how it was.
    AskSurvey {
        /// The request.
        texts: Texts,
    },
    /// End the interaction.
    End {
        /// Why, for reports.
        reason: String,
    },
}

//! Event payloads. Fields are only ever added, with defaults: old logs must stay readable.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use warmline_base::{
    AgentId, ArticleId, AttachmentId, CaseId, CustomerId, InteractionId, JourneyId, MessageId, OfferId, QueueId,
    SkillId, SurveyId, TaskId, TeamId, Timestamp,
};

use crate::{Caller, Channel, IdentityLevel, PresenceState};

/// `interaction.arrived`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Arrived {
    /// The door's channel.
    pub channel: Channel,
    /// Which door: `widget`, `h5`, a telephone number.
    pub door: String,
    /// `zh-CN` or `en`.
    pub locale: String,
    /// The page the customer was on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// Who, when the bank's token said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    /// How sure.
    pub identity_level: IdentityLevel,
    /// The journey it belongs to.
    pub journey: JourneyId,
    /// Large text and a person first (适老).
    #[serde(default)]
    pub senior: bool,
    /// The customer's city, for regional figures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Who telephones, when the number is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<Caller>,
}

/// A file beside a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AttachmentView {
    /// Which.
    #[schema(value_type = String)]
    pub id: AttachmentId,
    /// Its file name, cleaned.
    pub name: String,
    /// Its type, found from its content.
    pub media_type: String,
    /// Its size.
    pub bytes: i64,
    /// `ready` or `quarantined`.
    pub state: String,
}

/// A message that is more than text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Card {
    /// The assistant's answer, to be confirmed.
    Answer {
        /// The article it comes from.
        #[schema(value_type = String)]
        article: ArticleId,
        /// Its title.
        title: String,
        /// Its version.
        version: i64,
    },
    /// A menu.
    Menu {
        /// The question.
        title: String,
        /// What can be chosen.
        options: Vec<MenuOption>,
    },
    /// An invitation to say how it was.
    Survey,
    /// An invitation to wish a call back.
    Callback,
    /// An invitation to leave a message.
    LeaveMessage,
    /// News of a case.
    Case {
        /// Which.
        #[schema(value_type = String)]
        case: CaseId,
        /// Its number for people.
        number: String,
        /// Where it stands.
        state: String,
    },
}

/// One thing a menu offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MenuOption {
    /// What is sent back.
    pub id: String,
    /// What is shown.
    pub label: String,
}

/// `interaction.message`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Which.
    pub message: MessageId,
    /// What was said.
    pub text: String,
    /// Files beside it.
    #[serde(default)]
    pub attachments: Vec<AttachmentView>,
    /// More than text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<Card>,
    /// The article a colleague answered with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<ArticleId>,
}

/// `interaction.note`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// What was written.
    pub text: String,
    /// Colleagues called by @.
    #[serde(default)]
    pub mentions: Vec<AgentId>,
}

/// `interaction.read`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadMark {
    /// `customer` or `agent`.
    pub side: String,
    /// Read up to this number.
    pub number: i64,
}

/// `interaction.identified`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Identified {
    /// Who.
    pub customer: CustomerId,
    /// How sure.
    pub level: IdentityLevel,
    /// By what: `bank_token`, `agent`, `query_password`, `otp`.
    pub method: String,
    /// The journey it now belongs to.
    pub journey: JourneyId,
    /// The customer's city, for regional figures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
}

/// `interaction.intent`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IntentFound {
    /// Intent id such as `card.swallowed`.
    pub intent: String,
    /// Its Chinese name.
    pub name: String,
    /// 0 to 1.
    pub confidence: f64,
    /// `none`, `emergency` or `complaint`.
    pub urgency: String,
    /// 0 calm to 4 crisis.
    pub mood: u8,
}

/// A skill an interaction asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SkillWish {
    /// Which.
    #[schema(value_type = String)]
    pub skill: SkillId,
    /// At least this level, 1 to 10.
    pub min: u8,
    /// For a preferred skill: how long it is insisted on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relax_after_seconds: Option<u32>,
}

/// `interaction.queued`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Queued {
    /// Where.
    pub queue: QueueId,
    /// 0 highest to 9.
    pub priority: u8,
    /// Skills without which nobody may take it.
    #[serde(default)]
    pub required: Vec<SkillWish>,
    /// Skills that are better.
    #[serde(default)]
    pub preferred: Vec<SkillWish>,
    /// When the customer needs it by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Timestamp>,
    /// Since when the customer waits, kept over transfers and restarts.
    pub queued_at: Timestamp,
    /// Why: `asked`, `not_found`, `emergency`, `complaint`, `transfer`, `rona`, `callback` …
    pub reason: String,
    /// The agent who had it last, asked first for a while.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sticky: Option<AgentId>,
    /// Agents who must not get it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<AgentId>,
}

/// `interaction.offered`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Offered {
    /// Which offer.
    pub offer: OfferId,
    /// To whom.
    pub agent: AgentId,
    /// Until when.
    pub expires_at: Timestamp,
    /// Why this agent.
    pub explanation: String,
}

/// `interaction.offer_ended`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OfferEnded {
    /// Which offer.
    pub offer: OfferId,
    /// Whose.
    pub agent: AgentId,
    /// `rejected`, `timeout` or `withdrawn`.
    pub how: String,
    /// The agent's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// `interaction.accepted`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Accepted {
    /// Which offer; absent when a supervisor gave or took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<OfferId>,
    /// Who has it now.
    pub agent: AgentId,
    /// The work number customers may note down.
    pub work_number: String,
    /// The name customers see.
    pub alias: String,
    /// How long the customer waited for a person, milliseconds; counted from the last queueing.
    pub waited_ms: i64,
}

/// `interaction.transferred`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transferred {
    /// From whom.
    pub from_agent: AgentId,
    /// To a queue …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_queue: Option<QueueId>,
    /// … or to a colleague.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_agent: Option<AgentId>,
    /// What the next one must know, so that the customer tells it once.
    pub note: String,
}

/// `interaction.handed_over`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HandOver {
    /// The matter in a sentence or two.
    pub summary: String,
    /// What the customer asked.
    pub asked: Vec<String>,
    /// What the assistant answered.
    pub answered: Vec<String>,
}

/// The table and column a wished callback's number is sealed for.
pub const CALLBACK_PHONE: (&str, &str) = ("interaction", "callback_phone");

/// `interaction.callback_wished`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CallbackWished {
    /// The number, masked.
    pub phone_masked: String,
    /// The number sealed for [`CALLBACK_PHONE`] of this interaction, in hexadecimal: whoever calls back
    /// needs it, whoever reads the thread does not.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone_sealed: String,
    /// The customer waits in a queue and keeps the place there.
    #[serde(default)]
    pub keeps_place: bool,
    /// When it suits.
    pub when: String,
    /// About what.
    pub note: String,
}

/// `interaction.left_message`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeftMessage {
    /// What was left.
    pub text: String,
    /// The recording of what was said, when it was left by telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording: Option<String>,
}

/// `interaction.abandoned`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Abandoned {
    /// After how long in the queue, milliseconds.
    pub waited_ms: i64,
}

/// `interaction.ended`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ended {
    /// `agent`, `customer`, `assistant`, `system`.
    pub side: String,
    /// Why.
    pub reason: String,
    /// Who writes it up; absent when no person had it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentId>,
}

/// `interaction.wrapped_up`: 服务小结.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WrappedUp {
    /// Who wrote it.
    pub agent: AgentId,
    /// Disposition code.
    pub disposition: String,
    /// What the customer needs, beyond what was asked.
    pub need: String,
    /// The suggested next step.
    pub next_step: String,
    /// Anything else.
    pub note: String,
}

/// `interaction.wrap_up_ended`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WrapUpEnded {
    /// Whose.
    pub agent: AgentId,
    /// Its time was up.
    pub timed_out: bool,
}

/// `interaction.flow_step`: the run after the step, so that it survives a restart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlowStep {
    /// The flow's name; empty in older logs, which knew one flow a channel.
    #[serde(default)]
    pub flow: String,
    /// The flow's version.
    pub version: i64,
    /// The step's name.
    pub step: String,
    /// The run as the flow engine writes it.
    pub run: serde_json::Value,
}

/// `interaction.rated`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rated {
    /// Which answer.
    pub survey: SurveyId,
    /// `yes`, `partly` or `no`; absent when it was not asked, as on the telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solved: Option<String>,
    /// 1 to 5.
    pub friendly: u8,
    /// 1 to 5.
    pub fast: u8,
    /// 0 to 10; absent when it was not asked, as on the telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recommend: Option<u8>,
    /// Whom it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentId>,
}

/// `interaction.case_opened`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseOpenedHere {
    /// Which.
    pub case: CaseId,
    /// Its number for people.
    pub number: String,
    /// Its title.
    pub title: String,
}

/// `interaction.case_told`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseTold {
    /// Which.
    pub case: CaseId,
    /// Its number for people.
    pub number: String,
    /// What the customer was told.
    pub text: String,
}

/// `agent.presence`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PresenceChanged {
    /// The new state.
    pub state: PresenceState,
    /// The reason, for `not_ready`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Their team, for figures by team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<TeamId>,
    /// The state chosen for when the work in hand is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<NextPresence>,
}

/// A presence chosen while busy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NextPresence {
    /// The state to come.
    pub state: PresenceState,
    /// Its reason.
    pub reason: Option<String>,
}

/// `case.opened`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseOpened {
    /// Which.
    pub case: CaseId,
    /// Its number for people.
    pub number: String,
    /// Its title.
    pub title: String,
    /// `service`, `complaint`, `suggestion`, `special`.
    pub kind: String,
    /// The interaction it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interaction: Option<InteractionId>,
    /// The customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    /// The journey.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub journey: Option<JourneyId>,
    /// The first department's code.
    pub department: String,
}

/// `case.task.accepted`, `case.task.finished`, `case.task.returned`, `case.handed_over`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseTaskChanged {
    /// Which case.
    pub case: CaseId,
    /// Which part.
    pub task: TaskId,
    /// The department's code.
    pub department: String,
    /// The result, the reason or the title, as the name tells.
    pub text: String,
}

/// `case.feedback_given`: the customer is to be told, in the thread the case came from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseFeedback {
    /// Which case.
    pub case: CaseId,
    /// Its number for people.
    pub number: String,
    /// What the customer is told.
    pub text: String,
    /// The thread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interaction: Option<InteractionId>,
    /// The customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    /// `thread` or `phone`.
    pub channel: String,
}

/// `case.noted`, `case.closed`, `case.reopened`, `case.clock`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseRemark {
    /// Which case.
    pub case: CaseId,
    /// What was written, or which clock.
    pub text: String,
}

/// `routing.changed`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoutingChanged {
    /// `queue`, `skill`, `schedule` or `flow`.
    pub what: String,
    /// Its id as text.
    pub id: String,
    /// The new version.
    pub version: i64,
}

/// `agent.changed` and `article.changed`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Changed {
    /// What happened: `added`, `edited`, `published`, `retired` …
    pub what: String,
    /// The new version.
    pub version: i64,
}

/// `customer.consent`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConsentChanged {
    /// For what.
    pub purpose: String,
    /// `granted`, `refused` or `withdrawn`.
    pub state: String,
    /// Wording version.
    pub wording_version: String,
    /// Where it was said.
    pub channel: String,
}

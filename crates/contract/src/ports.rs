//! How one module asks another. Each trait is implemented by one module and handed out by the server.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use warmline_base::{
    AgentId, ArticleId, AttachmentId, CaseId, CustomerId, Fault, Fen, FieldKind, InteractionId, JourneyId, Millis,
    QueueId, ScheduleId, Secret, SkillId, SurveyId, TeamId, Timestamp,
};

use crate::{
    Actor, Channel, IdentityLevel, InteractionState, Keyed, KeyedProof, NextPresence, PresenceState, Role, SkillWish,
};

/// A colleague, as others need to know them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AgentCard {
    /// Who.
    #[schema(value_type = String)]
    pub id: AgentId,
    /// 工号.
    pub work_number: String,
    /// The name customers see.
    pub alias: String,
    /// What they are.
    pub roles: Vec<Role>,
    /// Their team.
    #[schema(value_type = Option<String>)]
    pub team: Option<TeamId>,
    /// Their team's name.
    pub team_name: Option<String>,
    /// Their department's code.
    pub department: Option<String>,
    /// Their site or branch.
    pub site: String,
    /// What they can, with levels 1 to 10.
    pub skills: Vec<AgentSkill>,
    /// How many chats at once.
    pub chat_limit: u8,
    /// Whether they may sign in.
    pub enabled: bool,
}

/// A skill of a colleague.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AgentSkill {
    /// Which.
    #[schema(value_type = String)]
    pub skill: SkillId,
    /// 1 to 10.
    pub level: u8,
}

/// Knows the staff. Implemented by people.
#[async_trait]
pub trait PeopleDirectory: Send + Sync {
    /// The colleague; `None` when there is none of that id.
    async fn agent(&self, id: AgentId) -> Result<Option<AgentCard>, Fault>;
    /// Every colleague who can serve customers, for the switchboard's start.
    async fn agents(&self) -> Result<Vec<AgentCard>, Fault>;
    /// The teams the colleague is in or leads.
    async fn teams_of(&self, id: AgentId) -> Result<Vec<TeamId>, Fault> {
        Ok(self.agent(id).await?.and_then(|card| card.team).into_iter().collect())
    }
    /// How many enabled colleagues and teams belong to the department of this code.
    async fn members_of(&self, department: &str) -> Result<usize, Fault> {
        let agents = self.agents().await?;
        Ok(agents.iter().filter(|card| card.department.as_deref() == Some(department)).count())
    }
}

/// Knows the staff by what they sign in with. Implemented by people, asked by sign-in.
#[async_trait]
pub trait StaffRegister: PeopleDirectory {
    /// The colleague with this 工号, enabled or not.
    async fn by_work_number(&self, work_number: &str) -> Result<Option<AgentCard>, Fault>;
    /// The colleague whose account at the bank's identity provider has this subject.
    async fn by_oidc_subject(&self, subject: &str) -> Result<Option<AgentCard>, Fault>;
}

/// What a colleague needs to sign in for the first time; shown once and stored nowhere in clear.
#[derive(Debug)]
pub struct Enrolment {
    /// The first password.
    pub password_once: Secret<String>,
    /// The `otpauth://` address for an authenticator application.
    pub totp_uri_once: Secret<String>,
}

/// Hands out the means to sign in. Implemented by sign-in, asked by people.
#[async_trait]
pub trait Credentials: Send + Sync {
    /// A new password and a new second factor for the colleague; what they had before is worth nothing
    /// from now on, and their sessions end.
    async fn enrol(&self, agent: AgentId, work_number: &str) -> Result<Enrolment, Fault>;
}

/// A skill by its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkillName {
    /// Which.
    pub id: SkillId,
    /// Code such as `credit`.
    pub code: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
}

/// Knows what skills are called. Implemented by routing, asked by people.
#[async_trait]
pub trait SkillNames: Send + Sync {
    /// Every skill of the centre.
    async fn skill_names(&self) -> Result<Vec<SkillName>, Fault>;
}

/// Where a colleague stands right now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Presence {
    /// Who.
    #[schema(value_type = String)]
    pub agent: AgentId,
    /// Offline, ready, not ready or working.
    pub state: PresenceState,
    /// 示忙原因, for `not_ready`.
    pub reason: Option<String>,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
    /// The state chosen for when the work in hand is done.
    pub next: Option<NextPresence>,
    /// Whether a desk of theirs is connected.
    pub connected: bool,
    /// The work in hand.
    pub load: Vec<PresenceLoad>,
    /// How many chats at once.
    pub capacity: u8,
}

/// One piece of a colleague's work in hand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PresenceLoad {
    /// Which.
    #[schema(value_type = String)]
    pub interaction: InteractionId,
    /// Its channel.
    pub channel: Channel,
    /// Offered, active or in wrap-up.
    pub state: InteractionState,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
}

/// Knows where colleagues stand, from memory. Implemented by the switchboard, asked by sign-in.
pub trait PresenceView: Send + Sync {
    /// The colleague's presence; `None` for somebody who serves no customers.
    fn presence(&self, agent: AgentId) -> Option<Presence>;
}

/// A customer in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CustomerBrief {
    /// Who.
    #[schema(value_type = String)]
    pub id: CustomerId,
    /// Masked name.
    pub name_masked: String,
    /// Segments such as `长者`.
    pub segments: Vec<String>,
    /// City, for regional figures.
    pub city: Option<String>,
    /// The branch that looks after them.
    pub branch: Option<String>,
    /// Preferred language.
    pub language: String,
    /// 65 or older, or asks for large text.
    pub senior: bool,
}

/// Knows the customers. Implemented by customers.
#[async_trait]
pub trait CustomerDirectory: Send + Sync {
    /// The customer; `None` when there is none of that id.
    async fn brief(&self, id: CustomerId) -> Result<Option<CustomerBrief>, Fault>;
    /// The customers among `ids` who exist, in any order.
    async fn briefs(&self, ids: &[CustomerId]) -> Result<Vec<CustomerBrief>, Fault>;
    /// The customer whose number at the bank is `reference` (as in the bank's signed token).
    async fn by_bank_reference(&self, reference: &str) -> Result<Option<CustomerBrief>, Fault>;
}

/// Knows the numbers of customers, in full. Implemented by customers, asked by the telephone, which shows none.
#[async_trait]
pub trait CustomerNumbers: Send + Sync {
    /// The customer's mobile number; `None` when none is known.
    async fn mobile(&self, id: CustomerId) -> Result<Option<Secret<String>>, Fault>;
}

/// A product a customer holds, as the core bank tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankProduct {
    /// `account`, `debit_card`, `credit_card`, `loan`, `wealth` …
    pub kind: String,
    /// Product name.
    pub name: String,
    /// Full number; masked before it is shown.
    pub number: String,
    /// Status word.
    pub status: String,
    /// Balance or amount owed.
    pub balance: Option<Fen>,
    /// Anything worth a line.
    pub detail: String,
}

/// Something the bank remembers of a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankHistory {
    /// When.
    pub at: Timestamp,
    /// Channel or branch.
    pub channel: String,
    /// What it was.
    pub title: String,
    /// How it ended.
    pub outcome: String,
}

/// The core bank's door: the sandbox in the demo, the bank's own service over HTTP, or none.
#[async_trait]
pub trait BankAdapter: Send + Sync {
    /// Whether there is a core bank to ask at all.
    fn is_connected(&self) -> bool {
        true
    }
    /// What the customer holds.
    async fn products(&self, bank_reference: &str) -> Result<Vec<BankProduct>, Fault>;
    /// What happened before, newest first, at most 50.
    async fn history(&self, bank_reference: &str) -> Result<Vec<BankHistory>, Fault>;
    /// How many keys this bank's proofs of a kind have, 4 to 12: who makes them says it, nobody else.
    fn keys_of(&self, proof: KeyedProof) -> u8;
    /// Whether what the customer keyed is right. A customer the bank does not know keyed wrong.
    async fn proves(&self, bank_reference: &str, proof: KeyedProof, keyed: &Keyed) -> Result<bool, Fault>;
}

/// A queue, as the switchboard and the screens need it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QueueSetting {
    /// Which.
    #[schema(value_type = String)]
    pub id: QueueId,
    /// Code such as `card`.
    pub code: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// `any`, `chat` or `voice`.
    pub channel: String,
    /// 0 highest to 9.
    pub priority: u8,
    /// Skills without which nobody may serve it.
    pub required: Vec<SkillWish>,
    /// Skills that are better.
    pub preferred: Vec<SkillWish>,
    /// Where it goes when it waits too long.
    pub overflow: Option<Overflow>,
    /// Opening hours; always open without.
    #[schema(value_type = Option<String>)]
    pub schedule: Option<ScheduleId>,
    /// How long an agent has to accept.
    pub offer_timeout_seconds: u32,
    /// How long the wrap-up may take.
    pub wrap_up_seconds: u32,
    /// T of the service level.
    pub service_level_seconds: u32,
    /// More than this are refused.
    pub max_waiting: u32,
    /// `priority_age`, `deadline` or `fifo`.
    pub order: String,
    /// `longest_idle`, `least_occupied` or `best_fit`.
    pub agent_choice: String,
    /// How long the last agent is asked first; 0 for never.
    pub sticky_seconds: u32,
    /// Whether it takes work.
    pub enabled: bool,
    /// Grows with every change.
    pub version: i64,
}

/// Where work goes when it waits too long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Overflow {
    /// The other queue.
    #[schema(value_type = String)]
    pub queue: QueueId,
    /// After this long.
    pub after_seconds: u32,
}

/// Whether a queue is open, and when that changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Open now.
    pub open: bool,
    /// The next change; `None` when there is none within a year.
    pub next_change: Option<Timestamp>,
}

/// Knows queues, skills, hours and flows. Implemented by routing.
#[async_trait]
pub trait RoutingSettings: Send + Sync {
    /// Every queue, newest versions.
    async fn queues(&self) -> Result<Vec<QueueSetting>, Fault>;
    /// Whether the queue is open at `now`.
    async fn opening(&self, queue: QueueId, now: Timestamp) -> Result<Opening, Fault>;
    /// A skill's id by its code.
    async fn skill_by_code(&self, code: &str) -> Result<Option<SkillId>, Fault>;
    /// The published source of the flow for a channel's entry, and its version.
    async fn entry_flow(&self, channel: Channel) -> Result<(String, i64), Fault>;
    /// The source of the flow `name` as it was published under `version`; `None` when it never was.
    async fn flow_version(&self, name: &str, version: i64) -> Result<Option<String>, Fault>;
}

/// Knows working hours by the names of schedules. Implemented by routing, asked by cases.
#[async_trait]
pub trait WorkingHours: Send + Sync {
    /// When each of these spans of working time will have passed since `from`; `None` when there is no schedule
    /// of this name, or it has not that much working time within ten years.
    async fn working_time(
        &self,
        schedule: &str,
        from: Timestamp,
        spans: [Millis; 2],
    ) -> Result<Option<[Timestamp; 2]>, Fault>;
}

/// An article found for a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ArticleAnswer {
    /// Which.
    #[schema(value_type = String)]
    pub id: ArticleId,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: i64,
    /// The speakable short answer.
    pub answer_short: String,
    /// The answer as written to a customer.
    pub answer_customer: String,
    /// How well it fits, 0 to 1; below 0.3 it is a guess.
    pub score: f64,
    /// Intents it is linked to.
    pub intents: Vec<String>,
    /// The same in English, where it was translated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub english: Option<EnglishAnswer>,
    /// Where it is filed.
    pub axes: ArticleAxes,
    /// From when it is in force.
    #[schema(value_type = String, format = DateTime)]
    pub effective_from: Timestamp,
    /// Until when, exclusive; for good without.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires_at: Option<Timestamp>,
}

/// The three axes an article is filed under.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ArticleAxes {
    /// Product group, such as 信用卡.
    pub product: String,
    /// Scenario, such as 挂失补办.
    pub scenario: String,
    /// Compliance topics, such as 身份核验.
    #[serde(default)]
    pub compliance: Vec<String>,
}

/// An article's words for customers who write English.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EnglishAnswer {
    /// Title.
    pub title: String,
    /// Short answer.
    pub answer_short: String,
}

/// Finds published knowledge. Implemented by knowledge.
#[async_trait]
pub trait KnowledgeSearch: Send + Sync {
    /// The best articles for a text, at most `limit`; only published and in force at `now`.
    async fn find(&self, text: &str, limit: usize, now: Timestamp) -> Result<Vec<ArticleAnswer>, Fault>;
    /// One article in force; `None` when it is not.
    async fn article(&self, id: ArticleId, now: Timestamp) -> Result<Option<ArticleAnswer>, Fault>;
    /// The articles in force at `now` that answer an intent, by its code, at most 20, in the order of ids; score 0.
    async fn linked_to(&self, intent: &str, now: Timestamp) -> Result<Vec<ArticleAnswer>, Fault>;
}

/// What the assistant makes of a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Understanding {
    /// The intent, when one fits.
    pub intent: Option<String>,
    /// Its Chinese name.
    pub intent_name: Option<String>,
    /// 0 to 1.
    pub confidence: f64,
    /// `none`, `emergency` or `complaint`.
    pub urgency: String,
    /// Asks for a person in so many words.
    pub wants_person: bool,
    /// Asks for nothing else: the intent says who is wanted, not what the matter is.
    #[serde(default)]
    pub only_person: bool,
    /// 0 calm to 4 crisis.
    pub mood: u8,
    /// Words to heed.
    pub hot_words: Vec<HotWordSeen>,
    /// Not a matter of this bank.
    pub out_of_scope: bool,
}

/// A hot word in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HotWordSeen {
    /// The word.
    pub phrase: String,
    /// 0 to 4.
    pub level: u8,
    /// What to do.
    pub action: String,
}

/// Understands and answers. Implemented by assistant.
#[async_trait]
pub trait Assistant: Send + Sync {
    /// What a text is about.
    fn understand(&self, text: &str) -> Understanding;
    /// An answer grounded in one article, when one fits well enough to be said without a person.
    async fn answer(&self, text: &str, locale: &str, now: Timestamp) -> Result<Option<ArticleAnswer>, Fault>;
    /// Lines of comfort that fit mood and intent, at most three: (restate, understand, commit).
    fn empathy(&self, mood: u8, intent: Option<&str>) -> Vec<[String; 3]>;
}

/// What other rooms need to know of an interaction.
#[derive(Clone, Debug, PartialEq)]
pub struct InteractionBrief {
    /// Which.
    pub id: InteractionId,
    /// Its channel.
    pub channel: Channel,
    /// The customer, when known.
    pub customer: Option<CustomerId>,
    /// How sure.
    pub identity_level: IdentityLevel,
    /// The journey.
    pub journey: JourneyId,
    /// Who has it, or had it last.
    pub agent: Option<AgentId>,
    /// Whether it is still live (not ended).
    pub live: bool,
    /// What it is about.
    pub intent: Option<String>,
    /// The queue it was in last.
    pub queue: Option<QueueId>,
    /// When the conversation was over; the agent may still be writing it up.
    pub ended_at: Option<Timestamp>,
    /// The customer was just asked how it was, and the conversation waits for the answer.
    pub survey_asked: bool,
}

/// Knows the interactions. Implemented by interactions.
#[async_trait]
pub trait InteractionDirectory: Send + Sync {
    /// The interaction; `None` when there is none of that id.
    async fn brief(&self, id: InteractionId) -> Result<Option<InteractionBrief>, Fault>;
    /// Earlier interactions of a customer, newest first, at most `limit`: (id, when, channel, title, outcome).
    async fn history(&self, customer: CustomerId, limit: usize) -> Result<Vec<PastInteraction>, Fault>;
}

/// An earlier interaction in a line.
#[derive(Clone, Debug, PartialEq)]
pub struct PastInteraction {
    /// Which.
    pub id: InteractionId,
    /// When it began.
    pub at: Timestamp,
    /// Its channel.
    pub channel: Channel,
    /// The journey.
    pub journey: JourneyId,
    /// What it was about.
    pub title: String,
    /// How it ended.
    pub outcome: String,
}

/// A case in a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CaseBrief {
    /// Which.
    #[schema(value_type = String)]
    pub id: CaseId,
    /// Its number for people.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub state: String,
    /// When it was opened.
    #[schema(value_type = String)]
    pub opened_at: Timestamp,
}

/// Who has to do with a case: the ground on which its customer may be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseAccess {
    /// Which.
    pub id: CaseId,
    /// Whom it is for.
    pub customer: Option<CustomerId>,
    /// Who answers for it.
    pub owner: AgentId,
    /// Departments that have an unfinished part of it, by code.
    pub departments: Vec<String>,
    /// Whether it is not yet closed.
    pub open: bool,
}

/// Knows the cases. Implemented by cases.
#[async_trait]
pub trait CaseDirectory: Send + Sync {
    /// Who has to do with the case; `None` when there is none of that id.
    async fn access(&self, id: CaseId) -> Result<Option<CaseAccess>, Fault>;
    /// A customer's cases, newest first, at most `limit`.
    async fn of_customer(&self, customer: CustomerId, limit: usize) -> Result<Vec<CaseBrief>, Fault>;
    /// A journey's cases, newest first, at most `limit`.
    async fn of_journey(&self, journey: JourneyId, limit: usize) -> Result<Vec<CaseBrief>, Fault>;
}

/// What a customer says of an interaction, as it comes in by a door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SurveyAnswer {
    /// `yes`, `partly` or `no`; absent when it was not asked.
    #[serde(default)]
    pub solved: Option<String>,
    /// 1 to 5.
    pub friendly: u8,
    /// 1 to 5.
    pub fast: u8,
    /// 0 to 10; absent when it was not asked.
    #[serde(default)]
    pub recommend: Option<u8>,
    /// In their own words, at most 2,000 characters.
    #[serde(default)]
    pub text: Option<String>,
    /// A picture they sent.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub picture: Option<AttachmentId>,
}

/// Takes the survey. Implemented by quality.
#[async_trait]
pub trait Surveys: Send + Sync {
    /// Stores what the customer `actor` says of the interaction they came in by.
    ///
    /// # Errors
    /// `WL-SURVEY-GIVEN` when they already said it, `WL-SURVEY-OVER` when it is too late, `WL-SURVEY-EARLY`
    /// while the conversation goes on and they were not asked, `WL-SURVEY-INPUT` when a figure is out of range.
    async fn rate(&self, actor: Actor, answer: SurveyAnswer) -> Result<SurveyId, Fault>;
}

/// Knows what customers said in surveys. Implemented by quality, asked by customers.
#[async_trait]
pub trait SurveyDirectory: Send + Sync {
    /// How likely the customer would recommend the bank, 0 to 10, as they said last; `None` when they never did.
    async fn recommends(&self, customer: CustomerId) -> Result<Option<u8>, Fault>;
}

/// Which personal field of a customer: used by reveal and match.
pub type CustomerField = FieldKind;

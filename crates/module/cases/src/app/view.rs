//! Cases as the screens get them: masked, with names beside ids.

use serde::Serialize;
use utoipa::ToSchema;
use warmline_base::{
    AgentId, AttachmentId, CaseId, CustomerId, Fault, InteractionId, JourneyId, TaskId, Timestamp, TypedId,
};
use warmline_contract::{By, LogEvent, Stream};

use super::taken::split_recording;
use super::{Cases, Loaded, not_found};
use crate::model::{CaseKind, CaseState, Task, TaskState};
use crate::store;

const TITLE_LETTERS_MAX: usize = 120;
const TEXT_LETTERS_MAX: usize = 4_000;
/// Events of the timeline one page shows.
const TIMELINE_MAX: i64 = 500;

/// A customer in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CustomerShown {
    /// Who.
    #[schema(value_type = String)]
    pub id: CustomerId,
    /// Masked name.
    pub name_masked: String,
}

/// A colleague in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OwnerShown {
    /// Who.
    #[schema(value_type = String)]
    pub id: AgentId,
    /// The name customers see.
    pub alias: String,
}

/// A case in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CaseRow {
    /// Which.
    #[schema(value_type = String)]
    pub id: CaseId,
    /// Its number for people.
    pub number: String,
    /// One line.
    pub title: String,
    /// What it is about.
    pub kind: CaseKind,
    /// Where it stands now, clocks counted.
    pub state: CaseState,
    /// 0 highest to 9.
    pub priority: u8,
    /// For whom.
    pub customer: Option<CustomerShown>,
    /// Who answers for it.
    pub owner: OwnerShown,
    /// The department that has it, by code.
    pub department: String,
    /// When the answer is promised.
    #[schema(value_type = String, format = DateTime)]
    pub due_at: Timestamp,
    /// When the customer is to be told.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub feedback_due_at: Option<Timestamp>,
    /// Whether a promise is or was broken.
    pub breached: bool,
    /// When it was recorded.
    #[schema(value_type = String, format = DateTime)]
    pub opened_at: Timestamp,
    /// How often it changed departments.
    pub hops: u32,
    /// Where it came from.
    #[schema(value_type = Option<String>)]
    pub interaction: Option<InteractionId>,
    /// The matter across channels.
    #[schema(value_type = Option<String>)]
    pub journey: Option<JourneyId>,
}

/// One department's part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TaskView {
    /// Which.
    #[schema(value_type = String)]
    pub id: TaskId,
    /// The department's code.
    pub department: String,
    /// What is to be done.
    pub title: String,
    /// Where it stands.
    pub state: TaskState,
    /// Who took it.
    pub assignee: Option<OwnerShown>,
    /// To be accepted until then.
    #[schema(value_type = String, format = DateTime)]
    pub accept_by: Timestamp,
    /// To be done until then.
    #[schema(value_type = String, format = DateTime)]
    pub done_by: Timestamp,
    /// When it was accepted.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub accepted_at: Option<Timestamp>,
    /// When it was done or given back.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub done_at: Option<Timestamp>,
    /// What came of it, or why it was given back.
    pub result: Option<String>,
    /// What the department proposes to tell the customer.
    pub tell_customer: Option<String>,
}

/// A note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct NoteView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Who.
    pub by: By,
    /// Plain text, word for word.
    pub text: String,
}

/// A case with everything about it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct CaseDetail {
    /// The line.
    #[serde(flatten)]
    pub row: CaseRow,
    /// What the customer needs.
    pub need: String,
    /// The message by telephone it came with, as the recording's id.
    pub recording: Option<String>,
    /// Its parts, oldest first.
    pub tasks: Vec<TaskView>,
    /// Its notes, oldest first.
    pub notes: Vec<NoteView>,
    /// What happened, oldest first.
    pub timeline: Vec<LogEvent>,
    /// Files.
    #[schema(value_type = Vec<String>)]
    pub attachments: Vec<AttachmentId>,
    /// When the customer was told.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub told_customer_at: Option<Timestamp>,
    /// Grows with every change.
    pub version: i64,
}

impl Cases {
    /// The whole page of a case whose access was authorised before.
    pub(super) async fn detail_of(&self, id: CaseId) -> Result<CaseDetail, Fault> {
        let loaded = self.load(id).await?.ok_or_else(not_found)?;
        let vault = &self.runtime.vault;
        let mut tasks = Vec::with_capacity(loaded.file.tasks.len());
        for task in &loaded.file.tasks {
            tasks.push(self.task_view(task).await?);
        }
        let mut notes = Vec::new();
        for note in store::notes(&self.runtime.db, id).await? {
            notes.push(NoteView {
                at: Timestamp(note.at),
                by: serde_json::from_str(&note.author).unwrap_or(By::System { label: "unknown".to_owned() }),
                text: vault.open_field("case_note", "text", note.id.as_bytes(), &note.text)?,
            });
        }
        let events = self.runtime.log.stream(Stream::Case(id), 0, TIMELINE_MAX).await?;
        let stored = loaded.record.need(vault)?;
        let (need, recording) = split_recording(&stored);
        Ok(CaseDetail {
            row: self.row_of(&loaded).await?,
            need: need.to_owned(),
            recording: recording.map(str::to_owned),
            tasks,
            notes,
            timeline: events.iter().map(warmline_contract::StoredEvent::view).collect(),
            attachments: store::attachments(&self.runtime.db, id).await?,
            told_customer_at: loaded.file.told_customer_at,
            version: loaded.record.version,
        })
    }

    pub(super) async fn row_of(&self, loaded: &Loaded) -> Result<CaseRow, Fault> {
        let Loaded { record, file } = loaded;
        let now = self.runtime.now();
        let customer = match record.customer() {
            Some(id) => self.customers.brief(id).await?,
            None => None,
        };
        Ok(CaseRow {
            id: record.id(),
            number: record.number.clone(),
            title: record.title.clone(),
            kind: file.kind,
            state: file.standing(now),
            priority: file.priority,
            customer: customer.map(|brief| CustomerShown { id: brief.id, name_masked: brief.name_masked }),
            owner: self.shown(file.owner).await?,
            department: file.department.clone(),
            due_at: file.due_at,
            feedback_due_at: file.feedback_due_at,
            breached: file.is_breached(now),
            opened_at: Timestamp(record.opened_at),
            hops: file.hops,
            interaction: record.interaction(),
            journey: record.journey(),
        })
    }

    async fn task_view(&self, task: &Task) -> Result<TaskView, Fault> {
        let assignee = match task.assignee {
            Some(id) => Some(self.shown(id).await?),
            None => None,
        };
        Ok(TaskView {
            id: task.id,
            department: task.department.clone(),
            title: task.title.clone(),
            state: task.state,
            assignee,
            accept_by: task.accept_by,
            done_by: task.done_by,
            accepted_at: task.accepted_at,
            done_at: task.done_at,
            result: task.result.clone(),
            tell_customer: task.tell_customer.clone(),
        })
    }

    async fn shown(&self, id: AgentId) -> Result<OwnerShown, Fault> {
        let card = self.people.agent(id).await?;
        Ok(OwnerShown { id, alias: card.map_or_else(|| id.uuid().simple().to_string(), |card| card.alias) })
    }
}

/// Refuses an empty or overlong line.
pub(super) fn checked_title(place: &'static str, text: &str) -> Result<(), Fault> {
    checked(place, text, TITLE_LETTERS_MAX, "write one line of 1 to 120 characters")
}

/// Refuses an empty or overlong text.
pub(super) fn checked_text(place: &'static str, text: &str) -> Result<(), Fault> {
    checked(place, text, TEXT_LETTERS_MAX, "write 1 to 4,000 characters")
}

fn checked(place: &'static str, text: &str, most: usize, what: &'static str) -> Result<(), Fault> {
    if text.trim().is_empty() || text.chars().count() > most {
        return Err(Fault::invalid("WL-CASE-INPUT", what).at(place));
    }
    Ok(())
}

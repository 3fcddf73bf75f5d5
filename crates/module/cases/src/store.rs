//! The statements of this room and the rows they return. Nothing here decides anything.

mod departments;

use sqlx::FromRow;
use uuid::Uuid;
use warmline_base::{
    AgentId, AttachmentId, CaseId, Cursor, CustomerId, Fault, InteractionId, JourneyId, Limit, TaskId, TeamId,
    Timestamp, TypedId,
};
use warmline_db::{Db, Tx, db_fault, on_tx, read, statements};
use warmline_runtime::Vault;

use crate::model::{CaseFile, Task};

pub(crate) use departments::{departments, insert_department, unfinished_of, update_department};

/// Notes one case shows.
const NOTES_MAX: i64 = 500;

statements! {
    TAKE_NUMBER = "INSERT INTO case_number (day, last_number) VALUES ($1, 1)
        ON CONFLICT (day) DO UPDATE SET last_number = case_number.last_number + 1 RETURNING last_number";
    INSERT_CASE = "INSERT INTO case_file (id, number, title, need, kind, state, priority, customer, branch, interaction, journey,
            owner, owner_team, owner_department, department, opened_at, due_at, feedback_due_at, breached, hops,
            told_customer_at, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, 1)";
    UPDATE_CASE = "UPDATE case_file SET state = $3, department = $4, due_at = $5, feedback_due_at = $6, breached = $7, hops = $8,
            told_customer_at = $9, version = version + 1 WHERE id = $1 AND version = $2";
    CASE = "SELECT id, number, title, need, kind, state, priority, customer, branch, interaction, journey, owner, owner_team,
            owner_department, department, opened_at, due_at, feedback_due_at, breached, hops, told_customer_at, version
        FROM case_file WHERE id = $1";
    OWNER = "SELECT owner FROM case_file WHERE id = $1";
    LIST_CASES = "SELECT id, number, title, need, kind, state, priority, customer, branch, interaction, journey, owner, owner_team,
            owner_department, department, opened_at, due_at, feedback_due_at, breached, hops, told_customer_at, version
        FROM case_file c
        WHERE (opened_at, id) < ($1, $2)
          AND ($3 OR owner = $4 OR owner_team = $5 OR branch = $6
               OR EXISTS (SELECT 1 FROM case_task t WHERE t.case_id = c.id AND (t.assignee = $4 OR t.department = $7)))
          AND ($8 = '' OR state = $8)
          AND ($9 = '' OR number LIKE $10 OR title LIKE $10)
        ORDER BY opened_at DESC, id DESC LIMIT $11";
    OF_CUSTOMER = "SELECT id, number, title, state, opened_at FROM case_file WHERE customer = $1
        ORDER BY opened_at DESC, id DESC LIMIT $2";
    OF_JOURNEY = "SELECT id, number, title, state, opened_at FROM case_file WHERE journey = $1
        ORDER BY opened_at DESC, id DESC LIMIT $2";
    TASKS = "SELECT id, department, title, sealed_title, state, assignee, accept_by, done_by, accepted_at, done_at, result,
            tell_customer FROM case_task WHERE case_id = $1 ORDER BY ordinal";
    STORE_TASK = "INSERT INTO case_task (id, case_id, ordinal, department, title, sealed_title, state, assignee, accept_by,
            done_by, accepted_at, done_at, result, tell_customer)
        VALUES ($1, $2, $3, $4, '', $5, $6, $7, $8, $9, $10, $11, $12, $13)
        ON CONFLICT (id) DO UPDATE SET title = '', sealed_title = $5, state = $6, assignee = $7, accepted_at = $10,
            done_at = $11, result = $12, tell_customer = $13";
    CLEAR_TITLES = "SELECT id, title FROM case_task WHERE sealed_title IS NULL LIMIT $1";
    SEAL_TITLE = "UPDATE case_task SET title = '', sealed_title = $2 WHERE id = $1";
    NOTES = "SELECT id, at, author, text FROM case_note WHERE case_id = $1 ORDER BY at, id LIMIT $2";
    INSERT_NOTE = "INSERT INTO case_note (id, case_id, at, author, text) VALUES ($1, $2, $3, $4, $5)";
    ATTACHMENTS = "SELECT attachment FROM case_attachment WHERE case_id = $1 ORDER BY attachment";
    ALL_DEPARTMENTS = "SELECT id, name, code, schedule, archived, version FROM department ORDER BY ordinal, id LIMIT 1000";
    INSERT_DEPARTMENT = "INSERT INTO department (id, ordinal, name, code, schedule, archived, version)
        VALUES ($1, $2, $3, $4, $5, $6, 1) ON CONFLICT DO NOTHING";
    UPDATE_DEPARTMENT = "UPDATE department SET name = $3, schedule = $4, archived = $5, version = version + 1
        WHERE id = $1 AND version = $2";
    UNFINISHED_OF = "SELECT COUNT(*) FROM case_file c WHERE state <> 'closed' AND (department = $1 OR owner_department = $1
        OR EXISTS (SELECT 1 FROM case_task t WHERE t.case_id = c.id AND t.department = $1
            AND t.state IN ('waiting', 'accepted')))";
    INSERT_ATTACHMENT = "INSERT INTO case_attachment (case_id, attachment) VALUES ($1, $2) ON CONFLICT DO NOTHING";
}

#[derive(Clone, FromRow)]
pub(crate) struct CaseRecord {
    pub id: Uuid,
    pub number: String,
    pub title: String,
    pub need: Vec<u8>,
    pub kind: String,
    pub state: String,
    pub priority: i64,
    pub customer: Option<Uuid>,
    pub branch: Option<String>,
    pub interaction: Option<Uuid>,
    pub journey: Option<Uuid>,
    pub owner: Uuid,
    pub owner_team: Option<Uuid>,
    pub owner_department: String,
    pub department: String,
    pub opened_at: i64,
    pub due_at: i64,
    pub feedback_due_at: Option<i64>,
    pub breached: bool,
    pub hops: i64,
    pub told_customer_at: Option<i64>,
    pub version: i64,
}

impl CaseRecord {
    pub fn id(&self) -> CaseId {
        CaseId::from_uuid(self.id)
    }

    pub fn owner(&self) -> AgentId {
        AgentId::from_uuid(self.owner)
    }

    pub fn customer(&self) -> Option<CustomerId> {
        self.customer.map(CustomerId::from_uuid)
    }

    pub fn interaction(&self) -> Option<InteractionId> {
        self.interaction.map(InteractionId::from_uuid)
    }

    pub fn journey(&self) -> Option<JourneyId> {
        self.journey.map(JourneyId::from_uuid)
    }

    pub fn owner_team(&self) -> Option<TeamId> {
        self.owner_team.map(TeamId::from_uuid)
    }

    pub fn need(&self, vault: &Vault) -> Result<String, Fault> {
        vault.open_field("case_file", "need", self.id.as_bytes(), &self.need)
    }

    /// The record with its parts, as the state machine wants it.
    pub fn file(&self, tasks: Vec<Task>) -> Result<CaseFile, Fault> {
        Ok(CaseFile {
            kind: self.kind.parse()?,
            state: self.state.parse()?,
            priority: u8::try_from(self.priority).unwrap_or(9),
            owner: self.owner(),
            owner_department: self.owner_department.clone(),
            department: self.department.clone(),
            tasks,
            hops: u32::try_from(self.hops).unwrap_or(0),
            due_at: Timestamp(self.due_at),
            feedback_due_at: self.feedback_due_at.map(Timestamp),
            breached: self.breached,
            told_customer_at: self.told_customer_at.map(Timestamp),
        })
    }
}

#[derive(FromRow)]
struct TaskRecord {
    id: Uuid,
    department: String,
    /// In clear, from before titles were sealed.
    title: String,
    sealed_title: Option<Vec<u8>>,
    state: String,
    assignee: Option<Uuid>,
    accept_by: i64,
    done_by: i64,
    accepted_at: Option<i64>,
    done_at: Option<i64>,
    result: Option<Vec<u8>>,
    tell_customer: Option<Vec<u8>>,
}

impl TaskRecord {
    fn task(self, vault: &Vault) -> Result<Task, Fault> {
        let open = |column: &str, sealed: Option<Vec<u8>>| {
            sealed.map(|sealed| vault.open_field("case_task", column, self.id.as_bytes(), &sealed)).transpose()
        };
        Ok(Task {
            id: TaskId::from_uuid(self.id),
            state: self.state.parse()?,
            result: open("result", self.result)?,
            tell_customer: open("tell_customer", self.tell_customer)?,
            title: open("title", self.sealed_title)?.unwrap_or(self.title),
            department: self.department,
            assignee: self.assignee.map(AgentId::from_uuid),
            accept_by: Timestamp(self.accept_by),
            done_by: Timestamp(self.done_by),
            accepted_at: self.accepted_at.map(Timestamp),
            done_at: self.done_at.map(Timestamp),
        })
    }
}

#[derive(FromRow)]
pub(crate) struct NoteRecord {
    pub id: Uuid,
    pub at: i64,
    pub author: String,
    pub text: Vec<u8>,
}

#[derive(FromRow)]
pub(crate) struct BriefRecord {
    pub id: Uuid,
    pub number: String,
    pub title: String,
    pub state: String,
    pub opened_at: i64,
}

/// Which cases a list may show.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reach {
    /// All of them.
    pub centre: bool,
    /// Those this person owns or has a part of.
    pub agent: Option<Uuid>,
    /// Those of this team's owners.
    pub team: Option<Uuid>,
    /// Those of this branch's customers.
    pub branch: Option<String>,
    /// Those this department has or had a part of.
    pub department: Option<String>,
}

pub(crate) async fn case(db: &Db, id: CaseId) -> Result<Option<CaseRecord>, Fault> {
    read!(db, c => sqlx::query_as(CASE).bind(id.uuid()).fetch_optional(c).await).map_err(db_fault)
}

pub(crate) async fn list(
    db: &Db,
    reach: &Reach,
    state: &str,
    words: &str,
    (cursor, limit): (Cursor, Limit),
) -> Result<Vec<CaseRecord>, Fault> {
    // Signs that mean something to LIKE are dropped: nobody looks for them in a title.
    let pattern = format!("%{}%", words.replace(['%', '_', '\\'], ""));
    read!(db, c => sqlx::query_as(LIST_CASES)
        .bind(cursor.at.0).bind(cursor.id).bind(reach.centre).bind(reach.agent).bind(reach.team).bind(&reach.branch)
        .bind(&reach.department).bind(state).bind(words).bind(&pattern).bind(limit.rows_and_one())
        .fetch_all(c).await)
    .map_err(db_fault)
}

pub(crate) async fn of_customer(db: &Db, id: CustomerId, limit: i64) -> Result<Vec<BriefRecord>, Fault> {
    read!(db, c => sqlx::query_as(OF_CUSTOMER).bind(id.uuid()).bind(limit).fetch_all(c).await).map_err(db_fault)
}

pub(crate) async fn of_journey(db: &Db, id: JourneyId, limit: i64) -> Result<Vec<BriefRecord>, Fault> {
    read!(db, c => sqlx::query_as(OF_JOURNEY).bind(id.uuid()).bind(limit).fetch_all(c).await).map_err(db_fault)
}

pub(crate) async fn tasks(db: &Db, vault: &Vault, id: CaseId) -> Result<Vec<Task>, Fault> {
    let rows: Vec<TaskRecord> =
        read!(db, c => sqlx::query_as(TASKS).bind(id.uuid()).fetch_all(c).await).map_err(db_fault)?;
    rows.into_iter().map(|row| row.task(vault)).collect()
}

pub(crate) async fn notes(db: &Db, id: CaseId) -> Result<Vec<NoteRecord>, Fault> {
    read!(db, c => sqlx::query_as(NOTES).bind(id.uuid()).bind(NOTES_MAX).fetch_all(c).await).map_err(db_fault)
}

pub(crate) async fn attachments(db: &Db, id: CaseId) -> Result<Vec<AttachmentId>, Fault> {
    let rows: Vec<(Uuid,)> =
        read!(db, c => sqlx::query_as(ATTACHMENTS).bind(id.uuid()).fetch_all(c).await).map_err(db_fault)?;
    Ok(rows.into_iter().map(|(id,)| AttachmentId::from_uuid(id)).collect())
}

/// Who owns the case, as the open transaction sees it.
pub(crate) async fn owner_of(tx: &mut Tx, id: CaseId) -> Result<Option<Uuid>, Fault> {
    let row: Option<(Uuid,)> =
        on_tx!(tx, c => sqlx::query_as(OWNER).bind(id.uuid()).fetch_optional(c).await).map_err(db_fault)?;
    Ok(row.map(|(owner,)| owner))
}

/// The next number of a local day: 1, 2, 3 … without gaps, because it commits with its case.
pub(crate) async fn take_number(tx: &mut Tx, day: &str) -> Result<i64, Fault> {
    let (number,): (i64,) =
        on_tx!(tx, c => sqlx::query_as(TAKE_NUMBER).bind(day).fetch_one(c).await).map_err(db_fault)?;
    Ok(number)
}

pub(crate) async fn insert_case(tx: &mut Tx, vault: &Vault, record: &CaseRecord, tasks: &[Task]) -> Result<(), Fault> {
    on_tx!(&mut *tx, c => sqlx::query(INSERT_CASE)
        .bind(record.id).bind(&record.number).bind(&record.title).bind(&record.need).bind(&record.kind).bind(&record.state)
        .bind(record.priority).bind(record.customer).bind(&record.branch).bind(record.interaction).bind(record.journey)
        .bind(record.owner).bind(record.owner_team).bind(&record.owner_department).bind(&record.department)
        .bind(record.opened_at).bind(record.due_at).bind(record.feedback_due_at).bind(record.breached).bind(record.hops)
        .bind(record.told_customer_at)
        .execute(c).await.map(|_| ()))
    .map_err(db_fault)?;
    store_tasks(tx, vault, record.id(), tasks).await
}

/// Stores what a step changed.
///
/// # Errors
/// `WL-STALE` when somebody else changed the case since it was read at `version`.
pub(crate) async fn update_case(
    tx: &mut Tx,
    vault: &Vault,
    (id, version): (CaseId, i64),
    file: &CaseFile,
) -> Result<(), Fault> {
    let changed = on_tx!(&mut *tx, c => sqlx::query(UPDATE_CASE)
        .bind(id.uuid()).bind(version).bind(file.state.as_str()).bind(&file.department).bind(file.due_at.0)
        .bind(file.feedback_due_at.map(|at| at.0)).bind(file.breached).bind(i64::from(file.hops))
        .bind(file.told_customer_at.map(|at| at.0))
        .execute(c).await.map(|done| done.rows_affected()))
    .map_err(db_fault)?;
    if changed == 0 {
        return Err(Fault::conflict("WL-STALE", "somebody changed this meanwhile: reload and try again"));
    }
    store_tasks(tx, vault, id, &file.tasks).await
}

async fn store_tasks(tx: &mut Tx, vault: &Vault, case: CaseId, tasks: &[Task]) -> Result<(), Fault> {
    for (ordinal, task) in tasks.iter().enumerate() {
        let row = task.id.uuid();
        let seal = |column: &str, text: &Option<String>| {
            text.as_ref().map(|text| vault.seal_field("case_task", column, row.as_bytes(), text)).transpose()
        };
        let title = vault.seal_field("case_task", "title", row.as_bytes(), &task.title)?;
        let (result, tell) = (seal("result", &task.result)?, seal("tell_customer", &task.tell_customer)?);
        on_tx!(&mut *tx, c => sqlx::query(STORE_TASK)
            .bind(row).bind(case.uuid()).bind(ordinal as i64).bind(&task.department).bind(title).bind(task.state.as_str())
            .bind(task.assignee.map(TypedId::uuid)).bind(task.accept_by.0).bind(task.done_by.0)
            .bind(task.accepted_at.map(|at| at.0)).bind(task.done_at.map(|at| at.0)).bind(result).bind(tell)
            .execute(c).await.map(|_| ()))
        .map_err(db_fault)?;
    }
    Ok(())
}

/// Seals titles that were stored in clear, at most `limit`; returns how many there were.
pub(crate) async fn seal_titles(db: &Db, vault: &Vault, limit: i64) -> Result<usize, Fault> {
    let clear: Vec<(Uuid, String)> =
        read!(db, c => sqlx::query_as(CLEAR_TITLES).bind(limit).fetch_all(c).await).map_err(db_fault)?;
    let mut tx = db.begin().await?;
    for (id, title) in &clear {
        let sealed = vault.seal_field("case_task", "title", id.as_bytes(), title)?;
        on_tx!(&mut tx, c => sqlx::query(SEAL_TITLE).bind(id).bind(sealed).execute(c).await.map(|_| ()))
            .map_err(db_fault)?;
    }
    tx.commit().await?;
    Ok(clear.len())
}

pub(crate) async fn insert_note(
    tx: &mut Tx,
    vault: &Vault,
    (id, case): (Uuid, CaseId),
    (author, text): (&str, &str),
    at: Timestamp,
) -> Result<(), Fault> {
    let sealed = vault.seal_field("case_note", "text", id.as_bytes(), text)?;
    on_tx!(tx, c => sqlx::query(INSERT_NOTE)
        .bind(id).bind(case.uuid()).bind(at.0).bind(author).bind(sealed).execute(c).await.map(|_| ()))
    .map_err(db_fault)
}

pub(crate) async fn insert_attachments(tx: &mut Tx, case: CaseId, ids: &[AttachmentId]) -> Result<(), Fault> {
    for id in ids {
        on_tx!(&mut *tx, c =>
            sqlx::query(INSERT_ATTACHMENT).bind(case.uuid()).bind(id.uuid()).execute(c).await.map(|_| ()))
        .map_err(db_fault)?;
    }
    Ok(())
}

//! Rows of recordings.

use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;
use warmline_base::{Fault, InteractionId, TypedId};
use warmline_db::{db_fault, on_tx, read, statements};
use warmline_runtime::Runtime;

use super::{Subject, now};

statements! {
    BEGIN_RECORDING = "INSERT INTO voice_recording (id, interaction, agent, message, file_key, started_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    FINISH_RECORDING = "UPDATE voice_recording SET milliseconds = $2 WHERE id = $1";
    RECORDINGS_OF = "SELECT id, interaction, agent, message, file_key, started_at, milliseconds
        FROM voice_recording WHERE interaction = $1 ORDER BY started_at LIMIT 100";
    ONE_RECORDING = "SELECT id, interaction, agent, message, file_key, started_at, milliseconds
        FROM voice_recording WHERE id = $1";
}

/// What is known of a recording.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct RecordingRow {
    id: Uuid,
    interaction: Uuid,
    /// Who spoke for the bank when it began.
    pub agent: Option<Uuid>,
    /// A message the customer left.
    pub message: i64,
    #[serde(skip)]
    pub(super) file_key: Vec<u8>,
    /// When it began, microseconds.
    pub started_at: i64,
    /// How long it is; nothing while it runs, or when a crash cut it short.
    pub milliseconds: Option<i64>,
}

impl RecordingRow {
    /// Which.
    pub const fn recording(&self) -> Uuid {
        self.id
    }

    /// Of which interaction.
    pub fn interaction(&self) -> InteractionId {
        InteractionId::from_uuid(self.interaction)
    }
}

pub(super) async fn begin(runtime: &Runtime, id: Uuid, subject: Subject, file_key: Vec<u8>) -> Result<(), Fault> {
    let mut tx = runtime.db.begin().await?;
    let at = now(runtime).0;
    on_tx!(&mut tx, c => sqlx::query(BEGIN_RECORDING)
        .bind(id).bind(subject.interaction.uuid()).bind(subject.agent.map(TypedId::uuid))
        .bind(i64::from(subject.message)).bind(file_key).bind(at)
        .execute(c).await.map(|_| ()))
    .map_err(db_fault)?;
    tx.commit().await
}

pub(super) async fn finish(runtime: &Runtime, id: Uuid, milliseconds: i64) -> Result<(), Fault> {
    let mut tx = runtime.db.begin().await?;
    on_tx!(&mut tx, c => sqlx::query(FINISH_RECORDING).bind(id).bind(milliseconds).execute(c).await.map(|_| ()))
        .map_err(db_fault)?;
    tx.commit().await
}

pub(super) async fn of(runtime: &Runtime, interaction: InteractionId) -> Result<Vec<RecordingRow>, Fault> {
    read!(&runtime.db, c => sqlx::query_as(RECORDINGS_OF).bind(interaction.uuid()).fetch_all(c).await).map_err(db_fault)
}

pub(super) async fn find(runtime: &Runtime, id: Uuid) -> Result<Option<RecordingRow>, Fault> {
    read!(&runtime.db, c => sqlx::query_as(ONE_RECORDING).bind(id).fetch_optional(c).await).map_err(db_fault)
}

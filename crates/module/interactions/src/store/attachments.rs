//! Attachment rows; the bytes lie in the file store, sealed.

use sqlx::FromRow;
use uuid::Uuid;
use warmline_base::{AttachmentId, Fault, InteractionId, Timestamp, TypedId};
use warmline_contract::AttachmentView;
use warmline_db::{db_fault, on_tx, read};
use warmline_runtime::Runtime;

use super::{FIND_ATTACHMENT, INSERT_ATTACHMENT};

/// A stored attachment.
#[derive(Clone, Debug)]
pub struct AttachmentRow {
    /// Whose.
    pub interaction: InteractionId,
    /// How it is shown.
    pub view: AttachmentView,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    interaction_id: Uuid,
    name: Vec<u8>,
    media_type: String,
    bytes: i64,
    state: String,
}

/// Writes a row.
pub async fn insert_attachment(runtime: &Runtime, row: &AttachmentRow, at: Timestamp) -> Result<(), Fault> {
    let id = row.view.id.uuid();
    let name = runtime.vault.seal_field("attachment", "name", id.as_bytes(), &row.view.name)?;
    let mut tx = runtime.db.begin().await?;
    on_tx!(&mut tx, c => sqlx::query(INSERT_ATTACHMENT)
        .bind(id).bind(row.interaction.uuid()).bind(name).bind(&row.view.media_type).bind(row.view.bytes)
        .bind(&row.view.state).bind(at.0).execute(c).await.map(|_| ()))
    .map_err(db_fault)?;
    tx.commit().await
}

/// One attachment.
pub async fn find_attachment(runtime: &Runtime, id: AttachmentId) -> Result<Option<AttachmentRow>, Fault> {
    let row: Option<Row> =
        read!(&runtime.db, c => sqlx::query_as(FIND_ATTACHMENT).bind(id.uuid()).fetch_optional(c).await)
            .map_err(db_fault)?;
    row.map(|row| {
        Ok(AttachmentRow {
            interaction: InteractionId::from_uuid(row.interaction_id),
            view: AttachmentView {
                id: AttachmentId::from_uuid(row.id),
                name: runtime.vault.open_field("attachment", "name", row.id.as_bytes(), &row.name)?,
                media_type: row.media_type,
                bytes: row.bytes,
                state: row.state,
            },
        })
    })
    .transpose()
}

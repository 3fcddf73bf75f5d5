//! What the door itself must remember over a restart: bank tokens already used, files already sent.
//!
//! Both tables clean themselves: each write first forgets what has expired.

use warmline_base::{Fault, InteractionId, Timestamp, TypedId};
use warmline_db::{db_fault, on_tx, statements};
use warmline_runtime::Runtime;

statements! {
    FORGET_TOKENS = "DELETE FROM bank_token_seen WHERE expires_at <= $1";
    SEE_TOKEN = "INSERT INTO bank_token_seen (token_id, expires_at) VALUES ($1, $2) ON CONFLICT (token_id) DO NOTHING";
    FORGET_UPLOADS = "DELETE FROM webchat_upload WHERE expires_at <= $1";
    COUNT_UPLOAD = "INSERT INTO webchat_upload (interaction, files, expires_at) VALUES ($1, 1, $2)
        ON CONFLICT (interaction) DO UPDATE SET files = webchat_upload.files + 1, expires_at = $2 RETURNING files";
}

/// Marks a bank token as used until it expires by itself; false when it was used before.
pub(crate) async fn use_token(runtime: &Runtime, token_id: &str, expires_at: Timestamp) -> Result<bool, Fault> {
    let mut tx = runtime.db.begin().await?;
    let now = runtime.now().0;
    on_tx!(&mut tx, c => sqlx::query(FORGET_TOKENS).bind(now).execute(c).await.map(|_| ())).map_err(db_fault)?;
    let new = on_tx!(&mut tx, c =>
        sqlx::query(SEE_TOKEN).bind(token_id).bind(expires_at.0).execute(c).await.map(|done| done.rows_affected()))
    .map_err(db_fault)?;
    tx.commit().await?;
    Ok(new == 1)
}

/// Counts one more file of `interaction`, remembered until `expires_at`; returns how many there are now.
pub(crate) async fn count_upload(
    runtime: &Runtime,
    interaction: InteractionId,
    expires_at: Timestamp,
) -> Result<i64, Fault> {
    let mut tx = runtime.db.begin().await?;
    let now = runtime.now().0;
    on_tx!(&mut tx, c => sqlx::query(FORGET_UPLOADS).bind(now).execute(c).await.map(|_| ())).map_err(db_fault)?;
    let (files,): (i64,) = on_tx!(&mut tx, c =>
        sqlx::query_as(COUNT_UPLOAD).bind(interaction.uuid()).bind(expires_at.0).fetch_one(c).await)
    .map_err(db_fault)?;
    tx.commit().await?;
    Ok(files)
}

//! Dead letters and settings.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use warmline_base::{JobId, Limit, Timestamp};
use warmline_contract::Action;
use warmline_http::{Acting, Path, Reply};
use warmline_runtime::{Object, list_dead, replay_dead};

use super::Ops;

/// A job that failed too often.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeadLetterView {
    /// Which.
    #[schema(value_type = String)]
    id: JobId,
    /// Its kind.
    kind: String,
    /// What it was to work on: ids, never personal data.
    payload: String,
    /// How often it was tried.
    attempts: i64,
    /// The last failure.
    last_error: String,
    /// When it was stored.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// The dead letters.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeadLetters {
    /// Newest first, at most 200.
    items: Vec<DeadLetterView>,
}

/// What this install is set to; secrets are left out.
#[derive(Debug, Serialize, ToSchema)]
pub struct SettingsView {
    /// Name and version of the program.
    version: &'static str,
    /// `sqlite` or `postgres`.
    database: &'static str,
    /// Where it listens.
    listen: String,
    /// The bank's name.
    bank_name: String,
    /// Pages that may embed the chat.
    embed_origins: Vec<String>,
    /// Staff may sign in with the bank's identity provider.
    oidc: bool,
    /// The pages are in this binary.
    pages: bool,
    /// The log's last position.
    log_position: i64,
}

/// Dead letters, newest first.
#[utoipa::path(get, path = "/api/dead-letters", tag = "operations", operation_id = "list_dead_letters",
    responses((status = 200, body = DeadLetters)))]
pub async fn list(Acting(ctx): Acting, State(ops): State<Arc<Ops>>) -> Reply<Json<DeadLetters>> {
    ctx.authorize(Action::DeadLetterReplay, &Object::any("dead_letter"))?;
    let letters = list_dead(&ops.house.runtime.db, Limit::parse(Some(Limit::MAX))?).await?;
    let items = letters
        .into_iter()
        .map(|letter| DeadLetterView {
            id: letter.id,
            kind: letter.kind,
            payload: letter.payload,
            attempts: letter.attempts,
            last_error: letter.last_error,
            created_at: letter.created_at,
        })
        .collect();
    Ok(Json(DeadLetters { items }))
}

/// Puts a dead letter back in line.
#[utoipa::path(post, path = "/api/dead-letters/{id}/replay", tag = "operations", operation_id = "replay_dead_letter",
    params(("id" = String, Path)), responses((status = 204)))]
pub async fn replay(Acting(ctx): Acting, State(_ops): State<Arc<Ops>>, Path(id): Path<JobId>) -> Reply<StatusCode> {
    let mut work = ctx.open(Action::DeadLetterReplay, &Object::new("dead_letter", &id.to_string())).await?;
    let now = work.now();
    replay_dead(work.tx(), id, now).await?;
    work.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What this install is set to.
#[utoipa::path(get, path = "/api/settings", tag = "operations", operation_id = "get_settings",
    responses((status = 200, body = SettingsView)))]
pub async fn settings(Acting(ctx): Acting, State(ops): State<Arc<Ops>>) -> Reply<Json<SettingsView>> {
    ctx.authorize(Action::SettingsRead, &Object::any("settings"))?;
    let runtime = &ops.house.runtime;
    Ok(Json(SettingsView {
        version: env!("CARGO_PKG_VERSION"),
        database: runtime.db.kind(),
        listen: ops.config.listen.to_string(),
        bank_name: ops.config.bank_name.clone(),
        embed_origins: ops.config.embed_origins.clone(),
        oidc: ops.config.oidc_issuer.is_some(),
        pages: warmline_pages::are_built(),
        log_position: runtime.log.last_position().await?,
    }))
}

//! Cases as a whole: list, record, read, note, tell the customer, open again.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use warmline_base::{CaseId, Fault};
use warmline_http::{Acting, Body, Path, Query, Reply};

use crate::{CaseDetail, CaseListing, CaseQuery, Cases, FeedbackInput, OpenInput};

/// Cases the actor may see, newest first.
#[utoipa::path(get, path = "/api/cases", tag = "cases", params(CaseQuery),
    responses((status = 200, body = CaseListing)))]
pub(super) async fn list_cases(
    Acting(ctx): Acting,
    State(service): State<Arc<Cases>>,
    Query(query): Query<CaseQuery>,
) -> Reply<Json<CaseListing>> {
    Ok(Json(service.list(&ctx, query).await?))
}

/// The header that makes recording a case happen once.
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Record a case; with an `Idempotency-Key`, once however often it is sent.
#[utoipa::path(post, path = "/api/cases", tag = "cases",
    params(("Idempotency-Key" = Option<String>, Header, description = "A random uuid of the sender's for this case.")), request_body = OpenInput,
    responses((status = 201, body = CaseDetail)))]
pub(super) async fn open_case(
    Acting(ctx): Acting,
    State(service): State<Arc<Cases>>,
    headers: HeaderMap,
    Body(input): Body<OpenInput>,
) -> Reply<(StatusCode, Json<CaseDetail>)> {
    let key = headers.get(IDEMPOTENCY_KEY).map(key_of).transpose()?;
    Ok((StatusCode::CREATED, Json(service.open_once(&ctx, key, input).await?)))
}

fn key_of(value: &HeaderValue) -> Result<Uuid, Fault> {
    value
        .to_str()
        .ok()
        .and_then(|text| Uuid::try_parse(text).ok())
        .ok_or_else(|| Fault::invalid("WL-CASE-KEY", "Idempotency-Key is a uuid: send a random one for each case"))
}

/// One case with everything about it.
#[utoipa::path(get, path = "/api/cases/{id}", tag = "cases", params(("id" = String, Path)),
    responses((status = 200, body = CaseDetail)))]
pub(super) async fn get_case(
    Acting(ctx): Acting,
    State(service): State<Arc<Cases>>,
    Path(id): Path<CaseId>,
) -> Reply<Json<CaseDetail>> {
    Ok(Json(service.get(&ctx, id).await?))
}

/// A note.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NoteInput {
    /// Plain text.
    text: String,
}

/// Write a note.
#[utoipa::path(post, path = "/api/cases/{id}/notes", tag = "cases", params(("id" = String, Path)),
    request_body = NoteInput, responses((status = 200, body = CaseDetail)))]
pub(super) async fn note_case(
    Acting(ctx): Acting,
    State(service): State<Arc<Cases>>,
    Path(id): Path<CaseId>,
    Body(input): Body<NoteInput>,
) -> Reply<Json<CaseDetail>> {
    Ok(Json(service.note(&ctx, id, input.text).await?))
}

/// Tell the customer and close.
#[utoipa::path(post, path = "/api/cases/{id}/feedback", tag = "cases", params(("id" = String, Path)),
    request_body = FeedbackInput, responses((status = 200, body = CaseDetail)))]
pub(super) async fn give_case_feedback(
    Acting(ctx): Acting,
    State(service): State<Arc<Cases>>,
    Path(id): Path<CaseId>,
    Body(input): Body<FeedbackInput>,
) -> Reply<Json<CaseDetail>> {
    Ok(Json(service.feedback(&ctx, id, input).await?))
}

/// A reason.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct WhyInput {
    /// Why.
    pub(super) why: String,
}

/// Open a closed case again.
#[utoipa::path(post, path = "/api/cases/{id}/reopen", tag = "cases", params(("id" = String, Path)),
    request_body = WhyInput, responses((status = 200, body = CaseDetail)))]
pub(super) async fn reopen_case(
    Acting(ctx): Acting,
    State(service): State<Arc<Cases>>,
    Path(id): Path<CaseId>,
    Body(input): Body<WhyInput>,
) -> Reply<Json<CaseDetail>> {
    Ok(Json(service.reopen(&ctx, id, input.why).await?))
}

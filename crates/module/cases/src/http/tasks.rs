//! Parts of a case: add, accept, finish, give back, hand over.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use warmline_base::{CaseId, TaskId};
use warmline_http::{Acting, Body, Path, Reply};

use super::cases::WhyInput;
use crate::{CaseDetail, Cases, FinishInput, HandOverInput, TaskInput};

/// Give one more department a part.
#[utoipa::path(post, path = "/api/cases/{id}/tasks", tag = "cases", params(("id" = String, Path)),
    request_body = TaskInput, responses((status = 200, body = CaseDetail)))]
pub(super) async fn add_case_task(
    Acting(ctx): Acting,
    State(service): State<Arc<Cases>>,
    Path(id): Path<CaseId>,
    Body(input): Body<TaskInput>,
) -> Reply<Json<CaseDetail>> {
    Ok(Json(service.add_task(&ctx, id, input).await?))
}

/// Take a part.
#[utoipa::path(post, path = "/api/cases/{id}/tasks/{task}/accept", tag = "cases",
    params(("id" = String, Path), ("task" = String, Path)), responses((status = 200, body = CaseDetail)))]
pub(super) async fn accept_case_task(
    Acting(ctx): Acting,
    State(service): State<Arc<Cases>>,
    Path((id, task)): Path<(CaseId, TaskId)>,
) -> Reply<Json<CaseDetail>> {
    Ok(Json(service.accept(&ctx, id, task).await?))
}

/// Finish a part.
#[utoipa::path(post, path = "/api/cases/{id}/tasks/{task}/finish", tag = "cases",
    params(("id" = String, Path), ("task" = String, Path)), request_body = FinishInput,
    responses((status = 200, body = CaseDetail)))]
pub(super) async fn finish_case_task(
    Acting(ctx): Acting,
    State(service): State<Arc<Cases>>,
    Path((id, task)): Path<(CaseId, TaskId)>,
    Body(input): Body<FinishInput>,
) -> Reply<Json<CaseDetail>> {
    Ok(Json(service.finish(&ctx, id, task, input).await?))
}

/// Give a part back, with the reason.
#[utoipa::path(post, path = "/api/cases/{id}/tasks/{task}/return", tag = "cases",
    params(("id" = String, Path), ("task" = String, Path)), request_body = WhyInput,
    responses((status = 200, body = CaseDetail)))]
pub(super) async fn return_case_task(
    Acting(ctx): Acting,
    State(service): State<Arc<Cases>>,
    Path((id, task)): Path<(CaseId, TaskId)>,
    Body(input): Body<WhyInput>,
) -> Reply<Json<CaseDetail>> {
    Ok(Json(service.give_back(&ctx, id, task, input.why).await?))
}

/// Hand a part over to another department.
#[utoipa::path(post, path = "/api/cases/{id}/hand-over", tag = "cases", params(("id" = String, Path)),
    request_body = HandOverInput, responses((status = 200, body = CaseDetail)))]
pub(super) async fn hand_over_case(
    Acting(ctx): Acting,
    State(service): State<Arc<Cases>>,
    Path(id): Path<CaseId>,
    Body(input): Body<HandOverInput>,
) -> Reply<Json<CaseDetail>> {
    Ok(Json(service.hand_over(&ctx, id, input).await?))
}

//! `/api/queues`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use warmline_base::QueueId;
use warmline_contract::QueueSetting;
use warmline_http::{Acting, Body, Path, Reply};

use super::{Listing, Versions};
use crate::{QueueBody, Routing, Versioned};

/// Every queue.
#[utoipa::path(get, path = "/api/queues", tag = "routing", responses((status = 200, body = Listing<QueueSetting>)))]
pub(super) async fn list_queues(
    Acting(ctx): Acting,
    State(routing): State<Arc<Routing>>,
) -> Reply<Json<Listing<QueueSetting>>> {
    Ok(Json(routing.list_queues(&ctx).await?.into()))
}

/// Adds a queue.
#[utoipa::path(post, path = "/api/queues", tag = "routing", request_body = QueueBody,
    responses((status = 201, body = QueueSetting)))]
pub(super) async fn add_queue(
    Acting(ctx): Acting,
    State(routing): State<Arc<Routing>>,
    Body(input): Body<QueueBody>,
) -> Reply<(StatusCode, Json<QueueSetting>)> {
    Ok((StatusCode::CREATED, Json(routing.add_queue(&ctx, input).await?)))
}

/// Changes a queue.
#[utoipa::path(put, path = "/api/queues/{id}", tag = "routing", params(("id" = String, Path)),
    request_body = Versioned<QueueBody>, responses((status = 200, body = QueueSetting)))]
pub(super) async fn change_queue(
    Acting(ctx): Acting,
    State(routing): State<Arc<Routing>>,
    Path(id): Path<QueueId>,
    Body(input): Body<Versioned<QueueBody>>,
) -> Reply<Json<QueueSetting>> {
    Ok(Json(routing.change_queue(&ctx, id, input).await?))
}

/// The versions of a queue, newest first.
#[utoipa::path(get, path = "/api/queues/{id}/versions", tag = "routing", params(("id" = String, Path)),
    responses((status = 200, body = Versions)))]
pub(super) async fn queue_versions(
    Acting(ctx): Acting,
    State(routing): State<Arc<Routing>>,
    Path(id): Path<QueueId>,
) -> Reply<Json<Versions>> {
    Ok(Json(Versions { items: routing.queue_versions(&ctx, id).await? }))
}

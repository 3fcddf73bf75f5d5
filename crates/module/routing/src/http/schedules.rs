//! `/api/schedules`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use warmline_base::ScheduleId;
use warmline_http::{Acting, Body, Path, Reply};

use super::{Listing, Versions};
use crate::{Routing, ScheduleBody, ScheduleView, Versioned};

/// All opening hours.
#[utoipa::path(get, path = "/api/schedules", tag = "routing",
    responses((status = 200, body = Listing<ScheduleView>)))]
pub(super) async fn list_schedules(
    Acting(ctx): Acting,
    State(routing): State<Arc<Routing>>,
) -> Reply<Json<Listing<ScheduleView>>> {
    Ok(Json(routing.schedules(&ctx).await?.into()))
}

/// Adds opening hours.
#[utoipa::path(post, path = "/api/schedules", tag = "routing", request_body = ScheduleBody,
    responses((status = 201, body = ScheduleView)))]
pub(super) async fn add_schedule(
    Acting(ctx): Acting,
    State(routing): State<Arc<Routing>>,
    Body(input): Body<ScheduleBody>,
) -> Reply<(StatusCode, Json<ScheduleView>)> {
    Ok((StatusCode::CREATED, Json(routing.add_schedule(&ctx, input).await?)))
}

/// Changes opening hours.
#[utoipa::path(put, path = "/api/schedules/{id}", tag = "routing", params(("id" = String, Path)),
    request_body = Versioned<ScheduleBody>, responses((status = 200, body = ScheduleView)))]
pub(super) async fn change_schedule(
    Acting(ctx): Acting,
    State(routing): State<Arc<Routing>>,
    Path(id): Path<ScheduleId>,
    Body(input): Body<Versioned<ScheduleBody>>,
) -> Reply<Json<ScheduleView>> {
    Ok(Json(routing.change_schedule(&ctx, id, input).await?))
}

/// The versions of opening hours, newest first.
#[utoipa::path(get, path = "/api/schedules/{id}/versions", tag = "routing", params(("id" = String, Path)),
    responses((status = 200, body = Versions)))]
pub(super) async fn schedule_versions(
    Acting(ctx): Acting,
    State(routing): State<Arc<Routing>>,
    Path(id): Path<ScheduleId>,
) -> Reply<Json<Versions>> {
    Ok(Json(Versions { items: routing.schedule_versions(&ctx, id).await? }))
}

//! Canned replies and dispositions.

#![expect(unused_qualifications, reason = "the route macro repeats the types of its arguments")]

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use warmline_base::CannedReplyId;
use warmline_http::{Acting, Body, Path, Query, Reply};

use super::Items;
use crate::Interactions;
use crate::app::{CannedChange, CannedInput};
use crate::store::{CannedReply, Disposition};

type Service = State<Arc<Interactions>>;

/// What canned replies are looked for by.
#[derive(Debug, Deserialize, IntoParams)]
pub struct Wanted {
    /// In the shortcut, the title or the text.
    #[serde(default)]
    q: String,
}

/// Canned replies.
#[utoipa::path(get, path = "/api/canned-replies", tag = "settings", operation_id = "list_canned_replies", params(Wanted),
    responses((status = 200, body = Items<CannedReply>)))]
pub async fn list_canned(
    Acting(ctx): Acting,
    State(service): Service,
    Query(wanted): Query<Wanted>,
) -> Reply<Json<Items<CannedReply>>> {
    Ok(Json(Items { items: service.canned(&ctx, &wanted.q).await? }))
}

/// Adds a canned reply.
#[utoipa::path(post, path = "/api/canned-replies", tag = "settings", operation_id = "add_canned_reply", request_body = CannedInput,
    responses((status = 201, body = CannedReply)))]
pub async fn add_canned(
    Acting(ctx): Acting,
    State(service): Service,
    Body(input): Body<CannedInput>,
) -> Reply<(StatusCode, Json<CannedReply>)> {
    Ok((StatusCode::CREATED, Json(service.add_canned(&ctx, input).await?)))
}

/// Changes a canned reply, from the version it was read in.
#[utoipa::path(put, path = "/api/canned-replies/{id}", tag = "settings", operation_id = "change_canned_reply",
    params(("id" = String, Path)), request_body = CannedChange, responses((status = 200, body = CannedReply)))]
pub async fn change_canned(
    Acting(ctx): Acting,
    State(service): Service,
    Path(id): Path<CannedReplyId>,
    Body(change): Body<CannedChange>,
) -> Reply<Json<CannedReply>> {
    Ok(Json(service.change_canned(&ctx, id, change).await?))
}

/// Takes a canned reply out.
#[utoipa::path(delete, path = "/api/canned-replies/{id}", tag = "settings", operation_id = "delete_canned_reply",
    params(("id" = String, Path)), responses((status = 204)))]
pub async fn delete_canned(
    Acting(ctx): Acting,
    State(service): Service,
    Path(id): Path<CannedReplyId>,
) -> Reply<StatusCode> {
    service.delete_canned(&ctx, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Every disposition.
#[utoipa::path(get, path = "/api/dispositions", tag = "settings", operation_id = "list_dispositions",
    responses((status = 200, body = Items<Disposition>)))]
pub async fn dispositions(Acting(ctx): Acting, State(service): Service) -> Reply<Json<Items<Disposition>>> {
    Ok(Json(Items { items: service.dispositions(&ctx).await? }))
}

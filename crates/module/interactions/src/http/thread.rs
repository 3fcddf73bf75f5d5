//! The inbox and the thread.

#![expect(unused_qualifications, reason = "the route macro repeats the types of its arguments")]

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use warmline_base::{InteractionId, JourneyId};
use warmline_http::{Acting, Body, Path, Query, Reply};

use super::Listing;
use crate::Interactions;
use crate::app::{
    Counts, Detail, EventPage, IdentifyInput, JourneyView, ListQuery, MessageInput, NoteInput, Posted, RoutingView,
    Row, Suggestions,
};

/// A page of the inbox, newest change first.
#[utoipa::path(get, path = "/api/interactions", tag = "interactions", operation_id = "list_interactions", params(ListQuery),
    responses((status = 200, body = Listing<Row>)))]
pub async fn list(
    Acting(ctx): Acting,
    State(service): State<Arc<Interactions>>,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<Row>>> {
    let page = service.list(&ctx, &query).await?;
    Ok(Json(Listing { items: page.items, next: page.next }))
}

/// How long the inbox's lists are.
#[utoipa::path(get, path = "/api/interactions/counts", tag = "interactions", operation_id = "count_interactions",
    responses((status = 200, body = Counts)))]
pub async fn counts(Acting(ctx): Acting, State(service): State<Arc<Interactions>>) -> Reply<Json<Counts>> {
    Ok(Json(service.counts(&ctx).await?))
}

/// One interaction.
#[utoipa::path(get, path = "/api/interactions/{id}", tag = "interactions", operation_id = "get_interaction", params(("id" = String, Path)),
    responses((status = 200, body = Detail)))]
pub async fn get(
    Acting(ctx): Acting,
    State(service): State<Arc<Interactions>>,
    Path(id): Path<InteractionId>,
) -> Reply<Json<Detail>> {
    Ok(Json(service.get(&ctx, id).await?))
}

/// Where to read the thread from.
#[derive(Debug, Deserialize, IntoParams)]
pub struct After {
    /// Events after this number.
    #[serde(default)]
    after: i64,
    /// Events, 1 to 200.
    #[serde(default)]
    limit: Option<u16>,
}

/// A part of the thread.
#[utoipa::path(get, path = "/api/interactions/{id}/events", tag = "interactions", operation_id = "list_interaction_events",
    params(("id" = String, Path), After), responses((status = 200, body = EventPage)))]
pub async fn events(
    Acting(ctx): Acting,
    State(service): State<Arc<Interactions>>,
    Path(id): Path<InteractionId>,
    Query(from): Query<After>,
) -> Reply<Json<EventPage>> {
    Ok(Json(service.events(&ctx, id, from.after, from.limit).await?))
}

/// Writes to the customer; stored when it answers.
#[utoipa::path(post, path = "/api/interactions/{id}/messages", tag = "interactions", operation_id = "post_message",
    params(("id" = String, Path)), request_body = MessageInput, responses((status = 201, body = Posted)))]
pub async fn post_message(
    Acting(ctx): Acting,
    State(service): State<Arc<Interactions>>,
    Path(id): Path<InteractionId>,
    Body(input): Body<MessageInput>,
) -> Reply<(StatusCode, Json<Posted>)> {
    Ok((StatusCode::CREATED, Json(service.reply(&ctx, id, input).await?)))
}

/// Writes a note colleagues see.
#[utoipa::path(post, path = "/api/interactions/{id}/notes", tag = "interactions", operation_id = "post_note",
    params(("id" = String, Path)), request_body = NoteInput, responses((status = 201, body = Posted)))]
pub async fn post_note(
    Acting(ctx): Acting,
    State(service): State<Arc<Interactions>>,
    Path(id): Path<InteractionId>,
    Body(input): Body<NoteInput>,
) -> Reply<(StatusCode, Json<Posted>)> {
    Ok((StatusCode::CREATED, Json(service.note(&ctx, id, input).await?)))
}

/// Says which customer it is.
#[utoipa::path(post, path = "/api/interactions/{id}/identify", tag = "interactions", operation_id = "identify_interaction",
    params(("id" = String, Path)), request_body = IdentifyInput, responses((status = 200, body = Detail)))]
pub async fn identify(
    Acting(ctx): Acting,
    State(service): State<Arc<Interactions>>,
    Path(id): Path<InteractionId>,
    Body(input): Body<IdentifyInput>,
) -> Reply<Json<Detail>> {
    Ok(Json(service.identify(&ctx, id, input).await?))
}

/// Help for whoever serves the interaction.
#[utoipa::path(get, path = "/api/interactions/{id}/suggestions", tag = "interactions", operation_id = "suggest_for_interaction",
    params(("id" = String, Path)), responses((status = 200, body = Suggestions)))]
pub async fn suggestions(
    Acting(ctx): Acting,
    State(service): State<Arc<Interactions>>,
    Path(id): Path<InteractionId>,
) -> Reply<Json<Suggestions>> {
    Ok(Json(service.suggestions(&ctx, id).await?))
}

/// Why this agent, why not that one, why still waiting.
#[utoipa::path(get, path = "/api/interactions/{id}/routing", tag = "interactions", operation_id = "explain_interaction",
    params(("id" = String, Path)), responses((status = 200, body = RoutingView)))]
pub async fn routing(
    Acting(ctx): Acting,
    State(service): State<Arc<Interactions>>,
    Path(id): Path<InteractionId>,
) -> Reply<Json<RoutingView>> {
    Ok(Json(service.routing(&ctx, id).await?))
}

/// A journey across channels.
#[utoipa::path(get, path = "/api/journeys/{id}", tag = "interactions", operation_id = "get_journey", params(("id" = String, Path)),
    responses((status = 200, body = JourneyView)))]
pub async fn journey(
    Acting(ctx): Acting,
    State(service): State<Arc<Interactions>>,
    Path(id): Path<JourneyId>,
) -> Reply<Json<JourneyView>> {
    Ok(Json(service.journey(&ctx, id).await?))
}

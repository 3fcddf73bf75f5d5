//! Offers, transfers, ends, wrap-ups and presence.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use warmline_base::{AgentId, InteractionId, OfferId};
use warmline_contract::{Action, Presence};
use warmline_http::{Acting, Body, Path, Reply};
use warmline_runtime::Object;

use super::Items;
use crate::Interactions;
use crate::app::{Detail, EndInput, ForceInput, PresenceInput, RejectInput, TakeInput, TransferInput, WrapUpInput};

type Service = State<Arc<Interactions>>;

/// Takes an offer.
#[utoipa::path(post, path = "/api/interactions/{id}/offers/{offer}/accept", tag = "desk", operation_id = "accept_offer",
    params(("id" = String, Path), ("offer" = String, Path)), responses((status = 200, body = Detail)))]
pub async fn accept(
    Acting(ctx): Acting,
    State(service): Service,
    Path((id, offer)): Path<(InteractionId, OfferId)>,
) -> Reply<Json<Detail>> {
    Ok(Json(service.accept(&ctx, id, offer).await?))
}

/// Declines an offer.
#[utoipa::path(post, path = "/api/interactions/{id}/offers/{offer}/reject", tag = "desk", operation_id = "reject_offer",
    params(("id" = String, Path), ("offer" = String, Path)), request_body = RejectInput, responses((status = 204)))]
pub async fn reject(
    Acting(ctx): Acting,
    State(service): Service,
    Path((id, offer)): Path<(InteractionId, OfferId)>,
    Body(input): Body<RejectInput>,
) -> Reply<StatusCode> {
    service.reject(&ctx, id, offer, input).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Passes an interaction on.
#[utoipa::path(post, path = "/api/interactions/{id}/transfer", tag = "desk", operation_id = "transfer_interaction",
    params(("id" = String, Path)), request_body = TransferInput, responses((status = 204)))]
pub async fn transfer(
    Acting(ctx): Acting,
    State(service): Service,
    Path(id): Path<InteractionId>,
    Body(input): Body<TransferInput>,
) -> Reply<StatusCode> {
    service.transfer(&ctx, id, input).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends a conversation.
#[utoipa::path(post, path = "/api/interactions/{id}/end", tag = "desk", operation_id = "end_interaction",
    params(("id" = String, Path)), request_body = EndInput, responses((status = 204)))]
pub async fn end(
    Acting(ctx): Acting,
    State(service): Service,
    Path(id): Path<InteractionId>,
    Body(input): Body<EndInput>,
) -> Reply<StatusCode> {
    service.end(&ctx, id, input).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Writes the wrap-up.
#[utoipa::path(post, path = "/api/interactions/{id}/wrap-up", tag = "desk", operation_id = "wrap_up_interaction",
    params(("id" = String, Path)), request_body = WrapUpInput, responses((status = 204)))]
pub async fn wrap_up(
    Acting(ctx): Acting,
    State(service): Service,
    Path(id): Path<InteractionId>,
    Body(input): Body<WrapUpInput>,
) -> Reply<StatusCode> {
    service.wrap_up(&ctx, id, input).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A supervisor takes an interaction over.
#[utoipa::path(post, path = "/api/interactions/{id}/take", tag = "desk", operation_id = "take_interaction",
    params(("id" = String, Path)), request_body = TakeInput, responses((status = 200, body = Detail)))]
pub async fn take(
    Acting(ctx): Acting,
    State(service): Service,
    Path(id): Path<InteractionId>,
    Body(input): Body<TakeInput>,
) -> Reply<Json<Detail>> {
    Ok(Json(service.take(&ctx, id, input).await?))
}

/// Changes one's own presence.
#[utoipa::path(put, path = "/api/me/presence", tag = "desk", operation_id = "set_my_presence", request_body = PresenceInput,
    responses((status = 200, body = Presence)))]
pub async fn set_presence(
    Acting(ctx): Acting,
    State(service): Service,
    Body(input): Body<PresenceInput>,
) -> Reply<Json<Presence>> {
    Ok(Json(service.set_presence(&ctx, input).await?))
}

/// Changes somebody else's presence.
#[utoipa::path(put, path = "/api/agents/{id}/presence", tag = "desk", operation_id = "force_presence",
    params(("id" = String, Path)), request_body = ForceInput, responses((status = 200, body = Presence)))]
pub async fn force_presence(
    Acting(ctx): Acting,
    State(service): Service,
    Path(id): Path<AgentId>,
    Body(input): Body<ForceInput>,
) -> Reply<Json<Presence>> {
    Ok(Json(service.force_presence(&ctx, id, input).await?))
}

/// Everybody who is not offline.
#[utoipa::path(get, path = "/api/presence", tag = "desk", operation_id = "list_presence", responses((status = 200, body = Items<Presence>)))]
pub async fn presences(Acting(ctx): Acting, State(service): Service) -> Reply<Json<Items<Presence>>> {
    ctx.authorize(Action::AgentRead, &Object::any("agent"))?;
    Ok(Json(Items { items: service.switchboard().presences().present() }))
}

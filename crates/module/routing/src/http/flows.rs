//! `/api/flows`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use warmline_flow::StepRecord;
use warmline_http::{Acting, Body, Path, Reply};

use super::{Listing, Versions};
use crate::{FlowCheck, FlowSimulation, FlowView, Routing};

/// A flow's text to check.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Source {
    /// The text.
    source: String,
}

/// A flow's text to publish.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Publication {
    /// The text.
    source: String,
    /// The version it was made from; 0 for a new flow.
    version: i64,
}

/// What a script did.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Simulated {
    /// One record an input, time-outs included.
    #[schema(value_type = Vec<Object>)]
    steps: Vec<StepRecord>,
}

/// Every flow, without its text.
#[utoipa::path(get, path = "/api/flows", tag = "routing", responses((status = 200, body = Listing<FlowView>)))]
pub(super) async fn list_flows(
    Acting(ctx): Acting,
    State(routing): State<Arc<Routing>>,
) -> Reply<Json<Listing<FlowView>>> {
    Ok(Json(routing.flows(&ctx).await?.into()))
}

/// One flow with its text.
#[utoipa::path(get, path = "/api/flows/{id}", tag = "routing", params(("id" = String, Path)),
    responses((status = 200, body = FlowView)))]
pub(super) async fn read_flow(
    Acting(ctx): Acting,
    State(routing): State<Arc<Routing>>,
    Path(name): Path<String>,
) -> Reply<Json<FlowView>> {
    Ok(Json(routing.flow(&ctx, &name).await?))
}

/// Publishes a text.
#[utoipa::path(put, path = "/api/flows/{id}", tag = "routing", params(("id" = String, Path)),
    request_body = Publication, responses((status = 200, body = FlowView)))]
pub(super) async fn publish_flow(
    Acting(ctx): Acting,
    State(routing): State<Arc<Routing>>,
    Path(name): Path<String>,
    Body(input): Body<Publication>,
) -> Reply<Json<FlowView>> {
    Ok(Json(routing.publish_flow(&ctx, &name, input.source, input.version).await?))
}

/// The versions of a flow, newest first.
#[utoipa::path(get, path = "/api/flows/{id}/versions", tag = "routing", params(("id" = String, Path)),
    responses((status = 200, body = Versions)))]
pub(super) async fn flow_versions(
    Acting(ctx): Acting,
    State(routing): State<Arc<Routing>>,
    Path(name): Path<String>,
) -> Reply<Json<Versions>> {
    Ok(Json(Versions { items: routing.flow_versions(&ctx, &name).await? }))
}

/// Checks a text without storing it.
#[utoipa::path(post, path = "/api/flows/{id}/check", tag = "routing", params(("id" = String, Path)),
    request_body = Source, responses((status = 200, body = FlowCheck)))]
pub(super) async fn check_flow(
    Acting(ctx): Acting,
    State(routing): State<Arc<Routing>>,
    Path(name): Path<String>,
    Body(input): Body<Source>,
) -> Reply<Json<FlowCheck>> {
    Ok(Json(routing.check_flow(&ctx, &name, &input.source).await?))
}

/// Plays a script against a text without storing it.
#[utoipa::path(post, path = "/api/flows/{id}/simulate", tag = "routing", params(("id" = String, Path)),
    request_body = FlowSimulation, responses((status = 200, body = Simulated)))]
pub(super) async fn simulate_flow(
    Acting(ctx): Acting,
    State(routing): State<Arc<Routing>>,
    Path(name): Path<String>,
    Body(input): Body<FlowSimulation>,
) -> Reply<Json<Simulated>> {
    Ok(Json(Simulated { steps: routing.simulate_flow(&ctx, &name, input)? }))
}

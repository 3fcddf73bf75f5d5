//! The routes of this room.

#![expect(unused_qualifications, reason = "the route macro repeats the types of its arguments")]

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use warmline_base::{CaseId, CustomerId, InteractionId};
use warmline_http::{Acting, Body, Path, Query, Reply};

use crate::{
    ConsentInput, ConsentView, Customer360, Customers, FindInput, Found, MatchInput, Matched, RevealInput, Revealed,
};

/// The routes, over the use cases.
pub fn routes(service: Arc<Customers>) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(find_customer))
        .routes(routes!(get_customer))
        .routes(routes!(reveal_customer_field))
        .routes(routes!(match_customer_field))
        .routes(routes!(put_customer_consent))
        .with_state(service)
}

/// The ground of a reading.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct GroundQuery {
    /// A live contact with this customer.
    #[param(value_type = Option<String>)]
    interaction: Option<InteractionId>,
    /// An open case of this customer.
    #[param(value_type = Option<String>)]
    case: Option<CaseId>,
}

/// Find the one customer who fits at least two factors.
#[utoipa::path(post, path = "/api/customers/find", tag = "customers", request_body = FindInput,
    responses((status = 200, body = Found)))]
async fn find_customer(
    Acting(ctx): Acting,
    State(service): State<Arc<Customers>>,
    Body(input): Body<FindInput>,
) -> Reply<Json<Found>> {
    Ok(Json(service.find(&ctx, input).await?))
}

/// A customer's page, masked.
#[utoipa::path(get, path = "/api/customers/{id}", tag = "customers", params(("id" = String, Path), GroundQuery),
    responses((status = 200, body = Customer360)))]
async fn get_customer(
    Acting(ctx): Acting,
    State(service): State<Arc<Customers>>,
    Path(id): Path<CustomerId>,
    Query(ground): Query<GroundQuery>,
) -> Reply<Json<Customer360>> {
    Ok(Json(service.profile(&ctx, id, ground.interaction, ground.case).await?))
}

/// One full value, with a reason.
#[utoipa::path(post, path = "/api/customers/{id}/reveal", tag = "customers", params(("id" = String, Path)),
    request_body = RevealInput, responses((status = 200, body = Revealed)))]
async fn reveal_customer_field(
    Acting(ctx): Acting,
    State(service): State<Arc<Customers>>,
    Path(id): Path<CustomerId>,
    Body(input): Body<RevealInput>,
) -> Reply<Json<Revealed>> {
    Ok(Json(service.reveal(&ctx, id, input).await?))
}

/// Whether typed digits are the stored ones.
#[utoipa::path(post, path = "/api/customers/{id}/match", tag = "customers", params(("id" = String, Path)),
    request_body = MatchInput, responses((status = 200, body = Matched)))]
async fn match_customer_field(
    Acting(ctx): Acting,
    State(service): State<Arc<Customers>>,
    Path(id): Path<CustomerId>,
    Body(input): Body<MatchInput>,
) -> Reply<Json<Matched>> {
    Ok(Json(service.matches(&ctx, id, input).await?))
}

/// Record a consent or its withdrawal.
#[utoipa::path(put, path = "/api/customers/{id}/consents/{purpose}", tag = "customers",
    params(("id" = String, Path), ("purpose" = String, Path)), request_body = ConsentInput,
    responses((status = 200, body = ConsentView)))]
async fn put_customer_consent(
    Acting(ctx): Acting,
    State(service): State<Arc<Customers>>,
    Path((id, purpose)): Path<(CustomerId, String)>,
    Body(input): Body<ConsentInput>,
) -> Reply<Json<ConsentView>> {
    Ok(Json(service.consent(&ctx, id, &purpose, input).await?))
}

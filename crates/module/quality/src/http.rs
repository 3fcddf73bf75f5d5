//! The routes of this room. Customers answer through their own door, which asks [`warmline_contract::Surveys`].

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use warmline_http::{Acting, Query, Reply};

use crate::{Quality, SurveyListing, SurveyQuery};

/// The routes, over the use cases.
pub fn routes(service: Arc<Quality>) -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(list_surveys)).with_state(service)
}

/// Survey answers the actor may see, newest first.
#[utoipa::path(get, path = "/api/surveys", tag = "quality", params(SurveyQuery),
    responses((status = 200, body = SurveyListing)))]
async fn list_surveys(
    Acting(ctx): Acting,
    State(service): State<Arc<Quality>>,
    Query(query): Query<SurveyQuery>,
) -> Reply<Json<SurveyListing>> {
    Ok(Json(service.list(&ctx, query).await?))
}

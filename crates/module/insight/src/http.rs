//! The routes of this room.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use warmline_http::{Acting, ProblemBody, Query, Reply};

use crate::board::Board;
use crate::keeper::Insight;
use crate::report::{IntervalReport, ReportQuery};

/// The routes: the board and the interval reports.
pub fn routes(insight: Arc<Insight>) -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(show_board)).routes(routes!(interval_report)).with_state(insight)
}

/// The live board of today.
#[utoipa::path(get, path = "/api/board", tag = "insight",
    responses((status = 200, body = Board), (status = 403, body = ProblemBody)))]
async fn show_board(Acting(ctx): Acting, State(insight): State<Arc<Insight>>) -> Reply<Json<Board>> {
    Ok(Json(insight.show_board(&ctx).await?))
}

/// Figures by interval and key, exact up to the instant of the request.
#[utoipa::path(get, path = "/api/reports/intervals", tag = "insight",
    params(("from" = Option<String>, Query, description = "Local midnight of today when absent"),
        ("to" = Option<String>, Query, description = "Now when absent"),
        ("by" = Option<crate::report::Dimension>, Query),
        ("minutes" = Option<i64>, Query, description = "15, 30, 60 or 1440")),
    responses((status = 200, body = IntervalReport), (status = 403, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
async fn interval_report(
    Acting(ctx): Acting,
    State(insight): State<Arc<Insight>>,
    Query(query): Query<ReportQuery>,
) -> Reply<Json<IntervalReport>> {
    Ok(Json(insight.report(&ctx, &query).await?))
}

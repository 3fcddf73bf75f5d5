//! `/api/knowledge/search` and `/api/knowledge/menu`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use warmline_http::{Acting, Query, Reply};

use crate::{Knowledge, MenuView, Search, SearchResult};

/// What is looked for.
#[derive(Debug, Deserialize)]
pub(super) struct SearchQuery {
    /// The question.
    #[serde(default)]
    q: String,
    /// Only this product group.
    product: Option<String>,
    /// Only this scenario.
    scenario: Option<String>,
    /// Only with this compliance topic.
    compliance: Option<String>,
    /// 1 to 200, 50 without.
    limit: Option<u16>,
}

/// The articles in force that fit a question.
#[utoipa::path(get, path = "/api/knowledge/search", tag = "knowledge",
    params(("q" = Option<String>, Query, description = "The question; without one, everything the axes allow"),
        ("product" = Option<String>, Query, description = "Only this product group"),
        ("scenario" = Option<String>, Query, description = "Only this scenario"),
        ("compliance" = Option<String>, Query, description = "Only with this compliance topic"),
        ("limit" = Option<u16>, Query, description = "1 to 200, 50 without")),
    responses((status = 200, body = SearchResult)))]
pub(super) async fn search_knowledge(
    Acting(ctx): Acting,
    State(knowledge): State<Arc<Knowledge>>,
    Query(query): Query<SearchQuery>,
) -> Reply<Json<SearchResult>> {
    let SearchQuery { q, product, scenario, compliance, limit } = query;
    Ok(Json(knowledge.search(&ctx, Search { q, product, scenario, compliance, limit })?))
}

/// The menu of three clicks.
#[utoipa::path(get, path = "/api/knowledge/menu", tag = "knowledge", responses((status = 200, body = MenuView)))]
pub(super) async fn read_menu(Acting(ctx): Acting, State(knowledge): State<Arc<Knowledge>>) -> Reply<Json<MenuView>> {
    Ok(Json(knowledge.menu(&ctx).await?))
}

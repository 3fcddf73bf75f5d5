//! Routes of knowledge.

mod articles;
mod search;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Knowledge;

/// The routes of this room.
pub fn routes(service: Arc<Knowledge>) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(search::search_knowledge))
        .routes(routes!(search::read_menu))
        .routes(routes!(articles::list_articles, articles::create_article))
        .routes(routes!(articles::read_article, articles::update_article))
        .routes(routes!(articles::submit_article))
        .routes(routes!(articles::approve_article))
        .routes(routes!(articles::retire_article))
        .routes(routes!(articles::vote_article))
        .with_state(service)
}

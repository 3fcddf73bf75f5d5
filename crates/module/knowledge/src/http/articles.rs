//! `/api/knowledge/articles`.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use warmline_base::{ArticleId, Fault, InteractionId};
use warmline_http::{Acting, Body, Path, Query, Reply};

use crate::{ArticleBody, ArticleList, ArticleView, Knowledge, Votes};

/// Which articles the editors' list shows.
#[derive(Debug, Deserialize)]
pub(super) struct ListQuery {
    /// `draft`, `review`, `approved` or `retired`; all without.
    state: Option<String>,
    /// Where the page before ended.
    cursor: Option<String>,
    /// 1 to 200, 50 without.
    limit: Option<u16>,
}

/// Which version is read.
#[derive(Debug, Deserialize)]
pub(super) struct ReadQuery {
    /// The newest version instead of the one in force; for those who write or check.
    #[serde(default)]
    newest: bool,
}

/// A new article.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewArticle {
    /// What was done, for the history.
    #[serde(default)]
    change: String,
    /// The text.
    #[serde(flatten)]
    body: ArticleBody,
}

/// A changed article.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct ChangedArticle {
    /// The version the change was made from.
    version: i64,
    /// What was changed, for the history.
    #[serde(default)]
    change: String,
    /// The whole text.
    #[serde(flatten)]
    body: ArticleBody,
}

/// The version somebody has seen; may be left out.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(super) struct Seen {
    /// Only when this is still the newest version.
    #[serde(default)]
    version: Option<i64>,
}

impl Seen {
    /// From a body that may be empty.
    fn read(body: &Bytes) -> Result<Option<i64>, Fault> {
        if body.is_empty() {
            return Ok(None);
        }
        let read = serde_json::from_slice::<Self>(body);
        read.map(|seen| seen.version)
            .map_err(|error| Fault::invalid("WL-INPUT-JSON", format!("the body does not read: {error}")))
    }
}

/// Whether an article helped.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Vote {
    /// It did.
    useful: bool,
    /// In which interaction.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    interaction: Option<InteractionId>,
}

/// Articles by their last change, drafts included.
#[utoipa::path(get, path = "/api/knowledge/articles", tag = "knowledge",
    params(("state" = Option<String>, Query, description = "draft, review, approved or retired; all without"),
        ("cursor" = Option<String>, Query, description = "Where the page before ended"),
        ("limit" = Option<u16>, Query, description = "1 to 200, 50 without")),
    responses((status = 200, body = ArticleList)))]
pub(super) async fn list_articles(
    Acting(ctx): Acting,
    State(knowledge): State<Arc<Knowledge>>,
    Query(query): Query<ListQuery>,
) -> Reply<Json<ArticleList>> {
    let list = knowledge.articles(&ctx, query.state.as_deref(), query.cursor.as_deref(), query.limit).await?;
    Ok(Json(list))
}

/// Stores a new draft.
#[utoipa::path(post, path = "/api/knowledge/articles", tag = "knowledge", request_body = NewArticle,
    responses((status = 201, body = ArticleView)))]
pub(super) async fn create_article(
    Acting(ctx): Acting,
    State(knowledge): State<Arc<Knowledge>>,
    Body(input): Body<NewArticle>,
) -> Reply<(StatusCode, Json<ArticleView>)> {
    Ok((StatusCode::CREATED, Json(knowledge.create(&ctx, input.body, &input.change).await?)))
}

/// One article.
#[utoipa::path(get, path = "/api/knowledge/articles/{id}", tag = "knowledge",
    params(("id" = String, Path),
        ("newest" = Option<bool>, Query, description = "The newest version instead of the one in force")),
    responses((status = 200, body = ArticleView)))]
pub(super) async fn read_article(
    Acting(ctx): Acting,
    State(knowledge): State<Arc<Knowledge>>,
    Path(id): Path<ArticleId>,
    Query(query): Query<ReadQuery>,
) -> Reply<Json<ArticleView>> {
    Ok(Json(knowledge.read(&ctx, id, query.newest).await?))
}

/// Stores a new version as a draft.
#[utoipa::path(put, path = "/api/knowledge/articles/{id}", tag = "knowledge", params(("id" = String, Path)),
    request_body = ChangedArticle, responses((status = 200, body = ArticleView)))]
pub(super) async fn update_article(
    Acting(ctx): Acting,
    State(knowledge): State<Arc<Knowledge>>,
    Path(id): Path<ArticleId>,
    Body(input): Body<ChangedArticle>,
) -> Reply<Json<ArticleView>> {
    Ok(Json(knowledge.update(&ctx, id, input.version, input.body, &input.change).await?))
}

/// Gives a draft to be checked.
#[utoipa::path(post, path = "/api/knowledge/articles/{id}/submit", tag = "knowledge", params(("id" = String, Path)),
    request_body = Option<Seen>, responses((status = 200, body = ArticleView)))]
pub(super) async fn submit_article(
    Acting(ctx): Acting,
    State(knowledge): State<Arc<Knowledge>>,
    Path(id): Path<ArticleId>,
    body: Bytes,
) -> Reply<Json<ArticleView>> {
    Ok(Json(knowledge.submit(&ctx, id, Seen::read(&body)?).await?))
}

/// Approves what somebody else wrote.
#[utoipa::path(post, path = "/api/knowledge/articles/{id}/approve", tag = "knowledge", params(("id" = String, Path)),
    request_body = Option<Seen>, responses((status = 200, body = ArticleView)))]
pub(super) async fn approve_article(
    Acting(ctx): Acting,
    State(knowledge): State<Arc<Knowledge>>,
    Path(id): Path<ArticleId>,
    body: Bytes,
) -> Reply<Json<ArticleView>> {
    Ok(Json(knowledge.approve(&ctx, id, Seen::read(&body)?).await?))
}

/// Takes an article out of service.
#[utoipa::path(post, path = "/api/knowledge/articles/{id}/retire", tag = "knowledge", params(("id" = String, Path)),
    request_body = Option<Seen>, responses((status = 200, body = ArticleView)))]
pub(super) async fn retire_article(
    Acting(ctx): Acting,
    State(knowledge): State<Arc<Knowledge>>,
    Path(id): Path<ArticleId>,
    body: Bytes,
) -> Reply<Json<ArticleView>> {
    Ok(Json(knowledge.retire(&ctx, id, Seen::read(&body)?).await?))
}

/// Stores whether an article helped.
#[utoipa::path(post, path = "/api/knowledge/articles/{id}/votes", tag = "knowledge", params(("id" = String, Path)),
    request_body = Vote, responses((status = 200, body = Votes)))]
pub(super) async fn vote_article(
    Acting(ctx): Acting,
    State(knowledge): State<Arc<Knowledge>>,
    Path(id): Path<ArticleId>,
    Body(input): Body<Vote>,
) -> Reply<Json<Votes>> {
    Ok(Json(knowledge.vote(&ctx, id, input.useful, input.interaction).await?))
}

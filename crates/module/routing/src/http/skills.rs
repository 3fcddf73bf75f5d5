//! `/api/skills`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use warmline_base::SkillId;
use warmline_http::{Acting, Body, Path, Reply};

use super::Listing;
use crate::{Routing, SkillBody, SkillView, Versioned};

/// Every skill.
#[utoipa::path(get, path = "/api/skills", tag = "routing", responses((status = 200, body = Listing<SkillView>)))]
pub(super) async fn list_skills(
    Acting(ctx): Acting,
    State(routing): State<Arc<Routing>>,
) -> Reply<Json<Listing<SkillView>>> {
    Ok(Json(routing.skills(&ctx).await?.into()))
}

/// Adds a skill.
#[utoipa::path(post, path = "/api/skills", tag = "routing", request_body = SkillBody,
    responses((status = 201, body = SkillView)))]
pub(super) async fn add_skill(
    Acting(ctx): Acting,
    State(routing): State<Arc<Routing>>,
    Body(input): Body<SkillBody>,
) -> Reply<(StatusCode, Json<SkillView>)> {
    Ok((StatusCode::CREATED, Json(routing.add_skill(&ctx, input).await?)))
}

/// Renames a skill.
#[utoipa::path(put, path = "/api/skills/{id}", tag = "routing", params(("id" = String, Path)),
    request_body = Versioned<SkillBody>, responses((status = 200, body = SkillView)))]
pub(super) async fn change_skill(
    Acting(ctx): Acting,
    State(routing): State<Arc<Routing>>,
    Path(id): Path<SkillId>,
    Body(input): Body<Versioned<SkillBody>>,
) -> Reply<Json<SkillView>> {
    Ok(Json(routing.change_skill(&ctx, id, input).await?))
}

//! The routes of this room.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use warmline_base::{AgentId, Fault, TeamId};
use warmline_contract::{Action, AgentSkill};
use warmline_http::{Acting, Body, InSession, Path, ProblemBody, Query, Reply, Session};
use warmline_runtime::{Ctx, Object};

use crate::app::{AgentFilter, AgentView, Hired, NewAgent, People};
use crate::model::{AgentChange, NewTeam, Team, TeamChange};
use crate::reasons::{PRESENCE_REASONS, PresenceReason};

type Service = State<Arc<People>>;

/// The routes: agents, teams, and the reasons for taking no work.
pub fn routes(people: Arc<People>) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(list_agents, hire_agent))
        .routes(routes!(show_agent, change_agent))
        .routes(routes!(put_agent_skills))
        .routes(routes!(enrol_agent))
        .routes(routes!(list_teams, add_team))
        .routes(routes!(change_team))
        .routes(routes!(list_presence_reasons))
        .with_state(people)
}

/// One page of agents.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgentPage {
    /// The agents by work number.
    pub items: Vec<AgentView>,
    /// Give this back as `cursor` for the next page.
    pub next: Option<String>,
}

/// Every team.
#[derive(Debug, Serialize, ToSchema)]
pub struct TeamList {
    /// The teams by name.
    pub items: Vec<Team>,
}

/// Every reason.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReasonList {
    /// The reasons in the order screens show them.
    pub items: &'static [PresenceReason],
}

/// New skills of an agent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SkillsInput {
    /// All of them; what is not here is taken away.
    pub skills: Vec<AgentSkill>,
    /// The version the change was made from.
    pub version: i64,
}

/// Rights are changed only with the second factor shown lately. Whoever may not change them at all is
/// told so by the use case, which also writes the attempt down.
fn confirmed(ctx: &Ctx, session: &Session) -> Result<(), Fault> {
    match ctx.authorize(Action::AgentManage, &Object::any("agent")) {
        Ok(()) => session.require_recent_factor(ctx.now()),
        Err(_) => Ok(()),
    }
}

/// Agents by work number.
#[utoipa::path(get, path = "/api/agents", tag = "people", 
    params(("q" = Option<String>, Query, description = "Part of a work number or an alias"),
        ("team" = Option<String>, Query), ("role" = Option<String>, Query), ("department" = Option<String>, Query),
        ("cursor" = Option<String>, Query), ("limit" = Option<u16>, Query)),
    responses((status = 200, body = AgentPage), (status = 403, body = ProblemBody)))]
async fn list_agents(
    Acting(ctx): Acting,
    State(people): Service,
    Query(filter): Query<AgentFilter>,
) -> Reply<Json<AgentPage>> {
    let page = people.list(&ctx, &filter).await?;
    Ok(Json(AgentPage { items: page.items, next: page.next }))
}

/// Adds a colleague; the first password and the authenticator's address are shown this once.
#[utoipa::path(post, path = "/api/agents", tag = "people", request_body = NewAgent,
    responses((status = 201, body = Hired), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn hire_agent(
    Acting(ctx): Acting,
    InSession(session): InSession,
    State(people): Service,
    Body(new): Body<NewAgent>,
) -> Reply<(StatusCode, Json<Hired>)> {
    confirmed(&ctx, &session)?;
    Ok((StatusCode::CREATED, Json(people.hire(&ctx, new).await?)))
}

/// One agent.
#[utoipa::path(get, path = "/api/agents/{id}", tag = "people", params(("id" = String, Path)),
    responses((status = 200, body = AgentView), (status = 404, body = ProblemBody)))]
async fn show_agent(Acting(ctx): Acting, State(people): Service, Path(id): Path<AgentId>) -> Reply<Json<AgentView>> {
    Ok(Json(people.show(&ctx, id).await?))
}

/// Changes an agent.
#[utoipa::path(patch, path = "/api/agents/{id}", tag = "people", params(("id" = String, Path)),
    request_body = AgentChange,
    responses((status = 200, body = AgentView), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn change_agent(
    Acting(ctx): Acting,
    InSession(session): InSession,
    State(people): Service,
    Path(id): Path<AgentId>,
    Body(change): Body<AgentChange>,
) -> Reply<Json<AgentView>> {
    confirmed(&ctx, &session)?;
    Ok(Json(people.change(&ctx, id, &change).await?))
}

/// Replaces an agent's skills.
#[utoipa::path(put, path = "/api/agents/{id}/skills", tag = "people", params(("id" = String, Path)),
    request_body = SkillsInput,
    responses((status = 200, body = AgentView), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn put_agent_skills(
    Acting(ctx): Acting,
    State(people): Service,
    Path(id): Path<AgentId>,
    Body(input): Body<SkillsInput>,
) -> Reply<Json<AgentView>> {
    Ok(Json(people.set_skills(&ctx, id, &input.skills, input.version).await?))
}

/// A new password and a new second factor, shown this once.
#[utoipa::path(post, path = "/api/agents/{id}/enrolment", tag = "people", params(("id" = String, Path)),
    responses((status = 201, body = Hired), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn enrol_agent(
    Acting(ctx): Acting,
    InSession(session): InSession,
    State(people): Service,
    Path(id): Path<AgentId>,
) -> Reply<(StatusCode, Json<Hired>)> {
    confirmed(&ctx, &session)?;
    Ok((StatusCode::CREATED, Json(people.enrol_anew(&ctx, id).await?)))
}

/// Every team by name.
#[utoipa::path(get, path = "/api/teams", tag = "people",
    responses((status = 200, body = TeamList), (status = 403, body = ProblemBody)))]
async fn list_teams(Acting(ctx): Acting, State(people): Service) -> Reply<Json<TeamList>> {
    Ok(Json(TeamList { items: people.teams(&ctx).await? }))
}

/// Adds a team.
#[utoipa::path(post, path = "/api/teams", tag = "people", request_body = NewTeam,
    responses((status = 201, body = Team), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn add_team(
    Acting(ctx): Acting,
    State(people): Service,
    Body(new): Body<NewTeam>,
) -> Reply<(StatusCode, Json<Team>)> {
    Ok((StatusCode::CREATED, Json(people.add_team(&ctx, new).await?)))
}

/// Changes a team.
#[utoipa::path(patch, path = "/api/teams/{id}", tag = "people", params(("id" = String, Path)),
    request_body = TeamChange,
    responses((status = 200, body = Team), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn change_team(
    Acting(ctx): Acting,
    State(people): Service,
    Path(id): Path<TeamId>,
    Body(change): Body<TeamChange>,
) -> Reply<Json<Team>> {
    Ok(Json(people.change_team(&ctx, id, change).await?))
}

/// Why somebody takes no work (示忙原因).
#[utoipa::path(get, path = "/api/presence/reasons", tag = "people", responses((status = 200, body = ReasonList)))]
async fn list_presence_reasons(Acting(_ctx): Acting) -> Json<ReasonList> {
    Json(ReasonList { items: PRESENCE_REASONS })
}

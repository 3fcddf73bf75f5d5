//! `POST /chat/api/survey`: what the visitor says of the conversation.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use warmline_base::Fault;
use warmline_contract::{Actor, SurveyAnswer};
use warmline_http::{Body, Reply};

use crate::WebChat;
use crate::pass::Pass;

/// Stores the visitor's answer to the survey.
#[utoipa::path(post, path = "/chat/api/survey", operation_id = "rate_chat", tag = "visitor",
    request_body = SurveyAnswer, responses((status = 201)))]
pub(crate) async fn rate(
    State(chat): State<Arc<WebChat>>,
    pass: Pass,
    Body(answer): Body<SurveyAnswer>,
) -> Reply<StatusCode> {
    let known =
        chat.interactions.brief(pass.interaction).await?.ok_or_else(|| {
            Fault::not_found("WL-NOT-FOUND", "this conversation is not there any more: open a new one")
        })?;
    let actor = Actor::Customer { interaction: pass.interaction, customer: known.customer };
    chat.surveys.rate(actor, answer).await?;
    Ok(StatusCode::CREATED)
}

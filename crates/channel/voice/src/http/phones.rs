//! Desk phones' accounts.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use warmline_base::AgentId;
use warmline_contract::Action;
use warmline_http::{Acting, Body, Path, Reply};
use warmline_runtime::Object;

use super::missing;
use crate::{REALM, Telephone};

/// Which extension a colleague gets.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct PhoneInput {
    /// 2 to 8 digits nobody else has.
    pub extension: String,
}

/// What is entered into the phone.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PhoneAccount {
    /// The user.
    pub extension: String,
    /// The realm.
    pub realm: String,
    /// The password, shown this once.
    pub password_once: String,
}

/// Gives a colleague's desk phone an account; one they had before is worth nothing from now on.
#[utoipa::path(post, path = "/api/agents/{id}/phone", tag = "telephone", operation_id = "give_phone",
    params(("id" = String, Path)), request_body = PhoneInput, responses((status = 201, body = PhoneAccount)))]
pub(super) async fn give_phone(
    Acting(ctx): Acting,
    State(telephone): State<Arc<Telephone>>,
    Path(id): Path<AgentId>,
    Body(input): Body<PhoneInput>,
) -> Reply<(StatusCode, Json<PhoneAccount>)> {
    let object = Object::new("agent", &id.to_string()).person(id);
    let audited = ctx.audited(Action::AgentManage, &object, "phone").await?;
    let made = match telephone.house.people.agent(id).await? {
        Some(_) => telephone.phones.enrol(&input.extension, id).await,
        None => Err(missing()),
    };
    let password = audited.close(made).await?;
    let account =
        PhoneAccount { extension: input.extension, realm: REALM.into(), password_once: password.expose().clone() };
    Ok((StatusCode::CREATED, Json(account)))
}

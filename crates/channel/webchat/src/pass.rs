//! The token that makes somebody a conversation's visitor.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use warmline_base::{Fault, InteractionId, Millis, Timestamp};
use warmline_crypto::SignedToken;
use warmline_http::Problem;
use warmline_runtime::Runtime;

use crate::WebChat;

/// How long a token holds; resuming gives a new one.
pub(crate) const TOKEN_LIFE: Millis = Millis::minutes(24 * 60);
const SCOPE: &str = "webchat";

/// Whose visitor somebody is, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pass {
    /// The conversation.
    pub interaction: InteractionId,
    /// From when the token is worth nothing.
    pub expires_at: Timestamp,
}

impl Pass {
    /// A token for `interaction`, good for a day.
    pub(crate) fn issue(runtime: &Runtime, interaction: InteractionId) -> Result<String, Fault> {
        runtime.vault.tokens().sign(&SignedToken {
            subject: interaction.to_string(),
            scope: SCOPE.into(),
            expires_at: runtime.now().plus(TOKEN_LIFE),
        })
    }

    /// What a token says.
    pub(crate) fn read(runtime: &Runtime, token: &str) -> Result<Self, Fault> {
        let token = runtime.vault.tokens().verify(token, SCOPE, runtime.now())?;
        let interaction = token.subject.parse().map_err(|_| {
            Fault::unauthenticated("WL-TOKEN-INVALID", "this token names no conversation: open the page again")
        })?;
        Ok(Self { interaction, expires_at: token.expires_at })
    }
}

impl FromRequestParts<Arc<WebChat>> for Pass {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, chat: &Arc<WebChat>) -> Result<Self, Problem> {
        let bearer = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = bearer.and_then(|text| text.strip_prefix("Bearer ")).ok_or_else(|| {
            Fault::unauthenticated("WL-TOKEN-INVALID", "the request carries no conversation token: open the page again")
        })?;
        Ok(Self::read(&chat.runtime, token)?)
    }
}

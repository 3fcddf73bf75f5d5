//! The context and the session of the request at hand, put there by the gate.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use warmline_base::Fault;
use warmline_runtime::Ctx;

use crate::{Problem, Session};

/// Who acts in this request. A route that takes it cannot be reached without a session.
pub struct Acting(pub Ctx);

impl<S: Send + Sync> FromRequestParts<S> for Acting {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Ctx>().cloned().map(Self).ok_or_else(required)
    }
}

/// The session of this request, for routes that ask more of it than that it exists.
pub struct InSession(pub Session);

impl<S: Send + Sync> FromRequestParts<S> for InSession {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Session>().cloned().map(Self).ok_or_else(required)
    }
}

fn required() -> Problem {
    Problem(Fault::unauthenticated("WL-SESSION-REQUIRED", "sign in first: there is no valid session"))
}

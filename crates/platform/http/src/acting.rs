//! The context of the request at hand, put there by the gate.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use warmline_base::Fault;
use warmline_runtime::Ctx;

use crate::Problem;

/// Who acts in this request. A route that takes it cannot be reached without a session.
pub struct Acting(pub Ctx);

impl<S: Send + Sync> FromRequestParts<S> for Acting {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Ctx>().cloned().map(Self).ok_or_else(|| {
            Problem(Fault::unauthenticated("WL-SESSION-REQUIRED", "sign in first: there is no valid session"))
        })
    }
}

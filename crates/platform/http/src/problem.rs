//! RFC 9457 problems: one shape for every refusal, with a code whose page tells what to do.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use warmline_base::{Fault, FaultKind};

/// What a handler returns.
pub type Reply<T> = Result<T, Problem>;

/// A fault on its way out.
#[derive(Debug)]
pub struct Problem(pub Fault);

/// The body of a problem response (`application/problem+json`).
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemBody {
    /// Address of the code's page.
    #[serde(rename = "type")]
    pub kind: String,
    /// What kind of refusal it is.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong and what to do.
    pub detail: String,
    /// Stable code.
    pub code: &'static str,
    /// Which input it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self(fault)
    }
}

impl Problem {
    /// The response body; the sentence of an internal fault stays in the log.
    pub fn body(&self) -> ProblemBody {
        let Fault { kind, code, detail, place } = &self.0;
        let (status, title) = status(*kind);
        let detail = match kind {
            FaultKind::Internal => "something went wrong on our side: it has been logged, try again".to_owned(),
            _ => detail.to_string(),
        };
        ProblemBody {
            kind: format!("/docs/errors/{code}"),
            title,
            status: status.as_u16(),
            detail,
            code,
            place: place.clone(),
        }
    }
}

const fn status(kind: FaultKind) -> (StatusCode, &'static str) {
    match kind {
        FaultKind::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, "invalid input"),
        FaultKind::Unauthenticated => (StatusCode::UNAUTHORIZED, "not signed in"),
        FaultKind::Forbidden => (StatusCode::FORBIDDEN, "not allowed"),
        FaultKind::NotFound => (StatusCode::NOT_FOUND, "not found"),
        FaultKind::Conflict => (StatusCode::CONFLICT, "in another state"),
        FaultKind::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too large"),
        FaultKind::TooMany => (StatusCode::TOO_MANY_REQUESTS, "too often"),
        FaultKind::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "not available"),
        FaultKind::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal error"),
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        if self.0.kind == FaultKind::Internal {
            tracing::error!(code = self.0.code, detail = %self.0.detail, "a request failed");
        }
        let body = self.body();
        let status = StatusCode::from_u16(body.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if matches!(self.0.kind, FaultKind::TooMany | FaultKind::Unavailable) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response
    }
}

//! RFC 9457 problems: one shape for every refusal, with a code whose page tells what to do.

use axum::Json;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use warmline_base::{Fault, FaultKind};

use crate::RequestId;

/// What a handler returns.
pub type Reply<T> = Result<T, Problem>;

/// A fault on its way out.
#[derive(Debug)]
pub struct Problem(pub Fault);

/// The body of a problem response (`application/problem+json`).
#[derive(Clone, Debug, Serialize, ToSchema)]
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
    /// The request's id, as in the header `X-Request-Id`: it finds the log line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
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
            request_id: None,
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
        let mut response = (status, Json(&body)).into_response();
        response.extensions_mut().insert(body);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if matches!(self.0.kind, FaultKind::TooMany | FaultKind::Unavailable) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response
    }
}

/// Writes the request's id into a problem's body, so that whoever is shown one can name the log line.
pub async fn name_problems(request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().cloned();
    let mut response = next.run(request).await;
    let (Some(RequestId(id)), Some(body)) = (id, response.extensions_mut().remove::<ProblemBody>()) else {
        return response;
    };
    let body = ProblemBody { request_id: Some(id.to_string()), ..body };
    let text = serde_json::to_vec(&body).expect("a problem is plain data");
    let (parts, _) = response.into_parts();
    Response::from_parts(parts, Body::from(text))
}

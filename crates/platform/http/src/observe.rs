//! Every request gets an id, a line in the log and a place in the metrics, none with personal data.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::Instant;

/// The id of the request at hand, shown in its response and its log lines.
#[derive(Clone, Debug)]
pub struct RequestId(pub Arc<str>);

static COUNT: AtomicU64 = AtomicU64::new(0);

/// Names, times and counts a request. The route's pattern is logged, never the address itself.
pub async fn observe(mut request: Request, next: Next) -> Response {
    let id: Arc<str> = format!("req-{:08x}", COUNT.fetch_add(1, Ordering::Relaxed)).into();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "unmatched".to_owned(), |path| path.as_str().to_owned());
    let method = request.method().clone();
    request.extensions_mut().insert(RequestId(Arc::clone(&id)));
    let started = Instant::now();
    let mut response = next.run(request).await;
    let took = started.elapsed();
    let status = response.status().as_u16();
    metrics::counter!("warmline_http_requests_total", "route" => route.clone(), "method" => method.to_string(), "status" => status.to_string()).increment(1);
    metrics::histogram!("warmline_http_request_seconds", "route" => route.clone()).record(took.as_secs_f64());
    tracing::debug!(request.id = %id, http.method = %method, http.route = route, http.status = status, duration_ms = took.as_millis() as u64, "request served");
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    response
}

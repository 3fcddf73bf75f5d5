//! Signs of life and figures for the monitoring.

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use crate::house::House;
use crate::web::status;

/// The process has one recorder, however many houses a test opens.
static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();

/// `/healthz` and `/readyz`.
pub fn health(house: &Arc<House>) -> Router {
    Router::new()
        .route("/healthz", get(|| async { status(StatusCode::OK, "alive\n") }))
        .route("/readyz", get(ready))
        .with_state(Arc::clone(house))
}

/// `/metrics`. Counts from the first call on.
pub fn metrics() -> Router {
    Router::new().route("/metrics", get(figures_text)).with_state(RECORDER.get_or_init(recorder).clone())
}

fn recorder() -> PrometheusHandle {
    let recorder = PrometheusBuilder::new().build_recorder();
    let handle = recorder.handle();
    // A second recorder in one process is refused; the first one keeps counting.
    let _ = metrics::set_global_recorder(recorder);
    handle
}

async fn ready(State(house): State<Arc<House>>) -> Response {
    match house.runtime.db.ping().await {
        Ok(()) => status(StatusCode::OK, "ready\n"),
        Err(_) => status(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}

async fn figures_text(State(figures): State<PrometheusHandle>) -> String {
    figures.run_upkeep();
    figures.render()
}

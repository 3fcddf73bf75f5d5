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

#[derive(Clone)]
struct Health {
    house: Arc<House>,
    figures: PrometheusHandle,
}

/// `/healthz`, `/readyz` and `/metrics`.
///
/// # Errors
/// When the recorder of figures cannot be set up.
pub fn health(house: &Arc<House>) -> anyhow::Result<Router> {
    let figures = match RECORDER.get() {
        Some(handle) => handle.clone(),
        None => RECORDER.get_or_init(recorder).clone(),
    };
    Ok(Router::new()
        .route("/healthz", get(|| async { status(StatusCode::OK, "alive\n") }))
        .route("/readyz", get(ready))
        .route("/metrics", get(figures_text))
        .with_state(Health { house: Arc::clone(house), figures }))
}

fn recorder() -> PrometheusHandle {
    let recorder = PrometheusBuilder::new().build_recorder();
    let handle = recorder.handle();
    // A second recorder in one process is refused; the first one keeps counting.
    let _ = metrics::set_global_recorder(recorder);
    handle
}

async fn ready(State(health): State<Health>) -> Response {
    match health.house.runtime.db.ping().await {
        Ok(()) => status(StatusCode::OK, "ready\n"),
        Err(_) => status(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}

async fn figures_text(State(health): State<Health>) -> String {
    health.figures.run_upkeep();
    health.figures.render()
}

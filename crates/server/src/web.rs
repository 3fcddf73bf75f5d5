//! Where routes, the gate and the pages meet.

use std::sync::Arc;

use anyhow::Context;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_swagger_ui::SwaggerUi;
use warmline_http::{Gate, TrustedProxies, name_problems, observe, security_headers, staff_gate};
use warmline_runtime::Stop;
use warmline_webchat::{Bank, Embed, Limits, Settings, WebChat, frame_ancestors};

use crate::config::Config;
use crate::demo::page as demo_page;
use crate::house::{House, TIME_ZONE};
use crate::listen::serve_until;
use crate::ops;

#[derive(OpenApi)]
#[openapi(info(
    title = "Warmline",
    description = "The contact centre's staff API and its web chat door. See docs/api-design.md."
))]
struct Document;

/// What only the listener of monitoring answers; here it is no page of the desk either.
const ELSEWHERE: &[&str] = &["/metrics", "/docs", "/docs/"];
/// Bodies of the staff API other than uploads.
const BODY_MAX: usize = 512 * 1024;

fn staff_routes(house: &Arc<House>, config: &Config) -> OpenApiRouter {
    OpenApiRouter::with_openapi(Document::openapi())
        .merge(warmline_signin::routes(Arc::clone(&house.sign_in)))
        .merge(warmline_people::routes(Arc::clone(&house.people)))
        .merge(warmline_routing::routes(Arc::clone(&house.routing)))
        .merge(warmline_customers::routes(Arc::clone(&house.customers)))
        .merge(warmline_interactions::http::routes(Arc::clone(&house.interactions)))
        .merge(warmline_knowledge::routes(Arc::clone(&house.knowledge)))
        .merge(warmline_cases::routes(Arc::clone(&house.cases)))
        .merge(warmline_quality::routes(Arc::clone(&house.quality)))
        .merge(warmline_voice::routes(Arc::clone(&house.telephone)))
        .merge(warmline_insight::routes(Arc::clone(&house.insight)))
        .merge(ops::routes(house, config))
}

/// Every route, and the OpenAPI document of the staff API and the visitor door.
pub fn router(
    house: &Arc<House>,
    config: &Config,
    demo: Option<demo_page::DemoLogins>,
) -> anyhow::Result<(Router, utoipa::openapi::OpenApi)> {
    let (staff, document) = staff_routes(house, config).split_for_parts();
    let gate = Gate {
        runtime: Arc::clone(&house.runtime),
        sessions: Arc::clone(&house.sign_in) as _,
        open: warmline_signin::OPEN_PATHS,
        open_when_locked: warmline_signin::OPEN_WHEN_LOCKED,
    };
    let staff = staff.layer(axum::extract::DefaultBodyLimit::max(BODY_MAX)).layer(from_fn_with_state(gate, staff_gate));
    let embed = Embed { allowed_origins: config.embed_origins.clone() };
    let (door, door_document) = door(house, config, &embed)?.split_for_parts();
    let mut document = document;
    document.merge(door_document);
    let pages = Router::new()
        .route("/widget", get(widget_page))
        .with_state(frame_ancestors(&embed))
        .route("/chat", get(|| async { warmline_pages::page("visitor/h5/index.html") }))
        .route("/widget.js", get(|| async { warmline_pages::file("visitor/widget.js") }))
        .route("/chat/assets/{*file}", get(chat_asset))
        .route("/assets/{*file}", get(desk_asset))
        .route("/docs/errors/{code}", get(ops::error_page));
    let mut router = Router::new().merge(staff).merge(door).merge(pages).merge(ops::health(house));
    if let Some(logins) = demo {
        router = router.merge(demo_page::routes(house, logins)).merge(documents(&document));
    }
    let router = router
        .fallback(desk_page)
        .layer(from_fn(name_problems))
        .layer(Extension(TrustedProxies(config.trusted_proxies.clone())))
        .layer(CompressionLayer::new())
        .layer(from_fn(security_headers))
        .layer(CatchPanicLayer::new())
        .layer(from_fn(observe));
    Ok((router, document))
}

/// What monitoring and whoever writes against the API may see without signing in, on a listener of its own.
pub fn ops_router(house: &Arc<House>, document: &utoipa::openapi::OpenApi) -> Router {
    Router::new()
        .merge(ops::health(house))
        .merge(ops::metrics())
        .merge(documents(document))
        .layer(from_fn(security_headers))
        .layer(CatchPanicLayer::new())
}

/// `/docs` and `/openapi.json`.
fn documents(document: &utoipa::openapi::OpenApi) -> SwaggerUi {
    let config = utoipa_swagger_ui::Config::default().try_it_out_enabled(false);
    SwaggerUi::new("/docs").url("/openapi.json", document.clone()).config(config)
}

/// Binds the address of monitoring: fails when somebody asked for it and it is not to be had, and does without
/// where it is only the usual one.
///
/// # Errors
/// When the address asked for is taken or not allowed.
pub async fn bind_ops(config: &Config) -> anyhow::Result<Option<TcpListener>> {
    let Some((address, asked)) = config.ops() else { return Ok(None) };
    match TcpListener::bind(address).await {
        Ok(listener) => Ok(Some(listener)),
        Err(_) if !asked => {
            tracing::warn!(%address, "taken: there are no metrics; choose an address with WARMLINE_OPS_LISTEN, or off");
            Ok(None)
        }
        Err(error) => Err(error).with_context(|| {
            format!(
                "the address {address} of monitoring is taken or not allowed: choose another with WARMLINE_OPS_LISTEN"
            )
        }),
    }
}

/// Serves monitoring until the returned set is dropped.
pub fn serve_ops(listener: Option<TcpListener>, router: Router) -> JoinSet<()> {
    let mut serving = JoinSet::new();
    if let Some(listener) = listener {
        serving.spawn(async move {
            // Monitoring watches the end as well: it heeds nobody's.
            serve_until(router, listener, &Stop::default(), std::future::pending()).await;
        });
    }
    serving
}

fn door(house: &Arc<House>, config: &Config, embed: &Embed) -> anyhow::Result<OpenApiRouter> {
    let chat = WebChat::new(warmline_webchat::Parts {
        runtime: Arc::clone(&house.runtime),
        reception: house.interactions.reception(),
        interactions: Arc::clone(&house.directory),
        customers: Arc::clone(&house.customers) as _,
        surveys: Arc::clone(&house.quality) as _,
        bank_tokens: house.bank_tokens(config)?,
        settings: Settings {
            bank: Bank {
                name: config.bank_name.clone(),
                name_en: config.bank_name_en.clone(),
                time_zone: jiff::tz::TimeZone::get(TIME_ZONE)?,
            },
            embed: embed.clone(),
            limits: Limits {
                sockets: config.sockets_max,
                sockets_per_address: config.sockets_per_address,
                sessions_per_minute: config.sessions_per_minute,
                frames_per_second: config.frames_per_second,
                frame_burst: config.frames_per_second.saturating_mul(4),
                ..Limits::default()
            },
        },
    });
    Ok(warmline_webchat::routes(chat))
}

async fn widget_page(State(ancestors): State<HeaderValue>) -> Response {
    let mut response = warmline_pages::page("visitor/widget/index.html");
    let policy = warmline_http::PAGE_POLICY
        .replace("frame-ancestors 'none'", ancestors.to_str().unwrap_or("frame-ancestors 'none'"));
    if let Ok(value) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, value);
    }
    response
}

async fn chat_asset(Path(file): Path<String>) -> Response {
    warmline_pages::file(&format!("visitor/chat/assets/{file}"))
}

async fn desk_asset(Path(file): Path<String>) -> Response {
    warmline_pages::file(&format!("dist/assets/{file}"))
}

/// Everything else is a route of the desk, resolved in the browser; but an unknown API address or file is
/// not there.
async fn desk_page(uri: Uri, request: Request) -> Response {
    let path = uri.path();
    let is_page = matches!(*request.method(), axum::http::Method::GET | axum::http::Method::HEAD)
        && !path.starts_with("/api/")
        && !path.starts_with("/chat/")
        && !ELSEWHERE.contains(&path);
    if !is_page {
        return warmline_http::Problem(warmline_base::Fault::not_found("WL-NOT-FOUND", "there is no such address"))
            .into_response();
    }
    let name = path.trim_start_matches('/');
    if name.contains('.') {
        return warmline_pages::file(&format!("dist/{name}"));
    }
    warmline_pages::page("dist/index.html")
}

/// Serves `router` on `listener` until the process is told to stop.
pub async fn serve(house: &House, router: Router, listener: TcpListener) {
    serve_until(router, listener, &house.runtime.stop, stop_asked()).await;
}

async fn stop_asked() {
    let interrupt = tokio::signal::ctrl_c();
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).ok();
    let terminated = async {
        match &mut terminate {
            Some(signal) => drop(signal.recv().await),
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = interrupt => {}
        () = terminated => {}
    }
    tracing::info!("stopping: open sockets are told to come back");
}

/// A plain status, for probes.
pub fn status(code: StatusCode, text: &'static str) -> Response {
    (code, text).into_response()
}

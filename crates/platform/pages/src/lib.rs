//! The built pages, inside the binary.
//!
//! `dist` is the desk (one page, its routes resolved in the browser), `visitor` the chat's pages.
//! Hashed assets are immutable, pages are never cached, and an unknown asset is 404, never a page.

use std::borrow::Cow;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/web"]
struct Files;

const NOTICE: &str = "<!doctype html><meta charset=utf-8><title>Warmline</title><h1>The pages are not built</h1>\
<p>This server was built without its pages. Install Node 20 and run <code>make web</code>, then build again. The API is served; see <a href=/docs>/docs</a>.";

/// Whether the desk's pages are in this binary.
pub fn are_built() -> bool {
    Files::get("dist/index.html").is_some()
}

/// A page by its name inside the built folder, such as `visitor/h5/index.html`.
pub fn page(name: &str) -> Response {
    match Files::get(name) {
        Some(file) => respond(file.data, "text/html; charset=utf-8", "no-cache"),
        None => respond(Cow::Borrowed(NOTICE.as_bytes()), "text/html; charset=utf-8", "no-cache"),
    }
}

/// A file by its name inside the built folder; 404 when there is none. Files under an `assets` folder
/// carry a hash in their name and never change.
pub fn file(name: &str) -> Response {
    let Some(file) = Files::get(name) else {
        return (StatusCode::NOT_FOUND, "no such file").into_response();
    };
    let cache = if name.contains("/assets/") { "public, max-age=31536000, immutable" } else { "public, max-age=300" };
    respond(file.data, media_type(name), cache)
}

fn respond(data: Cow<'static, [u8]>, media_type: &'static str, cache: &'static str) -> Response {
    let body = match data {
        Cow::Borrowed(bytes) => Body::from(bytes),
        Cow::Owned(bytes) => Body::from(bytes),
    };
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    response
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or("") {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "json" | "webmanifest" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "mp3" => "audio/mpeg",
        "wav" => "audio/wav",
        _ => "application/octet-stream",
    }
}

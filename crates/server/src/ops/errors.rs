//! The page of each error code, inside the binary.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../docs/errors"]
struct Pages;

/// The page of a code, as plain text.
pub async fn error_page(Path(code): Path<String>) -> Response {
    let known = code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-');
    match Pages::get(&format!("{code}.md")).filter(|_| known) {
        Some(page) => ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], page.data).into_response(),
        None => (StatusCode::NOT_FOUND, "there is no page of that code\n").into_response(),
    }
}

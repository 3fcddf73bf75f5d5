//! Attachments: in by multipart, out only as a download that no page can run.

use std::sync::Arc;

use axum::Json;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use warmline_base::{AttachmentId, Fault, InteractionId};
use warmline_contract::{AttachmentView, Upload};
use warmline_http::{Acting, Path, Problem, Reply};
use warmline_runtime::MAX_BLOB_BYTES;

use crate::Interactions;

/// The file and a little room for the multipart frame.
const BODY_MAX: usize = MAX_BLOB_BYTES + 64 * 1024;

/// The limit every upload route carries.
pub fn body_limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(BODY_MAX)
}

/// Takes a file in, to be sent with a message.
#[utoipa::path(post, path = "/api/interactions/{id}/attachments", tag = "interactions", operation_id = "upload_attachment",
    params(("id" = String, Path)), request_body(content = String, content_type = "multipart/form-data"),
    responses((status = 201, body = AttachmentView)))]
pub async fn upload(
    Acting(ctx): Acting,
    State(service): State<Arc<Interactions>>,
    Path(id): Path<InteractionId>,
    multipart: Multipart,
) -> Reply<(StatusCode, Json<AttachmentView>)> {
    let upload = file_of(multipart).await?;
    Ok((StatusCode::CREATED, Json(service.upload(&ctx, id, upload).await?)))
}

async fn file_of(mut multipart: Multipart) -> Result<Upload, Fault> {
    let unreadable = |_| {
        Fault::invalid("WL-FILE-FORM", "the upload does not read: send one file in the field `file`, at most 10 MB")
    };
    while let Some(field) = multipart.next_field().await.map_err(unreadable)? {
        if field.name() == Some("file") {
            let name = field.file_name().unwrap_or("file").to_owned();
            let bytes = field.bytes().await.map_err(unreadable)?.to_vec();
            return Ok(Upload { name, bytes });
        }
    }
    Err(Fault::invalid("WL-FILE-FORM", "the upload carries no file: send it in the field `file`"))
}

/// A file, as a download.
#[utoipa::path(get, path = "/api/attachments/{id}", tag = "interactions", operation_id = "get_attachment",
    params(("id" = String, Path)), responses((status = 200, content_type = "application/octet-stream")))]
pub async fn download(
    Acting(ctx): Acting,
    State(service): State<Arc<Interactions>>,
    Path(id): Path<AttachmentId>,
) -> Result<Response, Problem> {
    let (view, bytes) = service.download(&ctx, id).await?;
    Ok(as_download(&view, bytes))
}

/// The response that carries a file: named, typed, never sniffed, never run.
pub fn as_download(view: &AttachmentView, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"file\"; filename*=UTF-8''{}", percent(&view.name));
    let pairs: [(HeaderName, String); 4] = [
        (header::CONTENT_TYPE, view.media_type.clone()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".into()),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".into()),
    ];
    let mut response = bytes.into_response();
    for (name, value) in pairs {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// RFC 5987 percent-encoding.
fn percent(name: &str) -> String {
    name.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

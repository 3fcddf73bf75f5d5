//! Files of a conversation: in by a form, out as downloads that no browser runs (T15).

use std::sync::Arc;

use axum::Json;
use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use warmline_base::{AttachmentId, Fault};
use warmline_contract::{AttachmentView, Upload};
use warmline_http::{Path, Reply};

use crate::WebChat;
use crate::pass::Pass;
use crate::store::count_upload;

/// Takes a file in, to be sent with a message.
#[utoipa::path(post, path = "/chat/api/attachments", operation_id = "upload_chat_file", tag = "visitor",
    responses((status = 201, body = AttachmentView)))]
pub(crate) async fn upload(
    State(chat): State<Arc<WebChat>>,
    pass: Pass,
    form: Multipart,
) -> Reply<(StatusCode, Json<AttachmentView>)> {
    let limits = &chat.settings.limits;
    let _turn = chat.uploads.try_acquire().map_err(|_| {
        Fault::unavailable("WL-CHAT-UPLOADS-BUSY", "too many files are on their way: try again in a moment")
    })?;
    if count_upload(&chat.runtime, pass.interaction, pass.expires_at).await? > limits.files_per_conversation {
        let detail = format!("a conversation takes {} files: that many were sent", limits.files_per_conversation);
        return Err(Fault::too_many("WL-CHAT-FILES", detail).into());
    }
    let upload = tokio::time::timeout(limits.upload_within, only_file(form)).await.map_err(|_| {
        Fault::invalid("WL-CHAT-UPLOAD-SLOW", "the file took too long to arrive: try a smaller one or a better line")
    })??;
    let view = chat.reception.upload(pass.interaction, upload).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

async fn only_file(mut form: Multipart) -> Result<Upload, Fault> {
    while let Some(field) = form.next_field().await.map_err(|error| unreadable(&error))? {
        if field.name() == Some("file") {
            let name = field.file_name().unwrap_or("file").to_owned();
            let bytes = field.bytes().await.map_err(|error| unreadable(&error))?;
            return Ok(Upload { name, bytes: bytes.into() });
        }
    }
    Err(Fault::invalid("WL-CHAT-UPLOAD-FORM", "the form holds no field named file: choose a file"))
}

fn unreadable(error: &MultipartError) -> Fault {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Fault::too_large("WL-BLOB-TOO-LARGE", "the file is larger than 10 MB: send a smaller one");
    }
    Fault::invalid("WL-CHAT-UPLOAD-FORM", "the form does not read: send one file as multipart/form-data")
}

/// A file of the visitor's own conversation.
#[utoipa::path(get, path = "/chat/api/attachments/{id}", operation_id = "download_chat_file", tag = "visitor",
    params(("id" = String, Path)), responses((status = 200)))]
pub(crate) async fn download(
    State(chat): State<Arc<WebChat>>,
    pass: Pass,
    Path(id): Path<AttachmentId>,
) -> Reply<Response> {
    let (view, bytes) = chat.reception.download(pass.interaction, id).await?;
    let headers = [
        (header::CONTENT_TYPE, view.media_type),
        (header::CONTENT_DISPOSITION, as_download(&view.name)),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".into()),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'".into()),
        (header::CACHE_CONTROL, "private, no-store".into()),
    ];
    Ok((headers, bytes).into_response())
}

/// `Content-Disposition` of a download: a plain name for old clients, the true one by RFC 5987.
pub(crate) fn as_download(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || "._-".contains(letter) { letter } else { '_' })
        .collect();
    let mut value = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''");
    for byte in name.bytes() {
        // attr-char of RFC 5987, section 3.2.1.
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            value.push(char::from(byte));
        } else {
            value.push_str(&format!("%{byte:02X}"));
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::as_download;

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        assert_eq!(
            as_download("吞卡\"\r\n; x=.png"),
            "attachment; filename=\"________x_.png\"; filename*=UTF-8''%E5%90%9E%E5%8D%A1%22%0D%0A%3B%20x%3D.png"
        );
    }
}

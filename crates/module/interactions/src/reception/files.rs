//! Files customers and agents send: what they are is found from their content, never from their name.

use warmline_base::{AttachmentId, Fault, InteractionId, TypedId};
use warmline_contract::{AttachmentView, Upload};
use warmline_runtime::{MAX_BLOB_BYTES, Runtime};

use crate::store::{AttachmentRow, find_attachment, insert_attachment};

/// The longest file name kept.
const NAME_CHARACTERS: usize = 80;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileKind {
    /// Its media type.
    pub media_type: &'static str,
    /// It may carry code, so it is kept but shown to nobody until somebody clears it.
    pub quarantined: bool,
}

const fn safe(media_type: &'static str) -> FileKind {
    FileKind { media_type, quarantined: false }
}

const fn held(media_type: &'static str) -> FileKind {
    FileKind { media_type, quarantined: true }
}

/// What a file is, by its content.
///
/// # Errors
/// `WL-FILE-KIND` for kinds nobody needs to send: programs, scripts, pages, archives.
pub fn kind_of(bytes: &[u8]) -> Result<FileKind, Fault> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    let found = if starts(b"\x89PNG\r\n\x1a\n") {
        safe("image/png")
    } else if starts(b"\xff\xd8\xff") {
        safe("image/jpeg")
    } else if starts(b"GIF87a") || starts(b"GIF89a") {
        safe("image/gif")
    } else if starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        safe("image/webp")
    } else if starts(b"%PDF-") {
        held("application/pdf")
    } else if starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        held("application/msword")
    } else if starts(b"PK\x03\x04") && is_office(bytes) {
        held("application/vnd.openxmlformats-officedocument")
    } else if starts(b"ID3") || starts(b"\xff\xfb") || starts(b"\xff\xf3") {
        safe("audio/mpeg")
    } else if starts(b"RIFF") && bytes.get(8..12) == Some(b"WAVE") {
        safe("audio/wav")
    } else if is_plain_text(bytes) {
        safe("text/plain")
    } else {
        return Err(Fault::invalid(
            "WL-FILE-KIND",
            "this kind of file is not taken: send a picture, a PDF, a document, a recording or plain text",
        ));
    };
    // A picture that goes on as a page or an archive is two files at once (a polyglot).
    let polyglot = found.media_type.starts_with("image/") && has_markup_or_archive(bytes);
    Ok(FileKind { quarantined: found.quarantined || polyglot, ..found })
}

fn is_office(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4_096)];
    [b"word/".as_slice(), b"xl/", b"ppt/", b"[Content_Types].xml"].iter().any(|part| contains(head, part))
}

fn is_plain_text(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let head = text.trim_start().chars().take(512).collect::<String>().to_lowercase();
    let markup = ["<!doctype", "<html", "<script", "<svg", "<?xml", "<?php", "#!", "<iframe", "<body"];
    !text.is_empty()
        && !markup.iter().any(|sign| head.contains(sign))
        && text.chars().all(|letter| !letter.is_control() || matches!(letter, '\n' | '\r' | '\t'))
}

fn has_markup_or_archive(bytes: &[u8]) -> bool {
    [b"<script".as_slice(), b"<html", b"<!DOCTYPE", b"<?php", b"PK\x03\x04", b"%PDF-", b"<svg"]
        .iter()
        .any(|sign| contains(bytes, sign))
}

fn contains(bytes: &[u8], sign: &[u8]) -> bool {
    bytes.windows(sign.len()).any(|window| window.eq_ignore_ascii_case(sign))
}

/// A file name without path, control or direction characters, at most 80 characters long.
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or("");
    let kept: String = last
        .chars()
        .filter(|letter| !letter.is_control() && !matches!(letter, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .take(NAME_CHARACTERS)
        .collect();
    let trimmed = kept.trim().trim_matches('.').trim();
    if trimmed.is_empty() { "file".to_owned() } else { trimmed.to_owned() }
}

/// Takes a file in for `interaction`.
pub(crate) async fn take_in(
    runtime: &Runtime,
    interaction: InteractionId,
    upload: Upload,
) -> Result<AttachmentView, Fault> {
    if upload.bytes.is_empty() {
        return Err(Fault::invalid("WL-FILE-EMPTY", "the file is empty: choose another"));
    }
    if upload.bytes.len() > MAX_BLOB_BYTES {
        return Err(Fault::too_large("WL-BLOB-TOO-LARGE", "the file is larger than 10 MB: send a smaller one"));
    }
    let kind = kind_of(&upload.bytes)?;
    let id: AttachmentId = runtime.ids.next();
    let view = AttachmentView {
        id,
        name: clean_name(&upload.name),
        media_type: kind.media_type.to_owned(),
        bytes: i64::try_from(upload.bytes.len()).unwrap_or(i64::MAX),
        state: if kind.quarantined { "quarantined" } else { "ready" }.to_owned(),
    };
    runtime.blobs.put(&blob_name(id), &upload.bytes).await?;
    insert_attachment(runtime, &AttachmentRow { interaction, view: view.clone() }, runtime.now()).await?;
    Ok(view)
}

/// A file of `interaction`, with its content.
pub(crate) async fn hand_out(
    runtime: &Runtime,
    interaction: InteractionId,
    id: AttachmentId,
) -> Result<(AttachmentView, Vec<u8>), Fault> {
    let row = find_attachment(runtime, id).await?.filter(|row| row.interaction == interaction).ok_or_else(missing)?;
    if row.view.state != "ready" {
        return Err(Fault::conflict(
            "WL-FILE-QUARANTINED",
            "this kind of file may carry code and is held back: ask for a picture of it",
        ));
    }
    let bytes = runtime.blobs.get(&blob_name(id)).await?;
    Ok((row.view, bytes.to_vec()))
}

/// The views of the files a message names; each must be the interaction's own.
pub(crate) async fn views(
    runtime: &Runtime,
    interaction: InteractionId,
    ids: &[AttachmentId],
) -> Result<Vec<AttachmentView>, Fault> {
    let mut views = Vec::with_capacity(ids.len());
    for id in ids {
        let row =
            find_attachment(runtime, *id).await?.filter(|row| row.interaction == interaction).ok_or_else(missing)?;
        views.push(row.view);
    }
    Ok(views)
}

fn missing() -> Fault {
    Fault::not_found("WL-NOT-FOUND", "the file is not there, or belongs to another conversation")
}

fn blob_name(id: AttachmentId) -> String {
    format!("attachment-{}", id.uuid().simple())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// T15: what a file is, is found from its content.
    #[test]
    fn kinds_are_found_by_content_and_code_is_refused_or_held() {
        let kind =
            |bytes: &[u8]| kind_of(bytes).map(|kind| (kind.media_type, kind.quarantined)).map_err(|fault| fault.code);
        assert_eq!(kind(b"\x89PNG\r\n\x1a\n...."), Ok(("image/png", false)));
        assert_eq!(kind(b"\xff\xd8\xff\xe0JFIF"), Ok(("image/jpeg", false)));
        assert_eq!(kind(b"%PDF-1.7 /JavaScript"), Ok(("application/pdf", true)));
        assert_eq!(
            kind(b"PK\x03\x04....word/vbaProject.bin"),
            Ok(("application/vnd.openxmlformats-officedocument", true))
        );
        assert_eq!(kind(b"PK\x03\x04....bomb"), Err("WL-FILE-KIND"));
        assert_eq!(kind(b"MZ\x90\x00"), Err("WL-FILE-KIND"));
        assert_eq!(kind(b"<svg onload=alert(1)>"), Err("WL-FILE-KIND"));
        assert_eq!(kind(b"  <HTML><script>"), Err("WL-FILE-KIND"));
        assert_eq!(kind(b"\x89PNG\r\n\x1a\n<script>alert(1)</script>"), Ok(("image/png", true)));
        assert_eq!(kind("你好,这是说明".as_bytes()), Ok(("text/plain", false)));
    }

    #[test]
    fn names_lose_paths_and_tricks() {
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("C:\\x\\截图 1.png"), "截图 1.png");
        assert_eq!(clean_name("a\u{202e}gnp.exe"), "agnp.exe");
        assert_eq!(clean_name("..\0"), "file");
        assert_eq!(clean_name("<img src=x onerror=1>.png"), "img src=x onerror=1.png");
    }
}

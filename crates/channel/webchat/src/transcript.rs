//! `POST /chat/api/transcript`: the conversation as one page to keep, in which nothing runs (T13).

use std::fmt::Write;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use warmline_base::{InteractionId, Timestamp};
use warmline_http::Reply;

use crate::files::as_download;
use crate::pass::Pass;
use crate::{Bank, WebChat};

/// Also written into the page, so that it holds when the file is opened from a disk.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";
const STYLE: &str = "body{font:16px/1.6 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#1f2933}\
     h1{font-size:1.3rem}dt{margin-top:1rem;color:#52606d}dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}";

/// The conversation as a page to keep.
#[utoipa::path(post, path = "/chat/api/transcript", operation_id = "chat_transcript", tag = "visitor",
    responses((status = 200, content_type = "text/html", body = String)))]
pub(crate) async fn transcript(State(chat): State<Arc<WebChat>>, pass: Pass, asked: HeaderMap) -> Reply<Response> {
    let lines = chat.reception.transcript(pass.interaction).await?;
    let accepts = asked.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let english = accepts.is_some_and(|languages| languages.starts_with("en"));
    let page = page(&chat.settings.bank, pass.interaction, &lines, english);
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, as_download(&format!("{}.html", pass.interaction))),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".into()),
        (header::CONTENT_SECURITY_POLICY, format!("sandbox; {POLICY}")),
        (header::CACHE_CONTROL, "private, no-store".into()),
    ];
    Ok((headers, page).into_response())
}

fn page(bank: &Bank, interaction: InteractionId, lines: &[(Timestamp, String, String)], english: bool) -> String {
    let (language, title, bank_name) =
        if english { ("en", "Conversation", &bank.name_en) } else { ("zh-CN", "对话记录", &bank.name) };
    let mut out = String::with_capacity(1_024 + lines.iter().map(|(_, _, text)| text.len() + 96).sum::<usize>());
    let _ = write!(
        out,
        "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\
         <title>{name} {title}</title><style>{STYLE}</style></head><body><h1>{name} {title}</h1><p>{interaction}</p><dl>",
        name = Escaped(bank_name),
    );
    for (at, side, text) in lines {
        let when = at.to_jiff().to_zoned(bank.time_zone.clone());
        let _ = write!(
            out,
            "<dt>{} · {}</dt><dd>{}</dd>",
            when.strftime("%Y-%m-%d %H:%M:%S"),
            Escaped(side_word(side, english)),
            Escaped(text)
        );
    }
    out.push_str("</dl></body></html>\n");
    out
}

/// The side in the reader's language; a colleague's alias stays as it is.
fn side_word(side: &str, english: bool) -> &str {
    match (side, english) {
        ("customer", true) => "Customer",
        ("customer", false) => "客户",
        ("assistant", true) => "Assistant",
        ("assistant", false) => "智能助手",
        ("system", true) => "System",
        ("system", false) => "系统",
        (alias, _) => alias,
    }
}

/// Text in which no letter means anything to HTML.
struct Escaped<'a>(&'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for letter in self.0.chars() {
            match letter {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}

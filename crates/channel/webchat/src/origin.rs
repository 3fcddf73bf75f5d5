//! Which pages may open a chat socket: our own, and those that may carry the widget (T14).

use axum::http::{HeaderMap, Uri, header};
use warmline_base::Fault;
use warmline_http::same_origin;

use crate::Embed;

/// Refuses a socket opened by a page of another site. A client that is no browser sends no Origin and is
/// let through: the conversation's token is asked for in any case.
pub(crate) fn check_origin(headers: &HeaderMap, uri: &Uri, embed: &Embed) -> Result<(), Fault> {
    let listed = || {
        let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
        origin.is_some_and(|origin| embed.allows(origin))
    };
    if same_origin(headers, uri) || listed() {
        return Ok(());
    }
    Err(Fault::forbidden("WL-CHAT-ORIGIN", "this page may not open a chat: open the bank's own page"))
}

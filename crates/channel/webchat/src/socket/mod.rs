//! `GET /chat/socket`: a page's line to its conversation.
//!
//! One task per socket, which awaits one thing at a time: so what a visitor sends keeps its order, and what
//! they are told never overtakes itself. The greeting is apart ([`greet`]), because its state is large and
//! needed once, while the talk ([`talk`]) may lie idle for hours by the ten thousand.

mod greet;
mod hear;
mod line;
mod talk;

use std::sync::Arc;

use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::extract::{OriginalUri, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use warmline_base::Fault;
use warmline_http::{ClientAddress, Problem};
use warmline_wire::chat::FRAME_BYTES;

use crate::WebChat;
use crate::doorkeeper::Entry;
use crate::origin::check_origin;

/// What is read at once and what is gathered before it is written: frames are small and sockets many.
const BUFFER_BYTES: usize = 1_024;
/// The most that may wait in a socket's buffer; a frame of ours is far smaller.
const BUFFER_BYTES_MAX: usize = 256 * 1_024;

/// Opens a socket for a page of an allowed origin while there is room.
pub(crate) async fn open(
    State(chat): State<Arc<WebChat>>,
    address: Result<ClientAddress, std::convert::Infallible>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let Ok(address) = address;
    let entry = match check_origin(&headers, &uri, &chat.settings.embed).and_then(|()| chat.keeper.enter(address)) {
        Ok(entry) => entry,
        Err(fault) => return Problem(fault).into_response(),
    };
    let Ok(upgrade) = upgrade else {
        let detail = "this address takes WebSocket connections only: see docs/chat-socket.md";
        return Problem(Fault::invalid("WL-CHAT-UPGRADE", detail)).into_response();
    };
    upgrade
        .read_buffer_size(BUFFER_BYTES)
        .write_buffer_size(BUFFER_BYTES)
        .max_write_buffer_size(BUFFER_BYTES_MAX)
        .max_message_size(FRAME_BYTES)
        .max_frame_size(FRAME_BYTES)
        .on_upgrade(move |socket| serve(chat, socket, entry))
}

async fn serve(chat: Arc<WebChat>, socket: WebSocket, entry: Entry) {
    let stopping = chat.runtime.stop.heed();
    if let Some(talk) = Box::pin(greet::greet(chat, socket, entry, stopping)).await {
        talk.run().await;
    }
}

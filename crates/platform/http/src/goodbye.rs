//! How a WebSocket is closed: with a status the browser shows, and our own code as the reason.
//!
//! Deliberately absent: the frame that says the same in our own words; each socket has its own.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use tokio_tungstenite::tungstenite::Error;

/// The code of a frame over the limit.
pub const FRAME_TOO_LARGE: &str = "WL-FRAME-TOO-LARGE";
/// The code of a server that stops.
pub const STOPPING: &str = "WL-STOPPING";
/// The rest of a frame that is too large is still on its way. Closing the connection on it at once would
/// reset it, and the reason would be lost.
const LINGER: Duration = Duration::from_millis(300);

/// Whether reading failed because the other side sent more than the socket takes.
pub fn is_too_large(error: &axum::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(Error::Capacity(_)) = error.downcast_ref::<Error>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// Closes with the status that fits `code`. Whether it arrives is the other side's affair.
pub async fn say_goodbye(socket: &mut WebSocket, code: &'static str) {
    let status = match code {
        STOPPING => close_code::RESTART,
        FRAME_TOO_LARGE => close_code::SIZE,
        _ => close_code::NORMAL,
    };
    let _ = socket.send(Message::Close(Some(CloseFrame { code: status, reason: code.into() }))).await;
    if code == FRAME_TOO_LARGE {
        tokio::time::sleep(LINGER).await;
    }
}

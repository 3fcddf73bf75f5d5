//! The outgoing side of a socket: one frame at a time, none waited for without end.

use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use futures_util::SinkExt;
use warmline_base::Fault;
use warmline_http::{Problem, STOPPING, say_goodbye};
use warmline_wire::chat::visitor::ServerFrame;
use warmline_wire::chat::{ClientId, RESTART_SECONDS};

use crate::VisitorEvent;

/// How long a socket that is being closed is given to take the reason.
const FAREWELL: Duration = Duration::from_secs(1);
/// What a frame holds beside the text of an event.
const FRAME_ROOM: usize = 256;

/// A frame with an event in it, or without.
pub(super) type Frame<'a> = ServerFrame<VisitorEvent<'a>>;

/// Why a socket ends.
#[derive(Debug)]
pub(super) enum End {
    /// The other side is gone.
    Gone,
    /// We close, for this reason; the page may connect again when `resume` is set.
    Close {
        /// Stable code.
        code: &'static str,
        /// Whether to come back.
        resume: bool,
    },
}

impl End {
    /// We close and the page is to connect again.
    pub(super) const fn again(code: &'static str) -> Self {
        Self::Close { code, resume: true }
    }

    /// We close and connecting again is of no use.
    pub(super) const fn over(code: &'static str) -> Self {
        Self::Close { code, resume: false }
    }
}

/// A socket and how long it may keep us waiting.
pub(super) struct Line {
    pub socket: WebSocket,
    pub patience: Duration,
}

impl Line {
    /// Sends a frame now.
    pub(super) async fn send(&mut self, frame: &Frame<'_>) -> Result<(), End> {
        let message = encode(frame, 0)?;
        within(self.patience, self.socket.send(message)).await
    }

    /// Puts a frame with a text of `length` bytes in line, to be sent with the next [`Line::flush`].
    pub(super) async fn feed(&mut self, frame: &Frame<'_>, length: usize) -> Result<(), End> {
        let message = encode(frame, length)?;
        within(self.patience, self.socket.feed(message)).await
    }

    /// Sends what is in line.
    pub(super) async fn flush(&mut self) -> Result<(), End> {
        within(self.patience, self.socket.flush()).await
    }

    /// Tells that a frame was not taken.
    pub(super) async fn refuse(&mut self, id: Option<ClientId>, fault: Fault) -> Result<(), End> {
        if fault.kind == warmline_base::FaultKind::Internal {
            tracing::error!(code = fault.code, detail = %fault.detail, "a frame failed");
        }
        let body = Problem(fault).body();
        self.send(&Frame::Refused { id, code: body.code.into(), detail: body.detail }).await
    }

    /// Says why, if the other side still listens, and closes.
    pub(super) async fn close(mut self, end: &End) {
        let End::Close { code, resume } = end else { return };
        let retry_seconds = (*code == STOPPING).then_some(RESTART_SECONDS);
        let closing = Frame::Closing { code: (*code).into(), resume: *resume, retry_seconds };
        let Ok(message) = encode(&closing, 0) else { return };
        let farewell = async {
            // Whether it arrives is the other side's affair now.
            let _ = self.socket.send(message).await;
            say_goodbye(&mut self.socket, code).await;
        };
        let _ = tokio::time::timeout(FAREWELL, farewell).await;
    }
}

/// The frame in memory of its own size: it is handed to the socket whole, which copies nothing, and an idle
/// socket keeps none of it.
fn encode(frame: &Frame<'_>, length: usize) -> Result<Message, End> {
    let mut text = String::with_capacity(FRAME_ROOM + length);
    match frame.encode(&mut text) {
        Ok(()) => Ok(Message::Text(text.into())),
        Err(fault) => {
            tracing::error!(fault = %fault, "a frame could not be written");
            Err(End::again(fault.code))
        }
    }
}

async fn within(patience: Duration, sending: impl Future<Output = Result<(), axum::Error>>) -> Result<(), End> {
    match tokio::time::timeout(patience, sending).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(End::Gone),
        Err(_) => Err(End::again("WL-CHAT-SLOW")),
    }
}

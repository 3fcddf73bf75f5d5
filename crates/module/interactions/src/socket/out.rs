//! What a desk is sent: frames are put in line while something is dealt with and leave together after it.

use std::time::Duration;

use axum::extract::ws::Message;
use futures_util::SinkExt;
use serde::Serialize;
use warmline_http::{STOPPING, say_goodbye};
use warmline_wire::chat::RESTART_SECONDS;
use warmline_wire::chat::desk::ServerFrame;

use super::run::{Desk, Leave};

/// How long a desk that is being closed is given to take the reason.
const FAREWELL: Duration = Duration::from_secs(1);
/// How long frames may wait for a desk that does not read.
const SEND_WITHIN: Duration = Duration::from_secs(10);

/// The outgoing side between two flushes.
#[derive(Debug, Default)]
pub(super) struct Outgoing {
    /// The frame being written, kept for its memory.
    text: String,
    /// Frames are in line.
    waiting: bool,
}

impl Desk {
    /// Puts a frame in line.
    pub(super) async fn feed(&mut self, frame: &ServerFrame<impl Serialize>) -> Result<(), Leave> {
        frame.encode(&mut self.outgoing.text).map_err(|_| Leave::Told("WL-FRAME-ENCODE"))?;
        let message = Message::Text(self.outgoing.text.as_str().into());
        self.outgoing.waiting = true;
        within(self.socket.feed(message)).await
    }

    /// Sends what is in line.
    pub(super) async fn flush(&mut self) -> Result<(), Leave> {
        if std::mem::take(&mut self.outgoing.waiting) { within(self.socket.flush()).await } else { Ok(()) }
    }

    /// Says why, if the desk still listens, and closes.
    pub(super) async fn close(&mut self, code: &'static str) {
        let retry_seconds = (code == STOPPING).then_some(RESTART_SECONDS);
        let farewell = async {
            if self.feed(&ServerFrame::<()>::Closing { code: code.into(), retry_seconds }).await.is_ok() {
                say_goodbye(&mut self.socket, code).await;
            }
        };
        let _ = tokio::time::timeout(FAREWELL, farewell).await;
    }
}

async fn within(sending: impl Future<Output = Result<(), axum::Error>>) -> Result<(), Leave> {
    match tokio::time::timeout(SEND_WITHIN, sending).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(Leave::Gone),
    }
}

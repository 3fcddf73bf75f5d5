//! What a visitor's frames do. Each is awaited before the next is read, so their order is kept.

use axum::extract::ws::Message;
use tokio::time::Instant;
use warmline_base::{Fault, Timestamp};
use warmline_http::{FRAME_TOO_LARGE, is_too_large};
use warmline_wire::chat::visitor::ClientFrame;
use warmline_wire::chat::{ClientId, id_of_refused};

use super::line::{End, Frame};
use super::talk::Talk;
use crate::pace::Verdict;

/// What came, unless the other side is gone or sent more than we take.
pub(super) fn received(message: Option<Result<Message, axum::Error>>) -> Result<Message, End> {
    match message {
        Some(Ok(message)) => Ok(message),
        // The page would send the same again, so it is not asked back.
        Some(Err(error)) if is_too_large(&error) => Err(End::over(FRAME_TOO_LARGE)),
        Some(Err(_)) | None => Err(End::Gone),
    }
}

impl Talk {
    /// Takes whatever came over the socket.
    pub(super) async fn hear(&mut self, message: Option<Result<Message, axum::Error>>) -> Result<(), End> {
        let message = received(message)?;
        self.heard = Instant::now();
        match self.pace.take(self.heard, &self.chat.settings.limits) {
            Verdict::Go => {}
            Verdict::Pause(until) => self.paused_until = Some(until),
            Verdict::Flood => return Err(End::again("WL-CHAT-FLOOD")),
        }
        match message {
            Message::Text(text) => match ClientFrame::parse(&text) {
                Ok(frame) => self.take(frame).await,
                Err(fault) => self.line.refuse(id_of_refused(&text), fault).await,
            },
            Message::Binary(_) => {
                let detail = "frames are JSON text, not bytes: see docs/chat-socket.md";
                self.line.refuse(None, Fault::invalid("WL-FRAME-SHAPE", detail)).await
            }
            // The library answers pings itself.
            Message::Ping(_) | Message::Pong(_) => Ok(()),
            Message::Close(_) => Err(End::Gone),
        }
    }

    async fn take(&mut self, frame: ClientFrame) -> Result<(), End> {
        let interaction = self.pass.interaction;
        let reception = &self.chat.reception;
        match frame {
            ClientFrame::Message { id, text, attachments } => {
                let stored = reception.say(interaction, id.0, text, attachments).await;
                self.own(id, stored).await
            }
            ClientFrame::Choose { id, choice } => {
                let stored = reception.choose(interaction, id.0, choice).await;
                self.own(id, stored).await
            }
            // Its event is sent as well: it tells the page how the message was taken.
            ClientFrame::LeaveMessage { id, text } => {
                let stored = reception.leave_message(interaction, id.0, text, None).await;
                self.answer(id, stored).await
            }
            ClientFrame::Ping {} => self.line.send(&Frame::Pong {}).await,
            ClientFrame::Typing { on } => {
                reception.typing(interaction, on).await;
                Ok(())
            }
            ClientFrame::Read { number } => {
                if let Err(fault) = reception.read(interaction, number).await {
                    // Nobody waits for the answer to a read mark, and the next one says the same.
                    tracing::debug!(fault = %fault, "a read mark was not taken");
                }
                Ok(())
            }
            ClientFrame::Person {} => {
                let done = reception.want_person(interaction).await;
                self.quiet(done).await
            }
            ClientFrame::Callback { phone, when, note } => {
                let done = reception.wish_callback(interaction, phone, when, note).await;
                self.quiet(done).await
            }
            ClientFrame::End {} => {
                let done = reception.end(interaction).await;
                self.quiet(done).await
            }
            ClientFrame::Hello { .. } => {
                let detail = "this socket was greeted already: open another one for another conversation";
                self.line.refuse(None, Fault::conflict("WL-CHAT-HELLO", detail)).await
            }
        }
    }

    /// Answers a frame whose event this socket need not be sent, because the visitor wrote it here.
    async fn own(&mut self, id: ClientId, stored: Result<(i64, Timestamp), Fault>) -> Result<(), End> {
        if let Ok((number, _)) = stored {
            self.told_by_ack(number);
        }
        self.answer(id, stored).await
    }

    async fn answer(&mut self, id: ClientId, stored: Result<(i64, Timestamp), Fault>) -> Result<(), End> {
        match stored {
            Ok((number, at)) => self.line.send(&Frame::Ack { id, number, at }).await,
            Err(fault) => self.line.refuse(Some(id), fault).await,
        }
    }

    /// Answers a frame without an id: success shows in the events that follow.
    async fn quiet(&mut self, done: Result<(), Fault>) -> Result<(), End> {
        match done {
            Ok(()) => Ok(()),
            Err(fault) => self.line.refuse(None, fault).await,
        }
    }
}

//! What a desk's frames do. Each is dealt with before the next is read; only messages are stored side by
//! side, and of one conversation one after the other, so that order is kept.

use std::sync::Arc;

use axum::extract::ws::Message;
use tokio::sync::watch;
use warmline_base::{Fault, InteractionId};
use warmline_contract::Action;
use warmline_http::{FRAME_TOO_LARGE, is_too_large};
use warmline_runtime::Object;
use warmline_wire::chat::desk::{ClientFrame, ServerFrame};
use warmline_wire::chat::{Problem, id_of_refused};

use super::replies::{Answered, Reply};
use super::run::{Desk, Leave};
use crate::app::MessageInput;
use crate::hub::Viewer;

/// Frames a desk may send in a heartbeat.
const FRAMES_MAX: u32 = 1_500;

/// What came, unless the desk is gone or sent more than we take.
pub(super) fn received(frame: Option<Result<Message, axum::Error>>) -> Result<Message, Leave> {
    match frame {
        Some(Ok(message)) => Ok(message),
        Some(Err(error)) if is_too_large(&error) => Err(Leave::Told(FRAME_TOO_LARGE)),
        Some(Err(_)) | None => Err(Leave::Gone),
    }
}

impl Desk {
    /// Takes whatever came over the socket.
    pub(super) async fn frame(
        &mut self,
        frame: Option<Result<Message, axum::Error>>,
        board: &mut Option<watch::Receiver<Arc<str>>>,
    ) -> Result<(), Leave> {
        self.heard = true;
        self.frames += 1;
        if self.frames > FRAMES_MAX {
            return Err(Leave::Told("WL-TOO-MANY"));
        }
        let text = match received(frame)? {
            Message::Text(text) => text,
            Message::Ping(_) | Message::Pong(_) => return Ok(()),
            Message::Binary(_) => return Err(Leave::Told("WL-FRAME-SHAPE")),
            Message::Close(_) => return Err(Leave::Gone),
        };
        match ClientFrame::parse(text.as_str()) {
            Ok(frame) => self.obey(frame, board).await,
            Err(fault) => {
                let refused =
                    ServerFrame::<()>::Refused { id: id_of_refused(text.as_str()), problem: Problem::from(&fault) };
                self.feed(&refused).await
            }
        }
    }

    async fn obey(&mut self, frame: ClientFrame, board: &mut Option<watch::Receiver<Arc<str>>>) -> Result<(), Leave> {
        match frame {
            ClientFrame::Ping {} => self.feed(&ServerFrame::<()>::Pong {}).await,
            ClientFrame::Message { interaction, id, text, attachments, article } => {
                self.used().await?;
                let input = MessageInput { client_id: id.0, text, attachments, article };
                self.replies.take(Reply { interaction, id, input });
                Ok(())
            }
            ClientFrame::Typing { interaction, on } => {
                self.used().await?;
                self.types(interaction, on);
                Ok(())
            }
            ClientFrame::Read { interaction, number } => {
                self.quiet(self.service.mark_read(&self.ctx, interaction, number).await).await
            }
            ClientFrame::View { interaction } => self.view(interaction).await,
            ClientFrame::Subscribe { board: wanted } => {
                let allowed = self.ctx.authorize(Action::BoardRead, &Object::any("board")).is_ok();
                *board = self.service.board.get().filter(|_| wanted && allowed).map(|feed| feed.board());
                if let Some(feed) = board {
                    feed.mark_changed();
                }
                Ok(())
            }
            ClientFrame::Hello { .. } => Err(Leave::Told("WL-SOCKET-HELLO")),
        }
    }

    /// A message was stored, or was not.
    pub(super) async fn answered(&mut self, Answered { id, outcome, .. }: Answered) -> Result<(), Leave> {
        let answer = match outcome {
            Ok(posted) => ServerFrame::Ack { id, number: posted.number },
            Err(fault) => ServerFrame::<()>::Refused { id: Some(id), problem: Problem::from(&fault) },
        };
        self.feed(&answer).await
    }

    /// Things nobody waits for: a fault is told, not fatal.
    async fn quiet(&mut self, outcome: Result<(), Fault>) -> Result<(), Leave> {
        match outcome {
            Ok(()) => Ok(()),
            Err(fault) => self.feed(&ServerFrame::<()>::Refused { id: None, problem: Problem::from(&fault) }).await,
        }
    }

    fn types(&self, interaction: InteractionId, on: bool) {
        let holds =
            self.service.live.seat(interaction).is_some_and(|seat| seat.with(|fold, _| fold.agent == Some(self.agent)));
        if holds {
            let notice = warmline_contract::VisitorNotice::Typing { on, assistant: false };
            self.service.hub.tell_visitor(interaction, &notice);
        }
        if self.viewing == Some(interaction) {
            let viewer = Viewer { id: self.agent, alias: self.alias.clone(), typing: on };
            self.service.hub.view(interaction, self.agent, Some(viewer));
        }
    }

    async fn view(&mut self, interaction: Option<InteractionId>) -> Result<(), Leave> {
        self.look_away();
        let Some(id) = interaction else { return Ok(()) };
        if let Err(fault) = self.service.readable(&self.ctx, id).await {
            return self.quiet(Err(fault)).await;
        }
        self.viewing = Some(id);
        self.follow(id, true).await?;
        let viewer = Viewer { id: self.agent, alias: self.alias.clone(), typing: false };
        self.service.hub.view(id, self.agent, Some(viewer));
        Ok(())
    }

    /// The desk looks at nothing any more.
    pub(super) fn look_away(&mut self) {
        if let Some(old) = self.viewing.take() {
            self.service.hub.view(old, self.agent, None);
            if !self.service.live.of_agent(self.agent).contains(&old) {
                self.forget(old);
            }
        }
    }

    /// A person did something: the session is in use.
    async fn used(&mut self) -> Result<(), Leave> {
        let session = self.ctx.staff().map_err(|_| Leave::Told("WL-SESSION-REQUIRED"))?.session;
        let Some(sessions) = self.service.sessions.get().map(Arc::clone) else { return Ok(()) };
        // When the database is away the next heartbeat finds out from memory.
        let standing = sessions.used(session).await.ok();
        self.stand(standing)
    }
}

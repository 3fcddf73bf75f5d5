//! From the open socket to `welcome`: the first frame, its token, and everything the page missed.

use std::sync::Arc;

use axum::extract::ws::{Message, WebSocket};
use warmline_base::Fault;
use warmline_contract::VisitorView;
use warmline_runtime::Stopping;
use warmline_wire::chat::visitor::{AgentCard, ClientFrame};

use super::hear::received;
use super::line::{End, Frame, Line};
use super::talk::Talk;
use crate::WebChat;
use crate::doorkeeper::Entry;
use crate::pass::Pass;

/// Greets a page; `None` when it was sent away.
pub(super) async fn greet(chat: Arc<WebChat>, socket: WebSocket, mut entry: Entry, stopping: Stopping) -> Option<Talk> {
    let mut line = Line { socket, patience: chat.settings.limits.send_within };
    let (pass, after, view) = match admit(&chat, &mut line, &mut entry).await {
        Ok(admitted) => admitted,
        Err(end) => {
            line.close(&end).await;
            return None;
        }
    };
    chat.reception.present(pass.interaction, true).await;
    // Whoever claims to hold more than there is would never be told what comes.
    let mut talk = Talk::begin(chat, line, (entry, stopping), pass, after.min(view.number));
    match welcome(&mut talk, view).await {
        Ok(()) => Some(talk),
        Err(end) => {
            talk.end(&end).await;
            None
        }
    }
}

async fn admit(chat: &WebChat, line: &mut Line, entry: &mut Entry) -> Result<(Pass, i64, VisitorView), End> {
    let first = tokio::time::timeout(chat.settings.limits.hello_within, line.socket.recv());
    let first = first.await.map_err(|_| End::again("WL-CHAT-HELLO"))?;
    let Message::Text(text) = received(first)? else { return Err(End::over("WL-CHAT-HELLO")) };
    let Ok(ClientFrame::Hello { token, after }) = ClientFrame::parse(&text) else {
        return Err(End::over("WL-CHAT-HELLO"));
    };
    let pass = Pass::read(&chat.runtime, &token).map_err(|fault| End::over(fault.code))?;
    let again = |fault: Fault| End::again(fault.code);
    entry.join(pass.interaction).map_err(again)?;
    let view = chat.reception.view(pass.interaction).await.map_err(again)?;
    view.map(|view| (pass, after, view)).ok_or(End::over("WL-CHAT-GONE"))
}

/// Says welcome, who answers, all that was missed, and the place in the queue: in this order, because the
/// events may change who answers and the page forgets its place when an event moves it on.
async fn welcome(talk: &mut Talk, view: VisitorView) -> Result<(), End> {
    let heartbeat_seconds = u32::try_from(talk.chat.settings.limits.heartbeat.as_secs()).unwrap_or(u32::MAX);
    let welcome = Frame::Welcome {
        interaction: talk.pass.interaction,
        number: view.number,
        state: view.state.into(),
        heartbeat_seconds,
    };
    talk.line.feed(&welcome, 0).await?;
    if let Some((work_number, alias)) = view.agent {
        talk.line.feed(&Frame::Agent { agent: Some(AgentCard { work_number, alias }) }, 0).await?;
    }
    talk.read_log().await?;
    if let Some(place) = view.place {
        talk.tell_place(place).await?;
    }
    talk.line.flush().await
}

//! A colleague's browser as a phone: its signalling, over an authenticated socket.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use warmline_base::AgentId;
use warmline_contract::Action;
use warmline_http::{Acting, Reply};
use warmline_runtime::Object;

use crate::Telephone;
use crate::exchange::{Exchange, PhoneFrame, PhoneWord};

/// The largest frame: a session description.
const FRAME_MAX: usize = 16 * 1024;
/// A browser that says nothing for this long is gone; it says `ping` every twenty seconds.
const SILENCE_MAX: Duration = Duration::from_secs(60);

/// Makes this browser the colleague's phone. Not in the document of the API: its frames are in docs/telephone.md.
pub(super) async fn plug_in(
    Acting(ctx): Acting,
    State(telephone): State<Arc<Telephone>>,
    upgrade: WebSocketUpgrade,
) -> Reply<Response> {
    let agent = ctx.agent()?;
    ctx.authorize(Action::PresenceSet, &Object::new("agent", &agent.to_string()).person(agent))?;
    let exchange = Arc::clone(telephone.exchange()?);
    let upgrade = upgrade.max_message_size(FRAME_MAX).max_frame_size(FRAME_MAX);
    Ok(upgrade.on_upgrade(move |socket| serve(socket, exchange, agent)))
}

async fn serve(mut socket: WebSocket, exchange: Arc<Exchange>, agent: AgentId) {
    let (handset, mut frames) = exchange.softphones.plug_in(agent);
    loop {
        tokio::select! {
            frame = frames.recv() => {
                let Some(frame) = frame else { return };
                let last = frame == PhoneFrame::Unplugged;
                let text = serde_json::to_string(&frame).expect("frames are plain data");
                if socket.send(Message::Text(text.into())).await.is_err() || last {
                    return;
                }
            }
            message = tokio::time::timeout(SILENCE_MAX, socket.recv()) => {
                let Ok(Some(Ok(message))) = message else { return };
                match message {
                    Message::Text(text) => match serde_json::from_str::<PhoneWord>(&text) {
                        Ok(word) => handset.hear(word),
                        Err(_) => return,
                    },
                    Message::Close(_) => return,
                    _ => {}
                }
            }
        }
    }
}

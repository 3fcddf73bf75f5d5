//! The desk's socket: what an agent must know at once, and the quick things an agent does.
//!
//! Events come from the log, so a desk that was away asks from its last position and misses nothing of
//! what is its own. Offers, typing, places and presence are told as they are now. A desk that does not
//! keep up is closed and resumes.

mod frames;
mod greet;
mod hear;
mod out;
mod replies;
mod run;

use std::sync::Arc;

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::response::Response;
use warmline_contract::Action;
use warmline_http::{Acting, Problem};
use warmline_runtime::Object;
use warmline_wire::chat::FRAME_BYTES;

use crate::Interactions;

/// Opens a desk. The gate has checked the session and the Origin.
pub async fn open(
    Acting(ctx): Acting,
    State(service): State<Arc<Interactions>>,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Problem> {
    ctx.authorize(Action::SessionManage, &Object::new("session", "").person(ctx.agent()?))?;
    Ok(upgrade
        .max_message_size(FRAME_BYTES)
        .max_frame_size(FRAME_BYTES)
        .read_buffer_size(4 * 1024)
        // Frames gather here until they are flushed together.
        .write_buffer_size(16 * 1024)
        .max_write_buffer_size(1024 * 1024)
        .on_upgrade(move |socket| run::run(service, ctx, socket)))
}

//! Codecs: the chat socket's frames, RTP, session descriptions.
//!
//! Two sockets speak JSON text frames, the visitor's ([`chat::visitor`]) and the desk's
//! ([`chat::desk`]); `docs/chat-socket.md` is the protocol in words. [`sequence`] holds the counting
//! that makes a dropped socket lose nothing and repeat nothing. The telephone speaks RTP ([`rtp`]) and
//! negotiates it by session descriptions ([`sdp`]).
//!
//! Invariants: whatever bytes arrive, parsing returns a value within its limits or a refusal and
//! never panics; a refusal never repeats what the sender wrote. Deliberately absent: sockets, tasks,
//! time, and the payloads of events, which pass through as the caller's own type (`&RawValue` on the
//! server, so that stored JSON is never parsed again to be sent).

pub mod chat;
pub mod rtp;
pub mod sdp;
pub mod sequence;

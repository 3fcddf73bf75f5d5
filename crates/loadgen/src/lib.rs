//! Customers and agents by the thousand, over the real sockets.
//!
//! The generator is a process of its own and knows the server only by its public doors: it starts the
//! binary, signs agents in with password and code, opens chats as pages do and speaks the two sockets of
//! `docs/chat-socket.md`. The fault tests use the same clients. Deliberately absent: anything of the
//! server's own code, so that a protocol mistake cannot be made on both sides at once.

pub mod calls;
pub mod chat;
pub mod figures;
pub mod idle;
pub mod server;
pub mod socket;
pub mod staff;
pub mod visitor;

/// A sender's message id: the `counter`-th of the sender `sender`.
pub fn message_id(sender: u64, counter: u64) -> uuid::Uuid {
    uuid::Builder::from_random_bytes(((u128::from(sender) << 64) | u128::from(counter)).to_be_bytes()).into_uuid()
}

//! Keys: what a caller presses, however it is carried, as one digit each.
//!
//! [`Receiver`] makes digits of telephone events, [`tones`] hears them in the sound of telephones that send
//! none, [`Sender`] presses keys for us at the other end's machine. Which digits are secret is not known
//! here but decided by the leg they come from ([`crate::conference`]).

mod receiver;
mod sender;
pub mod tones;

pub use receiver::Receiver;
pub use sender::{KEYS_QUEUED, Sender};

//! A telephone as anybody outside the house has one: SIP and sound over datagrams.
//!
//! Whoever dials the house from outside uses it: the demo's people, the load generator, the tests. [`sip`] is the text
//! they speak, [`rtp`] the packets, [`Phone`] one telephone with one call at a time, whose sound is whatever implements
//! [`Sound`]. Invariants: a phone that is dropped hangs up; it has one task and waits for nothing but its sockets.
//!
//! Deliberately absent: anything of the house's own code, so that a protocol mistake cannot be made on both sides at
//! once; and what a telephone needs beyond one machine, such as retransmission, TCP, encryption and candidates.

mod carrier;
mod line;
mod phone;
pub mod rtp;
pub mod sip;

pub use carrier::{Called, Carrier, Hold};
pub use phone::{Phone, Setup, Sound, Standing};

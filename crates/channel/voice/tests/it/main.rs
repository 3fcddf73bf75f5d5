//! The telephone door, through real sockets on the loopback.

mod calls;
mod raw;
mod strangers;
mod support;
mod tls;
mod trunks;

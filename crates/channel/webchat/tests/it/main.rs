//! The door as a visitor's page meets it: a real server on a loopback port, real sockets, a real log.

mod files;
mod house;
mod limits;
mod page;
mod reception;
mod sessions;
mod sockets;
mod views;

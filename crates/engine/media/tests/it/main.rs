//! The media engine, seen from outside: what goes in as packets comes out as sound.

mod allocation;
mod call;
mod concealment;
mod digits;
mod jitter;
mod network;
mod reports;
mod secret;
mod spoken;
mod voice;

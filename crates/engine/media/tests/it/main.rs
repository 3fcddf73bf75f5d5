//! The media engine, seen from outside: what goes in as packets comes out as sound.

mod concealment;
mod jitter;
mod network;
mod voice;

//! What a call sounds like: from RTP packets to a common beat of 20 ms, and back.
//!
//! [`conference`] is one call: packets in, packets, recording and recognition out. Under it lie the parts:
//! [`jitter`] turns packets into frames, with [`conceal`] for what was lost; [`mix`] adds voices; [`digits`]
//! hears and presses keys; [`player`] plays clips, which [`wav`] reads from files and [`spoken`] puts together
//! to numbers and dates; [`record`] keeps two channels; [`g711`] is the code on the line; [`quality`] says what
//! came of it; [`goertzel`] is the ear of tests.
//!
//! Invariants: time comes in as a value; the same packets at the same instants give the same bytes; nothing
//! is allocated from a packet's arrival to the packets that answer it; every buffer has a bound. Deliberately
//! absent: sockets, encryption, files, threads, and who may talk with whom, which `engine/call` decides.

pub mod conceal;
pub mod conference;
pub mod digits;
pub mod g711;
pub mod goertzel;
pub mod jitter;
pub mod mix;
mod pitch;
pub mod player;
pub mod quality;
pub mod record;
pub mod spoken;
pub mod wav;

/// Samples a second.
pub const RATE: u32 = 8_000;
/// Samples of a frame: 20 ms.
pub const FRAME: usize = 160;
/// Microseconds of a frame.
pub const FRAME_MICROS: i64 = 20_000;
/// Microseconds of a sample.
const SAMPLE_MICROS: i64 = 125;

/// Twenty milliseconds of sound.
pub type Frame = [i16; FRAME];

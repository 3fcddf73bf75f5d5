//! Pressing keys at the other end: telephone events in place of sound.
//!
//! A key is 100 ms of events, one each 20 ms, and its end three times over because it must not be lost;
//! then 60 ms of ordinary sound before the next.

use warmline_wire::rtp::event::{Key, TelephoneEvent};

use crate::FRAME;

/// The most keys that wait to be pressed.
pub const KEYS_QUEUED: usize = 32;
const PRESSED_FRAMES: u8 = 5;
const END_FRAMES: u8 = 3;
const PAUSE_FRAMES: u8 = 3;
/// 10 dB below the reference, as telephones do.
const VOLUME: u8 = 10;

/// Keys on their way out.
#[derive(Clone, Debug)]
pub struct Sender {
    keys: [Option<Key>; KEYS_QUEUED],
    waiting: usize,
    /// Frames of the first key that were sent.
    frame: u8,
    /// Timestamp of the first key's beginning.
    began: u32,
}

/// What goes out in place of a frame of sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Press {
    /// The event.
    pub event: TelephoneEvent,
    /// The timestamp of its packet.
    pub timestamp: u32,
    /// Whether it is the first of its key.
    pub marker: bool,
}

impl Default for Sender {
    fn default() -> Self {
        Self { keys: [None; KEYS_QUEUED], waiting: 0, frame: 0, began: 0 }
    }
}

impl Sender {
    /// Queues a key; false when too many wait.
    pub fn press(&mut self, key: Key) -> bool {
        let free = self.waiting < KEYS_QUEUED;
        if free {
            self.keys[self.waiting] = Some(key);
            self.waiting += 1;
        }
        free
    }

    /// What goes out at the frame of `timestamp`; nothing when it is sound.
    pub fn next(&mut self, timestamp: u32) -> Option<Press> {
        let key = self.keys[0]?;
        if self.frame == 0 {
            self.began = timestamp;
        }
        self.frame += 1;
        let frame = self.frame;
        if frame > PRESSED_FRAMES + END_FRAMES {
            if frame == PRESSED_FRAMES + END_FRAMES + PAUSE_FRAMES {
                self.frame = 0;
                self.waiting -= 1;
                self.keys.rotate_left(1);
                self.keys[KEYS_QUEUED - 1] = None;
            }
            return None;
        }
        let duration = u16::from(frame.min(PRESSED_FRAMES)) * FRAME as u16;
        let event = TelephoneEvent { event: key.event(), end: frame > PRESSED_FRAMES, volume: VOLUME, duration };
        Some(Press { event, timestamp: self.began, marker: frame == 1 })
    }
}

//! Deadlines: a heap with lazy deletion. An entry is live while its owner still carries its stamp;
//! stale ones are dropped when they surface, or all at once when they outnumber the live ones.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use warmline_base::Timestamp;

/// Whose deadline it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Owner {
    /// The interaction in this slot.
    Work(u32),
    /// The queue in this slot.
    Queue(u32),
}

/// One deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Deadline {
    pub at: Timestamp,
    pub stamp: u64,
    pub owner: Owner,
}

/// All deadlines.
#[derive(Debug, Default)]
pub(crate) struct Timers {
    heap: BinaryHeap<Reverse<Deadline>>,
    stamps: u64,
    live: usize,
}

impl Timers {
    /// Sets a deadline; the owner keeps the stamp, which is never zero.
    pub fn arm(&mut self, at: Timestamp, owner: Owner) -> u64 {
        self.stamps += 1;
        self.live += 1;
        self.heap.push(Reverse(Deadline { at, stamp: self.stamps, owner }));
        self.stamps
    }

    /// Gives a deadline up; zero is none.
    pub const fn disarm(&mut self, stamp: &mut u64) {
        if *stamp != 0 {
            *stamp = 0;
            self.live -= 1;
        }
    }

    /// Takes the next live deadline that is due. The owner's stamp is for the caller to clear.
    pub fn pop_due(&mut self, now: Timestamp, is_live: impl Fn(&Deadline) -> bool) -> Option<Deadline> {
        while let Some(Reverse(top)) = self.heap.peek() {
            let (due, live) = (top.at <= now, is_live(top));
            if live && !due {
                return None;
            }
            let Reverse(deadline) = self.heap.pop()?;
            if live {
                self.live -= 1;
                return Some(deadline);
            }
        }
        None
    }

    /// Drops stale entries from the top, and everywhere when they are the majority.
    pub fn tidy(&mut self, is_live: impl Fn(&Deadline) -> bool) {
        if self.heap.len() > 2 * self.live + 1_024 {
            self.heap.retain(|Reverse(deadline)| is_live(deadline));
        }
        while self.heap.peek().is_some_and(|Reverse(top)| !is_live(top)) {
            self.heap.pop();
        }
    }

    /// The earliest deadline, exact after [`tidy`](Self::tidy).
    pub fn next(&self) -> Option<Timestamp> {
        self.heap.peek().map(|Reverse(deadline)| deadline.at)
    }
}

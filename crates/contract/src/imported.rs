//! What came of a batch of lines from a file.

use warmline_base::Fault;

/// What came of a batch: how many lines of each kind, and which were refused.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Stored for the first time.
    pub added: usize,
    /// Known, and different from what was stored.
    pub changed: usize,
    /// Known, and just as it was stored.
    pub unchanged: usize,
    /// Not stored: the place in the batch, and why; the fault's place is `/` and the column.
    pub refused: Vec<(usize, Fault)>,
}

impl Imported {
    /// Adds what came of another batch; its refusals are left out, because their places are its own.
    pub const fn count(&mut self, other: &Self) {
        self.added += other.added;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
    }
}

//! Counting events so that a dropped socket loses nothing and repeats nothing.
//!
//! The server keeps a [`Sender`] for each socket, the client one [`Receiver`] for its lifetime. The
//! log is the truth and announcements are only hints: an event is stored before it is announced, so a
//! sender that was behind, or that missed an announcement, reads the log until it has caught up.
//! Invariant: numbers given out for sending ascend strictly, and every number of the log after the
//! starting point is given out. Deliberately absent: the events themselves, and waiting.

/// How the numbers of a stream run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbering {
    /// 1, 2, 3 without holes, as within one interaction: a jump is a missed announcement.
    Dense,
    /// Ascending with holes, as in a filtered view of the whole log: misses are reported by [`Sender::lost`].
    Sparse,
}

/// What to do with an announced event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Announced {
    /// It is the next one: send it.
    Send,
    /// It was sent already, or comes with the reading under way: drop it.
    Drop,
    /// Something before it was missed: read the log after [`Sender::after`].
    Read,
}

/// The server's side of one socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    numbering: Numbering,
    after: i64,
    /// Whether the log is being read.
    reading: bool,
    /// Whether announcements were lost while the log was being read, so that it must be read again.
    again: bool,
    /// The highest number announced so far.
    announced: i64,
}

impl Sender {
    /// A sender for a client that holds everything up to `after`. It starts by reading the log.
    pub const fn resume(numbering: Numbering, after: i64) -> Self {
        Self { numbering, after, reading: true, again: false, announced: after }
    }

    /// Everything up to this number has been dealt with: the log is read after it.
    pub const fn after(&self) -> i64 {
        self.after
    }

    /// Whether the log has to be read (again).
    pub const fn is_reading(&self) -> bool {
        self.reading
    }

    /// Takes one row of the log, also one the client may not see; returns whether it is new.
    pub fn take(&mut self, number: i64) -> bool {
        let new = number > self.after;
        self.after = self.after.max(number);
        new
    }

    /// A page of the log was read. `more` tells that the page was full, so another may follow.
    /// Reading goes on until everything announced meanwhile has been taken.
    pub fn page_read(&mut self, more: bool) {
        self.reading = more || self.again || self.announced > self.after;
        self.again = false;
    }

    /// An event was announced; what to do with it.
    pub fn announce(&mut self, number: i64) -> Announced {
        self.announced = self.announced.max(number);
        if number <= self.after || self.reading {
            return Announced::Drop;
        }
        if self.numbering == Numbering::Dense && number > self.after + 1 {
            self.reading = true;
            return Announced::Read;
        }
        self.after = number;
        Announced::Send
    }

    /// Announcements were lost (a lagging receiver): the log must be read.
    pub const fn lost(&mut self) {
        self.again = self.reading;
        self.reading = true;
    }
}

/// The client's side, kept over all its sockets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Receiver {
    last: i64,
}

impl Receiver {
    /// What to say as `after` in `hello`.
    pub const fn after(&self) -> i64 {
        self.last
    }

    /// Whether this event is new; a repeated one is dropped.
    pub fn accept(&mut self, number: i64) -> bool {
        let new = number > self.last;
        self.last = self.last.max(number);
        new
    }
}

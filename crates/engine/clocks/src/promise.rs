//! A word given to a customer, and when it falls due: "I will call you by six", or the answer owed
//! within a day after a case is solved.
//!
//! Promises run by the wall clock, because customers wait by it. Deliberately absent: moving a
//! promise. A new word is a new promise, and the old one stays on the record.

use serde::{Deserialize, Serialize};
use warmline_base::{Fault, Millis, Timestamp};

/// How soon a customer is told what became of a solved case: 24 hours.
pub const FEEDBACK: Millis = Millis::minutes(24 * 60);

/// One promise. A plain value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// When it was made.
    pub made_at: Timestamp,
    /// From when somebody is reminded.
    pub warn_at: Timestamp,
    /// The last instant at which it is kept in time.
    pub due_at: Timestamp,
    /// When it was kept, whether in time or not.
    pub kept_at: Option<Timestamp>,
}

/// What a promise says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PromiseState {
    /// There is time.
    Waiting,
    /// It falls due soon.
    DueSoon,
    /// Kept in time.
    Kept,
    /// Kept too late.
    KeptLate,
    /// Past due and not kept.
    Broken,
}

impl Promise {
    /// A promise made at `made_at`, due at `due_at`, with a reminder `warn_before` it (at once when
    /// that lies before the making).
    ///
    /// # Errors
    /// `WL-PROMISE-DUE` when it would fall due before it is made.
    pub fn new(made_at: Timestamp, due_at: Timestamp, warn_before: Millis) -> Result<Self, Fault> {
        if due_at < made_at {
            let detail = "a promise falls due after it is made: choose a later time";
            return Err(Fault::invalid("WL-PROMISE-DUE", detail).at("/due_at"));
        }
        let warn_at = due_at.minus(Millis(warn_before.0.max(0))).max(made_at);
        Ok(Self { made_at, warn_at, due_at, kept_at: None })
    }

    /// The feedback owed within [`FEEDBACK`] of `at`, with a reminder `warn_before` that.
    pub fn feedback(at: Timestamp, warn_before: Millis) -> Self {
        let due_at = at.plus(FEEDBACK);
        let warn_at = due_at.minus(Millis(warn_before.0.max(0))).max(at);
        Self { made_at: at, warn_at, due_at, kept_at: None }
    }

    /// It was kept. The first time counts.
    pub fn keep(&mut self, at: Timestamp) {
        self.kept_at.get_or_insert(at);
    }

    /// What it says at `now`.
    pub fn state(&self, now: Timestamp) -> PromiseState {
        match self.kept_at {
            Some(at) if at <= self.due_at => PromiseState::Kept,
            Some(_) => PromiseState::KeptLate,
            None if now > self.due_at => PromiseState::Broken,
            None if now >= self.warn_at => PromiseState::DueSoon,
            None => PromiseState::Waiting,
        }
    }

    /// The next instant after `now` at which [`Self::state`] changes by itself; nothing once it is
    /// kept or broken.
    pub fn next_deadline(&self, now: Timestamp) -> Option<Timestamp> {
        match self.state(now) {
            PromiseState::Waiting => Some(self.warn_at),
            PromiseState::DueSoon => Some(Timestamp(self.due_at.0 + 1)),
            PromiseState::Kept | PromiseState::KeptLate | PromiseState::Broken => None,
        }
    }
}

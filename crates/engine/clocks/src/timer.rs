//! One measured stretch of time that can stop and go on.
//!
//! What has been used is banked when the timer stops, so neither a pause nor another target can lose
//! it. A timer that is done keeps its verdict whatever changes later.

use serde::{Deserialize, Serialize};
use warmline_base::{Fault, Millis, Timestamp};

use crate::calendar::Calendar;
use crate::service::{Reading, ReadingState, Target};

/// A timer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Timer {
    target: Target,
    /// Time used in the stretches that are over.
    banked: Millis,
    /// Since when it runs; nothing while it stands.
    running_since: Option<Timestamp>,
    /// When the target was missed, once that is certain.
    breached_at: Option<Timestamp>,
    /// When it was done.
    done_at: Option<Timestamp>,
}

impl Timer {
    pub(crate) const fn start(target: Target, at: Timestamp) -> Self {
        Self { target, banked: Millis(0), running_since: Some(at), breached_at: None, done_at: None }
    }

    /// A timer that waits for its first stretch.
    pub(crate) const fn standing(target: Target) -> Self {
        Self { target, banked: Millis(0), running_since: None, breached_at: None, done_at: None }
    }

    pub(crate) const fn is_done(&self) -> bool {
        self.done_at.is_some()
    }

    pub(crate) fn pause(&mut self, calendar: &Calendar, at: Timestamp) -> Result<(), Fault> {
        self.settle(calendar, at)?;
        self.running_since = None;
        Ok(())
    }

    pub(crate) fn resume(&mut self, at: Timestamp) {
        if !self.is_done() && self.running_since.is_none() {
            self.running_since = Some(at);
        }
    }

    pub(crate) fn finish(&mut self, calendar: &Calendar, at: Timestamp) -> Result<(), Fault> {
        if !self.is_done() {
            self.pause(calendar, at)?;
            self.done_at = Some(at);
        }
        Ok(())
    }

    /// Goes on after it was done: what was used counts on, the time in between does not.
    pub(crate) fn reopen(&mut self, at: Timestamp) {
        self.done_at = None;
        self.resume(at);
    }

    /// Another target from now on. A verdict that is certain stays; what was used stays.
    pub(crate) fn retarget(&mut self, target: Target, calendar: &Calendar, at: Timestamp) -> Result<(), Fault> {
        if !self.is_done() {
            self.settle(calendar, at)?;
            self.target = target;
        }
        Ok(())
    }

    /// Banks the stretch up to `at` and notes a miss that lies in it.
    fn settle(&mut self, calendar: &Calendar, at: Timestamp) -> Result<(), Fault> {
        let Some(since) = self.running_since else { return Ok(()) };
        let used = Millis(self.banked.0 + self.target.passed(calendar, since, at)?.0);
        if self.breached_at.is_none() && used > self.target.within {
            self.breached_at = self.breaks_at(calendar)?;
        }
        self.banked = used;
        self.running_since = Some(since.max(at));
        Ok(())
    }

    /// Notes a miss that has happened by `now`; returns whether it is news.
    pub(crate) fn notice(&mut self, calendar: &Calendar, now: Timestamp) -> Result<bool, Fault> {
        if !self.can_break() {
            return Ok(false);
        }
        self.settle(calendar, now)?;
        Ok(self.breached_at.is_some())
    }

    /// When the target is used up, if the timer keeps running; once missed, when that was.
    fn due_at(&self, calendar: &Calendar) -> Result<Option<Timestamp>, Fault> {
        let Some(since) = self.running_since else { return Ok(None) };
        let left = Millis(self.target.within.0 - self.banked.0);
        if self.breached_at.is_some() || left.0 < 0 {
            return Ok(self.breached_at.or(Some(since)));
        }
        self.target.later(calendar, since, left).map(Some)
    }

    /// The first instant at which the target is missed, if the timer keeps running: the last moment
    /// that still meets it is the due time itself.
    pub(crate) fn breaks_at(&self, calendar: &Calendar) -> Result<Option<Timestamp>, Fault> {
        let Some(since) = self.running_since else { return Ok(None) };
        let left = Millis((self.target.within.0 - self.banked.0 + 1).max(0));
        self.target.later(calendar, since, left).map(Some)
    }

    /// Whether a miss is still to come.
    pub(crate) const fn can_break(&self) -> bool {
        !self.is_done() && self.breached_at.is_none()
    }

    pub(crate) fn reading(&self, calendar: &Calendar, now: Timestamp) -> Result<Reading, Fault> {
        let running = match self.running_since {
            Some(since) => self.target.passed(calendar, since, now)?,
            None => Millis(0),
        };
        let used = Millis(self.banked.0 + running.0);
        let missed = self.breached_at.is_some() || used > self.target.within;
        let state = match (missed, self.is_done(), self.running_since) {
            (true, _, _) => ReadingState::Breached,
            (false, true, _) => ReadingState::Met,
            (false, false, Some(_)) => ReadingState::Running,
            (false, false, None) => ReadingState::Paused,
        };
        let due_at = self.due_at(calendar)?;
        Ok(Reading { state, used, within: self.target.within, due_at, done_at: self.done_at })
    }
}

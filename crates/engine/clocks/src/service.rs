//! The three service-level measures of a piece of work: first response, next response, resolution.
//!
//! First response runs from the opening to the first answer. Next response runs from the customer's
//! first unanswered word to the answer. Resolution runs from the opening to the resolution, and on
//! after a reopening. A pause (waiting for the customer) stops all three. Deliberately absent:
//! watching the time; the caller sleeps until [`ServiceClock::next_deadline`].

use serde::{Deserialize, Serialize};
use warmline_base::{Fault, Millis, Timestamp};

use crate::calendar::Calendar;
use crate::timer::Timer;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Until somebody answers at all.
    FirstResponse,
    /// Until each later word of the customer is answered.
    NextResponse,
    /// Until the matter is solved.
    Resolution,
}

/// How long a measure may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The time, in milliseconds. Using exactly this much still meets it.
    pub within: Millis,
    /// Whether only working time counts; otherwise every hour does.
    pub business: bool,
}

impl Target {
    /// The time that counts between two instants.
    pub(crate) fn passed(self, calendar: &Calendar, from: Timestamp, to: Timestamp) -> Result<Millis, Fault> {
        if self.business { calendar.business_between(from, to) } else { Ok(Millis(to.since(from).0.max(0))) }
    }

    /// The instant by which `amount` has counted since `from`.
    pub(crate) fn later(self, calendar: &Calendar, from: Timestamp, amount: Millis) -> Result<Timestamp, Fault> {
        if self.business { calendar.add_business(from, amount) } else { Ok(from.plus(amount)) }
    }
}

/// The targets of one kind of work. A measure without a target is not measured.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// For the first answer.
    pub first_response: Option<Target>,
    /// For each later answer.
    pub next_response: Option<Target>,
    /// For the resolution.
    pub resolution: Option<Target>,
}

/// What a measure says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadingState {
    /// Time is passing, and there is some left.
    Running,
    /// Time stands, and there is some left.
    Paused,
    /// Done in time.
    Met,
    /// Not done in time, whether done by now or not.
    Breached,
}

/// One measure, read at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// What it says.
    pub state: ReadingState,
    /// Time used so far; stands still when paused or done.
    pub used: Millis,
    /// The target.
    pub within: Millis,
    /// When the target is used up (once missed: when it was); nothing while paused or when done.
    pub due_at: Option<Timestamp>,
    /// When it was done.
    pub done_at: Option<Timestamp>,
}

/// The clock of one piece of work. A plain value: store it after each change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceClock {
    policy: Policy,
    first: Option<Timer>,
    /// The last one; each customer's word after an answer starts another.
    next: Option<Timer>,
    resolution: Option<Timer>,
    answered: bool,
    resolved: bool,
    paused: bool,
}

impl ServiceClock {
    /// Work that begins at `at`, with the customer's first word.
    pub fn open(policy: Policy, at: Timestamp) -> Self {
        let first = policy.first_response.map(|target| Timer::start(target, at));
        let resolution = policy.resolution.map(|target| Timer::start(target, at));
        Self { policy, first, next: None, resolution, answered: false, resolved: false, paused: false }
    }

    /// The customer wrote. After an answer this starts the next response, unless one is awaited
    /// already. While paused it starts standing.
    pub fn customer_spoke(&mut self, at: Timestamp) {
        let awaited = self.next.as_ref().is_some_and(|timer| !timer.is_done());
        if !self.answered || self.resolved || awaited {
            return;
        }
        let paused = self.paused;
        self.next = self
            .policy
            .next_response
            .map(|target| if paused { Timer::standing(target) } else { Timer::start(target, at) });
    }

    /// Somebody answered the customer: what was awaited is done.
    ///
    /// # Errors
    /// `WL-CALENDAR-FAR` when the work is older than a calendar reaches.
    pub fn agent_answered(&mut self, calendar: &Calendar, at: Timestamp) -> Result<(), Fault> {
        self.answered = true;
        for timer in [&mut self.first, &mut self.next].into_iter().flatten() {
            timer.finish(calendar, at)?;
        }
        Ok(())
    }

    /// Time stands from now on. Pausing again changes nothing.
    ///
    /// # Errors
    /// `WL-CALENDAR-FAR` when the work is older than a calendar reaches.
    pub fn pause(&mut self, calendar: &Calendar, at: Timestamp) -> Result<(), Fault> {
        self.paused = true;
        for timer in self.timers() {
            timer.pause(calendar, at)?;
        }
        Ok(())
    }

    /// Time passes again from now on.
    pub fn resume(&mut self, at: Timestamp) {
        if self.paused && !self.resolved {
            for timer in self.timers() {
                timer.resume(at);
            }
        }
        self.paused = false;
    }

    /// The matter is solved: nothing runs any more. A response still awaited is done with it.
    ///
    /// # Errors
    /// `WL-CALENDAR-FAR` when the work is older than a calendar reaches.
    pub fn resolve(&mut self, calendar: &Calendar, at: Timestamp) -> Result<(), Fault> {
        self.resolved = true;
        for timer in self.timers() {
            timer.finish(calendar, at)?;
        }
        Ok(())
    }

    /// It was not solved after all: resolution goes on where it stopped, and the customer awaits an
    /// answer.
    pub fn reopen(&mut self, at: Timestamp) {
        if !self.resolved {
            return;
        }
        self.resolved = false;
        self.paused = false;
        self.answered = true;
        if let Some(timer) = &mut self.resolution {
            timer.reopen(at);
        }
        self.customer_spoke(at);
    }

    /// Other targets from now on. What was used counts on, a pause stays a pause, and a verdict that
    /// is certain is not changed. A measure that had no target starts now; one that loses its target
    /// is no longer measured unless it is done.
    ///
    /// # Errors
    /// `WL-CALENDAR-FAR` when the work is older than a calendar reaches.
    pub fn change_policy(&mut self, policy: Policy, calendar: &Calendar, at: Timestamp) -> Result<(), Fault> {
        let fresh = |target| if self.paused { Timer::standing(target) } else { Timer::start(target, at) };
        let missing = |timer: &Option<Timer>, open: bool| timer.is_none() && open;
        if missing(&self.first, !self.answered && !self.resolved) {
            self.first = policy.first_response.map(fresh);
        }
        if missing(&self.resolution, !self.resolved) {
            self.resolution = policy.resolution.map(fresh);
        }
        retarget(&mut self.first, policy.first_response, calendar, at)?;
        retarget(&mut self.next, policy.next_response, calendar, at)?;
        retarget(&mut self.resolution, policy.resolution, calendar, at)?;
        self.policy = policy;
        Ok(())
    }

    /// What a measure says at `now`; nothing when it has no target or has not begun.
    ///
    /// # Errors
    /// `WL-CALENDAR-FAR` when the work is older, or its due time further, than a calendar reaches.
    pub fn reading(&self, measure: Measure, calendar: &Calendar, now: Timestamp) -> Result<Option<Reading>, Fault> {
        self.timer(measure).map(|timer| timer.reading(calendar, now)).transpose()
    }

    /// The next miss to come if nothing happens, and of which measure. The instant is the first at
    /// which it reads as breached, one millisecond of counted time after the due time.
    ///
    /// # Errors
    /// `WL-CALENDAR-FAR` when it lies further than a calendar reaches.
    pub fn next_deadline(&self, calendar: &Calendar) -> Result<Option<(Timestamp, Measure)>, Fault> {
        let mut earliest: Option<(Timestamp, Measure)> = None;
        for measure in [Measure::FirstResponse, Measure::NextResponse, Measure::Resolution] {
            let Some(timer) = self.timer(measure).filter(|timer| timer.can_break()) else { continue };
            if let Some(at) = timer.breaks_at(calendar)?
                && earliest.is_none_or(|(known, _)| at < known)
            {
                earliest = Some((at, measure));
            }
        }
        Ok(earliest)
    }

    /// Notes every miss that has happened by `now` and returns those that are news, each once. Call it
    /// at [`Self::next_deadline`].
    ///
    /// # Errors
    /// `WL-CALENDAR-FAR` when the work is older than a calendar reaches.
    pub fn notice(&mut self, calendar: &Calendar, now: Timestamp) -> Result<Vec<Measure>, Fault> {
        let timers = [
            (Measure::FirstResponse, &mut self.first),
            (Measure::NextResponse, &mut self.next),
            (Measure::Resolution, &mut self.resolution),
        ];
        let mut news = Vec::new();
        for (measure, timer) in timers {
            if let Some(timer) = timer
                && timer.notice(calendar, now)?
            {
                news.push(measure);
            }
        }
        Ok(news)
    }

    const fn timer(&self, measure: Measure) -> Option<&Timer> {
        match measure {
            Measure::FirstResponse => self.first.as_ref(),
            Measure::NextResponse => self.next.as_ref(),
            Measure::Resolution => self.resolution.as_ref(),
        }
    }

    fn timers(&mut self) -> impl Iterator<Item = &mut Timer> {
        [&mut self.first, &mut self.next, &mut self.resolution].into_iter().flatten()
    }
}

fn retarget(
    timer: &mut Option<Timer>,
    target: Option<Target>,
    calendar: &Calendar,
    at: Timestamp,
) -> Result<(), Fault> {
    match (timer.as_mut(), target) {
        (Some(running), Some(target)) => running.retarget(target, calendar, at)?,
        (Some(running), None) if !running.is_done() => *timer = None,
        (Some(_), None) | (None, _) => {}
    }
    Ok(())
}

//! Business calendars, service-level clocks and promises.
//!
//! [`Calendar`] knows when a place is open and counts working time; [`ServiceClock`] measures first
//! response, next response and resolution against targets, over pauses and changes of policy;
//! [`Promise`] is one word given to a customer, with the hour it falls due.
//!
//! Invariants: time comes in as a value; the time zones are those compiled in, so the same inputs give
//! the same answers on every machine; no walk over days is longer than [`MAX_DAYS`]. Deliberately
//! absent: timers, storage, and who is told when a clock runs out.

mod calendar;
mod hours;
mod promise;
mod service;
mod timer;

pub use calendar::{Calendar, MAX_DAYS};
pub use hours::{CalendarSpec, PeriodSpec, SpecialSpec, WeeklySpec};
pub use promise::{FEEDBACK, Promise, PromiseState};
pub use service::{Measure, Policy, Reading, ReadingState, ServiceClock, Target};

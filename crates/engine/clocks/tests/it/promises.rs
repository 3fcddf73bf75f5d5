//! Promises: kept, late, broken, and when somebody is reminded.

use warmline_base::Millis;
use warmline_clocks::{FEEDBACK, Promise, PromiseState};

use crate::{minutes, shanghai};

#[test]
fn feedback_is_owed_within_a_day_holidays_or_not() {
    let promise = Promise::feedback(shanghai("02-16 10:00"), minutes(120));
    assert_eq!(promise.due_at, shanghai("02-17 10:00"));
    assert_eq!(promise.warn_at, shanghai("02-17 08:00"));
    assert_eq!(promise.due_at.since(promise.made_at), FEEDBACK);
}

#[test]
fn a_promise_changes_at_its_deadlines_and_not_between() {
    let promise = Promise::new(shanghai("02-13 10:00"), shanghai("02-13 10:10"), minutes(2)).unwrap();
    assert_eq!(promise.state(shanghai("02-13 10:00")), PromiseState::Waiting);
    let warn = promise.next_deadline(shanghai("02-13 10:00")).unwrap();
    assert_eq!((warn, promise.state(warn)), (shanghai("02-13 10:08"), PromiseState::DueSoon));
    let broken = promise.next_deadline(warn).unwrap();
    assert_eq!(promise.state(shanghai("02-13 10:10")), PromiseState::DueSoon);
    assert_eq!(promise.state(broken), PromiseState::Broken);
    assert_eq!(promise.next_deadline(broken), None);
}

#[test]
fn kept_in_time_and_kept_late_are_told_apart() {
    let mut promise = Promise::new(shanghai("02-13 10:00"), shanghai("02-13 10:10"), Millis(0)).unwrap();
    let mut late = promise;
    promise.keep(shanghai("02-13 10:10"));
    promise.keep(shanghai("02-13 10:30"));
    late.keep(shanghai("02-13 10:11"));
    assert_eq!(promise.state(shanghai("02-14 10:00")), PromiseState::Kept);
    assert_eq!(late.state(shanghai("02-14 10:00")), PromiseState::KeptLate);
}

#[test]
fn a_reminder_never_comes_before_the_promise() {
    let promise = Promise::new(shanghai("02-13 10:00"), shanghai("02-13 10:10"), minutes(60)).unwrap();
    assert_eq!(promise.state(shanghai("02-13 10:00")), PromiseState::DueSoon);
    let backwards = Promise::new(shanghai("02-13 10:00"), shanghai("02-13 09:59"), minutes(1));
    assert_eq!(backwards.unwrap_err().code, "WL-PROMISE-DUE");
}

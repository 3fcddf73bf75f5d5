//! How long a case, a part of it and the feedback may take.
//!
//! A department's part counts in the department's working hours, whose calendar routing keeps. What was promised
//! to the customer counts around the clock, the feedback's 24 hours above all; and a special case does not wait for
//! Monday. A department without hours of its own works around the clock.

use warmline_base::{Millis, Timestamp};
use warmline_clocks::{FEEDBACK, Promise};

use crate::model::CaseKind;

/// The owner is warned when a fifth of the feedback time is left.
const WARN_BEFORE: Millis = Millis(FEEDBACK.0 / 5);
/// Priorities 0 and 1 are worked in half the time.
const URGENT_PRIORITY: u8 = 1;

/// Deadlines of one department's part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskTimes {
    /// The department takes it until then.
    pub accept_by: Timestamp,
    /// It is done until then.
    pub done_by: Timestamp,
}

impl TaskTimes {
    /// The deadlines of somebody who works around the clock.
    pub fn around_the_clock(now: Timestamp, [accept, done]: [Millis; 2]) -> Self {
        Self { accept_by: now.plus(accept), done_by: now.plus(done) }
    }
}

/// Whether a case of this kind is worked whatever the hour.
pub const fn waits_for_no_morning(kind: CaseKind) -> bool {
    matches!(kind, CaseKind::Special)
}

/// When a case opened at `now` is promised to be answered.
pub fn case_due(kind: CaseKind, priority: u8, now: Timestamp) -> Timestamp {
    now.plus(scaled(
        match kind {
            CaseKind::Special => Millis::minutes(4 * 60),
            CaseKind::Service => Millis::minutes(24 * 60),
            CaseKind::Complaint => Millis::minutes(3 * 24 * 60),
            CaseKind::Suggestion => Millis::minutes(7 * 24 * 60),
        },
        priority,
    ))
}

/// How long a part may take to be accepted, and to be done: working time of its department.
pub fn task_spans(kind: CaseKind, priority: u8) -> [Millis; 2] {
    let (accept, done) = match kind {
        CaseKind::Special => (Millis::minutes(5), Millis::minutes(40)),
        CaseKind::Service => (Millis::minutes(30), Millis::minutes(8 * 60)),
        CaseKind::Complaint => (Millis::minutes(60), Millis::minutes(24 * 60)),
        CaseKind::Suggestion => (Millis::minutes(24 * 60), Millis::minutes(3 * 24 * 60)),
    };
    [scaled(accept, priority), scaled(done, priority)]
}

/// When the customer is to be told, counted from the departments' answer.
pub fn feedback_due(answered_at: Timestamp) -> Timestamp {
    Promise::feedback(answered_at, WARN_BEFORE).due_at
}

/// When the owner is warned that the customer still waits.
pub fn feedback_warning(feedback_due_at: Timestamp) -> Timestamp {
    feedback_due_at.minus(WARN_BEFORE)
}

fn scaled(span: Millis, priority: u8) -> Millis {
    if priority <= URGENT_PRIORITY { Millis(span.0 / 2) } else { span }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_warning_comes_at_four_fifths_of_a_day() {
        let answered = Timestamp(0);
        let due = feedback_due(answered);
        assert_eq!(feedback_warning(due), Promise::feedback(answered, WARN_BEFORE).warn_at);
        assert_eq!(feedback_warning(due).since(answered), Millis::minutes(19 * 60 + 12));
    }

    #[test]
    fn urgent_parts_have_half_the_time() {
        let [calm, _] = task_spans(CaseKind::Service, 5);
        let [urgent, _] = task_spans(CaseKind::Service, 1);
        assert_eq!(calm.0, 2 * urgent.0);
        assert!(case_due(CaseKind::Special, 1, Timestamp(0)) < case_due(CaseKind::Service, 1, Timestamp(0)));
    }
}

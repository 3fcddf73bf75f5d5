//! How long a case, a part of it and the feedback may take.
//!
//! Spans count around the clock, as the demo bank's contact centre works 7 × 24. The whole of it stands
//! in this file, so that a business calendar can take its place.

use warmline_base::{Millis, Timestamp};

use crate::model::CaseKind;

/// The customer is told within this once the departments are done.
const FEEDBACK: Millis = Millis::minutes(24 * 60);
/// A warning goes out when this share of the feedback time is used, in percent.
const WARN_PERCENT: i64 = 80;
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

/// When a part given out at `now` is to be accepted and done.
pub fn task_times(kind: CaseKind, priority: u8, now: Timestamp) -> TaskTimes {
    let (accept, done) = match kind {
        CaseKind::Special => (Millis::minutes(5), Millis::minutes(40)),
        CaseKind::Service => (Millis::minutes(30), Millis::minutes(8 * 60)),
        CaseKind::Complaint => (Millis::minutes(60), Millis::minutes(24 * 60)),
        CaseKind::Suggestion => (Millis::minutes(24 * 60), Millis::minutes(3 * 24 * 60)),
    };
    TaskTimes { accept_by: now.plus(scaled(accept, priority)), done_by: now.plus(scaled(done, priority)) }
}

/// When the customer is to be told, counted from the departments' answer.
pub fn feedback_due(answered_at: Timestamp) -> Timestamp {
    answered_at.plus(FEEDBACK)
}

/// When the owner is warned that the customer still waits.
pub fn feedback_warning(feedback_due_at: Timestamp) -> Timestamp {
    feedback_due_at.minus(Millis(FEEDBACK.0 * (100 - WARN_PERCENT) / 100))
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
        assert_eq!(feedback_warning(due).since(answered), Millis::minutes(19 * 60 + 12));
    }

    #[test]
    fn urgent_parts_have_half_the_time() {
        let calm = task_times(CaseKind::Service, 5, Timestamp(0));
        let urgent = task_times(CaseKind::Service, 1, Timestamp(0));
        assert_eq!(calm.accept_by.since(Timestamp(0)).0, 2 * urgent.accept_by.since(Timestamp(0)).0);
        assert!(case_due(CaseKind::Special, 1, Timestamp(0)) < case_due(CaseKind::Service, 1, Timestamp(0)));
    }
}

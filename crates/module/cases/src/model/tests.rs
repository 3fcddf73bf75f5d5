//! The laws of a case over random courses, and the few steps worth naming.

use proptest::prelude::*;
use uuid::Uuid;
use warmline_base::Millis;

use super::*;
use crate::promise::{TaskTimes, case_due, task_spans};

const DEPARTMENTS: [&str; 4] = ["D01", "D02", "D07", "D08"];
const OWNER: AgentId = AgentId(Uuid::from_u128(1));

fn task_id(number: usize) -> TaskId {
    TaskId(Uuid::from_u128(1_000 + number as u128))
}

fn opened() -> CaseFile {
    let mut file = CaseFile {
        kind: CaseKind::Service,
        state: CaseState::Open,
        priority: 5,
        owner: OWNER,
        owner_department: "D01".into(),
        department: "D02".into(),
        tasks: Vec::new(),
        hops: 0,
        due_at: case_due(CaseKind::Service, 5, Timestamp(0)),
        feedback_due_at: None,
        breached: false,
        told_customer_at: None,
    };
    file.give_out(part(0, "D02")).unwrap();
    file
}

fn times() -> TaskTimes {
    TaskTimes::around_the_clock(Timestamp(0), task_spans(CaseKind::Service, 5))
}

fn part(number: usize, department: &str) -> NewTask {
    NewTask { id: task_id(number), department: department.into(), title: "核查".into(), times: times() }
}

/// Something somebody tries; it may well be out of place.
#[derive(Clone, Debug)]
enum Step {
    Accept(usize),
    Finish(usize),
    GiveBack(usize),
    HandOver(usize, usize),
    Add(usize),
    Feedback,
    Reopen,
    Warn,
    Wait(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0usize..8).prop_map(Step::Accept),
        4 => (0usize..8).prop_map(Step::Finish),
        1 => (0usize..8).prop_map(Step::GiveBack),
        1 => (0usize..8, 0usize..4).prop_map(|(task, to)| Step::HandOver(task, to)),
        1 => (0usize..4).prop_map(Step::Add),
        2 => Just(Step::Feedback),
        1 => Just(Step::Reopen),
        1 => Just(Step::Warn),
        1 => (1i64..2_000).prop_map(Step::Wait),
    ]
}

fn take(file: &mut CaseFile, step: &Step, now: Timestamp) -> Result<(), Fault> {
    let next = file.tasks.len();
    match step {
        Step::Accept(task) => file.accept(task_id(*task), AgentId(Uuid::from_u128(9)), now),
        Step::Finish(task) => file.finish(task_id(*task), "已办".into(), None, now),
        Step::GiveBack(task) => file.give_back(task_id(*task), "不归我部".into(), (task_id(next), times()), now),
        Step::HandOver(task, to) => file.hand_over(task_id(*task), "转清算".into(), part(next, DEPARTMENTS[*to]), now),
        Step::Add(to) => file.add_task(part(next, DEPARTMENTS[*to]), now),
        Step::Feedback => file.give_feedback(now),
        Step::Reopen => file.reopen((task_id(next), times()), now),
        Step::Warn => {
            file.warn(now);
            Ok(())
        }
        Step::Wait(_) => Ok(()),
    }
}

proptest! {
    #[test]
    fn whatever_happens_no_part_is_lost_and_the_owner_stays(steps in prop::collection::vec(step(), 0..80)) {
        let (mut file, mut now) = (opened(), Timestamp(0));
        for step in &steps {
            if let Step::Wait(minutes) = step {
                now = now.plus(Millis::minutes(*minutes));
            }
            let before = file.clone();
            let taken = take(&mut file, step, now);
            prop_assert_eq!(file.owner, OWNER);
            prop_assert!(file.tasks.len() >= before.tasks.len() && file.tasks.len() <= TASKS_MAX);
            prop_assert!(before.tasks.iter().zip(&file.tasks).all(|(old, new)| old.id == new.id));
            let waits = matches!(file.state, CaseState::Open | CaseState::Handling);
            prop_assert_eq!(waits, file.unfinished().next().is_some());
            prop_assert!(file.hops >= before.hops && file.breached >= before.breached);
            prop_assert_eq!(
                file.feedback_due_at.is_some(),
                !waits,
                "the feedback clock runs exactly when the departments are done"
            );
            if let Err(fault) = taken {
                prop_assert!(["WL-CASE-STATE", "WL-CASE-RETURN", "WL-CASE-INPUT", "WL-CASE-PARTS", "WL-NOT-FOUND"]
                    .contains(&fault.code));
                prop_assert_eq!(before.state, file.state, "a refused step moves nothing");
                prop_assert_eq!(before.unfinished().count(), file.unfinished().count());
            }
        }
    }

    #[test]
    fn a_case_closes_only_by_feedback(steps in prop::collection::vec(step(), 0..80)) {
        let mut file = opened();
        for step in &steps {
            let was = file.state;
            let taken = take(&mut file, step, Timestamp(0));
            if file.state == CaseState::Closed && was != CaseState::Closed {
                prop_assert!(matches!(step, Step::Feedback) && taken.is_ok());
                prop_assert!(matches!(was, CaseState::Answered | CaseState::FeedbackDue));
                prop_assert_eq!(file.told_customer_at, Some(Timestamp(0)));
            }
        }
    }
}

#[test]
fn a_part_given_back_lies_on_the_owners_table() {
    let mut file = opened();
    file.give_back(task_id(0), "不归我部".into(), (task_id(1), times()), Timestamp(0)).unwrap();
    let back = file.unfinished().next().unwrap();
    assert_eq!((back.department.as_str(), back.assignee), ("D01", Some(OWNER)));
    assert_eq!((file.hops, file.state), (1, CaseState::Open));
    let again = file.give_back(task_id(1), "也不归我".into(), (task_id(2), times()), Timestamp(0));
    assert_eq!(again.unwrap_err().code, "WL-CASE-RETURN");
}

#[test]
fn the_feedback_clock_warns_at_four_fifths_and_a_late_word_stays_a_breach() {
    let mut file = opened();
    file.accept(task_id(0), OWNER, Timestamp(0)).unwrap();
    file.finish(task_id(0), "已办".into(), None, Timestamp(0)).unwrap();
    let late = |minutes| Timestamp(0).plus(Millis::minutes(minutes));
    assert!(!file.warn(late(19 * 60)));
    assert_eq!(file.standing(late(19 * 60 + 12)), CaseState::FeedbackDue);
    assert!(file.warn(late(19 * 60 + 12)) && !file.is_breached(late(24 * 60)));
    file.give_feedback(late(24 * 60 + 1)).unwrap();
    assert!(file.breached && file.state == CaseState::Closed);
}

#[test]
fn a_part_taken_late_breaks_its_promise_for_good() {
    let mut file = opened();
    let late = file.tasks[0].accept_by.plus(Millis(1));
    file.accept(task_id(0), OWNER, late).unwrap();
    assert!(file.breached);
}

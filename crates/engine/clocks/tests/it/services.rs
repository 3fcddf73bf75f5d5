//! Service-level clocks: what stops them, what does not, and what a change of policy leaves alone.

use warmline_base::{Millis, Timestamp};
use warmline_clocks::{Calendar, Measure, Policy, Reading, ReadingState, ServiceClock, Target};

use crate::{minutes, office, shanghai};

const fn wall(count: i64) -> Option<Target> {
    Some(Target { within: Millis::minutes(count), business: false })
}

const fn business(count: i64) -> Option<Target> {
    Some(Target { within: Millis::minutes(count), business: true })
}

const POLICY: Policy = Policy { first_response: wall(10), next_response: wall(30), resolution: business(480) };

fn read(clock: &ServiceClock, measure: Measure, now: Timestamp) -> Reading {
    clock.reading(measure, &office(), now).unwrap().expect("the measure runs")
}

fn clock() -> (ServiceClock, Calendar) {
    (ServiceClock::open(POLICY, shanghai("02-13 10:00")), office())
}

#[test]
fn an_answer_at_the_last_moment_is_in_time() {
    let (mut clock, office) = clock();
    clock.agent_answered(&office, shanghai("02-13 10:10")).unwrap();
    assert_eq!(read(&clock, Measure::FirstResponse, shanghai("02-13 12:00")).state, ReadingState::Met);
}

#[test]
fn an_answer_a_moment_later_is_not() {
    let (mut clock, office) = clock();
    clock.agent_answered(&office, shanghai("02-13 10:10").plus(Millis(1))).unwrap();
    let reading = read(&clock, Measure::FirstResponse, shanghai("02-13 12:00"));
    assert_eq!((reading.state, reading.used), (ReadingState::Breached, Millis(600_001)));
}

#[test]
fn what_is_done_uses_no_more_time() {
    let (mut clock, office) = clock();
    clock.agent_answered(&office, shanghai("02-13 10:15")).unwrap();
    let soon = read(&clock, Measure::FirstResponse, shanghai("02-13 10:20"));
    assert_eq!(soon, read(&clock, Measure::FirstResponse, shanghai("02-28 10:20")));
    assert_eq!(soon.done_at, Some(shanghai("02-13 10:15")));
}

#[test]
fn resolution_counts_working_time_only() {
    let (clock, _) = clock();
    // 6.5 hours on Friday, nothing over the holidays, and the rest on the 24th.
    let reading = read(&clock, Measure::Resolution, shanghai("02-24 09:00"));
    assert_eq!((reading.used, reading.due_at), (minutes(390), Some(shanghai("02-24 10:30"))));
}

#[test]
fn the_next_response_runs_from_the_first_unanswered_word() {
    let (mut clock, office) = clock();
    clock.agent_answered(&office, shanghai("02-13 10:05")).unwrap();
    clock.customer_spoke(shanghai("02-13 10:20"));
    clock.customer_spoke(shanghai("02-13 10:40"));
    let reading = read(&clock, Measure::NextResponse, shanghai("02-13 10:45"));
    assert_eq!((reading.state, reading.used), (ReadingState::Running, minutes(25)));
    assert_eq!(reading.due_at, Some(shanghai("02-13 10:50")));
}

#[test]
fn words_before_the_first_answer_belong_to_the_first_response() {
    let (mut clock, office) = clock();
    clock.customer_spoke(shanghai("02-13 10:02"));
    assert_eq!(clock.reading(Measure::NextResponse, &office, shanghai("02-13 10:03")).unwrap(), None);
}

#[test]
fn each_later_word_starts_its_own_next_response() {
    let (mut clock, office) = clock();
    clock.agent_answered(&office, shanghai("02-13 10:05")).unwrap();
    clock.customer_spoke(shanghai("02-13 10:10"));
    clock.agent_answered(&office, shanghai("02-13 10:50")).unwrap();
    assert_eq!(read(&clock, Measure::NextResponse, shanghai("02-13 11:00")).state, ReadingState::Breached);
    clock.customer_spoke(shanghai("02-13 11:00"));
    assert_eq!(read(&clock, Measure::NextResponse, shanghai("02-13 11:05")).state, ReadingState::Running);
}

#[test]
fn a_pause_before_the_miss_stops_it() {
    let (mut clock, office) = clock();
    clock.pause(&office, shanghai("02-13 10:05")).unwrap();
    let reading = read(&clock, Measure::FirstResponse, shanghai("02-13 17:00"));
    assert_eq!((reading.state, reading.used, reading.due_at), (ReadingState::Paused, minutes(5), None));
    clock.resume(shanghai("02-13 17:00"));
    assert_eq!(read(&clock, Measure::FirstResponse, shanghai("02-13 17:00")).due_at, Some(shanghai("02-13 17:05")));
}

#[test]
fn a_pause_after_the_miss_does_not_undo_it() {
    let (mut clock, office) = clock();
    clock.pause(&office, shanghai("02-13 10:11")).unwrap();
    assert_eq!(read(&clock, Measure::FirstResponse, shanghai("02-13 10:12")).state, ReadingState::Breached);
    clock.resume(shanghai("02-13 11:00"));
    let reading = read(&clock, Measure::FirstResponse, shanghai("02-13 11:01"));
    assert_eq!((reading.state, reading.used), (ReadingState::Breached, minutes(12)));
}

#[test]
fn a_second_pause_or_resume_changes_nothing() {
    let (mut once, office) = clock();
    once.pause(&office, shanghai("02-13 10:05")).unwrap();
    let mut twice = once.clone();
    twice.pause(&office, shanghai("02-13 10:08")).unwrap();
    assert_eq!(once, twice);
    once.resume(shanghai("02-13 10:20"));
    let mut again = once.clone();
    again.resume(shanghai("02-13 10:25"));
    assert_eq!(once, again);
}

#[test]
fn a_word_during_a_pause_waits_for_its_end() {
    let (mut clock, office) = clock();
    clock.agent_answered(&office, shanghai("02-13 10:05")).unwrap();
    clock.pause(&office, shanghai("02-13 10:06")).unwrap();
    clock.customer_spoke(shanghai("02-13 10:30"));
    assert_eq!(read(&clock, Measure::NextResponse, shanghai("02-13 11:00")).state, ReadingState::Paused);
    clock.resume(shanghai("02-13 11:00"));
    assert_eq!(read(&clock, Measure::NextResponse, shanghai("02-13 11:00")).due_at, Some(shanghai("02-13 11:30")));
}

#[test]
fn a_policy_changed_mid_pause_keeps_the_pause_and_what_was_used() {
    let (mut clock, office) = clock();
    clock.pause(&office, shanghai("02-13 10:05")).unwrap();
    let policy = Policy { first_response: wall(20), ..POLICY };
    clock.change_policy(policy, &office, shanghai("02-13 11:00")).unwrap();
    let reading = read(&clock, Measure::FirstResponse, shanghai("02-13 12:00"));
    assert_eq!((reading.state, reading.used, reading.within), (ReadingState::Paused, minutes(5), minutes(20)));
    clock.resume(shanghai("02-13 15:00"));
    assert_eq!(read(&clock, Measure::FirstResponse, shanghai("02-13 15:00")).due_at, Some(shanghai("02-13 15:15")));
}

#[test]
fn a_looser_policy_does_not_undo_a_miss() {
    let (mut clock, office) = clock();
    let policy = Policy { first_response: wall(600), ..POLICY };
    clock.change_policy(policy, &office, shanghai("02-13 10:15")).unwrap();
    assert_eq!(read(&clock, Measure::FirstResponse, shanghai("02-13 10:16")).state, ReadingState::Breached);
}

#[test]
fn a_tighter_policy_can_be_missed_at_once() {
    let (mut clock, office) = clock();
    let policy = Policy { first_response: wall(3), ..POLICY };
    clock.change_policy(policy, &office, shanghai("02-13 10:05")).unwrap();
    assert_eq!(read(&clock, Measure::FirstResponse, shanghai("02-13 10:05")).state, ReadingState::Breached);
    assert_eq!(clock.notice(&office, shanghai("02-13 10:05")).unwrap(), [Measure::FirstResponse]);
}

#[test]
fn a_policy_does_not_judge_again_what_is_done() {
    let (mut clock, office) = clock();
    clock.agent_answered(&office, shanghai("02-13 10:05")).unwrap();
    let policy = Policy { first_response: wall(1), ..POLICY };
    clock.change_policy(policy, &office, shanghai("02-13 10:30")).unwrap();
    let reading = read(&clock, Measure::FirstResponse, shanghai("02-13 10:40"));
    assert_eq!((reading.state, reading.within), (ReadingState::Met, minutes(10)));
}

#[test]
fn from_every_hour_to_working_hours_what_was_used_stays() {
    let (mut clock, office) = clock();
    let policy = Policy { first_response: business(10), ..POLICY };
    clock.change_policy(policy, &office, shanghai("02-13 10:04")).unwrap();
    assert_eq!(read(&clock, Measure::FirstResponse, shanghai("02-13 10:06")).used, minutes(6));
}

#[test]
fn a_target_that_appears_starts_then_and_one_that_goes_is_dropped() {
    let office = office();
    let none = Policy::default();
    let mut clock = ServiceClock::open(none.clone(), shanghai("02-13 10:00"));
    assert_eq!(clock.next_deadline(&office).unwrap(), None);
    clock.change_policy(POLICY, &office, shanghai("02-13 10:30")).unwrap();
    assert_eq!(read(&clock, Measure::FirstResponse, shanghai("02-13 10:31")).used, minutes(1));
    clock.change_policy(none, &office, shanghai("02-13 10:32")).unwrap();
    assert_eq!(clock.reading(Measure::FirstResponse, &office, shanghai("02-13 10:33")).unwrap(), None);
}

#[test]
fn nothing_runs_after_the_resolution() {
    let (mut clock, office) = clock();
    clock.resolve(&office, shanghai("02-13 10:08")).unwrap();
    clock.resume(shanghai("02-13 10:09"));
    clock.customer_spoke(shanghai("02-13 10:09"));
    assert_eq!(clock.next_deadline(&office).unwrap(), None);
    assert_eq!(read(&clock, Measure::Resolution, shanghai("02-27 10:00")).used, minutes(8));
}

#[test]
fn a_reopened_case_goes_on_where_it_stopped() {
    let (mut clock, office) = clock();
    clock.agent_answered(&office, shanghai("02-13 10:05")).unwrap();
    clock.resolve(&office, shanghai("02-13 11:00")).unwrap();
    clock.reopen(shanghai("02-13 14:00"));
    assert_eq!(read(&clock, Measure::Resolution, shanghai("02-13 14:30")).used, minutes(90));
    assert_eq!(read(&clock, Measure::NextResponse, shanghai("02-13 14:30")).due_at, Some(shanghai("02-13 14:30")));
}

#[test]
fn each_miss_is_news_once() {
    let (mut clock, office) = clock();
    let (deadline, measure) = clock.next_deadline(&office).unwrap().unwrap();
    assert_eq!((deadline, measure), (shanghai("02-13 10:10").plus(Millis(1)), Measure::FirstResponse));
    assert!(clock.notice(&office, shanghai("02-13 10:10")).unwrap().is_empty());
    assert_eq!(clock.notice(&office, deadline).unwrap(), [Measure::FirstResponse]);
    assert!(clock.notice(&office, deadline).unwrap().is_empty());
    let (deadline, measure) = clock.next_deadline(&office).unwrap().unwrap();
    assert_eq!((deadline, measure), (shanghai("02-24 10:30").plus(Millis(1)), Measure::Resolution));
}

#[test]
fn a_stored_clock_goes_on() {
    let (mut clock, office) = clock();
    clock.pause(&office, shanghai("02-13 10:05")).unwrap();
    let stored = serde_json::to_string(&clock).unwrap();
    assert_eq!(serde_json::from_str::<ServiceClock>(&stored).unwrap(), clock);
}

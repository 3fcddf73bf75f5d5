//! The steps the chat entry does not use, one by one.

use warmline_base::{Millis, Timestamp};
use warmline_flow::{Effect, Facts, Flow, Input, Level, QueueReason, Run, Stage, Triage, Urgency};

/// A flow with those steps.
pub fn everything() -> Flow {
    Flow::parse(include_str!("everything.json")).unwrap_or_else(|problems| panic!("{problems}"))
}

fn text(text: &str) -> Input {
    Input::Text { text: text.into(), triage: Triage::default() }
}

/// A run that has arrived, and what arriving did.
fn arrived(facts: Facts) -> (Flow, Run, Vec<Effect>) {
    let flow = everything();
    let mut run = Run::start(&flow, facts);
    let effects = run.handle(&flow, Input::Arrived, Timestamp(0));
    (flow, run, effects)
}

#[test]
fn a_segment_goes_its_own_way_with_a_note() {
    let facts = Facts { segments: ["私人银行".to_string()].into(), ..Facts::default() };
    let (_, run, effects) = arrived(facts);
    assert_eq!((run.stage(), run.step()), (Stage::Queued, "manager"));
    assert!(matches!(&effects[..], [Effect::HandOver(_), Effect::Enqueue { queue, note: Some(note), .. }]
        if queue == "wealth" && note.pick("en-GB") == "Private banking" && note.pick("zh-CN") == "私人银行客户"));
}

#[test]
fn closed_hours_lead_to_a_callback() {
    let (flow, mut run, effects) = arrived(Facts { closed_queues: ["card".to_string()].into(), ..Facts::default() });
    assert!(matches!(&effects[..], [Effect::OfferCallback { texts: Some(_), keeps_place: false }]));
    let effects = run.handle(&flow, Input::Completed, Timestamp(0));
    assert_eq!(effects, [Effect::End { reason: "finished".into() }]);
}

#[test]
fn who_is_known_well_enough_is_not_asked() {
    let (_, run, effects) = arrived(Facts { identity: Level::V3, ..Facts::default() });
    assert_eq!(run.step(), "line");
    let Some(Effect::Enqueue { required, preferred, reason, .. }) = effects.last() else { panic!("{effects:?}") };
    assert_eq!((required[0].skill.as_str(), preferred[0].relax_after_seconds), ("debit", 60));
    assert_eq!(*reason, QueueReason::Flow);
}

#[test]
fn an_identity_refused_failed_or_slow_still_reaches_a_person() {
    let now = Timestamp(0);
    let (flow, asked, effects) = arrived(Facts::default());
    assert!(matches!(&effects[..], [Effect::AskIdentify { level: Level::V2, .. }]));
    let mut low = asked.clone();
    low.handle(&flow, Input::Identified { level: Level::V1 }, now);
    let mut slow = asked.clone();
    assert!(slow.handle(&flow, Input::Timeout, now).is_empty(), "the time has not come");
    slow.handle(&flow, Input::Timeout, now.plus(Millis::seconds(60)));
    let mut impatient = asked;
    impatient.handle(&flow, text("人工"), now);
    for run in [low, slow, impatient] {
        assert_eq!((run.stage(), run.step()), (Stage::Queued, "line"));
    }
}

#[test]
fn a_field_is_kept_for_whoever_takes_over() {
    let now = Timestamp(0);
    let (flow, mut run, _) = arrived(Facts::default());
    let effects = run.handle(&flow, Input::Identified { level: Level::V2 }, now);
    assert!(matches!(&effects[..], [Effect::AskField { field, .. }] if field == "amount"));
    let again = run.handle(&flow, text("很多"), now);
    assert!(matches!(&again[..], [Effect::AskField { .. }]));
    let effects = run.handle(&flow, text("200.50"), now);
    let Some(Effect::HandOver(summary)) = effects.first() else { panic!("{effects:?}") };
    assert_eq!(summary.collected["amount"], "200.50");
}

#[test]
fn a_field_that_never_fits_holds_nobody() {
    let (flow, mut run, _) = arrived(Facts::default());
    run.handle(&flow, Input::Identified { level: Level::V2 }, Timestamp(0));
    run.handle(&flow, text("1.234"), Timestamp(0));
    run.handle(&flow, text("-3"), Timestamp(0));
    assert_eq!((run.stage(), run.step()), (Stage::Queued, "line"));
}

#[test]
fn a_queue_that_closes_lets_go_of_whoever_waits() {
    let (flow, mut run, _) = arrived(Facts { identity: Level::V3, ..Facts::default() });
    let other = run.handle(&flow, Input::QueueState { queue: "loan".into(), open: false }, Timestamp(0));
    assert!(other.is_empty());
    let effects = run.handle(&flow, Input::QueueState { queue: "card".into(), open: false }, Timestamp(0));
    assert!(matches!(&effects[..], [Effect::LeaveQueue { queue }, Effect::OfferCallback { .. }] if queue == "card"));
}

#[test]
fn a_survey_ends_by_itself_but_not_while_somebody_speaks() {
    let (flow, mut run, _) = arrived(Facts { identity: Level::V3, ..Facts::default() });
    run.handle(&flow, Input::AgentAccepted, Timestamp(0));
    run.handle(&flow, Input::AgentEnded, Timestamp(0));
    assert_eq!(run.stage(), Stage::Surveying);
    let mut speaks = run.clone();
    speaks.handle(&flow, text("还有一个问题"), Timestamp(0));
    assert_eq!((speaks.stage(), speaks.step()), (Stage::Queued, "line"));
    let mut thanks = run.clone();
    assert!(thanks.handle(&flow, text("谢谢"), Timestamp(0)).is_empty());
    let effects = run.handle(&flow, Input::Timeout, Timestamp(0).plus(Millis::minutes(1)));
    assert_eq!(effects, [Effect::End { reason: "finished".into() }]);
}

#[test]
fn asking_again_while_waiting_loses_no_place() {
    let (flow, mut run, _) = arrived(Facts::default());
    let triage = Triage { urgency: Urgency::Emergency, ..Triage::default() };
    run.handle(&flow, Input::Text { text: "卡被偷了".into(), triage }, Timestamp(0));
    let before = run.clone();
    assert!(run.handle(&flow, text("人工"), Timestamp(0)).is_empty());
    assert!(run.handle(&flow, Input::Chosen { option: "person".into() }, Timestamp(0)).is_empty());
    assert_eq!((run.step(), run.stage()), ("alarm", Stage::Queued));
    assert_eq!(run, before);
}

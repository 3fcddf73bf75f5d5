//! Any inputs in any order: nothing panics, effects stay bounded, a person stays within reach, and a
//! stored run goes on as if it had never been stored.

use std::collections::BTreeSet;

use proptest::prelude::*;
use warmline_base::{Millis, Timestamp};
use warmline_flow::{Effect, Facts, Flow, Input, Level, MAX_EFFECTS, QueueReason, Run, Stage, Triage, Urgency};

use crate::steps::everything;
use crate::webchat_entry;

fn text(text: &str, urgency: Urgency) -> Input {
    Input::Text { text: text.into(), triage: Triage { urgency, ..Triage::default() } }
}

fn inputs() -> impl Strategy<Value = (u16, Input)> {
    let words = prop_oneof![
        Just("我的卡被吞了".to_string()),
        Just("2".to_string()),
        Just("没有解决".to_string()),
        Just("谢谢".to_string()),
        Just("人工".to_string()),
        "\\PC{0,12}",
    ];
    let intent = prop::option::of(prop::sample::select(vec!["cc.bill", "ln.rate", "fr.suspect", "sv.complaint", "x"]));
    let urgency = prop_oneof![8 => Just(Urgency::None), 1 => Just(Urgency::Emergency), 1 => Just(Urgency::Complaint)];
    let said = (words, intent, urgency, prop::bool::weighted(0.1), 0.0..1.0).prop_map(
        |(text, intent, urgency, wants_person, confidence)| Input::Text {
            text,
            triage: Triage { intent: intent.map(Into::into), confidence, urgency, wants_person, only_person: false },
        },
    );
    let queue = prop::sample::select(vec!["general", "card", "complaint", "emergency", "senior", "credit_card"]);
    let option = prop::sample::select(vec!["card", "urgent", "complaint", "call", "write", "person", "nonsense"]);
    let input = prop_oneof![
        1 => Just(Input::Arrived),
        6 => said,
        3 => option.prop_map(|option| Input::Chosen { option: option.into() }),
        3 => any::<bool>().prop_map(|found| Input::AnswerResult { found, title: found.then(|| "答案".into()) }),
        3 => any::<bool>().prop_map(|solved| Input::Confirmed { solved }),
        1 => Just(Input::Identified { level: Level::V2 }),
        3 => (queue, any::<bool>()).prop_map(|(queue, open)| Input::QueueState { queue: queue.into(), open }),
        2 => Just(Input::AgentAccepted),
        2 => Just(Input::AgentEnded),
        2 => Just(Input::Completed),
        3 => Just(Input::Timeout),
    ];
    (0u16..2_000, input)
}

fn facts() -> impl Strategy<Value = Facts> {
    let closed =
        prop::collection::btree_set(prop::sample::select(vec!["general", "card", "complaint", "senior"]), 0..4);
    (any::<bool>(), closed).prop_map(|(senior, closed)| Facts {
        senior,
        closed_queues: closed.into_iter().map(String::from).collect::<BTreeSet<_>>(),
        ..Facts::default()
    })
}

/// Whoever asks for a person now waits for one, or (the queues being closed) is asked how to answer.
fn person_in_reach(flow: &Flow, run: &Run, now: Timestamp) -> Result<(), TestCaseError> {
    for ask in [text("人工", Urgency::None), Input::Chosen { option: "person".into() }] {
        // A button of a form that is no longer shown does nothing; the word always works.
        if matches!(ask, Input::Chosen { .. }) && run.stage() == Stage::Filling {
            continue;
        }
        let mut run = run.clone();
        let effects = run.handle(flow, ask, now);
        let all_open = run.facts().closed_queues.is_empty();
        let reached = match run.stage() {
            Stage::Queued | Stage::Served => true,
            Stage::Choosing => !all_open && run.step() == "message_or_call",
            Stage::Filling => !all_open,
            _ => false,
        };
        prop_assert!(reached, "{:?} at {} after {effects:?}", run.stage(), run.step());
    }
    Ok(())
}

/// An emergency is in the emergency queue, first, at once; unless a person is there or it waits there.
fn emergency_goes_first(flow: &Flow, run: &Run, now: Timestamp) -> Result<(), TestCaseError> {
    if run.stage() == Stage::Served || (run.stage() == Stage::Queued && run.step() == "queue_emergency") {
        return Ok(());
    }
    let mut run = run.clone();
    let effects = run.handle(flow, text("我被骗了", Urgency::Emergency), now);
    let first = effects
        .iter()
        .any(|effect| matches!(effect, Effect::Enqueue { queue, priority: Some(0), .. } if queue == "emergency"));
    prop_assert!(first && run.stage() == Stage::Queued, "{effects:?}");
    let gated = effects.iter().any(|effect| {
        matches!(effect, Effect::AskIdentify { .. } | Effect::TryAnswer { .. } | Effect::ShowMenu { .. })
    });
    prop_assert!(!gated, "{effects:?}");
    Ok(())
}

proptest! {
    #[test]
    fn a_person_stays_in_reach_whatever_happens(facts in facts(), script in prop::collection::vec(inputs(), 0..60)) {
        let flow = webchat_entry();
        let mut now = Timestamp(0);
        let mut run = Run::start(&flow, facts);
        run.handle(&flow, Input::Arrived, now);
        for (seconds, input) in script {
            now = now.plus(Millis::seconds(i64::from(seconds)));
            if run.stage() == Stage::Ended {
                prop_assert!(run.handle(&flow, input, now).is_empty());
                break;
            }
            person_in_reach(&flow, &run, now)?;
            emergency_goes_first(&flow, &run, now)?;
            let stored = serde_json::to_string(&run).unwrap();
            let effects = run.handle(&flow, input.clone(), now);
            prop_assert!(effects.len() <= MAX_EFFECTS);
            let mut restored: Run = serde_json::from_str(&stored).unwrap();
            prop_assert_eq!(&restored.handle(&flow, input, now), &effects);
            prop_assert_eq!(&restored, &run);
            let ended = effects.iter().filter(|effect| matches!(effect, Effect::End { .. })).count();
            prop_assert_eq!(ended, usize::from(run.stage() == Stage::Ended));
            let pieces = run.hand_over();
            prop_assert!(pieces.asked.len() <= 10 && pieces.answered.len() <= 10);
        }
    }

    #[test]
    fn a_flow_of_every_step_replays_and_stays_bounded(facts in facts(), script in prop::collection::vec(inputs(), 0..40)) {
        let flow = everything();
        let play = || {
            let (mut now, mut run) = (Timestamp(0), Run::start(&flow, facts.clone()));
            let mut effects = run.handle(&flow, Input::Arrived, now);
            for (seconds, input) in &script {
                now = now.plus(Millis::seconds(i64::from(*seconds)));
                let more = run.handle(&flow, input.clone(), now);
                assert!(more.len() <= 8, "{more:?}");
                effects.extend(more);
            }
            (run, effects)
        };
        prop_assert_eq!(play(), play());
    }

    #[test]
    fn the_queue_is_left_exactly_when_it_was_held(script in prop::collection::vec(inputs(), 0..60)) {
        let flow = webchat_entry();
        let mut now = Timestamp(0);
        let mut run = Run::start(&flow, Facts::default());
        // The switchboard's side: the queue that holds the interaction.
        let mut held: Option<String> = None;
        for (seconds, input) in script {
            now = now.plus(Millis::seconds(i64::from(seconds)));
            let holds = run.stage() == Stage::Queued || run.step() == "callback_kept";
            let accepted = holds && input == Input::AgentAccepted;
            for effect in run.handle(&flow, input, now) {
                match effect {
                    Effect::Enqueue { queue, reason, .. } => {
                        prop_assert!(reason != QueueReason::Emergency || queue == "emergency");
                        held = Some(queue);
                    }
                    Effect::LeaveQueue { queue } => {
                        prop_assert_eq!(held.take(), Some(queue));
                    }
                    _ => {}
                }
            }
            if accepted {
                held = None;
            }
            if run.stage() == Stage::Queued {
                prop_assert!(held.is_some());
            } else if run.step() != "callback_kept" {
                prop_assert!(held.is_none(), "{} still holds {held:?}", run.step());
            }
        }
    }
}

#[test]
fn a_run_that_meets_another_version_goes_to_a_person() {
    let flow = webchat_entry();
    let mut run = Run::start(&flow, Facts::default());
    run.handle(&flow, Input::Arrived, Timestamp(0));
    let mut stored = serde_json::to_value(&run).unwrap();
    stored["step"] = "a_step_that_was_removed".into();
    stored["stage"] = "confirming".into();
    let mut run: Run = serde_json::from_value(stored).unwrap();
    run.handle(&flow, Input::Confirmed { solved: true }, Timestamp(0));
    assert_eq!((run.stage(), run.step()), (Stage::Queued, "queue_general"));
}

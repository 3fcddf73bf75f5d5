//! The three clocks of an interaction, case by case: what is one wait, what is another, what is none.

use serde_json::value::to_raw_value;
use serde_json::{Value, json};
use uuid::Uuid;
use warmline_base::{InteractionId, Millis, Timestamp};
use warmline_contract::{By, StoredEvent, Stream, names};
use warmline_insight::fold::{Fact, Fold, WaitEnd, What};

const ANNA: &str = "agt_00000000000000000000000000000001";
const BO: &str = "agt_00000000000000000000000000000002";
const CARDS: &str = "que_00000000000000000000000000000001";
const LOANS: &str = "que_00000000000000000000000000000002";

/// What happens at so many seconds, as facts in order.
fn facts(story: &[(i64, &'static str, Value)]) -> Vec<Fact> {
    let (mut fold, mut facts) = (Fold::default(), Vec::new());
    let arrived = json!({ "channel": "chat", "door": "widget", "locale": "zh-CN", "identity_level": "V0",
        "journey": "jny_00000000000000000000000000000001" });
    let arrival = (0, names::INTERACTION_ARRIVED, arrived);
    for (number, (second, name, body)) in std::iter::once(&arrival).chain(story).enumerate() {
        let event = StoredEvent {
            position: number as i64 + 1,
            stream: Stream::Interaction(InteractionId(Uuid::from_u128(1))),
            number: number as i64 + 1,
            name: (*name).into(),
            at: Timestamp(second * 1_000_000),
            by: By::Assistant,
            body: to_raw_value(body).unwrap().into(),
            client_id: None,
        };
        fold.apply(&event, &mut facts);
    }
    facts
}

fn queued(second: i64, queue: &str) -> (i64, &'static str, Value) {
    let body = json!({ "queue": queue, "priority": 5, "queued_at": "2026-11-22T01:00:00Z", "reason": "asked" });
    (second, names::INTERACTION_QUEUED, body)
}

fn accepted(second: i64, agent: &str) -> (i64, &'static str, Value) {
    (second, names::INTERACTION_ACCEPTED, json!({ "agent": agent, "work_number": "S1", "alias": "a", "waited_ms": 0 }))
}

fn ended(second: i64, agent: Option<&str>) -> (i64, &'static str, Value) {
    (second, names::INTERACTION_ENDED, json!({ "side": "agent", "reason": "", "agent": agent }))
}

fn wrapped(second: i64, agent: &str) -> (i64, &'static str, Value) {
    (second, names::INTERACTION_WRAP_UP_ENDED, json!({ "agent": agent, "timed_out": false }))
}

/// Every wait that is over: its seconds and how it ended.
fn waits(facts: &[Fact]) -> Vec<(i64, WaitEnd)> {
    let over = |fact: &Fact| match fact.what {
        What::WaitOver { span, end } => Some((span.0 / 1_000, end)),
        _ => None,
    };
    facts.iter().filter_map(over).collect()
}

/// Every leg that is over: seconds of conversation and of wrap-up.
fn legs(facts: &[Fact]) -> Vec<(i64, i64)> {
    let over = |fact: &Fact| match fact.what {
        What::Handled { talk, wrap } => Some((talk.0 / 1_000, wrap.0 / 1_000)),
        _ => None,
    };
    facts.iter().filter_map(over).collect()
}

fn first_responses(facts: &[Fact]) -> Vec<Millis> {
    let first = |fact: &Fact| match fact.what {
        What::FirstResponse { span } => Some(span),
        _ => None,
    };
    facts.iter().filter_map(first).collect()
}

#[test]
fn the_bot_the_wait_and_the_agent_have_clocks_of_their_own() {
    let facts = facts(&[queued(30, CARDS), accepted(42, ANNA), ended(102, Some(ANNA)), wrapped(122, ANNA)]);
    assert!(facts.iter().any(|fact| fact.what == What::BotDone { span: Millis::seconds(30), alone: false }));
    assert_eq!(waits(&facts), [(12, WaitEnd::Answered)]);
    assert_eq!(legs(&facts), [(60, 20)]);
}

#[test]
fn a_missed_offer_and_an_overflow_go_on_with_the_same_wait_in_its_first_queue() {
    let missed = json!({ "offer": "off_00000000000000000000000000000001", "agent": BO, "how": "timeout" });
    let facts = facts(&[
        queued(0, CARDS),
        (20, names::INTERACTION_OFFER_ENDED, missed),
        queued(20, CARDS),
        queued(60, LOANS),
        accepted(70, ANNA),
    ]);
    assert_eq!(waits(&facts), [(70, WaitEnd::Answered)]);
    let wait = facts.iter().find(|fact| matches!(fact.what, What::WaitOver { .. })).unwrap();
    assert_eq!(wait.keys.as_ref().unwrap().queue, Some(CARDS.parse().unwrap()));
    assert_eq!(facts.iter().filter(|fact| fact.what == What::OfferMissed).count(), 1);
}

#[test]
fn a_transfer_begins_a_new_wait_and_never_changes_the_first_response() {
    let passed = json!({ "from_agent": ANNA, "to_queue": LOANS, "note": "" });
    let facts = facts(&[
        queued(0, CARDS),
        accepted(8, ANNA),
        (100, names::INTERACTION_TRANSFERRED, passed),
        queued(100, LOANS),
        accepted(140, BO),
        ended(200, Some(BO)),
        wrapped(210, BO),
    ]);
    assert_eq!(waits(&facts), [(8, WaitEnd::Answered), (40, WaitEnd::Answered)]);
    assert_eq!(legs(&facts), [(92, 0), (60, 10)]);
    assert_eq!(first_responses(&facts), [Millis::seconds(8)]);
    let offered: Vec<bool> = facts
        .iter()
        .filter_map(|fact| if let What::Offered { first } = fact.what { Some(first) } else { None })
        .collect();
    assert_eq!(offered, [true, false]);
}

#[test]
fn a_wished_callback_stops_the_clock_keeps_the_place_and_is_no_abandon() {
    let wish = json!({ "phone_masked": "140****0001", "when": "", "note": "" });
    let facts = facts(&[
        queued(0, CARDS),
        (50, names::INTERACTION_CALLBACK_WISHED, wish),
        queued(60, CARDS),
        accepted(900, ANNA),
        ended(960, Some(ANNA)),
        wrapped(970, ANNA),
    ]);
    assert_eq!(waits(&facts), [(50, WaitEnd::Callback)]);
    assert_eq!(legs(&facts), [(60, 10)]);
    assert_eq!(first_responses(&facts), []);
}

#[test]
fn a_call_back_is_tried_again_without_a_new_wait_and_counts_once_as_reached_or_given_up() {
    let wish = json!({ "phone_masked": "140****0001", "when": "", "note": "" });
    let tried = |at, attempt, reached, again: Option<i64>| {
        let again_at = again.map(|_| "2026-11-23T02:00:00Z");
        (
            at,
            names::INTERACTION_CALLBACK_TRIED,
            json!({ "attempt": attempt, "agent": ANNA, "reached": reached, "cause": "busy", "again_at": again_at }),
        )
    };
    let begin = [queued(0, CARDS), (50, names::INTERACTION_CALLBACK_WISHED, wish), accepted(900, ANNA)];
    let again = [tried(930, 1, false, Some(5)), queued(930, CARDS), accepted(1_300, ANNA)];
    for reached in [true, false] {
        let last = [tried(1_330, 2, reached, None), ended(1_400, Some(ANNA))];
        let facts = facts(&[&begin[..], &again[..], &last[..]].concat());
        assert_eq!(waits(&facts), [(50, WaitEnd::Callback)]);
        let came: Vec<&What> =
            facts.iter().map(|fact| &fact.what).filter(|what| matches!(what, What::CalledBack { .. })).collect();
        assert_eq!(came, [&What::CalledBack { reached }]);
    }
}

#[test]
fn a_supervisor_who_takes_it_from_the_bot_or_from_an_agent_answers_no_wait() {
    let facts = facts(&[accepted(10, ANNA), accepted(40, BO), ended(100, None)]);
    assert_eq!(waits(&facts), []);
    assert_eq!(legs(&facts), [(30, 0), (60, 0)]);
    let bot = facts.iter().filter(|fact| matches!(fact.what, What::BotDone { .. })).map(|fact| &fact.what);
    assert_eq!(bot.collect::<Vec<_>>(), [&What::BotDone { span: Millis::seconds(10), alone: false }]);
}

#[test]
fn a_message_left_instead_is_withdrawn_and_not_abandoned() {
    let facts = facts(&[queued(0, CARDS), ended(30, None)]);
    assert_eq!(waits(&facts), [(30, WaitEnd::Withdrawn)]);
}

#[test]
fn what_nobody_was_asked_for_is_the_bots_alone_and_a_second_end_says_nothing_more() {
    let once = facts(&[ended(30, None)]);
    assert!(once.iter().any(|fact| fact.what == What::BotDone { span: Millis::seconds(30), alone: true }));
    assert_eq!(facts(&[ended(30, None), ended(40, None)]), once);
}

#[test]
fn a_reopening_is_a_wait_of_its_own() {
    let facts = facts(&[
        queued(0, CARDS),
        accepted(5, ANNA),
        ended(60, Some(ANNA)),
        wrapped(70, ANNA),
        queued(3_600, CARDS),
        accepted(3_610, ANNA),
        ended(3_620, None),
    ]);
    assert_eq!(waits(&facts), [(5, WaitEnd::Answered), (10, WaitEnd::Answered)]);
    assert_eq!(first_responses(&facts), [Millis::seconds(5)]);
}

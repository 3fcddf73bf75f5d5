//! Laws of the fold over any log, sensible or not.

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::value::to_raw_value;
use serde_json::{Value, json};
use uuid::Uuid;
use warmline_base::{AgentId, InteractionId, Timestamp};
use warmline_contract::{By, StoredEvent, Stream, names};
use warmline_insight::fold::{Fact, Fold, WaitEnd, What};
use warmline_insight::interval::{Group, book};

fn id(prefix: &str, number: u128) -> String {
    format!("{prefix}_{number:032x}")
}

/// Any event of one of three interactions and two agents.
fn happening() -> impl Strategy<Value = (Stream, &'static str, Value)> {
    (0..14usize, 0..3u128, 0..2u128, any::<bool>()).prop_map(|(kind, one, agent, flag)| {
        let offer = id("off", 1);
        let who = id("agt", agent);
        let queued = json!({ "queue": id("que", agent), "priority": 5, "queued_at": "2026-11-22T01:00:00Z",
            "reason": "asked", "required": [{ "skill": id("skl", agent), "min": 1 }] });
        let (name, body) = match kind {
            0 => (
                names::INTERACTION_ARRIVED,
                json!({ "channel": "chat", "door": "widget", "locale": "en",
                "identity_level": "V0", "journey": id("jny", one), "city": flag.then_some("青陵") }),
            ),
            1 => (
                names::INTERACTION_IDENTIFIED,
                json!({ "customer": id("cus", 1), "level": "V2", "method": "agent",
                "journey": id("jny", 1), "city": "云泽" }),
            ),
            2 => (
                names::INTERACTION_INTENT,
                json!({ "intent": if flag { "a" } else { "b" }, "name": "甲",
                "confidence": 1.0, "urgency": "none", "mood": 0 }),
            ),
            3 | 4 => (names::INTERACTION_QUEUED, queued),
            5 => (
                names::INTERACTION_ACCEPTED,
                json!({ "agent": who, "work_number": "S1", "alias": "a", "waited_ms": 0 }),
            ),
            6 => (names::INTERACTION_TRANSFERRED, json!({ "from_agent": who, "note": "" })),
            7 => (names::INTERACTION_ABANDONED, json!({ "waited_ms": 0 })),
            8 => (names::INTERACTION_CALLBACK_WISHED, json!({ "phone_masked": "", "when": "", "note": "" })),
            12 => {
                (names::INTERACTION_CALLBACK_TRIED, json!({ "attempt": 1, "agent": who, "reached": flag, "cause": "" }))
            }
            9 => (names::INTERACTION_ENDED, json!({ "side": "agent", "reason": "", "agent": flag.then_some(who) })),
            10 => (names::INTERACTION_WRAP_UP_ENDED, json!({ "agent": who, "timed_out": flag })),
            11 => (
                names::INTERACTION_OFFER_ENDED,
                json!({ "offer": offer, "agent": who,
                "how": if flag { "timeout" } else { "rejected" } }),
            ),
            _ => {
                let states = ["offline", "ready", "not_ready"];
                let body = json!({ "state": states[one as usize], "reason": flag.then_some("meal") });
                return (Stream::Agent(AgentId(Uuid::from_u128(agent))), names::AGENT_PRESENCE, body);
            }
        };
        (Stream::Interaction(InteractionId(Uuid::from_u128(one))), name, body)
    })
}

fn log() -> impl Strategy<Value = Vec<StoredEvent>> {
    prop::collection::vec((happening(), 0..40_000i64), 1..120).prop_map(|happenings| {
        let mut at = 1_795_309_200_000;
        let stored = |(position, ((stream, name, body), gap)): (usize, ((Stream, &'static str, Value), i64))| {
            at += gap;
            StoredEvent {
                position: position as i64 + 1,
                stream,
                number: position as i64 + 1,
                name: name.into(),
                at: Timestamp(at * 1_000),
                by: By::Assistant,
                body: to_raw_value(&body).unwrap().into(),
                client_id: None,
            }
        };
        happenings.into_iter().enumerate().map(stored).collect()
    })
}

fn facts_of(log: &[StoredEvent]) -> (Fold, Vec<Fact>) {
    let (mut fold, mut facts) = (Fold::default(), Vec::new());
    for event in log {
        fold.apply(event, &mut facts);
    }
    (fold, facts)
}

/// The fold after a stop: what is settled left behind, everything written down and read again.
fn stopped(fold: &Fold, shelf: &mut Vec<(InteractionId, String)>) -> Fold {
    let mut again = Fold::default();
    for (id, desk) in fold.desks() {
        again.restore_desk(id, serde_json::from_str(&serde_json::to_string(desk).unwrap()).unwrap());
    }
    for (id, contact) in fold.contacts() {
        let text = serde_json::to_string(contact).unwrap();
        if contact.is_settled() {
            shelf.retain(|(other, _)| *other != id);
            shelf.push((id, text));
        } else {
            again.restore_contact(id, serde_json::from_str(&text).unwrap());
        }
    }
    again
}

proptest! {
    #[test]
    fn a_log_in_pieces_gives_the_facts_of_the_whole(log in log(), size in 1..20usize) {
        let (_, whole) = facts_of(&log);
        let (mut fold, mut facts) = (Fold::default(), Vec::new());
        let mut shelf: Vec<(InteractionId, String)> = Vec::new();
        for piece in log.chunks(size) {
            for event in piece {
                if let Some(id) = fold.missing(event)
                    && let Some((_, text)) = shelf.iter().find(|(other, _)| *other == id)
                {
                    fold.restore_contact(id, serde_json::from_str(text).unwrap());
                }
                fold.apply(event, &mut facts);
            }
            fold = stopped(&fold, &mut shelf);
        }
        prop_assert_eq!(facts, whole);
    }

    #[test]
    fn who_is_offered_is_answered_or_gone_or_still_waits(log in log()) {
        // A second arrival under the same id is a new interaction, which no door ever makes.
        let mut seen = Vec::new();
        let log: Vec<StoredEvent> = log
            .into_iter()
            .filter(|event| {
                let again = seen.contains(&event.stream) && *event.name == *names::INTERACTION_ARRIVED;
                seen.push(event.stream);
                !again
            })
            .collect();
        let (fold, facts) = facts_of(&log);
        let offered = facts.iter().filter(|fact| matches!(fact.what, What::Offered { .. })).count();
        let over = facts.iter().filter(|fact| matches!(fact.what, What::WaitOver { .. })).count();
        let waiting = fold.contacts().filter(|(_, contact)| contact.wait().is_some()).count();
        prop_assert_eq!(offered, over + waiting);
        let accepted = log.iter().filter(|event| *event.name == *names::INTERACTION_ACCEPTED).count();
        let answered = facts
            .iter()
            .filter(|fact| matches!(fact.what, What::WaitOver { end: WaitEnd::Answered, .. }))
            .count();
        prop_assert!(answered <= accepted);
        let first = facts.iter().filter(|fact| matches!(fact.what, What::FirstResponse { .. })).count();
        prop_assert!(first <= fold.contacts().count(), "at most one first response each");
    }

    #[test]
    fn an_instant_of_an_agent_counts_once(log in log()) {
        let (fold, mut facts) = facts_of(&log);
        let (from, now) = (log[0].at, log[log.len() - 1].at);
        facts.extend(fold.running(now));
        for agent in [0u128, 1].map(|number| AgentId(Uuid::from_u128(number))) {
            let mut total = 0;
            let times = facts.iter().filter(|fact| matches!(fact.what, What::Time { .. }));
            for fact in times {
                book(fact, &mut |_, group, sums| {
                    if group == Group::Agent(agent) {
                        total += sums.work_ms + sums.ready_ms + sums.not_ready_ms;
                    }
                });
            }
            prop_assert!(total <= now.since(from).0);
        }
    }
}

#[test]
fn a_body_that_does_not_read_changes_nothing() {
    let event = StoredEvent {
        position: 1,
        stream: Stream::Interaction(InteractionId(Uuid::from_u128(1))),
        number: 1,
        name: names::INTERACTION_ARRIVED.into(),
        at: Timestamp(0),
        by: By::Assistant,
        body: Arc::from(to_raw_value(&json!({ "channel": "smoke" })).unwrap()),
        client_id: None,
    };
    let (fold, facts) = facts_of(&[event]);
    assert_eq!((fold, facts), (Fold::default(), Vec::new()));
}

//! Every refusal is reachable, has its own code, and its page exists.

use warmline_acd::{Channel, Command, Enqueue, QueueRules, Refusal, TransferTo, When};
use warmline_base::{Fault, Millis};

use crate::hall::{BREAK, Hall, agent, at, customer, need, queue};

const ALL: [Refusal; 17] = [
    Refusal::UnknownQueue,
    Refusal::UnknownAgent,
    Refusal::UnknownInteraction,
    Refusal::KnownInteraction,
    Refusal::KnownAgent,
    Refusal::QueueClosed,
    Refusal::QueueFull,
    Refusal::QueueBusy,
    Refusal::WrongChannel,
    Refusal::OfferGone,
    Refusal::WrongState,
    Refusal::AgentFull,
    Refusal::NoPhone,
    Refusal::AgentAway,
    Refusal::AgentBusy,
    Refusal::OutOfRange,
    Refusal::LimitReached,
];

#[test]
fn every_refusal_has_a_page_and_says_what_to_do() {
    let pages = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/errors");
    for refusal in ALL {
        let fault = Fault::from(refusal);
        let page = std::fs::read_to_string(format!("{pages}/{}.md", fault.code)).expect("its page");
        assert!(page.starts_with(&format!("# {}\n", fault.code)));
        assert!(page.contains("## What to do"));
        assert!(fault.detail.contains(':') && fault.detail.starts_with(char::is_lowercase));
    }
}

#[test]
fn what_does_not_exist_is_named() {
    let mut hall = Hall::new();
    let nowhere = Enqueue::plain(customer(1), queue(9), Channel::Chat, at(0));
    assert_eq!(hall.try_to(Command::Enqueue(nowhere)), Err(Refusal::UnknownQueue));
    assert_eq!(hall.try_to(Command::Cancel { interaction: customer(1) }), Err(Refusal::UnknownInteraction));
    let presence = Command::SetPresence { agent: agent(1), presence: BREAK, when: When::Now };
    assert_eq!(hall.try_to(presence), Err(Refusal::UnknownAgent));
}

#[test]
fn numbers_out_of_range_are_refused() {
    let mut hall = Hall::new();
    let mut arrival = Enqueue::plain(customer(1), queue(1), Channel::Chat, at(0));
    arrival.priority = 10;
    assert_eq!(hall.try_to(Command::Enqueue(arrival.clone())), Err(Refusal::OutOfRange));
    arrival.priority = 9;
    arrival.required = vec![need(1, 11)];
    assert_eq!(hall.try_to(Command::Enqueue(arrival)), Err(Refusal::OutOfRange));
    let rules = Box::new(QueueRules { offer_timeout: Millis(999), ..QueueRules::default() });
    assert_eq!(hall.try_to(Command::DefineQueue { queue: queue(2), rules }), Err(Refusal::OutOfRange));
    for span in [Millis(-1), Millis(i64::MAX)] {
        let rules = Box::new(QueueRules { wrap_up: span, ..QueueRules::default() });
        assert_eq!(hall.try_to(Command::DefineQueue { queue: queue(2), rules }), Err(Refusal::OutOfRange));
    }
    let ancient = Enqueue::plain(customer(1), queue(1), Channel::Chat, warmline_base::Timestamp(i64::MIN));
    assert_eq!(hall.try_to(Command::Enqueue(ancient)), Err(Refusal::OutOfRange));
    let past = Command::SetQueueOpen { queue: queue(1), open: true, next_change: Some(at(0)) };
    assert_eq!(hall.try_to(past), Err(Refusal::OutOfRange));
}

#[test]
fn the_state_of_an_interaction_limits_what_can_be_done() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.chat(1);
    let end = Command::EndWork { interaction: customer(1), wrap_up: None };
    assert_eq!(hall.try_to(end), Err(Refusal::WrongState));
    hall.accept(1);
    assert_eq!(hall.try_to(Command::Cancel { interaction: customer(1) }), Err(Refusal::WrongState));
    assert_eq!(hall.try_to(Command::RetireQueue { queue: queue(1) }), Err(Refusal::QueueBusy));
    let to = TransferTo::Agent { agent: agent(1), fallback_after: Millis(0) };
    assert_eq!(hall.try_to(Command::Transfer { interaction: customer(1), to }), Err(Refusal::WrongState));
}

#[test]
fn a_colleague_who_is_away_cannot_be_named() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.chat(1);
    hall.accept(1);
    hall.sign_in(2, &[]);
    hall.presence(2, BREAK, When::Now);
    let to = TransferTo::Agent { agent: agent(2), fallback_after: Millis::seconds(30) };
    assert_eq!(hall.try_to(Command::Transfer { interaction: customer(1), to }), Err(Refusal::AgentAway));
    assert_eq!(hall.holder(1), Some(1), "nothing happened to the chat");
}

#[test]
fn a_queue_for_one_channel_takes_no_other() {
    let mut hall = Hall::with(QueueRules { channel: Some(Channel::Chat), ..QueueRules::default() });
    let call = Enqueue::plain(customer(1), queue(1), Channel::Voice, at(0));
    assert_eq!(hall.try_to(Command::Enqueue(call)), Err(Refusal::WrongChannel));
}

#[test]
fn the_limits_of_the_engine_hold() {
    let config = warmline_acd::Config { max_interactions: 1, max_queues: 1, ..warmline_acd::Config::default() };
    let mut engine = warmline_acd::Engine::new(config);
    let define = |number| Command::DefineQueue { queue: queue(number), rules: Box::default() };
    assert_eq!(engine.handle(at(0), define(1)), Ok(()));
    assert_eq!(engine.handle(at(0), define(2)), Err(Refusal::LimitReached));
    let arrive = |number| Command::Enqueue(Enqueue::plain(customer(number), queue(1), Channel::Chat, at(0)));
    assert_eq!(engine.handle(at(0), arrive(1)), Ok(()));
    assert_eq!(engine.handle(at(0), arrive(2)), Err(Refusal::LimitReached));
}

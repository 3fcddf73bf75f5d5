//! Edge cases users of other systems reported: order of service, even load, limits, automatic
//! assignment. Each comment names the kind of complaint.

use warmline_acd::{AgentChoice, Capacity, Channel, Command, Order, Output, QueueRules, When};
use warmline_base::Millis;

use crate::hall::{BREAK, Hall, READY, agent, at, customer, queue, setup};

// Complaint: a freed agent does not get the oldest waiting chat.
#[test]
fn a_freed_agent_gets_the_chat_that_waits_longest() {
    let mut hall = Hall::new();
    hall.call(1);
    hall.pass(5);
    hall.call(2);
    hall.pass(5);
    hall.call(3);
    hall.sign_in(1, &[]);
    assert_eq!(hall.serve_all(), [1, 2, 3]);
}

// Complaint: later arrivals overtake those who wait.
#[test]
fn an_arrival_does_not_overtake_those_who_wait() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.call(1);
    hall.accept(1);
    hall.call(2);
    hall.pass(60);
    hall.end(1);
    hall.call(3);
    assert_eq!((hall.holder(2), hall.holder(3)), (Some(1), None));
}

// Complaint: when everybody is busy, a chat is assigned beyond the limit or to nobody at all.
#[test]
fn with_everybody_busy_an_arrival_waits_in_a_real_queue() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.call(1);
    hall.accept(1);
    hall.call(2);
    assert_eq!((hall.position(2), hall.holder(2)), (Some(1), None));
    assert_eq!(hall.engine.queue_view(queue(1)).unwrap().waiting, 1);
}

// Complaint: order across several queues is left to chance.
#[test]
fn across_queues_the_wait_promised_to_end_first_is_served_first() {
    let mut hall = Hall::with(QueueRules { service_level: Millis::seconds(300), ..QueueRules::default() });
    hall.queue(2, QueueRules { service_level: Millis::seconds(20), ..QueueRules::default() });
    hall.call(1);
    hall.pass(100);
    hall.arrive(2, Channel::Voice, |arrival| arrival.queue = queue(2));
    hall.pass(190);
    hall.arrive(3, Channel::Voice, |arrival| arrival.queue = queue(2));
    hall.sign_in(1, &[]);
    assert_eq!(hall.serve_all(), [2, 1, 3]);
}

// Complaint: an offer that was not taken sends the customer to the end of the queue.
#[test]
fn a_rejected_offer_keeps_the_customers_place() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.call(1);
    hall.call(2);
    hall.reject(1);
    assert_eq!(hall.holder(2), Some(1));
    hall.pass(1);
    hall.call(3);
    assert_eq!(hall.position(1), Some(1));
    hall.sign_in(2, &[]);
    assert_eq!(hall.holder(1), Some(2));
}

// Complaint: those who wait are not seen by an agent who comes on duty.
#[test]
fn an_agent_who_signs_in_gets_what_already_waits() {
    let mut hall = Hall::new();
    hall.call(1);
    hall.pass(600);
    hall.sign_in(1, &[]);
    assert_eq!(hall.holder(1), Some(1));
}

// Complaint: important customers stand behind everybody else.
#[test]
fn priority_comes_before_age_and_age_decides_within_a_priority() {
    let mut hall = Hall::new();
    for (number, priority) in [(1, 5), (2, 9), (3, 5), (4, 9)] {
        hall.arrive(number, Channel::Voice, |arrival| arrival.priority = priority);
        hall.pass(1);
    }
    hall.sign_in(1, &[]);
    assert_eq!(hall.serve_all(), [2, 4, 1, 3]);
}

// Complaint: a promised time is not honoured by the order of service.
#[test]
fn a_deadline_queue_serves_the_nearest_promise_first() {
    let mut hall = Hall::with(QueueRules { order: Order::Deadline, ..QueueRules::default() });
    for (number, deadline) in [(1, Some(900)), (2, None), (3, Some(10))] {
        hall.arrive(number, Channel::Chat, |arrival| arrival.deadline = deadline.map(at));
    }
    hall.sign_in(1, &[]);
    assert_eq!(hall.serve_all(), [3, 2, 1]);
}

// Complaint: load is uneven although a limit is set.
#[test]
fn chats_spread_evenly_over_agents_by_occupancy() {
    let mut hall =
        Hall::with(QueueRules { agent_choice: AgentChoice::LeastOccupied, auto_accept: true, ..QueueRules::default() });
    for number in 1..=3 {
        hall.sign_in_with(number, &[], Capacity::blended(4));
    }
    for number in 1..=9 {
        hall.pass(1);
        hall.chat(number);
    }
    assert!(hall.engine.agents().iter().all(|agent| agent.work.len() == 3));
}

// Complaint: "least occupied" and "longest idle" are the same thing under two names.
#[test]
fn least_occupied_looks_at_load_where_longest_idle_looks_at_the_clock() {
    for (choice, expected) in [(AgentChoice::LeastOccupied, 2), (AgentChoice::LongestIdle, 1)] {
        let mut hall = Hall::with(QueueRules { agent_choice: choice, auto_accept: true, ..QueueRules::default() });
        hall.sign_in_with(1, &[], Capacity::blended(4));
        hall.chat(1);
        hall.chat(2);
        hall.pass(60);
        hall.sign_in_with(2, &[], Capacity::blended(4));
        hall.chat(3);
        assert_eq!(hall.holder(3), Some(2), "without work comes first either way");
        hall.chat(4);
        assert_eq!(hall.holder(4), Some(expected), "{choice:?}");
    }
}

// Complaint: a burst goes beyond the limit.
#[test]
fn a_burst_does_not_break_the_limit() {
    let mut hall = Hall::with(QueueRules { auto_accept: true, ..QueueRules::default() });
    hall.sign_in(1, &[]);
    hall.sign_in(2, &[]);
    for number in 1..=50 {
        hall.chat(number);
    }
    assert!(hall.engine.agents().iter().all(|agent| agent.work.len() == 2));
    assert_eq!(hall.engine.queue_view(queue(1)).unwrap().waiting, 46);
}

// Complaint: the "least recent" strategy keeps ringing the same agent.
#[test]
fn longest_idle_goes_round_instead_of_ringing_the_same_agent() {
    let mut hall = Hall::new();
    for number in 1..=3 {
        hall.sign_in(number, &[]);
    }
    let mut rang = Vec::new();
    for number in 1..=6 {
        hall.pass(10);
        hall.call(number);
        rang.extend(hall.holder(number));
        hall.accept(number);
        hall.end(number);
    }
    assert_eq!(rang, [1, 2, 3, 1, 2, 3]);
}

// Complaint: whoever declines is rung again at once, and again.
#[test]
fn who_declines_goes_to_the_end_and_is_not_asked_for_the_same_again() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.sign_in(2, &[]);
    hall.call(1);
    assert_eq!(hall.holder(1), Some(1));
    hall.reject(1);
    assert_eq!(hall.holder(1), Some(2));
    hall.reject(1);
    assert_eq!(hall.holder(1), None);
}

// Complaint: a customer who hangs up while it rings costs the agent the place in the idle order.
#[test]
fn an_offer_lost_by_the_customer_does_not_cost_the_agents_turn() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.sign_in(2, &[]);
    hall.call(1);
    hall.cancel(1);
    hall.call(2);
    assert_eq!(hall.holder(2), Some(1));
}

// Complaint: one limit for all agents of an inbox.
#[test]
fn a_novice_has_three_chats_while_an_expert_has_ten() {
    let mut hall = Hall::with(QueueRules { auto_accept: true, ..QueueRules::default() });
    hall.sign_in_with(1, &[], Capacity::blended(3));
    hall.sign_in_with(2, &[], Capacity::blended(10));
    for number in 1..=20 {
        hall.chat(number);
    }
    let loads: Vec<_> = hall.engine.agents().iter().map(|agent| agent.work.len()).collect();
    assert_eq!(loads, [3, 10]);
}

// Complaint: the limit counts each inbox by itself, so two inboxes double it.
#[test]
fn the_limit_counts_over_all_queues() {
    let mut hall = Hall::with(QueueRules { auto_accept: true, ..QueueRules::default() });
    hall.queue(2, QueueRules { auto_accept: true, ..QueueRules::default() });
    hall.sign_in(1, &[]);
    for number in 1..=4 {
        hall.arrive(number, Channel::Chat, |arrival| arrival.queue = queue(1 + number % 2));
    }
    assert_eq!(hall.engine.agent(agent(1)).unwrap().work.len(), 2);
}

// Complaint: changing a limit drops or keeps assigning chats.
#[test]
fn a_lowered_limit_keeps_the_chats_in_hand_and_stops_new_ones() {
    let mut hall = Hall::with(QueueRules { auto_accept: true, ..QueueRules::default() });
    hall.sign_in_with(1, &[], Capacity::blended(3));
    for number in 1..=3 {
        hall.chat(number);
    }
    hall.tell(Command::UpdateAgent { agent: agent(1), setup: setup(&[], Capacity::blended(1)) });
    hall.chat(4);
    assert_eq!((hall.holder(3), hall.holder(4)), (Some(1), None));
    hall.end(1);
    hall.end(2);
    assert_eq!(hall.holder(4), None);
    hall.end(3);
    assert_eq!(hall.holder(4), Some(1));
}

// Complaint: a raised limit is noticed only with the next event.
#[test]
fn a_raised_limit_is_filled_at_once() {
    let mut hall = Hall::with(QueueRules { auto_accept: true, ..QueueRules::default() });
    hall.sign_in_with(1, &[], Capacity::blended(1));
    hall.chat(1);
    hall.chat(2);
    let capacity = Capacity::blended(4).with_weight(Channel::Chat, 20);
    hall.tell(Command::UpdateAgent { agent: agent(1), setup: setup(&[], capacity) });
    assert_eq!(hall.holder(2), None, "the first chat still weighs the whole agent");
    hall.end(1);
    assert_eq!(hall.holder(2), Some(1));
    hall.chat(3);
    assert_eq!(hall.holder(3), Some(1));
}

// Complaint: nobody can be kept free of one kind of work.
#[test]
fn a_limit_of_zero_takes_none_of_that_channel() {
    let mut hall = Hall::new();
    hall.sign_in_with(1, &[], Capacity::blended(2).with_limit(Channel::Voice, 0));
    hall.call(1);
    hall.chat(2);
    assert_eq!((hall.holder(1), hall.holder(2)), (None, Some(1)));
}

// Complaint: a call and chats at the same time.
#[test]
fn a_call_keeps_chats_away_and_chats_keep_a_call_away() {
    let mut hall = Hall::with(QueueRules { auto_accept: true, ..QueueRules::default() });
    hall.sign_in(1, &[]);
    hall.call(1);
    hall.chat(2);
    assert_eq!(hall.holder(2), None);
    hall.end(1);
    hall.call(3);
    assert_eq!((hall.holder(2), hall.holder(3)), (Some(1), None));
}

// Complaint: work has to be picked by hand.
#[test]
fn work_comes_without_anybody_picking_it() {
    let mut hall = Hall::new();
    for number in 1..=40 {
        hall.sign_in(number, &[]);
    }
    hall.chat(1);
    assert_eq!(hall.count(|output| matches!(output, Output::Offered { .. })), 1, "one of forty is asked");
}

// Complaint: some hoard the easy ones.
#[test]
fn one_agent_cannot_hoard_what_waits() {
    let mut hall = Hall::new();
    for number in 1..=5 {
        hall.chat(number);
    }
    hall.sign_in_with(1, &[], Capacity::blended(5));
    assert_eq!(hall.engine.agent(agent(1)).unwrap().work.len(), 1, "one offer at a time");
    hall.sign_in_with(2, &[], Capacity::blended(5));
    assert_eq!((hall.holder(1), hall.holder(2)), (Some(1), Some(2)));
}

// Complaint: after a break an agent is rung first, as if idle all the time.
#[test]
fn a_break_does_not_count_as_being_idle() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.presence(1, BREAK, When::Now);
    hall.pass(600);
    hall.sign_in(2, &[]);
    hall.pass(5);
    hall.presence(1, READY, When::Now);
    hall.call(1);
    assert_eq!(hall.holder(1), Some(2));
    assert!(hall.engine.interaction(customer(1)).is_some());
}

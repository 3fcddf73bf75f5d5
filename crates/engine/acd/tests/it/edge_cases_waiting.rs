//! Edge cases users of other systems reported: customers stuck while agents are free, positions and
//! estimates, callbacks, closed and full queues. Each comment names the kind of complaint.

use warmline_acd::{
    Because, Channel, Command, Output, Overflow, PreferredSkill, QueueRules, Refusal, Relaxation, When,
};
use warmline_base::Millis;

use crate::hall::{BREAK, Hall, READY, agent, at, customer, need, queue, setup, skill};

fn call_back(hall: &mut Hall, number: u32, at_second: Option<i64>) {
    hall.tell(Command::RequestCallback { interaction: customer(number), not_before: at_second.map(at) });
}

// Complaint: agents toggle ready off and on to get unstuck.
#[test]
fn a_free_agent_needs_no_toggling_to_get_the_next() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    for number in 1..=20 {
        hall.call(number);
    }
    assert_eq!(hall.serve_all(), (1..=20).collect::<Vec<_>>());
}

// Complaint: a skill given to an agent takes effect after the next sign-in.
#[test]
fn a_skill_given_now_serves_those_who_wait_for_it_now() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.arrive(1, Channel::Chat, |arrival| arrival.required = vec![need(7, 3)]);
    assert_eq!(hall.holder(1), None);
    let setup = setup(&[(7, 4)], warmline_acd::Capacity::blended(2));
    hall.tell(Command::UpdateAgent { agent: agent(1), setup });
    assert_eq!(hall.holder(1), Some(1));
}

// Complaint: a wish nobody can meet keeps the customer waiting while agents are free.
#[test]
fn a_preferred_skill_is_given_up_at_its_instant() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    let wish = PreferredSkill { skill: skill(7), min: 1, relax_after: Millis::seconds(15) };
    hall.arrive(1, Channel::Chat, |arrival| arrival.preferred = vec![wish]);
    hall.pass(14);
    assert_eq!(hall.holder(1), None);
    hall.pass(1);
    assert_eq!(hall.holder(1), Some(1));
    assert_eq!(hall.count(|output| matches!(output, Output::Relaxed { .. })), 1);
}

// Complaint: rings of a bullseye do not widen.
#[test]
fn required_levels_fall_ring_by_ring() {
    let relax = [(10, Some(5)), (20, None)]
        .map(|(after, to)| Relaxation { after: Millis::seconds(after), skill: skill(7), to })
        .to_vec();
    let mut hall = Hall::with(QueueRules { required: vec![need(7, 9)], relax, ..QueueRules::default() });
    hall.sign_in(1, &[(7, 5)]);
    hall.sign_in(2, &[]);
    hall.call(1);
    hall.call(2);
    assert_eq!((hall.holder(1), hall.holder(2)), (None, None));
    hall.pass(10);
    assert_eq!((hall.holder(1), hall.holder(2)), (Some(1), None));
    hall.accept(1);
    hall.pass(10);
    assert_eq!(hall.holder(2), Some(2));
}

// Complaint: a queue that is taken out of service keeps its customers.
#[test]
fn a_drained_queue_hands_its_customers_on_with_their_wait() {
    let mut hall = Hall::with(QueueRules { required: vec![need(7, 1)], ..QueueRules::default() });
    hall.queue(2, QueueRules::default());
    hall.chat(1);
    hall.pass(30);
    hall.arrive(2, Channel::Chat, |arrival| arrival.queue = queue(2));
    hall.tell(Command::DrainQueue { queue: queue(1), to: Some(queue(2)) });
    assert_eq!((hall.position(1), hall.position(2)), (Some(1), Some(2)));
    hall.sign_in(1, &[]);
    assert_eq!(hall.holder(1), Some(1));
    hall.tell(Command::RetireQueue { queue: queue(1) });
}

// Complaint: declined by the only agent there, a customer is never offered again.
#[test]
fn declined_by_the_only_agent_it_is_offered_again_after_the_pause() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.call(1);
    hall.reject(1);
    hall.pass(29);
    assert_eq!(hall.holder(1), None);
    hall.pass(1);
    assert_eq!(hall.holder(1), Some(1));
}

// Complaint: one customer at the front whom nobody may serve blocks all behind.
#[test]
fn a_front_nobody_may_serve_does_not_block_those_behind() {
    let mut hall = Hall::new();
    hall.arrive(1, Channel::Chat, |arrival| arrival.exclude = vec![agent(1)]);
    hall.arrive(2, Channel::Chat, |arrival| arrival.required = vec![need(7, 1)]);
    hall.pass(60);
    hall.chat(3);
    hall.sign_in(1, &[]);
    assert_eq!((hall.holder(1), hall.holder(2), hall.holder(3)), (None, None, Some(1)));
}

// Complaint: after a quiet night the dispatcher is dead.
#[test]
fn after_a_day_without_anything_the_first_call_is_offered_at_once() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.pass(86_400);
    hall.call(1);
    assert_eq!(hall.holder(1), Some(1));
}

// Complaint: those who wait are not served when their queue reopens or its rules change.
#[test]
fn rules_that_ask_for_less_serve_those_who_wait_at_once() {
    let mut hall = Hall::with(QueueRules { required: vec![need(7, 1)], ..QueueRules::default() });
    hall.sign_in(1, &[]);
    hall.chat(1);
    hall.queue(1, QueueRules::default());
    assert_eq!(hall.holder(1), Some(1));
}

// Complaint: the queue next door is empty while this one waits.
#[test]
fn a_customer_overflows_with_the_wait_and_only_as_long_as_there_is_room() {
    let overflow = Some(Overflow { queue: queue(2), after: Millis::seconds(30) });
    let mut hall = Hall::with(QueueRules { overflow, required: vec![need(7, 1)], ..QueueRules::default() });
    hall.queue(2, QueueRules { max_waiting: 1, ..QueueRules::default() });
    hall.chat(1);
    hall.chat(2);
    hall.pass(30);
    assert_eq!(hall.engine.queue_view(queue(2)).unwrap().waiting, 1);
    hall.sign_in(1, &[]);
    assert_eq!((hall.holder(1), hall.holder(2)), (Some(1), None));
    hall.accept(1);
    hall.pass(30);
    assert_eq!(hall.holder(2), Some(1), "the second one moved with the next try");
}

// Complaint: the position shown counts people of other queues, or jumps.
#[test]
fn the_position_counts_those_ahead_in_the_same_queue_and_falls_one_by_one() {
    let mut hall = Hall::new();
    hall.queue(2, QueueRules::default());
    hall.arrive(9, Channel::Chat, |arrival| arrival.queue = queue(2));
    for number in 1..=3 {
        hall.pass(1);
        hall.chat(number);
    }
    assert_eq!(hall.position(3), Some(3));
    hall.cancel(1);
    assert_eq!((hall.position(2), hall.position(3)), (Some(1), Some(2)));
}

// Complaint: people with another skill are not counted, so the position is wrong.
#[test]
fn the_position_counts_all_classes_of_the_queue() {
    let mut hall = Hall::new();
    hall.arrive(1, Channel::Chat, |arrival| arrival.required = vec![need(7, 1)]);
    hall.pass(1);
    hall.call(2);
    hall.pass(1);
    hall.chat(3);
    assert_eq!(hall.position(3), Some(3));
    let places: Vec<_> = hall.engine.places(queue(1)).iter().map(|place| place.position).collect();
    assert_eq!(places, [1, 2, 3]);
}

// Complaint: the estimate is a constant, or shown although nobody is there.
#[test]
fn the_estimate_follows_position_agents_and_handling_time() {
    let mut hall = Hall::new();
    hall.call(1);
    assert_eq!(hall.engine.expected_wait(customer(1)), None, "nobody is there");
    hall.sign_in(1, &[]);
    hall.accept(1);
    hall.pass(60);
    hall.end(1);
    hall.call(2);
    hall.accept(2);
    hall.call(3);
    hall.call(4);
    assert_eq!(hall.engine.expected_wait(customer(3)), Some(Millis::seconds(60)));
    assert_eq!(hall.engine.expected_wait(customer(4)), Some(Millis::seconds(120)));
    hall.sign_in(2, &[]);
    hall.accept(3);
    assert_eq!(hall.engine.expected_wait(customer(4)), Some(Millis::seconds(30)));
}

// Complaint: a callback loses the place, or hanging up counts as giving up.
#[test]
fn a_callback_keeps_its_place() {
    let mut hall = Hall::new();
    for number in 1..=3 {
        hall.pass(1);
        hall.call(number);
    }
    call_back(&mut hall, 2, None);
    assert_eq!((hall.position(1), hall.position(2), hall.position(3)), (Some(1), Some(2), Some(3)));
    hall.sign_in(1, &[]);
    assert_eq!(hall.serve_all(), [1, 2, 3]);
    assert_eq!(hall.count(|output| matches!(output, Output::CallbackDue { .. })), 1);
    assert_eq!(hall.count(|output| matches!(output, Output::Abandoned { .. })), 0);
}

// Complaint: a callback jumps the line.
#[test]
fn a_callback_does_not_jump_the_line() {
    let mut hall = Hall::new();
    hall.call(1);
    hall.pass(1);
    hall.call(2);
    call_back(&mut hall, 2, None);
    hall.sign_in(1, &[]);
    assert_eq!((hall.holder(1), hall.holder(2)), (Some(1), None));
}

// Complaint: a callback for the afternoon rings in the morning, or is forgotten.
#[test]
fn a_callback_for_later_sleeps_and_then_has_its_old_place() {
    let mut hall = Hall::new();
    hall.call(1);
    call_back(&mut hall, 1, Some(3_600));
    hall.sign_in(1, &[]);
    assert_eq!(hall.holder(1), None);
    let because = hall.engine.explain(customer(1), 5).unwrap().because;
    assert_eq!(because, Because::CallbackLater { not_before: at(3_600) });
    hall.presence(1, BREAK, When::Now);
    hall.pass(3_500);
    hall.call(2);
    hall.pass(100);
    hall.presence(1, READY, When::Now);
    assert_eq!((hall.holder(1), hall.holder(2)), (Some(1), None));
}

// Complaint: who is not reached at the first try is forgotten, or loses the place.
#[test]
fn a_callback_that_reached_nobody_sleeps_and_has_its_old_place_again() {
    let mut hall = Hall::new();
    hall.call(1);
    hall.pass(10);
    hall.call(2);
    call_back(&mut hall, 1, None);
    hall.sign_in(1, &[]);
    hall.accept(1);
    hall.tell(Command::CallAgain { interaction: customer(1), not_before: Some(at(310)) });
    assert_eq!((hall.holder(1), hall.holder(2)), (None, Some(1)), "its agent is free for the next");
    hall.accept(2);
    hall.pass(300);
    hall.call(3);
    hall.end(2);
    assert_eq!((hall.holder(1), hall.holder(3)), (Some(1), None));
    hall.accept(1);
    assert_eq!(hall.count(|output| matches!(output, Output::CallbackDue { .. })), 2);
    assert_eq!(
        hall.try_to(Command::CallAgain { interaction: customer(3), not_before: None }),
        Err(Refusal::WrongState)
    );
}

// Complaint: a callback for later wanders off to another queue in the meantime.
#[test]
fn a_callback_that_sleeps_does_not_overflow() {
    let overflow = Some(Overflow { queue: queue(2), after: Millis::seconds(30) });
    let mut hall = Hall::with(QueueRules { overflow, ..QueueRules::default() });
    hall.queue(2, QueueRules::default());
    hall.call(1);
    call_back(&mut hall, 1, Some(600));
    hall.pass(629);
    assert_eq!(hall.position(1), Some(1));
    assert_eq!(hall.count(|output| matches!(output, Output::Overflowed { .. })), 0);
    hall.pass(1);
    assert_eq!(hall.count(|output| matches!(output, Output::Overflowed { .. })), 1, "from waking it counts");
}

// Complaint: a callback asked for in the moment it rings is lost.
#[test]
fn a_callback_asked_for_while_it_rings_is_made_by_that_agent() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.call(1);
    call_back(&mut hall, 1, None);
    hall.accept(1);
    assert_eq!(hall.count(|output| matches!(output, Output::CallbackDue { .. })), 1);
}

// Complaint: a callback cannot be called off.
#[test]
fn a_callback_can_be_cancelled() {
    let mut hall = Hall::new();
    hall.call(1);
    call_back(&mut hall, 1, Some(600));
    hall.cancel(1);
    hall.sign_in(1, &[]);
    hall.pass(1_000);
    assert!(hall.engine.interaction(customer(1)).is_none());
    assert_eq!(hall.engine.next_deadline(), None);
}

// Complaint: a customer is on hold in a queue that has gone home.
#[test]
fn a_closed_queue_turns_newcomers_away_and_serves_who_is_inside() {
    let mut hall = Hall::new();
    hall.chat(1);
    hall.tell(Command::SetQueueOpen { queue: queue(1), open: false, next_change: Some(at(100)) });
    let late = warmline_acd::Enqueue::plain(customer(2), queue(1), Channel::Chat, at(0));
    assert_eq!(hall.try_to(Command::Enqueue(late)), Err(Refusal::QueueClosed));
    hall.sign_in(1, &[]);
    assert_eq!(hall.holder(1), Some(1));
}

// Complaint: opening hours need somebody to press a button.
#[test]
fn a_queue_opens_by_itself_at_the_instant_its_schedule_says() {
    let mut hall = Hall::new();
    hall.tell(Command::SetQueueOpen { queue: queue(1), open: false, next_change: Some(at(100)) });
    hall.pass(100);
    assert_eq!(hall.count(|output| matches!(output, Output::QueueChanged { open: true, .. })), 1);
    hall.chat(1);
}

// Complaint: a full queue swallows callers without a word.
#[test]
fn a_full_queue_refuses_and_says_so() {
    let mut hall = Hall::with(QueueRules { max_waiting: 1, ..QueueRules::default() });
    hall.chat(1);
    let second = warmline_acd::Enqueue::plain(customer(2), queue(1), Channel::Chat, at(0));
    assert_eq!(hall.try_to(Command::Enqueue(second)), Err(Refusal::QueueFull));
    assert_eq!(hall.count(|output| matches!(output, Output::QueueFull { .. })), 1);
}

//! Edge cases users of other systems reported: presence that does not mean what it says, wrap-up, the
//! last agent. Each comment names the kind of complaint.

use warmline_acd::{
    Capacity, Channel, Command, Output, Presence, QueueRules, Reason, Refusal, Release, Stage, Sticky, TransferTo,
    Verdict, When,
};
use warmline_base::Millis;

use crate::hall::{BREAK, Hall, READY, agent, at, customer, need, queue, setup};

fn with_wrap_up(seconds: i64) -> Hall {
    Hall::with(QueueRules { wrap_up: Millis::seconds(seconds), ..QueueRules::default() })
}

// Complaint: whoever is cut off reaches the same colleague only when that one has every skill the queue wishes for.
#[test]
fn who_had_the_matter_in_hand_gets_it_again_whatever_the_skills() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.sign_in(2, &[(7, 9)]);
    hall.arrive(1, Channel::Chat, |arrival| {
        arrival.required = vec![need(7, 5)];
        arrival.sticky = Some(Sticky { agent: agent(1), limit: Millis::seconds(15), any_skill: true });
    });
    assert_eq!(hall.holder(1), Some(1));
}

fn wants(number: u32, seconds: i64) -> Option<Sticky> {
    Some(Sticky { agent: agent(number), limit: Millis::seconds(seconds), any_skill: false })
}

// Complaint: offline, and still gets work.
#[test]
fn who_signed_out_gets_nothing() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.tell(Command::SignOut { agent: agent(1), return_work: false });
    hall.call(1);
    assert_eq!(hall.holder(1), None);
}

// Complaint: shown as away, still assigned.
#[test]
fn who_is_not_ready_gets_nothing_even_when_idle() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.presence(1, BREAK, When::Now);
    hall.call(1);
    hall.pass(3_600);
    assert_eq!(hall.holder(1), None);
}

// Complaint: a break chosen during a call is forgotten, or cuts the call.
#[test]
fn a_break_chosen_while_busy_begins_after_the_work_and_keeps_new_work_away() {
    let mut hall = Hall::with(QueueRules { auto_accept: true, ..QueueRules::default() });
    hall.sign_in(1, &[]);
    hall.chat(1);
    hall.presence(1, BREAK, When::AfterWork);
    hall.chat(2);
    assert_eq!((hall.holder(1), hall.holder(2)), (Some(1), None));
    assert_eq!(hall.engine.agent(agent(1)).unwrap().presence, READY);
    hall.end(1);
    assert_eq!((hall.engine.agent(agent(1)).unwrap().presence, hall.holder(2)), (BREAK, None));
}

// Complaint: the chosen break comes between the conversation and its wrap-up.
#[test]
fn a_break_chosen_while_busy_waits_for_the_wrap_up_too() {
    let mut hall = with_wrap_up(30);
    hall.sign_in(1, &[]);
    hall.call(1);
    hall.accept(1);
    hall.presence(1, BREAK, When::AfterWork);
    hall.end(1);
    hall.pass(29);
    assert_eq!(hall.engine.agent(agent(1)).unwrap().presence, READY);
    hall.pass(1);
    assert_eq!(hall.engine.agent(agent(1)).unwrap().presence, BREAK);
}

// Complaint: availability is all or nothing; one channel cannot be switched off.
#[test]
fn availability_is_kept_by_channel() {
    let mut hall = Hall::new();
    hall.sign_in_with(1, &[], Capacity::blended(2).with_limit(Channel::Chat, 0));
    hall.chat(1);
    hall.call(2);
    assert_eq!((hall.holder(1), hall.holder(2)), (None, Some(1)));
    hall.cancel(2);
    hall.tell(Command::UpdateAgent { agent: agent(1), setup: setup(&[], Capacity::blended(2)) });
    assert_eq!(hall.holder(1), Some(1));
}

// Complaint: an agent leaves while it rings, and it rings on at an empty chair.
#[test]
fn going_on_a_break_while_it_rings_hands_the_offer_to_the_next() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.sign_in(2, &[]);
    hall.call(1);
    hall.presence(1, BREAK, When::Now);
    assert_eq!(hall.holder(1), Some(2));
}

// Complaint: an agent's machine dies and the chats in hand are lost or start over.
#[test]
fn chats_of_a_vanished_agent_return_with_their_wait() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.chat(1);
    hall.accept(1);
    hall.pass(50);
    hall.call(2);
    let refused = hall.try_to(Command::SignOut { agent: agent(1), return_work: false });
    assert_eq!(refused, Err(Refusal::AgentBusy));
    hall.tell(Command::SignOut { agent: agent(1), return_work: true });
    assert_eq!(hall.position(1), Some(1), "it waited before the call did");
    assert_eq!(hall.count(|output| matches!(output, Output::Released { why: Release::SignedOut, .. })), 1);
    hall.sign_in(2, &[]);
    assert_eq!(hall.holder(1), Some(2));
}

// Complaint: draining an agent for the end of the shift needs a trick.
#[test]
fn a_drained_agent_finishes_the_work_in_hand_and_gets_no_more() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.chat(1);
    hall.accept(1);
    hall.tell(Command::DrainAgent { agent: agent(1), on: true });
    hall.chat(2);
    assert_eq!(hall.holder(2), None);
    hall.end(1);
    assert_eq!(hall.count(|output| matches!(output, Output::AgentDrained { .. })), 1);
    hall.tell(Command::DrainAgent { agent: agent(1), on: false });
    assert_eq!(hall.holder(2), Some(1));
}

// Complaint: wrap-up ends early.
#[test]
fn wrap_up_is_not_cut_short_by_waiting_customers() {
    let mut hall = with_wrap_up(30);
    hall.sign_in(1, &[]);
    hall.call(1);
    hall.accept(1);
    hall.end(1);
    hall.call(2);
    hall.pass(29);
    assert_eq!(hall.holder(2), None);
}

// Complaint: the next call comes seconds after the wrap-up, with the next polling.
#[test]
fn the_next_call_comes_at_the_instant_the_wrap_up_ends() {
    let mut hall = with_wrap_up(30);
    hall.sign_in(1, &[]);
    hall.call(1);
    hall.accept(1);
    hall.end(1);
    hall.call(2);
    assert_eq!(hall.engine.next_deadline(), Some(at(30)));
    hall.engine.advance(at(30));
    assert_eq!(hall.holder(2), Some(1));
}

// Complaint: wrap-up is released only after the last agent's is over.
#[test]
fn each_agents_wrap_up_ends_by_itself() {
    let mut hall = with_wrap_up(30);
    for number in 1..=2 {
        hall.sign_in(number, &[]);
        hall.call(number);
        hall.accept(number);
    }
    hall.end(1);
    hall.pass(20);
    hall.end(2);
    hall.call(3);
    hall.pass(10);
    assert_eq!(hall.holder(3), Some(1));
}

// Complaint: an attended transfer resets the wrap-up clock.
#[test]
fn a_transfer_received_or_given_does_not_touch_another_wrap_up() {
    let mut hall = with_wrap_up(30);
    hall.sign_in(1, &[]);
    hall.sign_in(2, &[]);
    hall.chat(1);
    hall.chat(2);
    hall.accept(1);
    hall.accept(2);
    hall.chat(3);
    hall.accept(3);
    assert_eq!((hall.holder(1), hall.holder(3)), (Some(1), Some(1)));
    hall.end(1);
    hall.pass(10);
    let to = TransferTo::Agent { agent: agent(2), fallback_after: Millis::seconds(60) };
    hall.tell(Command::Transfer { interaction: customer(3), to });
    hall.pass(19);
    assert_eq!(hall.engine.interaction(customer(1)).unwrap().stage, Stage::WrapUp);
    hall.pass(1);
    assert!(hall.engine.interaction(customer(1)).is_none());
}

// Complaint: nobody else can see that an agent is in wrap-up.
#[test]
fn wrap_up_is_visible_to_others_and_explains_the_wait() {
    let mut hall = with_wrap_up(30);
    hall.sign_in(1, &[]);
    hall.call(1);
    hall.accept(1);
    hall.end(1);
    hall.call(2);
    assert_eq!(hall.engine.agent(agent(1)).unwrap().work[0].stage, Stage::WrapUp);
    let verdict = hall.engine.explain(customer(2), 10).unwrap().agents[0].verdict;
    assert_eq!(verdict, Verdict::Full { load: 100, in_hand: 1 });
}

// Complaint: writing up one chat blocks all others.
#[test]
fn the_wrap_up_of_a_chat_takes_only_its_share() {
    let mut hall = with_wrap_up(30);
    hall.sign_in(1, &[]);
    hall.chat(1);
    hall.accept(1);
    hall.end(1);
    hall.chat(2);
    hall.accept(2);
    hall.chat(3);
    assert_eq!((hall.holder(2), hall.holder(3)), (Some(1), None));
}

// Complaint: "done" pressed twice ends the next one's wrap-up.
#[test]
fn a_wrap_up_finished_twice_is_refused_the_second_time() {
    let mut hall = with_wrap_up(30);
    hall.sign_in(1, &[]);
    hall.call(1);
    hall.accept(1);
    hall.end(1);
    hall.tell(Command::FinishWrapUp { interaction: customer(1) });
    let again = hall.try_to(Command::FinishWrapUp { interaction: customer(1) });
    assert_eq!(again, Err(Refusal::UnknownInteraction));
}

// Complaint: the last-agent preference does nothing.
#[test]
fn a_returning_customer_gets_the_last_agent_when_free() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.pass(100);
    hall.sign_in(2, &[]);
    hall.arrive(1, Channel::Chat, |arrival| arrival.sticky = wants(2, 0));
    assert_eq!(hall.holder(1), Some(2), "although agent 1 is idle for longer");
}

// Complaint: the last-agent preference makes customers wait for ever.
#[test]
fn a_returning_customer_waits_for_the_last_agent_only_so_long() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.call(1);
    hall.accept(1);
    hall.sign_in(2, &[]);
    hall.arrive(2, Channel::Chat, |arrival| arrival.sticky = wants(1, 30));
    hall.pass(29);
    assert_eq!(hall.holder(2), None);
    hall.pass(1);
    assert_eq!(hall.holder(2), Some(2));
}

// Complaint: waiting for a last agent who is not even there.
#[test]
fn nobody_waits_for_a_last_agent_who_is_absent_or_not_ready() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.sign_in(2, &[]);
    hall.presence(2, BREAK, When::Now);
    hall.arrive(1, Channel::Chat, |arrival| arrival.sticky = wants(2, 60));
    assert_eq!(hall.holder(1), Some(1));
    hall.cancel(1);
    hall.arrive(2, Channel::Chat, |arrival| arrival.sticky = wants(99, 60));
    assert_eq!(hall.holder(2), Some(1));
}

// Complaint: the last agent goes home and the customer waits on.
#[test]
fn when_the_last_agent_leaves_the_customer_waits_for_anybody_at_once() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.call(1);
    hall.accept(1);
    hall.sign_in(2, &[]);
    hall.arrive(2, Channel::Chat, |arrival| arrival.sticky = wants(1, 300));
    hall.presence(1, Presence::NotReady { reason: Reason::Meal }, When::AfterWork);
    assert_eq!(hall.holder(2), Some(2));
}

// Complaint: the last agent gets what they cannot do.
#[test]
fn the_last_agent_still_needs_the_skill() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.sign_in(2, &[(7, 5)]);
    hall.arrive(1, Channel::Chat, |arrival| {
        arrival.sticky = wants(1, 60);
        arrival.required = vec![need(7, 3)];
    });
    assert_eq!(hall.holder(1), Some(2));
}

// Complaint: messages left while nobody is on duty are forgotten.
#[test]
fn a_message_left_at_night_is_there_in_the_morning() {
    let mut hall = Hall::new();
    hall.arrive(1, Channel::Message, |_| {});
    hall.pass(10 * 3_600);
    hall.sign_in(1, &[]);
    assert_eq!(hall.holder(1), Some(1));
    assert_eq!(hall.engine.queue_view(queue(1)).unwrap().waiting, 0);
}

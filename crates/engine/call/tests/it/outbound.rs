//! Calls to customers: by an agent, and the call back whose turn has come.

use warmline_base::Millis;
use warmline_call::{
    CUSTOMER, Call, Callee, Cause, Command, Ear, Event, HouseCommand, LegCommand, LegEvent, Output, Progress, Refusal,
    Requeue, Setup,
};

use crate::desk::{Desk, agent, at, number, offer, setup};

fn calling(attempt: u8) -> Desk {
    Desk::with(Call::outbound(at(0), setup(), agent(1), attempt).expect("a number to call"))
}

#[test]
fn the_agent_is_called_first_then_the_customer_and_the_notice_comes_before_the_talk() {
    let mut desk = calling(0);
    let invited = |leg, callee| Output::Leg(LegCommand::Invite { leg, callee });
    assert!(desk.said.contains(&invited(warmline_call::LegId(1), Callee::Agent(agent(1)))));
    let customer = invited(CUSTOMER, Callee::Number(number("14000001001")));
    assert!(!desk.said.contains(&customer));
    desk.answers(1);
    assert!(desk.said.contains(&customer));
    assert_eq!(desk.ear(1), Ear::RingBack);
    desk.leg(0, LegEvent::Ringing { media: true });
    assert!(desk.hears(1, &[0]), "the agent hears what the far exchange says");
    desk.answers(0);
    desk.finish_saying();
    assert!(desk.hears(0, &[1]) && desk.hears(1, &[0]) && desk.call.is_recording());
    assert_eq!(desk.call.progress(), Progress::Served);
}

#[test]
fn a_customer_who_is_not_reached_is_tried_again_as_often_as_the_rule_says() {
    let minutes = |minutes| Some(Millis::minutes(minutes));
    for (attempt, again_after) in [(1, minutes(5)), (2, minutes(15)), (3, None), (0, None)] {
        let mut desk = calling(attempt);
        desk.answers(1);
        desk.leaves(0, Cause::Busy);
        assert!(desk.has_told(&HouseCommand::NotReached { cause: Cause::Busy, attempt, again_after }));
        assert!(desk.call.is_over());
        assert_eq!(desk.hung_up(1), Some(Cause::Busy));
    }
}

fn offered(attempt: u8) -> Desk {
    Desk::with(Call::call_back(at(0), setup(), agent(1), offer(1), attempt).expect("a number to call"))
}

#[test]
fn a_call_back_that_is_offered_calls_nobody_before_the_acceptance_is_stored() {
    let mut desk = offered(1);
    let customer = Output::Leg(LegCommand::Invite { leg: CUSTOMER, callee: Callee::Number(number("14000001001")) });
    desk.answers(1);
    assert!(desk.has_told(&HouseCommand::OfferAnswered { offer: offer(1), agent: agent(1) }));
    assert!(!desk.said.contains(&customer));
    desk.tell(Command::Confirm { offer: offer(1) });
    assert!(desk.said.contains(&customer));
    desk.pass(20);
    assert_eq!(desk.hung_up(1), None, "an acceptance that is stored does not run out");
    desk.answers(0);
    assert!(desk.has_told(&HouseCommand::Reached { attempt: 1 }));
    desk.finish_saying();
    assert!(desk.hears(0, &[1]) && desk.hears(1, &[0]));
}

#[test]
fn an_offered_call_back_that_nobody_takes_ends_without_calling_the_customer() {
    let mut refused = offered(1);
    refused.leaves(1, Cause::Declined);
    let told = HouseCommand::OfferRefused { offer: offer(1), agent: agent(1), cause: Cause::Declined };
    assert!(refused.has_told(&told) && refused.call.is_over());
    let mut withdrawn = offered(1);
    withdrawn.tell(Command::Withdraw { offer: offer(1) });
    assert!(withdrawn.call.is_over());
    assert_eq!((withdrawn.hung_up(0), withdrawn.hung_up(1)), (None, Some(Cause::Withdrawn)));
}

#[test]
fn an_agent_who_has_the_call_back_and_no_phone_gives_it_to_somebody_else() {
    let back = HouseCommand::Enqueue { why: Requeue::AgentLost, from: Some(agent(1)), prefer: None };
    let mut accepted_on_screen = offered(1);
    accepted_on_screen.tell(Command::Confirm { offer: offer(1) });
    accepted_on_screen.leaves(1, Cause::Unreachable);
    let mut given = calling(1);
    given.leaves(1, Cause::Unreachable);
    for desk in [accepted_on_screen, given] {
        assert!(desk.has_told(&back) && desk.call.is_over());
    }
}

#[test]
fn nobody_rings_for_ever() {
    let mut desk = calling(1);
    desk.pass(30);
    assert!(desk.call.is_over(), "the agent did not answer");
    assert_eq!(desk.hung_up(0), None, "the customer was never called");
    let mut desk = calling(1);
    desk.answers(1);
    desk.pass(45);
    assert_eq!(desk.hung_up(0), Some(Cause::NoAnswer));
    let again_after = Some(Millis::minutes(5));
    assert!(desk.has_told(&HouseCommand::NotReached { cause: Cause::NoAnswer, attempt: 1, again_after }));
}

#[test]
fn an_agent_who_leaves_while_it_rings_ends_the_call() {
    let mut desk = calling(1);
    desk.answers(1);
    desk.leg(0, LegEvent::Ringing { media: false });
    desk.leaves(1, Cause::Normal);
    assert!(desk.call.is_over());
    assert_eq!(desk.hung_up(0), Some(Cause::Normal));
}

#[test]
fn the_customer_of_an_outbound_call_is_not_heard_of_before_the_invitation() {
    let mut desk = calling(0);
    assert_eq!(desk.try_to(Command::Leg(CUSTOMER, LegEvent::Answered)), Err(Refusal::LegGone));
}

#[test]
fn a_call_without_a_number_is_refused() {
    let setup = Setup { customer: None, ..setup() };
    assert_eq!(Call::outbound(at(0), setup, agent(1), 0).err(), Some(Refusal::OutOfRange));
}

#[test]
fn the_log_names_who_calls_whom_without_the_number() {
    let desk = calling(0);
    let Event::Started { from_masked, to, .. } = desk.log()[0] else { panic!("{:?}", desk.log()) };
    assert_eq!((from_masked.as_str(), to.as_str()), ("90588", "140****1001"));
    assert_eq!(serde_json::to_value(desk.log()[0]).unwrap()["event"], "call.started");
}

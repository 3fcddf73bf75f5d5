//! Who hangs up, breaks off or does not answer, and when that crosses something else.

use warmline_base::Millis;
use warmline_call::{
    By, CUSTOMER, Cause, Command, Ear, Event, HouseCommand, LegEvent, LegId, Output, Progress, Refusal, Requeue,
};

use crate::desk::{Desk, agent, offer, setup};

#[test]
fn an_agent_whose_line_is_lost_costs_the_customer_neither_place_nor_silence() {
    let mut desk = Desk::served();
    desk.forget();
    desk.leaves(1, Cause::Lost);
    let enqueue = HouseCommand::Enqueue { why: Requeue::AgentLost, from: Some(agent(1)), prefer: None };
    assert!(desk.has_told(&enqueue));
    assert!(matches!(desk.ear(0), Ear::Saying(_)));
    desk.finish_saying();
    assert!(desk.customer_hears_music());
    assert!(!desk.has_told(&HouseCommand::AgentDone { agent: agent(1) }), "the work goes back, it is not done");
    desk.connect(2);
    assert!(desk.hears(0, &[2]));
}

#[test]
fn no_sound_from_an_agent_counts_as_a_lost_line() {
    let mut desk = Desk::served();
    desk.tell(Command::NoSound(LegId(1)));
    assert_eq!((desk.hung_up(1), desk.call.progress()), (Some(Cause::Lost), Progress::Waiting));
}

#[test]
fn an_agent_who_hangs_up_first_leaves_the_customer_to_the_flow() {
    let mut desk = Desk::served();
    desk.tell(Command::HangUp { by: agent(1) });
    assert!(desk.has_told(&HouseCommand::AgentDone { agent: agent(1) }));
    assert!(desk.has_told(&HouseCommand::FlowResumes));
    assert!(desk.customer_hears_music());
    assert!(!desk.call.is_over());
}

#[test]
fn a_flow_that_says_nothing_leaves_nobody_in_the_air() {
    let mut desk = Desk::served();
    desk.tell(Command::HangUp { by: agent(1) });
    desk.pass(20);
    assert!(desk.has_told(&HouseCommand::Enqueue { why: Requeue::FlowSilent, from: None, prefer: None }));
}

#[test]
fn the_number_of_a_lost_line_reaches_the_same_agent_first() {
    let mut desk = Desk::served();
    desk.leaves(0, Cause::Lost);
    assert!(desk.has_told(&HouseCommand::LockCallback { agent: agent(1), window: Millis::minutes(10) }));
    assert!(desk.call.is_over());
    let mut ordinary = Desk::served();
    ordinary.leaves(0, Cause::Normal);
    assert_eq!(ordinary.count(|output| matches!(output, Output::House(HouseCommand::LockCallback { .. }))), 0);
}

#[test]
fn a_special_case_keeps_the_line_however_the_call_ends() {
    let mut desk = Desk::served();
    desk.tell(Command::KeepLine { by: agent(1), window: Millis::minutes(60) });
    desk.leaves(0, Cause::Normal);
    assert!(desk.has_told(&HouseCommand::LockCallback { agent: agent(1), window: Millis::minutes(60) }));
}

// Complaint: the caller's hang-up does not reach the agent's phone.
#[test]
fn a_hang_up_reaches_every_other_leg() {
    let mut desk = Desk::served();
    desk.leaves(0, Cause::Normal);
    assert_eq!(desk.hung_up(1), Some(Cause::Normal));
    assert_eq!(desk.hung_up(0), None, "who left is not hung up");
    assert_eq!(desk.log().last(), Some(&&Event::Ended { cause: Cause::Normal, by: By::Customer }));
    assert_eq!(desk.said.last(), Some(&Output::Log(Event::Ended { cause: Cause::Normal, by: By::Customer })));
}

// Complaint: an answer that crosses the hang-up leaves a dead call at the agent's phone.
#[test]
fn an_answer_that_crosses_the_hang_up_is_refused_and_says_nothing() {
    let mut desk = Desk::waiting();
    desk.tell(Command::Offer { offer: offer(1), agent: agent(1) });
    desk.leaves(0, Cause::Normal);
    desk.forget();
    assert_eq!(desk.try_to(Command::Leg(LegId(1), LegEvent::Answered)), Err(Refusal::Ended));
    assert!(desk.said.is_empty());
}

#[test]
fn an_answer_that_crosses_the_withdrawal_is_refused() {
    let mut desk = Desk::waiting();
    desk.tell(Command::Offer { offer: offer(1), agent: agent(1) });
    desk.tell(Command::Withdraw { offer: offer(1) });
    assert_eq!(desk.hung_up(1), Some(Cause::Withdrawn));
    assert_eq!(desk.try_to(Command::Leg(LegId(1), LegEvent::Answered)), Err(Refusal::LegGone));
    assert_eq!(desk.try_to(Command::Confirm { offer: offer(2) }), Err(Refusal::OfferGone));
}

// Complaint (RONA): the phone rings on, or the customer is stuck with it.
#[test]
fn a_phone_that_does_not_answer_gives_the_offer_back_and_the_customer_keeps_the_music() {
    let mut desk = Desk::waiting();
    desk.tell(Command::Offer { offer: offer(1), agent: agent(1) });
    assert!(desk.customer_hears_music());
    desk.pass(30);
    let refused = HouseCommand::OfferRefused { offer: offer(1), agent: agent(1), cause: Cause::NoAnswer };
    assert!(desk.has_told(&refused));
    desk.connect(2);
    assert!(desk.hears(0, &[2]));
}

#[test]
fn a_busy_or_declining_phone_gives_the_offer_back_at_once() {
    for cause in [Cause::Busy, Cause::Declined, Cause::Unreachable] {
        let mut desk = Desk::waiting();
        desk.tell(Command::Offer { offer: offer(1), agent: agent(1) });
        desk.leaves(1, cause);
        assert!(desk.has_told(&HouseCommand::OfferRefused { offer: offer(1), agent: agent(1), cause }));
    }
}

// Complaint: answer-then-hang-up within 200 ms confuses the queue.
#[test]
fn an_agent_who_answers_and_hangs_up_before_the_confirmation_refused_the_offer() {
    let mut desk = Desk::waiting();
    desk.tell(Command::Offer { offer: offer(1), agent: agent(1) });
    desk.answers(1);
    assert!(desk.has_told(&HouseCommand::OfferAnswered { offer: offer(1), agent: agent(1) }));
    desk.leaves(1, Cause::Normal);
    assert!(desk.has_told(&HouseCommand::OfferRefused { offer: offer(1), agent: agent(1), cause: Cause::Normal }));
    assert_eq!(desk.call.progress(), Progress::Waiting);
    desk.connect(2);
    assert!(desk.hears(0, &[2]));
}

#[test]
fn a_customer_given_to_a_phone_that_has_just_left_goes_back_into_the_queue() {
    let mut desk = Desk::waiting();
    desk.tell(Command::Offer { offer: offer(1), agent: agent(1) });
    desk.answers(1);
    desk.leaves(1, Cause::Normal);
    desk.tell(Command::Confirm { offer: offer(1) });
    let enqueue = HouseCommand::Enqueue { why: Requeue::AgentLost, from: Some(agent(1)), prefer: None };
    assert!(desk.has_told(&enqueue));
    desk.connect(2);
    assert!(desk.hears(0, &[2]));
    assert_eq!(desk.try_to(Command::Confirm { offer: offer(1) }), Err(Refusal::OfferGone));
}

#[test]
fn an_answer_that_is_never_confirmed_does_not_hold_the_phone() {
    let mut desk = Desk::waiting();
    desk.tell(Command::Offer { offer: offer(1), agent: agent(1) });
    desk.answers(1);
    desk.pass(5);
    assert_eq!(desk.hung_up(1), Some(Cause::Withdrawn));
    assert!(desk.customer_hears_music());
}

#[test]
fn an_agent_who_accepted_on_the_screen_and_whose_phone_fails_gives_the_customer_back() {
    let mut desk = Desk::waiting();
    desk.tell(Command::Offer { offer: offer(1), agent: agent(1) });
    desk.tell(Command::Confirm { offer: offer(1) });
    desk.leaves(1, Cause::Unreachable);
    let enqueue = HouseCommand::Enqueue { why: Requeue::AgentLost, from: Some(agent(1)), prefer: None };
    assert!(desk.has_told(&enqueue));
}

#[test]
fn an_arriving_call_nobody_takes_is_refused_in_time() {
    let mut desk = Desk::arriving(setup());
    desk.pass(45);
    assert_eq!((desk.hung_up(0), desk.call.is_over()), (Some(Cause::NoAnswer), true));
    let mut refused = Desk::arriving(setup());
    refused.tell(Command::Refuse);
    assert_eq!(refused.hung_up(0), Some(Cause::Refused));
    let mut left = Desk::arriving(setup());
    left.leaves(0, Cause::Normal);
    assert!(left.call.is_over());
}

#[test]
fn after_the_end_every_command_is_refused_without_a_word() {
    let mut desk = Desk::served();
    desk.tell(Command::End { by: None });
    desk.forget();
    for command in [
        Command::Answer,
        Command::HangUp { by: agent(1) },
        Command::Leg(CUSTOMER, LegEvent::Left(Cause::Normal)),
        Command::Said { play: 1 },
        Command::End { by: Some(agent(9)) },
    ] {
        assert_eq!(desk.try_to(command), Err(Refusal::Ended));
    }
    desk.pass(100_000);
    assert!(desk.said.is_empty());
    assert_eq!(desk.call.next_deadline(), None);
}

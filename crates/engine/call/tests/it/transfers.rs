//! Transfers, consultations, conferences, parking. Each comment names the complaint it answers.

use warmline_call::{
    CUSTOMER, Cause, Command, Destination, Ear, Event, HouseCommand, LegCommand, LegEvent, LegId, Output, Progress,
    Refusal, Requeue, Standing, Target, TransferKind,
};

use crate::desk::{Desk, agent, number, queue};

fn consult(desk: &mut Desk, to: Target) {
    desk.tell(Command::Consult { by: agent(1), to });
}

fn outside() -> Target {
    Target::Number(number("02160000001"))
}

#[test]
fn a_blind_transfer_to_a_queue_leaves_the_customer_waiting_with_a_word_and_music() {
    let mut desk = Desk::served();
    desk.tell(Command::Transfer { by: agent(1), to: Target::Queue(queue(7)), refer: false });
    assert!(desk.has_told(&HouseCommand::TransferToQueue { from: agent(1), to: queue(7) }));
    assert_eq!((desk.hung_up(1), desk.call.progress()), (Some(Cause::Transferred), Progress::Waiting));
    assert!(matches!(desk.ear(0), Ear::Saying(_)));
    desk.finish_saying();
    assert!(desk.customer_hears_music());
    desk.connect(2);
    assert!(desk.hears(0, &[2]));
}

#[test]
fn a_blind_transfer_to_a_number_that_does_not_answer_comes_back_to_the_queue() {
    let mut desk = Desk::served();
    desk.tell(Command::Transfer { by: agent(1), to: outside(), refer: false });
    assert!(desk.customer_hears_music(), "the agent is gone, the number rings");
    assert!(desk.has_told(&HouseCommand::AgentDone { agent: agent(1) }));
    desk.pass(45);
    assert_eq!(desk.hung_up(2), Some(Cause::NoAnswer));
    let enqueue = HouseCommand::Enqueue { why: Requeue::TransferFailed, from: None, prefer: Some(agent(1)) };
    assert!(desk.has_told(&enqueue));
    assert!(desk.has_logged(&Event::TransferDone { kind: TransferKind::Blind, ok: false }));
}

#[test]
fn a_blind_transfer_to_a_number_that_answers_joins_the_two() {
    let mut desk = Desk::served();
    desk.tell(Command::Transfer { by: agent(1), to: outside(), refer: false });
    desk.leg(2, LegEvent::Ringing { media: false });
    desk.answers(2);
    assert!(desk.hears(0, &[2]) && desk.hears(2, &[0]));
    desk.leaves(2, Cause::Normal);
    assert!(desk.has_told(&HouseCommand::FlowResumes), "the customer is still there");
}

#[test]
fn the_trunk_takes_a_transfer_or_the_agent_stays() {
    let mut desk = Desk::served();
    let refer = Command::Transfer { by: agent(1), to: outside(), refer: true };
    desk.tell(refer.clone());
    assert!(desk.said.contains(&Output::Leg(LegCommand::Refer { leg: CUSTOMER, to: number("02160000001") })));
    desk.leg(0, LegEvent::Referred(false));
    assert!(desk.hears(0, &[1]), "nothing happened to the talk");
    desk.tell(refer);
    desk.leg(0, LegEvent::Referred(true));
    assert!(desk.call.is_over());
    assert!(desk.has_logged(&Event::Ended { cause: Cause::Transferred, by: warmline_call::By::Agent(agent(1)) }));
}

#[test]
fn a_refer_that_is_never_answered_is_given_up() {
    let mut desk = Desk::served();
    desk.tell(Command::Transfer { by: agent(1), to: outside(), refer: true });
    desk.pass(40);
    assert!(desk.has_logged(&Event::TransferDone { kind: TransferKind::Blind, ok: false }));
    assert!(desk.hears(0, &[1]));
}

#[test]
fn numbers_in_the_log_are_masked() {
    let mut desk = Desk::served();
    consult(&mut desk, outside());
    let to = Destination::Number("021****0001".into());
    assert!(desk.has_logged(&Event::TransferStarted { kind: TransferKind::Consult, by: agent(1), to }));
    let log = serde_json::to_string(&desk.log()).unwrap();
    assert!(!log.contains("14000001001") && !log.contains("02160000001"), "{log}");
}

#[test]
fn while_a_colleague_is_consulted_the_customer_hears_music() {
    let mut desk = Desk::served();
    consult(&mut desk, Target::Agent(agent(2)));
    assert!(desk.customer_hears_music());
    assert_eq!(desk.ear(1), Ear::RingBack);
    desk.answers(2);
    assert!(desk.customer_hears_music());
    assert!(desk.hears(1, &[2]) && desk.hears(2, &[1]));
}

#[test]
fn the_sound_of_a_number_before_it_answers_is_heard_by_the_agent_alone() {
    let mut desk = Desk::served();
    consult(&mut desk, outside());
    desk.leg(2, LegEvent::Ringing { media: true });
    assert!(desk.hears(1, &[2]) && desk.customer_hears_music());
}

#[test]
fn a_completed_consultation_hands_the_customer_over() {
    let mut desk = Desk::consulting();
    desk.tell(Command::Complete { by: agent(1) });
    assert!(desk.hears(0, &[2]) && desk.hears(2, &[0]));
    assert!(desk.has_told(&HouseCommand::ServedBy { agent: agent(2), instead_of: Some(agent(1)) }));
    assert_eq!((desk.hung_up(1), desk.call.serving()), (Some(Cause::Transferred), Some(agent(2))));
    assert!(desk.has_logged(&Event::TransferDone { kind: TransferKind::Consult, ok: true }));
}

#[test]
fn a_customer_on_hold_is_taken_back_by_a_completed_consultation() {
    let mut desk = Desk::served();
    desk.tell(Command::Hold { by: agent(1), leg: CUSTOMER, on: true });
    consult(&mut desk, Target::Agent(agent(2)));
    desk.answers(2);
    desk.tell(Command::Complete { by: agent(1) });
    assert!(desk.hears(0, &[2]));
}

#[test]
fn to_and_fro_between_the_customer_and_the_consulted_side() {
    let mut desk = Desk::consulting();
    desk.tell(Command::Swap { by: agent(1) });
    assert!(desk.hears(0, &[1]) && desk.hears(1, &[0]));
    assert_eq!(desk.ear(2), Ear::Music);
    desk.tell(Command::Swap { by: agent(1) });
    assert!(desk.customer_hears_music() && desk.hears(2, &[1]));
}

#[test]
fn an_aborted_consultation_returns_to_the_customer() {
    let mut desk = Desk::consulting();
    desk.tell(Command::Abort { by: agent(1) });
    assert!(desk.hears(0, &[1]));
    assert_eq!(desk.hung_up(2), Some(Cause::Withdrawn));
    assert_eq!(desk.standing(2), Standing::Gone);
}

#[test]
fn a_colleague_who_refuses_does_not_answer_or_hangs_up_returns_the_agent_to_the_customer() {
    for cause in [Cause::Busy, Cause::Declined, Cause::Unreachable] {
        let mut desk = Desk::served();
        consult(&mut desk, Target::Agent(agent(2)));
        desk.leaves(2, cause);
        assert!(desk.has_told(&HouseCommand::ConsultFailed { agent: agent(1), cause }));
        assert!(desk.hears(0, &[1]));
    }
    let mut silent = Desk::served();
    consult(&mut silent, Target::Agent(agent(2)));
    silent.pass(30);
    assert!(silent.has_told(&HouseCommand::ConsultFailed { agent: agent(1), cause: Cause::NoAnswer }));
    assert!(silent.hears(0, &[1]));
    let mut gone = Desk::consulting();
    gone.leaves(2, Cause::Normal);
    assert!(gone.has_told(&HouseCommand::ConsultFailed { agent: agent(1), cause: Cause::Normal }));
    assert!(gone.hears(0, &[1]));
}

// Complaint: the agent who hangs up while consulting drops the customer.
#[test]
fn an_agent_who_hangs_up_or_breaks_off_while_consulting_leaves_the_customer_to_the_colleague() {
    for cause in [Cause::Normal, Cause::Lost] {
        let mut desk = Desk::consulting();
        desk.leaves(1, cause);
        assert!(desk.hears(0, &[2]), "{cause:?}");
        assert!(desk.has_told(&HouseCommand::ServedBy { agent: agent(2), instead_of: Some(agent(1)) }));
    }
}

// Complaint: the same, with the other phone still ringing.
#[test]
fn an_agent_lost_before_the_colleague_answers_brings_the_customer_back_to_the_queue() {
    let mut desk = Desk::served();
    consult(&mut desk, Target::Agent(agent(2)));
    desk.leaves(1, Cause::Lost);
    assert_eq!(desk.hung_up(2), Some(Cause::Withdrawn));
    let enqueue = HouseCommand::Enqueue { why: Requeue::AgentLost, from: Some(agent(1)), prefer: None };
    assert!(desk.has_told(&enqueue));
    assert!(matches!(desk.ear(0), Ear::Saying(_)), "a word, never silence");
}

#[test]
fn the_consultation_may_be_finished_when_the_customer_has_left() {
    let mut desk = Desk::consulting();
    desk.leaves(0, Cause::Normal);
    assert_eq!(desk.call.progress(), Progress::AfterTalk);
    assert!(desk.hears(1, &[2]));
    assert_eq!(desk.try_to(Command::Complete { by: agent(1) }), Err(Refusal::WrongState));
    desk.leaves(2, Cause::Normal);
    assert!(desk.call.is_over());
    let mut long = Desk::consulting();
    long.leaves(0, Cause::Normal);
    long.pass(120);
    assert!(long.call.is_over());
}

#[test]
fn a_customer_who_leaves_while_the_colleague_still_rings_ends_the_call() {
    let mut desk = Desk::served();
    consult(&mut desk, Target::Agent(agent(2)));
    desk.leaves(0, Cause::Normal);
    assert!(desk.call.is_over());
    assert_eq!((desk.hung_up(1), desk.hung_up(2)), (Some(Cause::Normal), Some(Cause::Normal)));
}

#[test]
fn in_a_conference_everybody_hears_the_others() {
    let mut desk = Desk::consulting();
    desk.tell(Command::Conference { by: agent(1) });
    assert!(desk.hears(0, &[1, 2]) && desk.hears(1, &[0, 2]) && desk.hears(2, &[0, 1]));
    assert!(desk.has_logged(&Event::Conference { parties: 3 }));
    desk.tell(Command::Hold { by: agent(1), leg: CUSTOMER, on: true });
    assert!(desk.customer_hears_music() && desk.hears(1, &[2]));
    desk.leaves(1, Cause::Normal);
    assert!(desk.hears(0, &[2]), "held by somebody who left, the customer is taken back");
    assert_eq!(desk.call.serving(), Some(agent(2)));
}

#[test]
fn a_conference_has_a_limit_and_one_can_be_asked_to_leave() {
    let mut desk = Desk::served();
    for party in 2..=5 {
        consult(&mut desk, Target::Agent(agent(party)));
        desk.answers(party.try_into().unwrap());
        desk.tell(Command::Conference { by: agent(1) });
    }
    consult(&mut desk, outside());
    desk.answers(6);
    assert_eq!(desk.try_to(Command::Conference { by: agent(1) }), Err(Refusal::Full));
    desk.tell(Command::Drop { by: agent(1), leg: LegId(5) });
    desk.tell(Command::Conference { by: agent(1) });
    assert!(desk.hears(0, &[1, 2, 3, 4, 6]));
}

#[test]
fn when_all_agents_left_a_third_party_may_talk_on_and_then_the_flow_goes_on() {
    let mut desk = Desk::served();
    consult(&mut desk, outside());
    desk.answers(2);
    desk.tell(Command::Complete { by: agent(1) });
    assert!(desk.has_told(&HouseCommand::AgentDone { agent: agent(1) }));
    assert!(desk.hears(0, &[2]));
    desk.leaves(2, Cause::Normal);
    assert!(desk.has_told(&HouseCommand::FlowResumes));
}

#[test]
fn a_parked_customer_is_picked_up_by_the_first_of_two() {
    let mut desk = Desk::served();
    desk.tell(Command::Park { by: agent(1) });
    assert!(desk.has_told(&HouseCommand::Parked { by: agent(1) }) && desk.customer_hears_music());
    desk.tell(Command::PickUp { by: agent(2) });
    desk.tell(Command::PickUp { by: agent(3) });
    desk.answers(3);
    assert!(desk.hears(0, &[3]));
    assert_eq!(desk.hung_up(2), Some(Cause::Withdrawn));
    assert!(desk.has_told(&HouseCommand::ServedBy { agent: agent(3), instead_of: Some(agent(1)) }));
}

#[test]
fn nobody_stays_parked_for_ever() {
    let mut desk = Desk::served();
    desk.tell(Command::Park { by: agent(1) });
    desk.tell(Command::PickUp { by: agent(2) });
    desk.leaves(2, Cause::Busy);
    desk.pass(300);
    let enqueue = HouseCommand::Enqueue { why: Requeue::ParkedTooLong, from: Some(agent(1)), prefer: Some(agent(1)) };
    assert!(desk.has_told(&enqueue));
    assert_eq!(desk.call.progress(), Progress::Waiting);
}

//! Holds, collisions, session timers, the greatest length.

use warmline_base::Millis;
use warmline_call::{
    By, CUSTOMER, Cause, Command, Event, HoldKind, HouseCommand, LegCommand, LegEvent, LegId, MediaCommand, Output,
    Phrase, Progress, Refusal, Standing, Word,
};

use crate::desk::{Desk, agent};

fn hold(desk: &mut Desk, on: bool) {
    desk.tell(Command::Hold { by: agent(1), leg: CUSTOMER, on });
}

fn signals(desk: &Desk) -> Vec<bool> {
    desk.said
        .iter()
        .filter_map(|output| match output {
            Output::Leg(LegCommand::Hold { .. }) => Some(true),
            Output::Leg(LegCommand::Unhold { .. }) => Some(false),
            _ => None,
        })
        .collect()
}

#[test]
fn a_customer_on_hold_hears_music_and_nobody_hears_the_customer() {
    let mut desk = Desk::served();
    hold(&mut desk, true);
    assert!(desk.customer_hears_music());
    assert_eq!((desk.ear(1), desk.standing(0)), (warmline_call::Ear::Silence, Standing::Held));
    assert!(desk.has_logged(&Event::Held { leg: CUSTOMER, by: By::Agent(agent(1)), kind: HoldKind::Hold }));
    desk.leg(0, LegEvent::HoldDone);
    hold(&mut desk, false);
    assert!(desk.hears(0, &[1]));
    assert_eq!(signals(&desk), [true, false]);
}

// Complaint: a customer forgotten on hold.
#[test]
fn nobody_is_forgotten_on_hold() {
    let mut desk = Desk::served();
    hold(&mut desk, true);
    desk.leg(0, LegEvent::HoldDone);
    desk.pass(45);
    assert!(desk.has_told(&HouseCommand::HoldReminder { agent: agent(1) }));
    let word = |output: &Output| matches!(output, Output::Media(MediaCommand::Say { phrases, .. }) if *phrases == [Phrase::Word(Word::StillHeld)]);
    assert_eq!(desk.count(word), 1);
    desk.finish_saying();
    desk.pass(45);
    assert_eq!(desk.count(word), 2);
    hold(&mut desk, false);
    assert!(desk.hears(0, &[1]), "the word is cut short");
    desk.pass(200);
    assert_eq!(desk.count(word), 2);
}

#[test]
fn the_hold_key_of_a_desk_phone_holds_the_customer() {
    let mut desk = Desk::served();
    desk.leg(1, LegEvent::FarHold(true));
    assert!(desk.customer_hears_music());
    desk.leg(1, LegEvent::FarHold(false));
    assert!(desk.hears(0, &[1]));
}

#[test]
fn a_customer_who_holds_us_is_only_noted() {
    let mut desk = Desk::served();
    desk.leg(0, LegEvent::FarHold(true));
    assert!(desk.has_logged(&Event::Held { leg: CUSTOMER, by: By::Customer, kind: HoldKind::FarEnd }));
    assert!(desk.hears(0, &[1]));
}

#[test]
fn two_reinvites_that_meet_are_sorted_out_after_the_drawn_span() {
    let mut desk = Desk::served();
    hold(&mut desk, true);
    desk.leg(0, LegEvent::Glare(Millis(2_500)));
    desk.pass(2);
    assert_eq!(signals(&desk), [true]);
    desk.pass(1);
    assert_eq!(signals(&desk), [true, true]);
    desk.leg(0, LegEvent::HoldDone);
    assert!(desk.customer_hears_music(), "the music never depended on it");
}

#[test]
fn a_hold_taken_back_before_the_second_try_is_not_sent() {
    let mut desk = Desk::served();
    hold(&mut desk, true);
    desk.leg(0, LegEvent::Glare(Millis::seconds(3)));
    hold(&mut desk, false);
    desk.pass(10);
    assert_eq!(signals(&desk), [true]);
}

#[test]
fn collisions_without_end_are_given_up() {
    let mut desk = Desk::served();
    hold(&mut desk, true);
    for _ in 0..4 {
        desk.leg(0, LegEvent::Glare(Millis::seconds(1)));
        desk.pass(2);
    }
    assert_eq!(signals(&desk).len(), 4);
    desk.pass(60);
    assert_eq!(signals(&desk).len(), 4);
    let glare = Command::Leg(CUSTOMER, LegEvent::Glare(Millis::seconds(1)));
    assert_eq!(desk.try_to(glare), Err(Refusal::WrongState));
}

#[test]
fn a_session_is_refreshed_halfway_when_that_is_ours() {
    let mut desk = Desk::served();
    let session = LegEvent::Session { interval: Millis::seconds(1_800), ours: true };
    desk.leg(0, session.clone());
    desk.pass(899);
    let refresh = Output::Leg(LegCommand::Refresh { leg: CUSTOMER });
    assert!(!desk.said.contains(&refresh));
    desk.pass(1);
    assert!(desk.said.contains(&refresh));
    desk.leg(0, session);
    desk.pass(1_700);
    assert!(!desk.call.is_over());
}

#[test]
fn a_session_nobody_refreshes_ends_before_it_expires() {
    let mut desk = Desk::served();
    desk.leg(0, LegEvent::Session { interval: Millis::seconds(90), ours: false });
    desk.pass(59);
    assert!(!desk.call.is_over());
    desk.pass(1);
    assert_eq!(desk.hung_up(0), Some(Cause::SessionExpired));
    assert!(desk.call.is_over());
    let mut agents = Desk::served();
    agents.leg(1, LegEvent::Session { interval: Millis::seconds(90), ours: false });
    agents.pass(60);
    assert_eq!(agents.call.progress(), Progress::Waiting, "the customer waits for the next agent");
}

#[test]
fn no_call_lasts_for_ever() {
    let mut desk = Desk::served();
    desk.pass(4 * 3_600);
    assert_eq!((desk.hung_up(0), desk.hung_up(1)), (Some(Cause::TooLong), Some(Cause::TooLong)));
}

#[test]
fn a_clock_that_jumps_fires_each_deadline_at_its_own_instant() {
    let mut steady = Desk::waiting();
    steady.tell(Command::Offer { offer: crate::desk::offer(1), agent: agent(1) });
    let mut jumps = Desk::waiting();
    jumps.tell(Command::Offer { offer: crate::desk::offer(1), agent: agent(1) });
    steady.pass(600);
    jumps.second = 600;
    jumps.tell(Command::Said { play: 99 });
    assert_eq!(steady.said, jumps.said);
    assert_eq!(jumps.call.legs()[usize::from(LegId(1).0)].standing, Standing::Gone);
}

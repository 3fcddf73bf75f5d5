//! Listen, whisper, barge, take over, end: who hears whom.

use warmline_call::{By, CUSTOMER, Cause, Command, Ear, Event, HouseCommand, LegId, Mode, Refusal, Target};

use crate::desk::{Desk, agent};

const BOSS: u32 = 9;

fn supervised(mode: Mode) -> Desk {
    let mut desk = Desk::served();
    desk.tell(Command::Supervise { by: agent(BOSS), agent: agent(1), mode });
    desk.answers(2);
    desk
}

fn change(desk: &mut Desk, mode: Mode) {
    desk.tell(Command::Supervise { by: agent(BOSS), agent: agent(1), mode });
}

#[test]
fn who_listens_hears_both_and_is_heard_by_nobody() {
    let desk = supervised(Mode::Listen);
    assert!(desk.hears(2, &[0, 1]) && desk.hears(0, &[1]) && desk.hears(1, &[0]));
}

#[test]
fn a_whisper_is_heard_by_the_agent_alone() {
    let desk = supervised(Mode::Whisper);
    assert!(desk.hears(2, &[0, 1]) && desk.hears(1, &[0, 2]) && desk.hears(0, &[1]));
    let taps = desk.call.topology().taps;
    assert_eq!((taps.customer, taps.others), (vec![CUSTOMER], vec![LegId(1)]), "nor is it recorded");
}

#[test]
fn who_barges_in_is_heard_by_everybody() {
    let desk = supervised(Mode::Barge);
    assert!(desk.hears(0, &[1, 2]) && desk.hears(1, &[0, 2]));
}

#[test]
fn modes_change_to_and_fro_and_each_is_logged() {
    let mut desk = supervised(Mode::Listen);
    for mode in [Mode::Whisper, Mode::Barge, Mode::Listen] {
        change(&mut desk, mode);
        assert!(desk.has_logged(&Event::Supervised { mode, agent: agent(1), supervisor: agent(BOSS) }));
    }
    assert!(desk.hears(0, &[1]) && desk.hears(1, &[0]));
    desk.tell(Command::HangUp { by: agent(BOSS) });
    assert!(desk.hears(0, &[1]) && desk.hears(1, &[0]));
}

#[test]
fn a_supervisor_follows_the_agent_into_a_consultation() {
    let mut desk = supervised(Mode::Whisper);
    desk.tell(Command::Consult { by: agent(1), to: Target::Agent(agent(2)) });
    desk.answers(3);
    assert!(desk.hears(2, &[1, 3]) && desk.hears(1, &[2, 3]) && desk.hears(3, &[1]));
    assert!(desk.customer_hears_music());
}

#[test]
fn a_whisper_reaches_an_agent_whose_customer_is_on_hold() {
    let mut desk = supervised(Mode::Whisper);
    desk.tell(Command::Hold { by: agent(1), leg: CUSTOMER, on: true });
    assert!(desk.hears(1, &[2]) && desk.customer_hears_music());
}

#[test]
fn taking_over_frees_the_agent_and_serves_the_customer() {
    let mut desk = supervised(Mode::Listen);
    change(&mut desk, Mode::TakeOver);
    assert!(desk.hears(0, &[2]) && desk.hears(2, &[0]));
    assert_eq!(desk.hung_up(1), Some(Cause::TakenOver));
    assert!(desk.has_told(&HouseCommand::ServedBy { agent: agent(BOSS), instead_of: Some(agent(1)) }));
    assert_eq!(desk.call.serving(), Some(agent(BOSS)));
}

#[test]
fn taking_over_at_once_and_from_a_customer_on_hold() {
    let mut desk = Desk::served();
    desk.tell(Command::Hold { by: agent(1), leg: CUSTOMER, on: true });
    desk.tell(Command::Supervise { by: agent(BOSS), agent: agent(1), mode: Mode::TakeOver });
    assert!(desk.customer_hears_music(), "nothing happens before the phone answers");
    desk.answers(2);
    assert!(desk.hears(0, &[2]));
}

#[test]
fn when_the_agent_leaves_a_listener_leaves_and_one_who_barged_in_serves() {
    let mut listens = supervised(Mode::Listen);
    listens.leaves(1, Cause::Normal);
    assert_eq!(listens.hung_up(2), Some(Cause::NothingToHear));
    let mut barges = supervised(Mode::Barge);
    barges.leaves(1, Cause::Lost);
    assert!(barges.hears(0, &[2]));
    assert!(barges.has_told(&HouseCommand::ServedBy { agent: agent(BOSS), instead_of: Some(agent(1)) }));
}

#[test]
fn a_supervisor_stays_with_whoever_serves_next() {
    let mut desk = supervised(Mode::Listen);
    desk.tell(Command::Consult { by: agent(1), to: Target::Agent(agent(2)) });
    desk.answers(3);
    desk.tell(Command::Complete { by: agent(1) });
    assert!(desk.hears(2, &[0, 3]));
}

#[test]
fn who_answers_when_the_agent_is_gone_has_nothing_to_hear() {
    let mut desk = Desk::served();
    desk.tell(Command::Supervise { by: agent(BOSS), agent: agent(1), mode: Mode::Listen });
    desk.leaves(1, Cause::Normal);
    assert_eq!(desk.hung_up(2), Some(Cause::NothingToHear));
}

#[test]
fn a_forced_end_hangs_everybody_up() {
    let mut desk = supervised(Mode::Listen);
    desk.tell(Command::End { by: Some(agent(BOSS)) });
    assert_eq!([0, 1, 2].map(|leg| desk.hung_up(leg)), [Some(Cause::Forced); 3]);
    let ended = Event::Ended { cause: Cause::Forced, by: By::Supervisor(agent(BOSS)) };
    assert!(desk.has_logged(&ended));
}

#[test]
fn there_is_a_limit_of_supervisors_and_an_agent_is_none() {
    let mut desk = Desk::consulting();
    for number in 10..13 {
        desk.tell(Command::Supervise { by: agent(number), agent: agent(1), mode: Mode::Listen });
    }
    let listen = |by| Command::Supervise { by: agent(by), agent: agent(1), mode: Mode::Listen };
    assert_eq!(desk.try_to(listen(13)), Err(Refusal::Full));
    assert_eq!(desk.try_to(listen(2)), Err(Refusal::WrongState));
}

#[test]
fn a_mute_is_heard_by_nobody_and_is_not_music() {
    let mut desk = Desk::served();
    desk.tell(Command::Mute { by: agent(1), on: true });
    assert_eq!(desk.ear(0), Ear::Voices { legs: vec![], beeps: false });
    assert!(desk.hears(1, &[0]));
    assert!(desk.has_logged(&Event::Muted { leg: LegId(1), on: true }));
    desk.tell(Command::Mute { by: agent(1), on: false });
    assert!(desk.hears(0, &[1]));
}

//! Secrets keyed by the customer, and the recording around them.

use warmline_base::Millis;
use warmline_call::{
    Ask, AskFor, CUSTOMER, Cause, Command, Ear, Event, HouseCommand, LegId, Mode, Output, Phrase, Refusal, SecretKind,
    Target, Treatment,
};

use crate::desk::{Desk, agent, setup};

const SECRET: &str = "483920";

fn asked() -> Desk {
    let mut desk = Desk::served();
    desk.tell(ask());
    desk
}

fn ask() -> Command {
    let patience = Millis::seconds(20);
    Command::AskSecret { by: agent(1), kind: SecretKind::QueryPassword, digits: 6, patience }
}

/// What reached the secret sink.
fn sunk(desk: &Desk) -> Vec<&str> {
    desk.said
        .iter()
        .filter_map(|output| if let Output::SecretSink { digits, .. } = output { Some(digits.expose()) } else { None })
        .collect()
}

#[test]
fn while_a_secret_is_keyed_the_agent_hears_beeps_and_the_recording_rests() {
    let mut desk = Desk::served();
    assert!(desk.call.is_recording());
    desk.tell(ask());
    assert!(!desk.call.is_recording());
    assert_eq!(desk.ear(1), Ear::Voices { legs: vec![], beeps: true });
    assert!(desk.hears(0, &[1]), "the agent can guide the customer");
    assert!(desk.call.topology().taps.customer.is_empty());
    desk.presses(SECRET);
    assert_eq!(sunk(&desk), [SECRET]);
    assert!(!desk.call.is_recording(), "keys may still follow until the check is done");
    desk.tell(Command::SecretChecked { ok: true });
    assert!(desk.call.is_recording() && desk.hears(1, &[0]));
    assert!(desk.has_logged(&Event::SecretDone { kind: SecretKind::QueryPassword, ok: true }));
}

#[test]
fn the_digits_are_in_no_other_output_and_print_nowhere() {
    let mut desk = asked();
    desk.presses(SECRET);
    desk.presses("483920#");
    desk.tell(Command::SecretChecked { ok: false });
    let stored = serde_json::to_string(&desk.said).unwrap();
    let printed = format!("{:?} {:?}", desk.said, desk.call);
    for text in [stored, printed] {
        assert!(!text.contains(SECRET), "{text}");
    }
    assert_eq!(desk.count(|output| matches!(output, Output::Log(Event::DigitMenu { .. }))), 0);
}

#[test]
fn no_supervisor_and_no_third_hears_the_keys() {
    let mut desk = Desk::consulting();
    desk.tell(Command::Conference { by: agent(1) });
    desk.tell(Command::Supervise { by: agent(9), agent: agent(1), mode: Mode::Listen });
    desk.answers(3);
    desk.tell(ask());
    for leg in [1, 2, 3] {
        assert!(matches!(desk.ear(leg), Ear::Voices { legs, beeps: true } if !legs.contains(&CUSTOMER)));
    }
}

#[test]
fn a_star_begins_anew() {
    let mut desk = asked();
    desk.presses("111*");
    desk.presses(SECRET);
    assert_eq!(sunk(&desk), [SECRET]);
}

#[test]
fn a_secret_not_keyed_or_not_checked_in_time_is_given_up() {
    let mut slow = asked();
    slow.presses("48");
    slow.pass(20);
    assert!(sunk(&slow).is_empty() && slow.call.is_recording());
    let mut unchecked = asked();
    unchecked.presses(SECRET);
    unchecked.pass(10);
    for desk in [slow, unchecked] {
        assert!(desk.has_logged(&Event::SecretDone { kind: SecretKind::QueryPassword, ok: false }));
        assert!(desk.hears(1, &[0]));
    }
}

#[test]
fn nobody_is_moved_while_a_secret_is_keyed() {
    let mut desk = asked();
    for command in [
        ask(),
        Command::Hold { by: agent(1), leg: CUSTOMER, on: true },
        Command::Consult { by: agent(1), to: Target::Agent(agent(2)) },
        Command::Transfer { by: agent(1), to: Target::Agent(agent(2)), refer: false },
        Command::Park { by: agent(1) },
    ] {
        assert_eq!(desk.try_to(command), Err(Refusal::SecretOpen));
    }
}

#[test]
fn an_agent_lost_while_a_secret_is_keyed_ends_it_and_not_the_call() {
    let mut desk = asked();
    desk.presses("48");
    desk.leaves(1, Cause::Lost);
    assert!(desk.has_logged(&Event::SecretDone { kind: SecretKind::QueryPassword, ok: false }));
    desk.presses("3920");
    assert!(sunk(&desk).is_empty());
}

#[test]
fn the_flow_asks_for_a_secret_too() {
    let mut desk = Desk::arriving(setup());
    desk.tell(Command::Answer);
    let say = vec![Phrase::Clip("key_your_password".into())];
    let ask_for = AskFor::Secret(SecretKind::Otp, 6);
    desk.tell(Command::Ask(Ask { say, ask_for, patience: Millis::seconds(10) }));
    assert!(matches!(desk.ear(0), Ear::Saying(_)));
    desk.finish_saying();
    assert_eq!(desk.ear(0), Ear::Awaiting);
    desk.presses(SECRET);
    assert_eq!(sunk(&desk), [SECRET]);
    assert!(desk.customer_hears_music(), "while it is checked");
    desk.tell(Command::SecretChecked { ok: true });
    assert!(desk.has_told(&HouseCommand::SecretResult { ok: true }));
}

#[test]
fn a_recording_begins_with_the_talk_and_only_after_the_notice() {
    let mut desk = Desk::arriving(setup());
    desk.tell(Command::Answer);
    desk.tell(Command::Wait(Treatment::plain()));
    desk.connect(1);
    assert!(matches!((desk.ear(0), desk.ear(1)), (Ear::Saying(first), Ear::Saying(second)) if first == second));
    assert!(!desk.call.is_recording(), "the notice is being said to both");
    desk.finish_saying();
    assert!(desk.call.is_recording() && desk.hears(0, &[1]));
    assert!(desk.has_logged(&Event::RecordingStarted { recording: 1 }));
    desk.leaves(0, Cause::Normal);
    assert!(desk.has_logged(&Event::RecordingStopped { recording: 1 }));
}

#[test]
fn an_urgent_call_is_not_held_up_by_a_notice() {
    let mut desk = Desk::arriving(warmline_call::Setup { urgent: true, ..setup() });
    desk.tell(Command::Answer);
    desk.tell(Command::Wait(Treatment::plain()));
    desk.connect(1);
    assert!(desk.hears(0, &[1]) && !desk.call.is_recording());
    desk.tell(Command::NoticeGiven { by: agent(1) });
    assert!(desk.call.is_recording(), "told by mouth");
}

#[test]
fn an_agent_pauses_the_recording_and_resumes_it() {
    let mut desk = Desk::served();
    desk.tell(Command::PauseRecording { by: agent(1), on: true });
    assert!(!desk.call.is_recording());
    desk.tell(ask());
    desk.presses(SECRET);
    desk.tell(Command::SecretChecked { ok: true });
    assert!(!desk.call.is_recording(), "the secret's end does not end the agent's pause");
    desk.tell(Command::PauseRecording { by: agent(1), on: false });
    assert!(desk.call.is_recording());
}

#[test]
fn a_call_that_is_not_to_be_recorded_is_not() {
    let mut desk = Desk::arriving(warmline_call::Setup { record: false, ..setup() });
    desk.tell(Command::Answer);
    desk.tell(Command::Wait(Treatment::plain()));
    desk.connect(1);
    assert!(desk.hears(0, &[1]) && !desk.call.is_recording());
    assert_eq!(desk.try_to(Command::PauseRecording { by: agent(1), on: true }), Err(Refusal::WrongState));
}

#[test]
fn a_recording_takes_nothing_the_customer_cannot_hear() {
    let mut desk = Desk::consulting();
    assert_eq!(desk.call.topology().taps, warmline_call::Taps::default());
    desk.tell(Command::Swap { by: agent(1) });
    assert_eq!(desk.call.topology().taps.others, [LegId(1)]);
}

//! Every refusal, by what brings it about.

use warmline_base::{Fault, Millis};
use warmline_call::{
    Ask, AskFor, CUSTOMER, Call, Command, LegEvent, LegId, Mode, Number, Refusal, SecretKind, Target, Treatment,
};

use crate::desk::{Desk, agent, at, offer, queue, setup};

#[test]
fn each_point_of_a_call_takes_its_own_commands() {
    let mut arriving = Desk::arriving(setup());
    for command in [
        Command::Wait(Treatment::plain()),
        Command::Offer { offer: offer(1), agent: agent(1) },
        Command::Figures { place: 1, wait: None },
        Command::SecretChecked { ok: true },
    ] {
        assert_eq!(arriving.try_to(command), Err(Refusal::WrongState));
    }
    let mut served = Desk::served();
    for command in [
        Command::Answer,
        Command::Refuse,
        Command::Say { say: vec![], notice: false },
        Command::Offer { offer: offer(2), agent: agent(2) },
        Command::Swap { by: agent(1) },
        Command::PickUp { by: agent(2) },
        Command::Hold { by: agent(1), leg: LegId(1), on: true },
        Command::Drop { by: agent(1), leg: CUSTOMER },
        Command::Leg(CUSTOMER, LegEvent::Referred(true)),
    ] {
        assert_eq!(served.try_to(command), Err(Refusal::WrongState));
    }
}

#[test]
fn only_those_in_the_call_can_move_it() {
    let mut desk = Desk::served();
    for command in [
        Command::Hold { by: agent(2), leg: CUSTOMER, on: true },
        Command::HangUp { by: agent(2) },
        Command::Supervise { by: agent(9), agent: agent(2), mode: Mode::Listen },
    ] {
        assert_eq!(desk.try_to(command), Err(Refusal::NotInCall));
    }
    assert_eq!(desk.try_to(Command::Leg(LegId(7), LegEvent::Answered)), Err(Refusal::LegGone));
    assert_eq!(desk.try_to(Command::NoSound(LegId(7))), Err(Refusal::LegGone));
}

#[test]
fn one_consultation_at_a_time() {
    let mut desk = Desk::served();
    let consult = |to| Command::Consult { by: agent(1), to: Target::Agent(agent(to)) };
    desk.tell(consult(2));
    assert_eq!(desk.try_to(Command::Complete { by: agent(1) }), Err(Refusal::NotAnswered));
    assert_eq!(desk.try_to(Command::Swap { by: agent(1) }), Err(Refusal::NotAnswered));
    desk.answers(2);
    desk.tell(Command::Swap { by: agent(1) });
    assert_eq!(desk.try_to(consult(3)), Err(Refusal::ConsultOpen));
    assert_eq!(desk.try_to(Command::Park { by: agent(1) }), Err(Refusal::ConsultOpen));
    assert_eq!(desk.try_to(Command::Abort { by: agent(2) }), Err(Refusal::WrongState));
}

#[test]
fn numbers_and_spans_have_a_range() {
    let mut desk = Desk::waiting();
    let ask = |ask_for, seconds| Command::Ask(Ask { say: vec![], ask_for, patience: Millis::seconds(seconds) });
    for command in [
        ask(AskFor::Number(0), 5),
        ask(AskFor::Number(33), 5),
        ask(AskFor::Choice, 61),
        ask(AskFor::Secret(SecretKind::Otp, 3), 5),
        Command::TakeMessage { say: vec![], limit: Millis::seconds(4) },
        Command::Wait(Treatment { announce_every: Millis::seconds(1), ..Treatment::plain() }),
    ] {
        assert_eq!(desk.try_to(command), Err(Refusal::OutOfRange));
    }
    let mut desk = Desk::served();
    let secret = |digits, seconds| {
        let patience = Millis::seconds(seconds);
        Command::AskSecret { by: agent(1), kind: SecretKind::Otp, digits, patience }
    };
    for command in [
        secret(13, 20),
        secret(6, 4),
        Command::KeepLine { by: agent(1), window: Millis(0) },
        Command::Consult { by: agent(1), to: Target::Queue(queue(1)) },
        Command::Transfer { by: agent(1), to: Target::Agent(agent(1)), refer: false },
        Command::Transfer { by: agent(1), to: Target::Queue(queue(1)), refer: true },
        Command::Leg(CUSTOMER, LegEvent::Session { interval: Millis::seconds(89), ours: true }),
        Command::Leg(CUSTOMER, LegEvent::Glare(Millis::seconds(5))),
    ] {
        assert_eq!(desk.try_to(command), Err(Refusal::OutOfRange));
    }
}

#[test]
fn a_call_has_only_so_many_legs() {
    let mut setup = setup();
    setup.config.max_legs = 2;
    let mut desk = Desk::with(Call::inbound(at(0), setup));
    desk.tell(Command::Answer);
    desk.tell(Command::Wait(Treatment::plain()));
    desk.connect(1);
    let consult = Command::Consult { by: agent(1), to: Target::Agent(agent(2)) };
    assert_eq!(desk.try_to(consult), Err(Refusal::Full));
    desk.finish_saying();
    assert!(desk.hears(0, &[1]), "the talk goes on");
}

#[test]
fn a_number_is_digits_and_never_prints() {
    for text in ["", "1", "abc", "+", "12-34", "123456789012345678901"] {
        assert_eq!(Number::parse(text), None, "{text}");
    }
    let number = Number::parse("+8614000001001").unwrap();
    assert_eq!(format!("{number:?}"), "+86*******1001");
}

#[test]
fn a_refusal_is_a_fault_with_a_page() {
    let fault = Fault::from(Refusal::ConsultOpen);
    assert_eq!(fault.code, "WL-CALL-CONSULT-OPEN");
}

//! What a customer meets before a person: menus, questions, messages, the wait.

use warmline_base::Millis;
use warmline_call::{
    Ask, AskFor, By, Cause, Command, Ear, Event, HouseCommand, Keyed, LegCommand, LegId, MediaCommand, Output, Phrase,
    Progress, Refusal, Requeue, Treatment, WaitChoice, Word,
};

use crate::desk::{Desk, agent, key, offer, setup};

fn answered() -> Desk {
    let mut desk = Desk::arriving(setup());
    desk.tell(Command::Answer);
    desk
}

fn ask(ask_for: AskFor) -> Command {
    let say = vec![Phrase::Clip("menu".into())];
    Command::Ask(Ask { say, ask_for, patience: Millis::seconds(5) })
}

fn keyed(desk: &Desk) -> Vec<&str> {
    let keyed = |command: &&HouseCommand| matches!(command, HouseCommand::Keyed(_));
    desk.house()
        .into_iter()
        .filter(keyed)
        .map(|command| if let HouseCommand::Keyed(Keyed::Digits(digits)) = command { digits.expose() } else { "" })
        .collect()
}

fn last_said(desk: &Desk) -> Vec<Phrase> {
    let said = desk.said.iter().rev().find_map(|output| match output {
        Output::Media(MediaCommand::Say { phrases, .. }) => Some(phrases.clone()),
        _ => None,
    });
    said.expect("something was said")
}

#[test]
fn words_before_the_answer_are_early_media() {
    let mut desk = Desk::arriving(setup());
    desk.tell(Command::Say { say: vec![Phrase::Clip("free_of_charge".into())], notice: false });
    assert!(desk.said.contains(&Output::Leg(LegCommand::EarlyMedia { leg: LegId(0) })));
    assert!(matches!(desk.ear(0), Ear::Saying(_)));
    desk.finish_saying();
    assert!(desk.has_told(&HouseCommand::Said));
    desk.tell(Command::Answer);
    assert!(desk.has_logged(&Event::Answered));
}

#[test]
fn a_choice_cuts_the_menu_short_and_is_logged() {
    let mut desk = answered();
    desk.tell(ask(AskFor::Choice));
    desk.presses("3");
    assert_eq!(keyed(&desk), ["3"]);
    assert!(desk.has_logged(&Event::DigitMenu { choice: '3' }));
    assert_eq!(desk.count(|output| matches!(output, Output::Media(MediaCommand::StopSaying { .. }))), 1);
}

#[test]
fn no_choice_in_time_is_told_after_the_menu_was_said() {
    let mut desk = answered();
    desk.tell(ask(AskFor::Choice));
    desk.pass(60);
    assert!(keyed(&desk).is_empty(), "it is still being said");
    desk.finish_saying();
    assert_eq!(desk.ear(0), Ear::Awaiting);
    desk.pass(5);
    assert_eq!(keyed(&desk), [""]);
}

#[test]
fn a_number_ends_by_the_hash_by_its_length_or_by_time_and_is_not_logged() {
    for (keys, wait, expected) in [("1234#", 0, "1234"), ("12345678", 0, "12345678"), ("12", 5, "12")] {
        let mut desk = answered();
        desk.tell(ask(AskFor::Number(8)));
        desk.presses(keys);
        desk.pass(wait);
        assert_eq!(keyed(&desk), [expected]);
        assert_eq!(desk.count(|output| matches!(output, Output::Log(Event::DigitMenu { .. }))), 0);
    }
}

#[test]
fn the_emergency_key_leads_straight_to_a_person() {
    let mut desk = answered();
    desk.tell(ask(AskFor::Choice));
    desk.presses("*");
    assert!(desk.has_told(&HouseCommand::Enqueue { why: Requeue::Emergency, from: None, prefer: None }));
    assert_eq!(last_said(&desk), [Phrase::Word(Word::Emergency)]);
    desk.connect(1);
    assert!(desk.hears(0, &[1]), "without a notice in between");
}

#[test]
fn a_waiting_customer_hears_the_place_and_the_wait_between_music() {
    let mut desk = Desk::waiting();
    desk.tell(Command::Figures { place: 4, wait: Some(Millis::seconds(130)) });
    desk.pass(44);
    assert!(desk.customer_hears_music());
    desk.pass(1);
    let expected = [
        Phrase::Word(Word::PlaceBefore),
        Phrase::Count(3),
        Phrase::Word(Word::PlaceAfter),
        Phrase::Word(Word::WaitBefore),
        Phrase::Minutes(3),
    ];
    assert_eq!(last_said(&desk), expected);
    desk.finish_saying();
    desk.tell(Command::Figures { place: 1, wait: None });
    desk.forget();
    desk.pass(44);
    assert!(desk.said.is_empty());
    desk.pass(46);
    assert!(desk.customer_hears_music(), "next in line and no estimate: nothing to tell");
}

#[test]
fn a_key_while_waiting_asks_to_be_called_back_and_keeps_the_place() {
    let mut desk = Desk::waiting();
    let choices = vec![(key('1'), WaitChoice::CallBack), (key('2'), WaitChoice::SelfService("balance".into()))];
    desk.tell(Command::Wait(Treatment { choices, ..Treatment::plain() }));
    desk.tell(Command::Offer { offer: offer(1), agent: agent(1) });
    desk.presses("1");
    assert!(desk.has_told(&HouseCommand::CallbackWished));
    assert_eq!(desk.hung_up(1), Some(Cause::Withdrawn), "an agent is not rung for somebody who goes");
    assert_eq!(last_said(&desk), [Phrase::Word(Word::CallbackPromised)]);
    desk.presses("1");
    desk.finish_saying();
    assert!(desk.has_logged(&Event::Ended { cause: Cause::CallbackWished, by: By::Customer }));
    assert_eq!(desk.count(|output| *output == Output::House(HouseCommand::CallbackWished)), 1);
}

#[test]
fn whoever_hangs_up_while_the_call_back_is_promised_is_called_back() {
    let mut desk = Desk::waiting();
    desk.tell(Command::Wait(Treatment { choices: vec![(key('1'), WaitChoice::CallBack)], ..Treatment::plain() }));
    desk.presses("1");
    desk.leaves(0, Cause::Normal);
    assert!(desk.has_logged(&Event::Ended { cause: Cause::CallbackWished, by: By::Customer }));
}

#[test]
fn a_number_that_is_withheld_cannot_be_called_back() {
    let mut desk = Desk::arriving(warmline_call::Setup { customer: None, ..setup() });
    desk.tell(Command::Answer);
    desk.tell(Command::Wait(Treatment { choices: vec![(key('1'), WaitChoice::CallBack)], ..Treatment::plain() }));
    desk.presses("1");
    assert!(!desk.has_told(&HouseCommand::CallbackWished));
}

#[test]
fn self_service_while_waiting_keeps_the_place_and_gives_way_to_a_person() {
    let mut desk = Desk::waiting();
    let choices = vec![(key('2'), WaitChoice::SelfService("balance".into()))];
    desk.tell(Command::Wait(Treatment { choices, ..Treatment::plain() }));
    desk.presses("2");
    assert!(desk.has_told(&HouseCommand::SelfService { name: "balance".into() }));
    desk.tell(ask(AskFor::Number(4)));
    assert_eq!(desk.call.progress(), Progress::Waiting);
    desk.presses("12");
    desk.connect(1);
    assert!(desk.hears(0, &[1]));
    desk.presses("34");
    assert!(keyed(&desk).is_empty());
}

#[test]
fn a_person_cuts_the_music_but_not_the_notice() {
    let mut desk = answered();
    let opening = vec![Phrase::Word(Word::RecordingNotice)];
    desk.tell(Command::Wait(Treatment { opening, notice: true, ..Treatment::plain() }));
    desk.connect(1);
    assert!(matches!((desk.ear(0), desk.ear(1)), (Ear::Saying(1), Ear::Saying(1))));
    desk.finish_saying();
    assert!(desk.hears(0, &[1]) && desk.call.is_recording());
}

#[test]
fn an_emergency_that_is_said_leads_straight_to_a_person_once() {
    let emergency = HouseCommand::Enqueue { why: Requeue::Emergency, from: None, prefer: None };
    let mut desk = answered();
    desk.tell(Command::Wait(Treatment::plain()));
    desk.tell(Command::Emergency);
    assert!(desk.has_told(&emergency));
    assert_eq!(desk.try_to(Command::Emergency), Err(Refusal::WrongState), "who is in need says so more than once");
    let mut desk = Desk::served();
    assert_eq!(desk.try_to(Command::Emergency), Err(Refusal::WrongState), "a person is there");
}

#[test]
fn a_message_is_taken_until_the_hash_the_pause_the_limit_or_the_hang_up() {
    let ends: [fn(&mut Desk); 4] = [
        |desk| desk.presses("#"),
        |desk| desk.tell(Command::NoSound(LegId(0))),
        |desk| desk.pass(60),
        |desk| desk.leaves(0, Cause::Normal),
    ];
    for (index, end) in ends.into_iter().enumerate() {
        let mut desk = answered();
        let say = vec![Phrase::Clip("after_the_tone".into())];
        desk.tell(Command::TakeMessage { say, limit: Millis::seconds(60) });
        desk.finish_saying();
        assert_eq!(desk.ear(0), Ear::Awaiting);
        let length = if index == 2 { 60 } else { 12 };
        if index != 2 {
            desk.pass(12);
        }
        end(&mut desk);
        let taken = HouseCommand::MessageTaken { recording: 1, length: Millis::seconds(length) };
        assert!(desk.has_told(&taken), "{index}");
    }
}

#[test]
fn a_flow_that_never_speaks_leads_to_a_person() {
    let mut desk = answered();
    assert!(desk.customer_hears_music());
    desk.pass(20);
    assert!(desk.has_told(&HouseCommand::Enqueue { why: Requeue::FlowSilent, from: None, prefer: None }));
}

#[test]
fn a_saying_whose_end_is_never_reported_ends_by_itself() {
    let mut desk = answered();
    desk.tell(Command::Say { say: vec![Phrase::Clip("welcome".into())], notice: false });
    desk.pass(180);
    assert!(desk.has_told(&HouseCommand::Said));
}

//! The laws over random streams of commands and reports: checked after every step, and the stream
//! replayed.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use warmline_base::{AgentId, Millis, Timestamp};
use warmline_call::{
    Ask, AskFor, CUSTOMER, Call, Cause, Command, Ear, Event, Key, LegCommand, LegEvent, LegId, MediaCommand, Mode,
    Output, Phrase, SecretKind, Standing, Target, Treatment, WaitChoice,
};

use crate::desk::{agent, at, key, number, offer, queue, setup};

/// One random step: which command, numbers to fill it with, and milliseconds before it.
type Step = (u8, u32, u32, u32, u32);

const KINDS: u8 = 59;
const AGENTS: u32 = 4;
/// The keys of every secret in these streams, found nowhere else in them.
const SECRET_KEYS: [char; 4] = ['7', '3', '9', '8'];

fn pick<T: Copy>(from: &[T], number: u32) -> T {
    from[number as usize % from.len()]
}

fn target(a: u32, b: u32) -> Target {
    match a % 5 {
        0 => Target::Queue(queue(b % 3)),
        1 => Target::Number(number("02160000001")),
        _ => Target::Agent(agent(1 + b % AGENTS)),
    }
}

/// A leg that makes a random report likely to mean something.
fn some_leg(call: &Call, a: u32) -> LegId {
    let legs = call.legs();
    let live: Vec<LegId> = legs.iter().filter(|leg| leg.standing != Standing::Gone).map(|leg| leg.leg).collect();
    if a.is_multiple_of(9) || live.is_empty() { LegId((a % 9) as u16) } else { pick(&live, a) }
}

fn ringing(call: &Call) -> Option<LegId> {
    let rings = |standing| matches!(standing, Standing::Inviting | Standing::Early);
    call.legs().iter().rev().find(|leg| rings(leg.standing)).map(|leg| leg.leg)
}

fn ringing_leg(call: &Call, a: u32) -> LegId {
    ringing(call).unwrap_or(LegId((a % 5) as u16))
}

/// Mostly somebody who is in the call.
fn someone(call: &Call, a: u32, b: u32) -> AgentId {
    let here = call.legs().into_iter().filter(|leg| leg.standing == Standing::Answered).filter_map(|leg| leg.agent);
    let here: Vec<AgentId> = here.collect();
    if here.is_empty() || a.is_multiple_of(5) { agent(1 + a % AGENTS) } else { pick(&here, b) }
}

/// A leg that leaves: seldom the customer, with whom everything ends.
fn leaving_leg(call: &Call, a: u32) -> LegId {
    match some_leg(call, a) {
        CUSTOMER if !a.is_multiple_of(7) => ringing_leg(call, a + 1),
        leg => leg,
    }
}

fn treatment(a: u32) -> Treatment {
    Treatment {
        opening: vec![Phrase::Clip("hello".into())],
        notice: a.is_multiple_of(2),
        announce_every: Millis::seconds(i64::from(10 + a % 30)),
        choices: vec![(key('1'), WaitChoice::CallBack), (key('2'), WaitChoice::SelfService("balance".into()))],
        ..Treatment::plain()
    }
}

fn command(call: &Call, said: u32, (kind, a, b, c, _): Step) -> Command {
    // What is under way mostly goes on, or no stream would get far.
    if call.is_keying_secret() && !a.is_multiple_of(4) {
        return Command::Leg(CUSTOMER, LegEvent::Key(random_key(call, a)));
    }
    if let Some(ringing) = ringing(call).filter(|_| b.is_multiple_of(3)) {
        return Command::Leg(ringing, LegEvent::Answered);
    }
    let by = someone(call, a, b);
    let on = !b.is_multiple_of(3);
    let cause = pick(&[Cause::Normal, Cause::Normal, Cause::Busy, Cause::Declined, Cause::Lost], c);
    match kind {
        0 | 1 => Command::Answer,
        2 => Command::Say { say: vec![Phrase::Clip("word".into())], notice: on },
        3 => Command::Ask(Ask { say: vec![], ask_for: AskFor::Choice, patience: Millis::seconds(5) }),
        4 => {
            let ask_for = pick(&[AskFor::Number(6), AskFor::Secret(SecretKind::Otp, 4)], c);
            Command::Ask(Ask { say: vec![Phrase::Number(a)], ask_for, patience: Millis::seconds(5) })
        }
        5 => Command::TakeMessage { say: vec![Phrase::Minutes(1)], limit: Millis::seconds(20) },
        6..=8 => Command::Wait(treatment(a)),
        9 => Command::Figures { place: a % 5, wait: on.then_some(Millis::seconds(i64::from(c))) },
        10..=15 => Command::Offer { offer: offer(b % 3), agent: agent(1 + a % AGENTS) },
        16..=19 => Command::Confirm { offer: offer(b % 3) },
        20 => Command::Withdraw { offer: offer(b % 3) },
        21 | 22 => Command::Hold { by, leg: if c.is_multiple_of(3) { some_leg(call, c) } else { CUSTOMER }, on },
        23 => Command::Mute { by, on },
        24 => Command::Transfer { by, to: target(b, c), refer: c.is_multiple_of(2) },
        25..=27 => Command::Consult { by, to: target(b, c) },
        28 => Command::Swap { by },
        29 => Command::Complete { by },
        30 => Command::Abort { by },
        31 => Command::Conference { by },
        32 => Command::Drop { by, leg: some_leg(call, c) },
        33 => Command::HangUp { by },
        34 => Command::Park { by },
        35 => Command::PickUp { by: agent(1 + a % AGENTS) },
        36 => Command::NoticeGiven { by },
        37 => Command::PauseRecording { by, on },
        38 | 39 => Command::AskSecret { by, kind: SecretKind::QueryPassword, digits: 4, patience: Millis::seconds(8) },
        40 => Command::SecretChecked { ok: on },
        41 => Command::KeepLine { by, window: Millis::minutes(1) },
        42 | 43 => {
            let mode = pick(&[Mode::Listen, Mode::Whisper, Mode::Barge, Mode::TakeOver], c);
            Command::Supervise { by: agent(8 + a % 3), agent: someone(call, b, c), mode }
        }
        44 if a.is_multiple_of(16) => Command::End { by: on.then_some(agent(8)) },
        44 | 45 => Command::Leg(leaving_leg(call, a), LegEvent::Left(cause)),
        46 => Command::Leg(ringing_leg(call, a), LegEvent::Ringing { media: on }),
        47..=51 => Command::Leg(ringing_leg(call, a), LegEvent::Answered),
        52 => Command::Leg(some_leg(call, a), LegEvent::FarHold(on)),
        53 => Command::Leg(some_leg(call, a), session(b, on)),
        54 => Command::Leg(some_leg(call, a), if on { LegEvent::HoldDone } else { LegEvent::Glare(Millis(900)) }),
        55 => Command::Leg(CUSTOMER, LegEvent::Referred(on)),
        56 if a.is_multiple_of(4) => Command::NoSound(leaving_leg(call, b)),
        57 if a.is_multiple_of(4) => Command::Emergency,
        56 | 57 => Command::Said { play: said },
        _ => Command::Leg(CUSTOMER, LegEvent::Key(random_key(call, a))),
    }
}

fn session(b: u32, ours: bool) -> LegEvent {
    LegEvent::Session { interval: Millis::seconds(i64::from(90 + b % 600)), ours }
}

/// While a secret is asked for, its keys; otherwise others.
fn random_key(call: &Call, a: u32) -> Key {
    let others = ['1', '2', '2', '4', '4', '4', '*', '#'];
    key(if call.is_keying_secret() { pick(&SECRET_KEYS, a) } else { pick(&others, a) })
}

/// What an onlooker who only hears the outputs knows.
#[derive(Default)]
struct Onlooker {
    invited: BTreeSet<LegId>,
    closed: BTreeSet<LegId>,
    recording: Option<bool>,
    secret: bool,
    ended: bool,
    last_play: u32,
}

impl Onlooker {
    fn hear(&mut self, output: &Output) {
        assert!(!self.ended, "nothing follows the end, but {output:?} does");
        match output {
            Output::Leg(LegCommand::Invite { leg, .. }) => assert!(self.invited.insert(*leg), "a leg is invited once"),
            Output::Leg(LegCommand::HangUp { leg, .. }) => assert!(!self.closed.contains(leg), "a leg ends once"),
            Output::Log(Event::LegLeft { leg, .. }) => assert!(self.closed.insert(*leg), "a leg leaves once"),
            Output::Log(Event::SecretAsked { .. }) => self.secret = true,
            Output::Log(Event::SecretDone { .. }) => self.secret = false,
            Output::Log(Event::DigitMenu { choice }) => assert!(!SECRET_KEYS.contains(choice), "a secret is logged"),
            Output::Log(Event::Ended { .. }) => {
                assert!(self.invited.is_subset(&self.closed), "every invited leg ends");
                assert_eq!(self.recording, None, "the recording is closed");
                self.ended = true;
            }
            Output::Media(MediaCommand::Say { play, .. }) => self.last_play = *play,
            Output::Media(MediaCommand::Record { .. }) => {
                assert_eq!(self.recording.replace(true), None, "one recording at a time");
                assert!(!self.secret, "no recording begins while a secret is keyed");
            }
            Output::Media(MediaCommand::PauseRecording { .. }) => {
                assert_eq!(self.recording.replace(false), Some(true));
            }
            Output::Media(MediaCommand::ResumeRecording { .. }) => {
                assert_eq!(self.recording.replace(true), Some(false));
            }
            Output::Media(MediaCommand::StopRecording { .. }) => {
                assert!(self.recording.take().is_some());
            }
            _ => {}
        }
    }

    /// After each step, when all outputs of the step are heard.
    fn judge(&self, call: &Call) {
        assert!(!(self.secret && self.recording == Some(true)), "a secret is being recorded");
        let told = call.topology();
        for leg in call.legs().iter().filter(|leg| matches!(leg.mode, Some(Mode::Listen | Mode::Whisper))) {
            assert!(!matches!(told.ear(CUSTOMER), Ear::Voices { legs, .. } if legs.contains(&leg.leg)));
            assert!(!told.taps.others.contains(&leg.leg), "a whisper is not recorded");
        }
    }
}

fn start(first: u32) -> Call {
    if first.is_multiple_of(6) {
        Call::outbound(at(0), setup(), agent(1), (first % 4) as u8).expect("a number")
    } else {
        Call::inbound(at(0), setup())
    }
}

fn run(steps: &[Step]) -> (Vec<u8>, Vec<(Timestamp, Command)>) {
    let mut call = start(steps[0].1);
    let (mut now, mut bytes, mut log, mut onlooker) = (at(0), Vec::new(), Vec::new(), Onlooker::default());
    // Most streams begin with a customer who is answered and waits, many with one who is served.
    let opening = [(0, 1, 1, 1, 0), (6, steps[0].2, 1, 1, 0), (10, 1, 1, 1, 0), (47, 1, 1, 1, 0), (16, 1, 1, 1, 0)];
    let opening = opening.into_iter().take([0, 2, 5, 5][steps[0].3 as usize % 4]);
    for step in opening.chain(steps.iter().copied()) {
        now = now.plus(Millis(i64::from(step.4)));
        call.advance(now);
        listen(&mut call, &mut onlooker, &mut bytes);
        let command = command(&call, onlooker.last_play, step);
        log.push((now, command.clone()));
        let answer = call.handle(now, command.clone());
        serde_json::to_writer(&mut bytes, &answer).unwrap();
        listen(&mut call, &mut onlooker, &mut bytes);
        if let Some(broken) = call.broken_law() {
            panic!("after {command:?}: {broken}");
        }
        onlooker.judge(&call);
        assert!(call.next_deadline().is_none_or(|due| due > now), "nothing due is left undone");
    }
    call.advance(now.plus(Millis::minutes(10_000)));
    listen(&mut call, &mut onlooker, &mut bytes);
    assert!(call.is_over() && onlooker.ended, "every call ends");
    (bytes, log)
}

fn listen(call: &mut Call, onlooker: &mut Onlooker, bytes: &mut Vec<u8>) {
    while let Some(output) = call.poll_output() {
        onlooker.hear(&output);
        serde_json::to_writer(&mut *bytes, &output).unwrap();
    }
}

fn streams() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec((0..KINDS, 0u32..1_000, 0u32..1_000, 0u32..1_000, 0u32..4_000), 1..160)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, max_shrink_iters: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn every_law_holds_after_every_step(steps in streams()) {
        run(&steps);
    }

    #[test]
    fn replaying_the_commands_gives_the_same_bytes(steps in streams()) {
        let (first, log) = run(&steps);
        let mut call = start(steps[0].1);
        let (mut again, mut last) = (Vec::new(), at(0));
        let listen = |call: &mut Call, again: &mut Vec<u8>| {
            while let Some(output) = call.poll_output() {
                serde_json::to_writer(&mut *again, &output).unwrap();
            }
        };
        for (now, command) in log {
            call.advance(now);
            listen(&mut call, &mut again);
            serde_json::to_writer(&mut again, &call.handle(now, command)).unwrap();
            listen(&mut call, &mut again);
            last = now;
        }
        call.advance(last.plus(Millis::minutes(10_000)));
        listen(&mut call, &mut again);
        prop_assert!(first == again, "the replay differs");
    }
}

/// Guards the generator: laws that hold because nothing happens prove nothing.
#[test]
fn random_streams_reach_every_kind_of_output() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = prop::collection::vec((0..KINDS, 0u32..1_000, 0u32..1_000, 0u32..1_000, 0u32..4_000), 160);
    let mut seen = String::new();
    for _ in 0..400 {
        let steps = strategy.new_tree(&mut runner).expect("a stream").current();
        seen += &String::from_utf8(run(&steps).0).expect("json is text");
    }
    for wanted in [
        "call.answered",
        "call.conference",
        "call.digit_menu",
        "call.held",
        "call.resumed",
        "call.muted",
        "call.supervised",
        "call.transfer_started",
        "recording.paused",
        "recording.resumed",
        "secret.done",
        "take_over",
        "barge",
        "whisper",
        "\"output\":\"secret_sink\"",
        "message_taken",
        "callback_wished",
        "self_service",
        "offer_refused",
        "agent_lost",
        "transfer_failed",
        "parked_too_long",
        "flow_silent",
        "emergency",
        "served_by",
        "agent_done",
        "consult_failed",
        "hold_reminder",
        "flow_resumes",
        "lock_callback",
        "not_reached",
        "session_expired",
        "unhold",
        "refresh",
        "refer",
        "ring_back",
        "nothing_to_hear",
    ] {
        assert!(seen.matches(wanted).count() >= 2, "{wanted} is hardly ever reached");
    }
}

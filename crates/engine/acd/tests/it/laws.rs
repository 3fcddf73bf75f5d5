//! The laws over random streams of commands: checked after every step, and the stream replayed.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use warmline_acd::{
    AgentChoice, Capacity, Channel, Command, Config, Engine, Enqueue, Order, Output, Overflow, Phone, PreferredSkill,
    QueueRules, Reason, Relaxation, RestoreWork, RestoredPhase, Sticky, TransferTo, When,
};
use warmline_base::{AgentId, InteractionId, Millis, OfferId, Timestamp};

use crate::hall::{BREAK, READY, agent, at, customer, need, queue, setup, skill};

const AGENTS: u32 = 5;
const QUEUES: u32 = 3;
const SKILLS: u32 = 3;
const CUSTOMERS: u32 = 14;

/// One random step: which command, and numbers to fill it with.
type Step = (u8, u32, u32, u32, u16);

fn rules(a: u32, b: u32, c: u32) -> QueueRules {
    let skills =
        |on: bool, number: u32, min: u32| if on { vec![need(number % SKILLS, 1 + (min % 7) as u8)] } else { vec![] };
    QueueRules {
        channel: (a % 5 == 4).then_some(Channel::Chat),
        priority: (a % 10) as u8,
        required: skills(b.is_multiple_of(3), b / 3, c),
        preferred: skills(c.is_multiple_of(3), c / 3, b)
            .into_iter()
            .map(|need| PreferredSkill {
                skill: need.skill,
                min: need.min,
                relax_after: Millis::seconds(i64::from(a % 9)),
            })
            .collect(),
        relax: if c.is_multiple_of(2) {
            vec![Relaxation {
                after: Millis::seconds(7),
                skill: skill(b % SKILLS),
                to: c.is_multiple_of(4).then_some(2),
            }]
        } else {
            vec![]
        },
        overflow: a
            .is_multiple_of(2)
            .then(|| Overflow { queue: queue((b + 2) % QUEUES), after: Millis::seconds(i64::from(5 + b % 9)) }),
        order: [Order::PriorityAge, Order::Deadline, Order::Fifo][(b % 3) as usize],
        agent_choice: [AgentChoice::LongestIdle, AgentChoice::LeastOccupied, AgentChoice::BestFit][(c % 3) as usize],
        offer_timeout: Millis::seconds(4),
        wrap_up: Millis::seconds(i64::from(a % 3)),
        service_level: Millis::seconds(i64::from(10 + c % 30)),
        max_waiting: 2 + a % 8,
        auto_accept: (a + b) % 6 == 5,
    }
}

fn command(engine: &Engine, now: Timestamp, (kind, a, b, c, _): Step) -> Command {
    let (who, whom, line) = (customer(a % CUSTOMERS), agent(b % AGENTS), queue(c % QUEUES));
    let view = engine.interaction(who);
    let offer = view.as_ref().and_then(|view| view.offer).unwrap_or(OfferId(uuid::Uuid::nil()));
    let holder = view.as_ref().and_then(|view| view.agent).unwrap_or(whom);
    let skills: Vec<(u32, u8)> =
        (0..SKILLS).filter(|bit| a >> bit & 1 == 1).map(|bit| (bit, 1 + (c % 10) as u8)).collect();
    let capacity = Capacity::blended(1 + (c % 4) as u8).with_limit(Channel::Voice, u8::from(b % 4 != 0));
    let presence = if a % 2 == 0 { READY } else { BREAK };
    let when = if c % 2 == 0 { When::Now } else { When::AfterWork };
    match kind {
        0 => Command::DefineQueue { queue: line, rules: Box::new(rules(a, b, c / 8)) },
        1 => Command::RetireQueue { queue: line },
        2 => Command::SetQueueOpen {
            queue: line,
            open: a % 4 != 0,
            next_change: (b % 2 == 0).then(|| now.plus(Millis::seconds(3))),
        },
        3 => Command::DrainQueue { queue: line, to: (a % 3 != 0).then_some(queue(a % QUEUES)) },
        4..=6 => Command::SignIn { agent: whom, setup: setup(&skills, capacity), presence },
        7 => Command::UpdateAgent { agent: whom, setup: setup(&skills, capacity) },
        8 => Command::SignOut { agent: whom, return_work: a % 2 == 0 },
        9..=11 => Command::SetPresence { agent: whom, presence: if kind == 9 { presence } else { READY }, when },
        12 => Command::DrainAgent { agent: whom, on: a % 3 == 0 },
        13..=22 => Command::Enqueue(arrival(now, (kind, a, b, c, 0))),
        23 => Command::Cancel { interaction: who },
        24..=28 => Command::Accept { interaction: who, offer, agent: holder },
        29 => Command::Reject { interaction: who, offer, agent: holder },
        30 => Command::WithdrawOffer { interaction: who },
        31..=34 => {
            Command::EndWork { interaction: who, wrap_up: (a % 4 == 0).then_some(Millis(i64::from(c % 5) * 500)) }
        }
        35 => Command::FinishWrapUp { interaction: who },
        36 => Command::Transfer { interaction: who, to: TransferTo::Queue(line) },
        37 => Command::Transfer {
            interaction: who,
            to: TransferTo::Agent { agent: whom, fallback_after: Millis::seconds(i64::from(c % 6)) },
        },
        38 => Command::SetPriority { interaction: who, priority: (c % 10) as u8 },
        39 => Command::RequestCallback {
            interaction: who,
            not_before: (c % 2 == 0).then(|| now.plus(Millis::seconds(6))),
        },
        40 => Command::Force { interaction: who, agent: whom },
        41 => Command::TakeOver { interaction: who, agent: whom },
        42 => Command::HandOver { interaction: who, agent: whom },
        43 => Command::SetPhone {
            agent: whom,
            phone: [Phone::Free, Phone::Free, Phone::Away, Phone::Engaged][(a % 4) as usize],
        },
        44 => Command::CallAgain { interaction: who, not_before: (c % 2 == 0).then(|| now.plus(Millis::seconds(6))) },
        _ => Command::RestoreWork(RestoreWork {
            interaction: who,
            agent: whom,
            queue: line,
            channel: Channel::ALL[(a % 4) as usize],
            priority: 5,
            queued_at: now.minus(Millis::seconds(9)),
            since: now.minus(Millis::seconds(4)),
            phase: if c % 2 == 0 { RestoredPhase::Active } else { RestoredPhase::WrapUp(now.plus(Millis::seconds(2))) },
        }),
    }
}

fn arrival(now: Timestamp, (kind, a, b, c, _): Step) -> Enqueue {
    let seconds = |number: u32| Millis::seconds(i64::from(number));
    Enqueue {
        priority: (b % 10) as u8,
        required: if kind == 13 { vec![need(b % SKILLS, 1 + (c % 9) as u8)] } else { vec![] },
        preferred: if kind == 14 {
            vec![PreferredSkill { skill: skill(c % SKILLS), min: 3, relax_after: seconds(c % 8) }]
        } else {
            vec![]
        },
        deadline: (kind == 15).then(|| now.plus(seconds(b % 40))),
        queued_at: now.minus(seconds(if kind == 16 { c % 30 } else { 0 })),
        sticky: (kind == 17).then(|| Sticky { agent: agent(b % AGENTS), limit: seconds(c % 8), any_skill: a % 3 == 0 }),
        exclude: if kind == 18 { vec![agent(b % AGENTS)] } else { vec![] },
        restored: kind == 19,
        ..Enqueue::plain(customer(a % CUSTOMERS), queue(c % QUEUES), Channel::ALL[(c / 4 % 2) as usize], now)
    }
}

/// What an onlooker who only hears the outputs knows: which offers are open.
#[derive(Default)]
struct Onlooker {
    open: BTreeMap<InteractionId, AgentId>,
    ever: BTreeSet<OfferId>,
}

impl Onlooker {
    fn hear(&mut self, output: &Output) {
        match output {
            Output::Offered { offer, interaction, agent, .. } => {
                assert!(self.ever.insert(*offer), "an offer id is used once");
                assert!(self.open.insert(*interaction, *agent).is_none(), "an interaction is offered once at a time");
                let rings = self.open.values().filter(|other| *other == agent).count();
                assert_eq!(rings, 1, "one offer rings at an agent");
            }
            Output::OfferEnded { interaction, agent, .. } => {
                assert_eq!(self.open.remove(interaction), Some(*agent), "only an open offer ends");
            }
            Output::Assigned { interaction, .. } | Output::Abandoned { interaction, .. } => {
                assert!(!self.open.contains_key(interaction), "an offer ends before anything else happens");
            }
            _ => {}
        }
    }
}

fn run(steps: &[Step]) -> (Vec<u8>, Vec<(Timestamp, Command)>) {
    let mut engine = Engine::new(Config { epoch: 7, ..Config::default() });
    let (mut now, mut bytes, mut log, mut onlooker) = (at(0), Vec::new(), Vec::new(), Onlooker::default());
    let first = (0..QUEUES).map(|number| (0, number * 7, number * 5, number, 0));
    for step in first.chain(steps.iter().copied()) {
        now = now.plus(Millis(i64::from(step.4)));
        let command = command(&engine, now, step);
        log.push((now, command.clone()));
        let answer = engine.handle(now, command.clone());
        serde_json::to_writer(&mut bytes, &answer).unwrap();
        while let Some(output) = engine.poll_output() {
            onlooker.hear(&output);
            serde_json::to_writer(&mut bytes, &output).unwrap();
        }
        if let Some(broken) = engine.broken_law() {
            panic!("after {command:?}: {broken}");
        }
        assert!(engine.next_deadline().is_none_or(|due| due > now), "nothing due is left undone");
    }
    (bytes, log)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, max_shrink_iters: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn every_law_holds_after_every_step(
        steps in prop::collection::vec((0u8..46, 0u32..1_000, 0u32..1_000, 0u32..1_000, 0u16..1_500), 1..140),
    ) {
        run(&steps);
    }

    #[test]
    fn replaying_the_commands_gives_the_same_bytes(
        steps in prop::collection::vec((0u8..46, 0u32..1_000, 0u32..1_000, 0u32..1_000, 0u16..1_500), 1..140),
    ) {
        let (first, log) = run(&steps);
        let mut engine = Engine::new(Config { epoch: 7, ..Config::default() });
        let mut again = Vec::new();
        for (now, command) in log {
            serde_json::to_writer(&mut again, &engine.handle(now, command)).unwrap();
            while let Some(output) = engine.poll_output() {
                serde_json::to_writer(&mut again, &output).unwrap();
            }
        }
        prop_assert!(first == again, "the replay differs");
    }
}

/// Guards the generator: laws that hold because nothing happens prove nothing.
#[test]
fn random_streams_reach_every_kind_of_output_and_most_refusals() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = prop::collection::vec((0u8..46, 0u32..1_000, 0u32..1_000, 0u32..1_000, 0u16..1_500), 140);
    let mut seen = String::new();
    for _ in 0..200 {
        let steps = strategy.new_tree(&mut runner).expect("a stream").current();
        seen += &String::from_utf8(run(&steps).0).expect("json is text");
    }
    for output in [
        "queued",
        "overflowed",
        "relaxed",
        "offered",
        "offer_ended",
        "assigned",
        "callback_due",
        "released",
        "abandoned",
        "work_ended",
        "wrap_up_started",
        "wrap_up_ended",
        "presence_changed",
        "agent_drained",
        "queue_changed",
        "queue_full",
    ] {
        assert!(seen.matches(&format!("\"output\":\"{output}\"")).count() >= 10, "{output} is hardly ever reached");
    }
    for refusal in [
        "queue_closed",
        "queue_full",
        "queue_busy",
        "wrong_channel",
        "offer_gone",
        "wrong_state",
        "agent_full",
        "agent_away",
        "agent_busy",
        "known_agent",
        "known_interaction",
    ] {
        assert!(seen.contains(&format!("{{\"Err\":\"{refusal}\"}}")), "{refusal} is never reached");
    }
}

#[test]
fn a_refused_command_leaves_the_hall_as_it_was() {
    let mut hall = crate::hall::Hall::new();
    hall.sign_in(1, &[]);
    hall.call(1);
    let before = format!("{:?}", hall.engine.agents());
    let refused = hall.try_to(Command::SetPresence {
        agent: agent(2),
        presence: warmline_acd::Presence::NotReady { reason: Reason::Meal },
        when: When::Now,
    });
    assert!(refused.is_err());
    assert_eq!(format!("{:?}", hall.engine.agents()), before);
}

//! How many interactions a second the engine carries on one core, each one the whole way: enqueue,
//! offer, accept, end, every output polled. Prints one figure a line: name, value, unit.
//!
//! `acd.pool_per_s`: 1,000 agents, one queue, nobody has skills.
//! `acd.large_per_s`: 10,000 agents with 8 of 500 skills each at levels 1 to 10; every interaction
//! requires one skill.
//! The names ending in `_auto_per_s` are the same with queues that accept for the agent (no accept
//! command), for comparison.
//!
//! The hall runs in virtual time near its capacity, so that agents are sometimes free and sometimes
//! customers wait; the load is made before the clock starts. Best of three rounds.

use std::collections::VecDeque;
use std::hint::black_box;
use std::time::Instant;

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng as _};
use uuid::Uuid;
use warmline_acd::{
    AgentSetup, Capacity, Channel, Command, Config, Engine, Enqueue, Output, Presence, QueueRules, SkillLevel,
    SkillNeed,
};
use warmline_base::{AgentId, InteractionId, QueueId, SkillId, Timestamp};

struct Load {
    agents: u32,
    skills: u64,
    skills_per_agent: usize,
    interactions: usize,
    auto_accept: bool,
}

const POOL: Load = Load { agents: 1_000, skills: 0, skills_per_agent: 0, interactions: 1_000_000, auto_accept: false };
const LARGE: Load =
    Load { agents: 10_000, skills: 500, skills_per_agent: 8, interactions: 1_000_000, auto_accept: false };

fn main() {
    report("acd.pool_per_s", &POOL);
    report("acd.large_per_s", &LARGE);
    report("acd.pool_auto_per_s", &Load { auto_accept: true, ..POOL });
    report("acd.large_auto_per_s", &Load { auto_accept: true, ..LARGE });
}

fn report(name: &str, load: &Load) {
    let best = (0..3).map(|_| round(load)).fold(0.0, f64::max);
    println!("{name} {best:.0} 1/s");
}

/// A v7-like id, as the product has them: time in front, chance behind.
fn id(chance: &mut ChaCha8Rng, number: u64) -> Uuid {
    Uuid::from_u64_pair(0x0198_0000_0000_7000 | (number << 20), (chance.next_u64() >> 2) | (1 << 63))
}

fn open(load: &Load, chance: &mut ChaCha8Rng) -> (Engine, QueueId, Vec<SkillId>) {
    let mut engine = Engine::new(Config::default());
    let queue = QueueId(id(chance, 0));
    let rules = QueueRules { auto_accept: load.auto_accept, ..QueueRules::default() };
    engine.handle(Timestamp(0), Command::DefineQueue { queue, rules: Box::new(rules) }).expect("a queue");
    let skills: Vec<SkillId> = (0..load.skills).map(|number| SkillId(id(chance, number))).collect();
    for number in 0..u64::from(load.agents) {
        let mut own = Vec::new();
        while own.len() < load.skills_per_agent {
            let (skill, level) = (skills[below(chance, load.skills)], 1 + (chance.next_u32() % 10) as u8);
            if own.iter().all(|known: &SkillLevel| known.skill != skill) {
                own.push(SkillLevel { skill, level });
            }
        }
        let setup = AgentSetup { skills: own, capacity: Capacity::blended(3) };
        let sign_in = Command::SignIn { agent: AgentId(id(chance, number)), setup, presence: Presence::Ready };
        engine.handle(Timestamp(0), sign_in).expect("an agent");
    }
    while engine.poll_output().is_some() {}
    (engine, queue, skills)
}

fn below(chance: &mut ChaCha8Rng, bound: u64) -> usize {
    usize::try_from(chance.next_u64() % bound).expect("below a small bound")
}

/// One round; returns interactions a second.
fn round(load: &Load) -> f64 {
    let mut chance = ChaCha8Rng::seed_from_u64(1);
    let (mut engine, queue, skills) = open(load, &mut chance);
    // Waves of 2 % more calls than fit and 4 % fewer, each ended in the order in which they were taken.
    let handling = 150_000_000_i64;
    let gap = handling / i64::from(load.agents);
    let mut arrivals = Vec::with_capacity(load.interactions);
    let mut time = 0_i64;
    for number in 0..load.interactions {
        let wave = if (number / 50_000).is_multiple_of(2) { gap * 98 / 100 } else { gap * 104 / 100 };
        time += wave.max(1);
        let interaction = InteractionId(id(&mut chance, number as u64));
        let mut enqueue = Enqueue::plain(interaction, queue, Channel::Voice, Timestamp(time));
        if !skills.is_empty() {
            enqueue.required.push(SkillNeed { skill: skills[below(&mut chance, load.skills)], min: 1 });
        }
        arrivals.push(enqueue);
    }
    let started = now();
    let (ended, waited) = drive(&mut engine, arrivals, handling);
    let seconds = started.elapsed().as_secs_f64();
    assert_eq!(ended, load.interactions, "everybody is served");
    let share = waited as f64 / ended as f64;
    assert!((0.1..0.9).contains(&share), "{share} waited: the load has to take both ways, line and free agent");
    load.interactions as f64 / seconds
}

/// Plays arrivals and ends in the order of time; accepts each offer when it is heard. Returns how many
/// ended and how many had to wait.
fn drive(engine: &mut Engine, arrivals: Vec<Enqueue>, handling: i64) -> (usize, usize) {
    let mut busy: VecDeque<(Timestamp, InteractionId)> = VecDeque::new();
    let mut arrivals = arrivals.into_iter().peekable();
    let (mut ended, mut waited) = (0, 0);
    loop {
        let arrives = arrivals.peek().map(|enqueue| enqueue.queued_at);
        let ends = busy.front().map(|(at, _)| *at);
        let (now, command) = match (arrives, ends) {
            (None, None) => return (ended, waited),
            (Some(arrives), ends) if ends.is_none_or(|ends| arrives <= ends) => {
                (arrives, Command::Enqueue(arrivals.next().expect("peeked")))
            }
            _ => {
                let (at, interaction) = busy.pop_front().expect("somebody is busy");
                ended += 1;
                (at, Command::EndWork { interaction, wrap_up: None })
            }
        };
        engine.handle(now, command).expect("done");
        while let Some(output) = engine.poll_output() {
            match output {
                Output::Offered { offer, interaction, agent, .. } => {
                    engine.handle(now, Command::Accept { interaction, offer, agent }).expect("taken");
                }
                Output::Assigned { interaction, waited: wait, .. } => {
                    waited += usize::from(wait.0 > 0);
                    busy.push_back((Timestamp(now.0 + handling), interaction));
                }
                other => drop(black_box(other)),
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a benchmark is the one place that has to look at the machine's clock")]
fn now() -> Instant {
    Instant::now()
}

//! The engine beside a slow model of itself. The model keeps plain lists and, after every command,
//! looks at all pairs of waiting customer and agent: as long as some agent may take somebody, the
//! best-ranked such customer gets the agent the queue's rule prefers. It knows nothing of classes,
//! ready lists, stamps or "whoever changed"; that both always agree shows that these lose nothing.

use std::collections::BTreeMap;

use proptest::prelude::*;
use warmline_acd::{
    AgentChoice, Capacity, Channel, Command, Config, Engine, Enqueue, Order, QueueRules, Stage, TransferTo, When,
};
use warmline_base::{Millis, OfferId, Timestamp};

use crate::hall::{BREAK, READY, agent, at, customer, need, queue, setup};

const AGENTS: usize = 4;
const SKILLS: u32 = 2;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Stand {
    Waits,
    Rings(usize),
    Talks(usize),
}

struct Customer {
    queue: usize,
    channel: Channel,
    priority: u8,
    queued_at: Timestamp,
    arrival: u64,
    need: Option<(u32, u8)>,
    exclude: Option<usize>,
    declined_by: Vec<usize>,
    stand: Stand,
}

#[derive(Default)]
struct Clerk {
    here: bool,
    ready: bool,
    skills: Vec<(u32, u8)>,
    chats: u8,
    seat: u64,
}

struct Model {
    rules: Vec<QueueRules>,
    clerks: [Clerk; AGENTS],
    customers: BTreeMap<u32, Customer>,
    count: u64,
}

impl Model {
    fn reseat(&mut self, clerk: usize) {
        self.count += 1;
        self.clerks[clerk].seat = self.count;
    }

    fn load(&self, clerk: usize) -> u8 {
        let held =
            self.customers.values().filter(|who| who.stand == Stand::Rings(clerk) || who.stand == Stand::Talks(clerk));
        held.map(|who| if who.channel == Channel::Voice { 100 } else { 100 / self.clerks[clerk].chats }).sum()
    }

    fn level(&self, clerk: usize, skill: u32) -> u8 {
        self.clerks[clerk].skills.iter().find(|(known, _)| *known == skill).map_or(0, |(_, level)| *level)
    }

    fn may_take(&self, clerk: usize, who: &Customer) -> bool {
        let weight = if who.channel == Channel::Voice { 100 } else { 100 / self.clerks[clerk].chats.max(1) };
        let rings = self.customers.values().any(|other| other.stand == Stand::Rings(clerk));
        self.clerks[clerk].here
            && self.clerks[clerk].ready
            && !rings
            && u16::from(self.load(clerk)) + u16::from(weight) <= 100
            && who.need.is_none_or(|(skill, min)| self.level(clerk, skill) >= min)
            && who.exclude != Some(clerk)
            && !who.declined_by.contains(&clerk)
    }

    fn rank(&self, who: &Customer) -> (u8, Timestamp, Timestamp, u64) {
        let rules = &self.rules[who.queue];
        let priority = if rules.order == Order::PriorityAge { who.priority } else { rules.priority };
        (9 - priority, who.queued_at.plus(rules.service_level), who.queued_at, who.arrival)
    }

    /// Smaller is preferred.
    fn preference(&self, clerk: usize, who: &Customer) -> (u8, u8, u64) {
        let (load, seat) = (self.load(clerk), self.clerks[clerk].seat);
        let fit = who.need.map_or(0, |(skill, _)| self.level(clerk, skill));
        match self.rules[who.queue].agent_choice {
            AgentChoice::LongestIdle => (0, u8::from(load > 0), seat),
            AgentChoice::LeastOccupied => (0, load, seat),
            AgentChoice::BestFit => (10 - fit, u8::from(load > 0), seat),
        }
    }

    fn settle(&mut self) {
        loop {
            let takers = |who: &Customer| (0..AGENTS).filter(|clerk| self.may_take(*clerk, who)).collect::<Vec<_>>();
            let waiting = self.customers.iter().filter(|(_, who)| who.stand == Stand::Waits);
            let could =
                waiting.map(|(number, who)| (*number, who, takers(who))).filter(|(.., takers)| !takers.is_empty());
            let Some((number, who, takers)) = could.min_by_key(|(_, who, _)| self.rank(who)) else { return };
            let chosen = takers.into_iter().min_by_key(|clerk| self.preference(*clerk, who)).expect("not empty");
            self.customers.get_mut(&number).expect("waits").stand = Stand::Rings(chosen);
        }
    }

    /// Does what an accepted command means.
    fn follow(&mut self, now: Timestamp, kind: u8, step: &Step) {
        let (number, clerk) = (step.customer, step.clerk);
        let stand = self.customers.get(&number).map(|who| who.stand);
        match kind {
            0 => {
                let seat = self.clerks[clerk].seat;
                self.clerks[clerk] =
                    Clerk { here: true, ready: true, skills: step.skills.clone(), chats: step.chats, seat };
                self.reseat(clerk);
            }
            1 | 2 => {
                self.clerks[clerk].here &= kind == 2;
                self.clerks[clerk].ready = false;
                for who in self.customers.values_mut().filter(|who| who.stand == Stand::Rings(clerk)) {
                    who.stand = Stand::Waits;
                }
            }
            3 => {
                if !std::mem::replace(&mut self.clerks[clerk].ready, true) {
                    self.reseat(clerk);
                }
            }
            4 => {
                self.count += 1;
                self.customers.insert(number, step.arrival(now, self.count));
            }
            5 => drop(self.customers.remove(&number)),
            6 | 7 => {
                let Some(Stand::Rings(holder)) = stand else { unreachable!("an offer was open") };
                let who = self.customers.get_mut(&number).expect("rings");
                if kind == 6 {
                    who.stand = Stand::Talks(holder);
                } else {
                    who.stand = Stand::Waits;
                    who.declined_by.push(holder);
                }
                self.reseat(holder);
            }
            8 => {
                let Some(Stand::Talks(holder)) = stand else { unreachable!("was in hand") };
                self.customers.remove(&number);
                self.reseat(holder);
            }
            9 => self.customers.get_mut(&number).expect("is here").priority = step.priority,
            10 => {
                let who = self.customers.get_mut(&number).expect("is here");
                who.queue = step.queue;
                who.stand = Stand::Waits;
                if let Some(Stand::Rings(holder) | Stand::Talks(holder)) = stand {
                    who.declined_by.push(holder);
                    if stand == Some(Stand::Talks(holder)) {
                        self.reseat(holder);
                    }
                }
            }
            _ => {
                self.customers.get_mut(&number).expect("is here").stand = Stand::Talks(clerk);
                self.reseat(clerk);
            }
        }
        self.settle();
    }
}

#[derive(Clone, Debug)]
struct Step {
    customer: u32,
    clerk: usize,
    queue: usize,
    priority: u8,
    chats: u8,
    skills: Vec<(u32, u8)>,
    need: Option<(u32, u8)>,
    exclude: Option<usize>,
    voice: bool,
    earlier: i64,
}

impl Step {
    fn arrival(&self, now: Timestamp, arrival: u64) -> Customer {
        Customer {
            queue: self.queue,
            channel: if self.voice { Channel::Voice } else { Channel::Chat },
            priority: self.priority,
            queued_at: now.minus(Millis::seconds(self.earlier)),
            arrival,
            need: self.need,
            exclude: self.exclude,
            declined_by: Vec::new(),
            stand: Stand::Waits,
        }
    }

    fn command(&self, engine: &Engine, now: Timestamp, kind: u8) -> Command {
        let (interaction, clerk) = (customer(self.customer), agent(id(self.clerk)));
        let view = engine.interaction(interaction);
        let offer = view.as_ref().and_then(|view| view.offer).unwrap_or(OfferId(uuid::Uuid::nil()));
        let holder = view.and_then(|view| view.agent).unwrap_or(clerk);
        match kind {
            0 => {
                let setup = setup(&self.skills, Capacity::blended(self.chats));
                Command::SignIn { agent: clerk, setup, presence: READY }
            }
            1 => Command::SignOut { agent: clerk, return_work: false },
            2 => Command::SetPresence { agent: clerk, presence: BREAK, when: When::Now },
            3 => Command::SetPresence { agent: clerk, presence: READY, when: When::Now },
            4 => {
                let who = self.arrival(now, 0);
                Command::Enqueue(Enqueue {
                    priority: who.priority,
                    required: who.need.map(|(skill, min)| need(skill, min)).into_iter().collect(),
                    exclude: who.exclude.map(|clerk| agent(id(clerk))).into_iter().collect(),
                    ..Enqueue::plain(interaction, queue(id(self.queue)), who.channel, who.queued_at)
                })
            }
            5 => Command::Cancel { interaction },
            6 => Command::Accept { interaction, offer, agent: holder },
            7 => Command::Reject { interaction, offer, agent: holder },
            8 => Command::EndWork { interaction, wrap_up: None },
            9 => Command::SetPriority { interaction, priority: self.priority },
            10 => Command::Transfer { interaction, to: TransferTo::Queue(queue(id(self.queue))) },
            _ => Command::Force { interaction, agent: clerk },
        }
    }
}

fn id(number: usize) -> u32 {
    u32::try_from(number).expect("a small number")
}

fn steps() -> impl Strategy<Value = Vec<(u8, Step)>> {
    let kinds = prop_oneof![
        4 => 0u8..1, 1 => 1u8..3, 2 => 3u8..4, 12 => 4u8..5, 1 => 5u8..6, 16 => 6u8..7, 2 => 7u8..8, 6 => 8u8..9, 3 => 9u8..12
    ];
    let skills =
        prop::collection::btree_map(0..SKILLS, 1u8..=10, 0..=2).prop_map(|map| map.into_iter().collect::<Vec<_>>());
    let who = (0u32..12, 0usize..AGENTS, 0usize..3, 0u8..=9, 1u8..8, skills);
    let wish = (
        prop::option::of((0..SKILLS, 1u8..=8)),
        prop::option::weighted(0.2, 0usize..AGENTS),
        prop::bool::weighted(0.3),
        0i64..30,
    );
    let step = (kinds, who, wish).prop_map(|(kind, who, wish)| {
        let (customer, clerk, queue, priority, chats, skills) = who;
        let (need, exclude, voice, earlier) = wish;
        (kind, Step { customer, clerk, queue, priority, chats, skills, need, exclude, voice, earlier })
    });
    prop::collection::vec(step, 1..150)
}

fn rules() -> Vec<QueueRules> {
    let rules = |order, agent_choice, priority, promise| QueueRules {
        order,
        agent_choice,
        priority,
        service_level: Millis::seconds(promise),
        offer_timeout: Millis::minutes(60),
        ..QueueRules::default()
    };
    vec![
        rules(Order::PriorityAge, AgentChoice::LongestIdle, 0, 20),
        rules(Order::Fifo, AgentChoice::LeastOccupied, 4, 5),
        rules(Order::Deadline, AgentChoice::BestFit, 6, 12),
    ]
}

fn compare(engine: &Engine, model: &Model) {
    for number in 0..12 {
        let seen = engine.interaction(customer(number)).map(|view| {
            let holder = view.agent.map(|agent| usize::try_from(agent.0.as_u128()).expect("a small number"));
            match (view.stage, holder) {
                (Stage::Queued, None) => Stand::Waits,
                (Stage::Offered, Some(holder)) => Stand::Rings(holder),
                (Stage::Active, Some(holder)) => Stand::Talks(holder),
                other => panic!("{other:?} does not occur here"),
            }
        });
        assert_eq!(seen, model.customers.get(&number).map(|who| who.stand), "customer {number}");
        let waiting = model.customers.get(&number).filter(|who| who.stand == Stand::Waits);
        let position = waiting.map(|who| {
            let others =
                model.customers.values().filter(|other| other.stand == Stand::Waits && other.queue == who.queue);
            1 + id(others.filter(|other| model.rank(other) < model.rank(who)).count())
        });
        assert_eq!(engine.position(customer(number)), position, "position of customer {number}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_decides_as_the_slow_model_does(steps in steps()) {
        let mut engine = Engine::new(Config::default());
        let mut model = Model { rules: rules(), clerks: Default::default(), customers: BTreeMap::new(), count: 0 };
        for (number, rules) in (0..).zip(rules()) {
            let define = Command::DefineQueue { queue: queue(number), rules: Box::new(rules) };
            engine.handle(at(0), define).expect("a queue");
        }
        let mut now = at(0);
        for (kind, step) in steps {
            // All within the pause after a rejection, so that time by itself changes nothing.
            now = now.plus(Millis(150));
            let command = step.command(&engine, now, kind);
            if engine.handle(now, command).is_ok() {
                model.follow(now, kind, &step);
            }
            compare(&engine, &model);
        }
    }
}

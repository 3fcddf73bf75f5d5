//! The plan of a day: queues with their customers, agents with their shifts.

use std::sync::Arc;

use warmline_acd::{
    AgentChoice, AgentSetup, Capacity, Channel, Overflow, QueueRules, Relaxation, SkillLevel, SkillNeed,
};
use warmline_base::{AgentId, Ids, ManualClock, Millis, QueueId, SeededEntropy, SkillId, Timestamp};

/// How many customers come from an instant of the day on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Counted from the start of the day.
    pub from: Millis,
    /// Customers an hour, on average.
    pub per_hour: f64,
}

/// A queue and those who come to it.
#[derive(Clone, Debug, PartialEq)]
pub struct QueuePlan {
    /// The queue.
    pub queue: QueueId,
    /// Its rules.
    pub rules: QueueRules,
    /// How its customers come.
    pub channel: Channel,
    /// Their priority.
    pub priority: u8,
    /// Arrivals as a Poisson stream, by rising `from`; the last rate ends with the day.
    pub arrivals: Vec<Rate>,
    /// Mean of the exponential patience; `None` never gives up.
    pub patience: Option<Millis>,
    /// Mean of the lognormal conversation time.
    pub handling: Millis,
    /// Its coefficient of variation.
    pub variation: f64,
}

/// A stretch of work, counted from the start of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Signs in.
    pub from: Millis,
    /// Takes no more work, and leaves when the last is done.
    pub to: Millis,
    /// Goes for a meal, when the work in hand is done; for half an hour.
    pub meal: Option<Millis>,
}

/// An agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentPlan {
    /// Who.
    pub agent: AgentId,
    /// Skills and capacity.
    pub setup: AgentSetup,
    /// When at work.
    pub shift: Shift,
}

/// A whole day.
#[derive(Clone, Debug, PartialEq)]
pub struct Day {
    /// The source of all chance.
    pub seed: u64,
    /// When it begins.
    pub starts_at: Timestamp,
    /// How long customers come.
    pub lasts: Millis,
    /// At most so many customers; the stream ends with the last of them.
    pub most_interactions: usize,
    /// Queues.
    pub queues: Vec<QueuePlan>,
    /// Agents.
    pub agents: Vec<AgentPlan>,
    /// Share of offers an agent misses.
    pub missed: f64,
    /// Share of offers an agent declines.
    pub declined: f64,
}

/// Share of the day's customers in each hour from 08:00, with the two humps of a bank's day.
const PROFILE: [f64; 12] = [0.06, 0.10, 0.12, 0.11, 0.08, 0.07, 0.10, 0.11, 0.09, 0.07, 0.05, 0.04];

impl Day {
    /// A day of a bank, 08:00 to 20:00 China time, with about `interactions` customers over two
    /// telephone and two chat queues, and about as many agents as they need.
    pub fn of_a_bank(seed: u64, starts_at: Timestamp, interactions: usize) -> Self {
        let ids = Ids::new(Arc::new(ManualClock::new(starts_at)), Arc::new(SeededEntropy::from_number(seed)));
        let [cards, loans] = [ids.next::<SkillId>(), ids.next::<SkillId>()];
        let general = ids.next::<QueueId>();
        let queues = [
            (general, Channel::Voice, 0.45, None, 150, 5),
            (ids.next(), Channel::Voice, 0.20, Some(cards), 170, 6),
            (ids.next(), Channel::Chat, 0.25, None, 300, 5),
            (ids.next(), Channel::Chat, 0.10, Some(loans), 360, 5),
        ]
        .map(|(queue, channel, share, skill, seconds, priority)| QueuePlan {
            queue,
            rules: rules(skill, (queue != general && channel == Channel::Voice).then_some(general)),
            channel,
            priority,
            arrivals: rates(interactions as f64 * share),
            patience: Some(Millis::seconds(if channel == Channel::Voice { 90 } else { 240 })),
            handling: Millis::seconds(seconds),
            variation: 1.16,
        });
        let agents = agents(&ids, interactions, cards, loans);
        Self {
            seed,
            starts_at,
            lasts: Millis::minutes(12 * 60),
            most_interactions: interactions,
            queues: queues.to_vec(),
            agents,
            missed: 0.01,
            declined: 0.005,
        }
    }
}

fn rules(skill: Option<SkillId>, overflow: Option<QueueId>) -> QueueRules {
    QueueRules {
        required: skill.map(|skill| SkillNeed { skill, min: 4 }).into_iter().collect(),
        relax: skill.map(|skill| Relaxation { after: Millis::seconds(30), skill, to: Some(1) }).into_iter().collect(),
        overflow: overflow.map(|queue| Overflow { queue, after: Millis::seconds(60) }),
        agent_choice: if skill.is_some() { AgentChoice::BestFit } else { AgentChoice::LongestIdle },
        wrap_up: Millis::seconds(20),
        ..QueueRules::default()
    }
}

fn rates(customers: f64) -> Vec<Rate> {
    (0..)
        .zip(PROFILE)
        .map(|(hour, share)| Rate { from: Millis::minutes(60 * hour), per_hour: customers * share })
        .collect()
}

/// Two shifts that overlap over noon. An agent carries about 20 customers of this mix an hour; at the
/// peak, before the late shift comes, three in five of all agents serve 12 % of the day in one hour.
fn agents(ids: &Ids, interactions: usize, cards: SkillId, loans: SkillId) -> Vec<AgentPlan> {
    let count = interactions * 12 / 100 / 12 + 4;
    (0..count)
        .map(|number| {
            let early = number % 5 < 3;
            let from = Millis::minutes(if early { 0 } else { 3 * 60 });
            let to = Millis::minutes(if early { 9 * 60 } else { 12 * 60 });
            let meal = Millis::minutes(from.0 / 60_000 + 210 + 30 * i64::from(number % 6 < 3));
            let level = 1 + u8::try_from(number % 10).expect("below ten");
            let mut skills = Vec::new();
            if number % 4 == 0 {
                skills.push(SkillLevel { skill: cards, level });
            }
            if number % 3 == 0 {
                skills.push(SkillLevel { skill: loans, level: 11 - level });
            }
            let setup = AgentSetup { skills, capacity: Capacity::blended(3) };
            AgentPlan { agent: ids.next(), setup, shift: Shift { from, to, meal: Some(meal) } }
        })
        .collect()
}

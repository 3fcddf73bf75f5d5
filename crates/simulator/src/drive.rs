//! Plays a day: customers come, wait or give up, agents answer, talk, write up, eat and go home; the
//! engine decides who meets whom.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;

use warmline_acd::{Command, Config, Engine, Enqueue, OfferEnd, Output, Presence, Reason, Refusal, When};
use warmline_base::{AgentId, Ids, InteractionId, ManualClock, Millis, OfferId, SeededEntropy, Timestamp};

use crate::chance::Chance;
use crate::day::{AgentPlan, Day};
use crate::record::{OfferRecord, PresenceRecord, Record, Report};

/// Something people do at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    SignIn(usize),
    GoForMeal(usize),
    BackFromMeal(usize),
    GoHome(usize),
    BackAfterMissing(AgentId),
    /// The next customer of this queue.
    Arrive(usize),
    GiveUp(InteractionId),
    Answer(InteractionId, OfferId, AgentId),
    Decline(InteractionId, OfferId, AgentId),
    HangUp(InteractionId),
}

/// Plays `day` to its end: until the last customer is served or gone and the last agent went home.
///
/// # Panics
/// When the engine breaks its word, such as assigning what was never queued.
pub fn simulate(day: &Day) -> Report {
    let mut stage = Stage::set(day);
    while let Some(now) = stage.next_instant() {
        stage.now = now;
        stage.clock.move_to(now);
        stage.engine.advance(now);
        stage.listen();
        while let Some(Reverse((at, _, event))) = stage.events.peek().copied() {
            if at > now {
                break;
            }
            stage.events.pop();
            stage.play(event);
            stage.listen();
        }
    }
    let records = stage.records;
    assert!(records.iter().all(|record| record.ended_at.is_some() != record.abandoned_at.is_some()), "all end once");
    Report { records, presences: stage.presences }
}

struct Stage<'day> {
    day: &'day Day,
    now: Timestamp,
    clock: Arc<ManualClock>,
    ids: Ids,
    chance: Chance,
    engine: Engine,
    events: BinaryHeap<Reverse<(Timestamp, u64, Event)>>,
    scheduled: u64,
    records: Vec<Record>,
    /// Where the record of an interaction is, and the plan it came by.
    index: BTreeMap<InteractionId, (usize, usize)>,
    presences: Vec<PresenceRecord>,
}

impl<'day> Stage<'day> {
    /// The empty hall before the doors open, with everything planned that does not depend on chance.
    fn set(day: &'day Day) -> Self {
        let clock = Arc::new(ManualClock::new(day.starts_at));
        // Another stream than the one that may have named the agents of the day.
        let entropy = SeededEntropy::from_number(!day.seed);
        let mut stage = Self {
            day,
            now: day.starts_at,
            ids: Ids::new(clock.clone(), Arc::new(entropy)),
            clock,
            chance: Chance::from_seed(day.seed),
            engine: Engine::new(Config::default()),
            events: BinaryHeap::new(),
            scheduled: 0,
            records: Vec::new(),
            index: BTreeMap::new(),
            presences: Vec::new(),
        };
        for (number, plan) in day.queues.iter().enumerate() {
            let define = Command::DefineQueue { queue: plan.queue, rules: Box::new(plan.rules.clone()) };
            stage.engine.handle(day.starts_at, define).expect("a sound plan of a queue");
            stage.plan_arrival(number);
        }
        for (number, AgentPlan { shift, .. }) in day.agents.iter().enumerate() {
            stage.plan(day.starts_at.plus(shift.from), Event::SignIn(number));
            if let Some(meal) = shift.meal {
                stage.plan(day.starts_at.plus(meal), Event::GoForMeal(number));
            }
            stage.plan(day.starts_at.plus(shift.to), Event::GoHome(number));
        }
        stage
    }

    fn plan(&mut self, at: Timestamp, event: Event) {
        self.scheduled += 1;
        self.events.push(Reverse((at, self.scheduled, event)));
    }

    fn plan_in(&mut self, span: Millis, event: Event) {
        self.plan(self.now.plus(span), event);
    }

    fn next_instant(&self) -> Option<Timestamp> {
        let event = self.events.peek().map(|Reverse((at, ..))| *at);
        [event, self.engine.next_deadline()].into_iter().flatten().min()
    }

    /// Draws the next arrival of a queue: a Poisson stream forgets, so at each change of the rate the
    /// draw starts anew.
    fn plan_arrival(&mut self, number: usize) {
        let rates = &self.day.queues[number].arrivals;
        let mut from = self.now.since(self.day.starts_at);
        for (place, rate) in rates.iter().enumerate() {
            let until = rates.get(place + 1).map_or(self.day.lasts, |next| next.from);
            from = Millis(from.0.max(rate.from.0));
            if from >= until || rate.per_hour <= 0.0 {
                continue;
            }
            let gap = self.chance.exponential(Millis((3_600_000.0 / rate.per_hour) as i64));
            let at = Millis(from.0 + gap.0.max(1));
            if at < until {
                self.plan(self.day.starts_at.plus(at), Event::Arrive(number));
                return;
            }
            from = until;
        }
    }

    /// Gives a command that may come too late: the customer left, the offer ran out, the shift is over.
    fn try_to(&mut self, command: Command) {
        let late = [Refusal::UnknownInteraction, Refusal::UnknownAgent, Refusal::WrongState, Refusal::OfferGone];
        if let Err(refusal) = self.engine.handle(self.now, command) {
            assert!(late.contains(&refusal), "{refusal}");
        }
    }

    fn play(&mut self, event: Event) {
        let meal = Presence::NotReady { reason: Reason::Meal };
        match event {
            Event::SignIn(number) => {
                let AgentPlan { agent, setup, .. } = self.day.agents[number].clone();
                self.try_to(Command::SignIn { agent, setup, presence: Presence::Ready });
            }
            Event::GoForMeal(number) => self.change_presence(self.day.agents[number].agent, meal, When::AfterWork),
            Event::BackFromMeal(number) => {
                self.change_presence(self.day.agents[number].agent, Presence::Ready, When::Now);
            }
            Event::GoHome(number) => {
                self.try_to(Command::DrainAgent { agent: self.day.agents[number].agent, on: true });
            }
            Event::BackAfterMissing(agent) => {
                let missing = Presence::NotReady { reason: Reason::Rona };
                if self.engine.agent(agent).is_some_and(|view| view.presence == missing) {
                    self.change_presence(agent, Presence::Ready, When::Now);
                }
            }
            Event::Arrive(number) => self.arrive(number),
            Event::GiveUp(interaction) => self.try_to(Command::Cancel { interaction }),
            Event::Answer(interaction, offer, agent) => self.try_to(Command::Accept { interaction, offer, agent }),
            Event::Decline(interaction, offer, agent) => self.try_to(Command::Reject { interaction, offer, agent }),
            Event::HangUp(interaction) => self.try_to(Command::EndWork { interaction, wrap_up: None }),
        }
    }

    fn change_presence(&mut self, agent: AgentId, presence: Presence, when: When) {
        self.try_to(Command::SetPresence { agent, presence, when });
    }

    fn arrive(&mut self, number: usize) {
        if self.records.len() >= self.day.most_interactions {
            return;
        }
        self.plan_arrival(number);
        let plan = &self.day.queues[number];
        let interaction = self.ids.next();
        let enqueue =
            Enqueue { priority: plan.priority, ..Enqueue::plain(interaction, plan.queue, plan.channel, self.now) };
        self.index.insert(interaction, (self.records.len(), number));
        self.records.push(Record {
            interaction,
            queue: plan.queue,
            first_queue: plan.queue,
            channel: plan.channel,
            priority: plan.priority,
            queued_at: self.now,
            offers: Vec::new(),
            agent: None,
            answered_at: None,
            abandoned_at: None,
            ended_at: None,
            wrapped_up_at: None,
        });
        match self.engine.handle(self.now, Command::Enqueue(enqueue)) {
            Ok(()) => {
                if let Some(mean) = plan.patience {
                    let patience = self.chance.exponential(mean);
                    self.plan_in(patience, Event::GiveUp(interaction));
                }
            }
            Err(Refusal::QueueFull) => self.record(interaction).abandoned_at = Some(self.now),
            Err(other) => panic!("an arrival was refused: {other}"),
        }
    }

    fn record(&mut self, interaction: InteractionId) -> &mut Record {
        let (place, _) = self.index[&interaction];
        &mut self.records[place]
    }

    /// Hears what the engine decided, writes it down and lets people react.
    fn listen(&mut self) {
        while let Some(output) = self.engine.poll_output() {
            let now = self.now;
            match output {
                Output::Offered { offer, interaction, agent, .. } => {
                    self.record(interaction).offers.push(OfferRecord { offer, agent, at: now, ended: None });
                    self.react_to_offer(interaction, offer, agent);
                }
                Output::OfferEnded { interaction, how, .. } => self.end_offer(interaction, how),
                Output::Assigned { interaction, agent, queue, .. } => {
                    let record = self.record(interaction);
                    (record.queue, record.agent, record.answered_at) = (queue, Some(agent), Some(now));
                    let plan = &self.day.queues[self.index[&interaction].1];
                    let talk = self.chance.lognormal(plan.handling, plan.variation);
                    self.plan_in(talk, Event::HangUp(interaction));
                }
                Output::Abandoned { interaction, queue, .. } => {
                    let record = self.record(interaction);
                    (record.queue, record.abandoned_at) = (queue, Some(now));
                }
                Output::WorkEnded { interaction, .. } => self.record(interaction).ended_at = Some(now),
                Output::WrapUpEnded { interaction, .. } => self.record(interaction).wrapped_up_at = Some(now),
                Output::PresenceChanged { agent, presence, next: None } => self.note_presence(agent, presence),
                Output::AgentDrained { agent } => {
                    self.try_to(Command::SignOut { agent, return_work: false });
                    self.presences.push(PresenceRecord { agent, at: now, presence: None });
                }
                _ => {}
            }
        }
    }

    fn react_to_offer(&mut self, interaction: InteractionId, offer: OfferId, agent: AgentId) {
        if self.chance.happens(self.day.missed) {
            return;
        }
        let delay = self.chance.between(Millis::seconds(1), Millis::seconds(6));
        let declines = self.chance.happens(self.day.declined);
        let answer = if declines { Event::Decline } else { Event::Answer };
        self.plan_in(delay, answer(interaction, offer, agent));
    }

    fn end_offer(&mut self, interaction: InteractionId, how: OfferEnd) {
        let now = self.now;
        let last = self.record(interaction).offers.last_mut().expect("an offer ends after it began");
        last.ended = Some((now, how));
    }

    fn note_presence(&mut self, agent: AgentId, presence: Presence) {
        self.presences.push(PresenceRecord { agent, at: self.now, presence: Some(presence) });
        match presence {
            Presence::NotReady { reason: Reason::Rona } => {
                self.plan_in(Millis::seconds(60), Event::BackAfterMissing(agent));
            }
            Presence::NotReady { reason: Reason::Meal } => {
                let number = self.day.agents.iter().position(|plan| plan.agent == agent).expect("planned");
                self.plan_in(Millis::minutes(30), Event::BackFromMeal(number));
            }
            _ => {}
        }
    }
}

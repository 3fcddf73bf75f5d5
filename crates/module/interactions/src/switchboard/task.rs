//! The task that owns the engine.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;
use std::time::Duration;

use rustc_hash::{FxHashMap, FxHashSet};
use tokio::sync::{mpsc, oneshot};
use warmline_acd::{Command, Engine, Presence, Reason, When};
use warmline_base::{AgentId, Fault, InteractionId, Millis, QueueId, Timestamp};
use warmline_contract::{AgentCard, NewEvent, Place, Queued, StoredEvent, VisitorNotice};

use super::decide::Told;
use super::{Ask, Line, Order, Presences, Queues, settings};
use crate::hub::Hub;
use crate::live::Live;

/// Asks one commit takes.
const BATCH_MAX: usize = 128;
/// How long an agent whose desk closed keeps work and presence.
pub(super) const DESK_GRACE: Millis = Millis::seconds(60);
/// Places in a queue are told at most this often.
const PLACES_PAUSE: Millis = Millis::seconds(1);
/// The longest sleep without any deadline.
const SLEEP_MAX: Millis = Millis::seconds(3_600);

type Answer = oneshot::Sender<Result<Vec<Arc<StoredEvent>>, Fault>>;

/// What one ask stores and whom it answers.
struct Step {
    events: Vec<NewEvent>,
    answer: Option<StepAnswer>,
}

enum StepAnswer {
    Events(Answer),
    Done(oneshot::Sender<Result<(), Fault>>),
}

/// The engine and what it needs to speak the log's language.
pub(super) struct Task {
    pub(super) line: Line,
    pub(super) hub: Arc<Hub>,
    pub(super) live: Arc<Live>,
    pub(super) engine: Engine,
    pub(super) presences: Presences,
    pub(super) queues: Queues,
    pub(super) people: FxHashMap<AgentId, AgentCard>,
    /// How each interaction was queued last.
    pub(super) queued: FxHashMap<InteractionId, Queued>,
    /// Presences to give back when a desk opens again.
    pub(super) resume: FxHashMap<AgentId, (Presence, Option<Presence>)>,
    /// Desks that closed, and when their agents are signed out.
    pub(super) leaving: BinaryHeap<Reverse<(Timestamp, AgentId)>>,
    /// Queues whose places changed since they were told.
    pub(super) moved: FxHashSet<QueueId>,
    pub(super) places_due: Option<Timestamp>,
}

impl Task {
    pub(super) async fn run(mut self, mut waiting: mpsc::Receiver<Ask>) {
        let mut batch = Vec::with_capacity(BATCH_MAX);
        loop {
            let pause = self.pause();
            let count = tokio::select! {
                count = waiting.recv_many(&mut batch, BATCH_MAX) => count,
                () = tokio::time::sleep(pause) => usize::MAX,
            };
            if count == 0 {
                return;
            }
            self.round(&mut batch).await;
        }
    }

    fn pause(&self) -> Duration {
        let now = self.line.runtime.now();
        let due = [self.engine.next_deadline(), self.leaving.peek().map(|Reverse((at, _))| *at), self.places_due];
        let until = due.into_iter().flatten().min().map_or(SLEEP_MAX, |at| at.since(now).min(SLEEP_MAX));
        // One millisecond more than the difference, because spans are cut to whole milliseconds.
        Duration::from_millis(u64::try_from(until.0.max(0)).unwrap_or(0) + 1)
    }

    async fn round(&mut self, batch: &mut Vec<Ask>) {
        let now = self.line.runtime.now();
        let mut told = Told::default();
        let mut steps = Vec::with_capacity(batch.len() + 1);
        self.engine.advance(now);
        steps.push(Step { events: self.decisions(&mut told, false), answer: None });
        let mut looks = Vec::new();
        for ask in batch.drain(..) {
            match ask {
                Ask::Order(order, answer) => steps.push(self.obey(*order, answer, now, &mut told)),
                Ask::Look(look) => looks.push(look),
                Ask::Desk { agent, connected } => {
                    let events = self.desk(agent, connected, now, &mut told).await;
                    steps.push(Step { events, answer: None });
                }
                Ask::Presence { agent, presence, when, answer } => {
                    steps.push(self.presence(agent, presence, when, answer, now, &mut told).await);
                }
                Ask::Settings => {
                    let events = self.reload(now, &mut told).await;
                    steps.push(Step { events, answer: None });
                }
                Ask::Phones(agent) => {
                    let events = self.phones(agent, now, &mut told);
                    steps.push(Step { events, answer: None });
                }
                Ask::People(agent) => {
                    let events = self.reload_person(agent, now, &mut told).await;
                    steps.push(Step { events, answer: None });
                }
            }
        }
        steps.push(Step { events: self.sign_out_the_gone(now, &mut told), answer: None });
        let ready = self.store(steps).await;
        for look in looks {
            look(&self.engine);
        }
        if let Ok(ready) = ready {
            told.deliver(self);
            self.tell_places(now);
            ready.into_iter().for_each(Ready::send);
        }
    }

    fn obey(&mut self, order: Order, answer: Answer, now: Timestamp, told: &mut Told) -> Step {
        let Order { command, before, after, queued, quiet } = order;
        let about = queued.and_then(|queued| match &command {
            Command::Enqueue(enqueue) => Some((enqueue.interaction, queued)),
            Command::RestoreWork(work) => {
                told.presence(work.agent);
                Some((work.interaction, queued))
            }
            _ => None,
        });
        let known = about.as_ref().and_then(|(interaction, _)| self.queued.get(interaction).cloned());
        if let Some((interaction, queued)) = about.clone() {
            self.queued.insert(interaction, queued);
        }
        match self.engine.handle(now, command) {
            Ok(()) => {
                let mut events = before;
                events.extend(self.decisions(told, quiet));
                events.extend(after);
                Step { events, answer: Some(StepAnswer::Events(answer)) }
            }
            Err(refusal) => {
                if let Some((interaction, _)) = about {
                    match known {
                        Some(known) => self.queued.insert(interaction, known),
                        None => self.queued.remove(&interaction),
                    };
                }
                // Deadlines that were due have fired all the same.
                let events = self.decisions(told, false);
                // Who asked may have gone.
                let _ = answer.send(Err(refusal.into()));
                Step { events, answer: None }
            }
        }
    }

    async fn presence(
        &mut self,
        agent: AgentId,
        presence: Presence,
        when: When,
        answer: oneshot::Sender<Result<(), Fault>>,
        now: Timestamp,
        told: &mut Told,
    ) -> Step {
        let mut events = Vec::new();
        let outcome = match self.sign_in(agent, now, told).await {
            Ok(signed_in) => {
                events.extend(signed_in);
                self.resume.remove(&agent);
                self.engine.handle(now, Command::SetPresence { agent, presence, when }).map_err(Fault::from)
            }
            Err(fault) => Err(fault),
        };
        events.extend(self.decisions(told, false));
        match outcome {
            Ok(()) => Step { events, answer: Some(StepAnswer::Done(answer)) },
            Err(fault) => {
                let _ = answer.send(Err(fault));
                Step { events, answer: None }
            }
        }
    }

    /// A desk opened: sign its agent in and give back the presence a restart took. The last one closed:
    /// start the grace period.
    async fn desk(&mut self, agent: AgentId, connected: bool, now: Timestamp, told: &mut Told) -> Vec<NewEvent> {
        if !connected {
            if !self.hub.has_desk(agent) {
                self.leaving.push(Reverse((now.plus(DESK_GRACE), agent)));
                told.presence(agent);
            }
            return Vec::new();
        }
        let mut events = self.sign_in(agent, now, told).await.unwrap_or_default();
        if let Some((presence, next)) = self.resume.remove(&agent) {
            let wanted = [(Some(presence), When::Now), (next, When::AfterWork)];
            for (presence, when) in wanted.into_iter().filter_map(|(presence, when)| Some((presence?, when))) {
                if let Err(refusal) = self.engine.handle(now, Command::SetPresence { agent, presence, when }) {
                    tracing::warn!(agent = %agent, refusal = %refusal, "a presence could not be given back");
                }
            }
        }
        events.extend(self.decisions(told, false));
        told.presence(agent);
        events
    }

    async fn sign_in(&mut self, agent: AgentId, now: Timestamp, told: &mut Told) -> Result<Vec<NewEvent>, Fault> {
        if self.engine.agent(agent).is_some() {
            return Ok(Vec::new());
        }
        let card =
            self.line.people.agent(agent).await?.filter(|card| card.enabled).ok_or_else(|| {
                Fault::not_found("WL-NOT-FOUND", "there is no such colleague, or the account is closed")
            })?;
        let setup = settings::setup(&card);
        self.people.insert(agent, card);
        self.engine
            .handle(now, Command::SignIn { agent, setup, presence: Presence::NotReady { reason: Reason::System } })?;
        self.engine.handle(now, Command::SetPhone { agent, phone: self.line.phones.of(agent) })?;
        let mut events = self.decisions(told, false);
        if events.is_empty() {
            events.push(self.presence_event(agent, Presence::NotReady { reason: Reason::System }, None));
        }
        told.presence(agent);
        Ok(events)
    }

    fn sign_out_the_gone(&mut self, now: Timestamp, told: &mut Told) -> Vec<NewEvent> {
        let mut events = Vec::new();
        while let Some(Reverse((at, agent))) = self.leaving.peek().copied().filter(|Reverse((at, _))| *at <= now) {
            self.leaving.pop();
            if self.hub.has_desk(agent) || self.engine.agent(agent).is_none() {
                continue;
            }
            tracing::info!(agent = %agent, since = %at, "an agent's desk stayed closed: signed out, work goes back to its place");
            self.resume.remove(&agent);
            if self.engine.handle(now, Command::SignOut { agent, return_work: true }).is_ok() {
                told.presence(agent);
                events.extend(self.decisions(told, false));
                events.push(self.offline_event(agent));
            }
        }
        events
    }

    async fn reload(&mut self, now: Timestamp, told: &mut Told) -> Vec<NewEvent> {
        match self.line.routing.queues().await {
            Ok(queues) => {
                if let Err(fault) = self.define(queues, now).await {
                    tracing::error!(fault = %fault, "a queue's new rules were not taken");
                }
            }
            Err(fault) => tracing::error!(fault = %fault, "the new settings cannot be read"),
        }
        self.decisions(told, false)
    }

    /// Looks at the phone of one agent, or of everybody who is signed in.
    fn phones(&mut self, agent: Option<AgentId>, now: Timestamp, told: &mut Told) -> Vec<NewEvent> {
        let agents = agent.map_or_else(|| self.people.keys().copied().collect(), |agent| vec![agent]);
        for agent in agents {
            // Whoever is not signed in has no phone to the engine.
            let _ = self.engine.handle(now, Command::SetPhone { agent, phone: self.line.phones.of(agent) });
        }
        self.decisions(told, false)
    }

    async fn reload_person(&mut self, agent: AgentId, now: Timestamp, told: &mut Told) -> Vec<NewEvent> {
        if self.engine.agent(agent).is_none() {
            return Vec::new();
        }
        if let Ok(Some(card)) = self.line.people.agent(agent).await {
            let setup = settings::setup(&card);
            self.people.insert(agent, card);
            if let Err(refusal) = self.engine.handle(now, Command::UpdateAgent { agent, setup }) {
                tracing::warn!(agent = %agent, refusal = %refusal, "an agent's new skills were not taken");
            }
        }
        self.decisions(told, false)
    }

    /// Stores every step's events in one append; returns the answers for whoever asked. When that fails
    /// they are told so at once, and the engine is rebuilt, because it knows what the log does not.
    async fn store(&mut self, steps: Vec<Step>) -> Result<Vec<Ready>, ()> {
        let sizes: Vec<usize> = steps.iter().map(|step| step.events.len()).collect();
        let mut answers = Vec::with_capacity(steps.len());
        let mut all = Vec::with_capacity(sizes.iter().sum());
        for step in steps {
            all.extend(step.events);
            answers.push(step.answer);
        }
        let outcome = if all.is_empty() { Ok(Vec::new()) } else { self.line.runtime.appender.append(all).await };
        match outcome {
            Ok(events) => {
                let mut events = events.into_iter();
                let own = sizes.into_iter().map(|size| events.by_ref().take(size).collect());
                let ready =
                    own.zip(answers).filter_map(|(own, answer): (Vec<_>, _)| Some(Ready { answer: answer?, own }));
                Ok(ready.collect())
            }
            Err(fault) => {
                for answer in answers.into_iter().flatten() {
                    match answer {
                        StepAnswer::Events(answer) => drop(answer.send(Err(fault.clone()))),
                        StepAnswer::Done(answer) => drop(answer.send(Err(fault.clone()))),
                    }
                }
                self.recover(&fault).await;
                Err(())
            }
        }
    }

    async fn recover(&mut self, fault: &Fault) {
        tracing::error!(fault = %fault, "decisions could not be stored: rebuilding the switchboard from the log");
        metrics::counter!("warmline_switchboard_rebuilds_total").increment(1);
        loop {
            match Self::rebuilt(
                self.line.clone(),
                Arc::clone(&self.hub),
                Arc::clone(&self.live),
                self.presences.clone(),
            )
            .await
            {
                Ok(mut fresh) => {
                    fresh.give_back_connected().await;
                    *self = fresh;
                    return;
                }
                Err(fault) => {
                    tracing::error!(fault = %fault, "the switchboard cannot be rebuilt yet");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
    }

    fn tell_places(&mut self, now: Timestamp) {
        if self.moved.is_empty() {
            return;
        }
        match self.places_due {
            Some(due) if due > now => {}
            None => self.places_due = Some(now.plus(PLACES_PAUSE)),
            Some(_) => {
                self.places_due = None;
                for queue in std::mem::take(&mut self.moved) {
                    for place in self.engine.places(queue) {
                        self.hub.tell_visitor(
                            place.interaction,
                            &VisitorNotice::Place(Place {
                                position: place.position,
                                expected_wait_seconds: place.expected_wait.map(whole_seconds),
                            }),
                        );
                    }
                }
            }
        }
    }
}

/// An answer with what was stored for it. It is sent after everybody was told, so that whoever reads on
/// getting it finds the presence and the places it made.
struct Ready {
    answer: StepAnswer,
    own: Vec<Arc<StoredEvent>>,
}

impl Ready {
    fn send(self) {
        match self.answer {
            StepAnswer::Events(answer) => drop(answer.send(Ok(self.own))),
            StepAnswer::Done(answer) => drop(answer.send(Ok(()))),
        }
    }
}

/// Milliseconds as whole seconds, rounded up.
pub(crate) fn whole_seconds(span: Millis) -> u32 {
    u32::try_from((span.0.max(0) + 999) / 1_000).unwrap_or(u32::MAX)
}

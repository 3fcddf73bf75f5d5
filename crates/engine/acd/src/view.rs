//! Views for boards and customers: counts of a queue, positions and expected waits, load of an agent.
//!
//! The expected wait. When all n places that serve an interaction are busy, they come free at the
//! rate n / h, where h is the queue's smoothed handling time (wrap-up included, exponential mean with
//! weight 1/16; [`Config::default_handling`](crate::Config) until the first one ends). The one at
//! position p is served when p places have come free: p · h / n. Places are counted over the agents
//! who are there and fit (for a chat, each counts as many times as chats fit). Nobody there: no
//! estimate. It leaves out that some give up and that agents serve other queues too; both errors are
//! shown by comparing it with the waits that came true.

use serde::{Deserialize, Serialize};
use warmline_base::{AgentId, InteractionId, Millis, OfferId, QueueId, Timestamp};

use crate::agent::Agent;
use crate::engine::Engine;
use crate::vocabulary::{Channel, Presence};
use crate::waiting::{Need, OrderKey};
use crate::work::{Phase, Work};

/// Counts of one queue at this instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueView {
    /// The queue.
    pub queue: QueueId,
    /// Lets newcomers in.
    pub open: bool,
    /// When that turns round, if known.
    pub next_change: Option<Timestamp>,
    /// Wait, callbacks included.
    pub waiting: u32,
    /// Of those, callbacks.
    pub callbacks: u32,
    /// Ring at an agent.
    pub offered: u32,
    /// Are talked to.
    pub active: u32,
    /// Are written up.
    pub wrap_up: u32,
    /// Since when the one who waits longest waits.
    pub oldest_queued_at: Option<Timestamp>,
    /// Agents who are there and have the queue's required skills, busy ones included.
    pub staffed: u32,
    /// Of those, agents who could take something now (a chat, if the queue takes all channels).
    pub ready: u32,
    /// What somebody who joins now would have to expect (with a chat, if the queue takes all channels);
    /// `None` while nobody serves the queue.
    pub expected_wait: Option<Millis>,
    /// Smoothed handling time, once one is known.
    pub handling: Option<Millis>,
}

/// Where somebody stands in a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceInQueue {
    /// Who.
    pub interaction: InteractionId,
    /// 1 is next.
    pub position: u32,
    /// What to expect from now; `None` while nobody there could serve it.
    pub expected_wait: Option<Millis>,
    /// Waits for a call back.
    pub callback: bool,
}

/// How far an interaction is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Waits.
    Queued,
    /// Rings.
    Offered,
    /// Is talked to.
    Active,
    /// Is written up.
    WrapUp,
}

impl From<Phase> for Stage {
    fn from(phase: Phase) -> Self {
        match phase {
            Phase::Waiting(_) => Self::Queued,
            Phase::Offered => Self::Offered,
            Phase::Active => Self::Active,
            Phase::WrapUp => Self::WrapUp,
        }
    }
}

/// One interaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InteractionView {
    /// Which one.
    pub interaction: InteractionId,
    /// Its queue.
    pub queue: QueueId,
    /// Its channel.
    pub channel: Channel,
    /// Its priority.
    pub priority: u8,
    /// How far it is.
    pub stage: Stage,
    /// When that began.
    pub since: Timestamp,
    /// Since when the customer waits or waited.
    pub queued_at: Timestamp,
    /// Its agent, unless it waits.
    pub agent: Option<AgentId>,
    /// The open offer.
    pub offer: Option<OfferId>,
    /// Waits for a call back.
    pub callback: bool,
}

/// One agent's state and load.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentView {
    /// Who.
    pub agent: AgentId,
    /// Ready or not.
    pub presence: Presence,
    /// When that began.
    pub since: Timestamp,
    /// The state chosen for after work.
    pub next: Option<Presence>,
    /// Gets no new work.
    pub draining: bool,
    /// Share of capacity in use, in percent.
    pub load: u8,
    /// Since when the agent was neither given nor finished work.
    pub idle_since: Timestamp,
    /// What is in hand.
    pub work: Vec<InteractionView>,
}

impl Engine {
    /// The counts of every queue, by queue id. Costs one pass over agents a queue: for boards, each
    /// second or so.
    pub fn queues(&self) -> Vec<QueueView> {
        let mut views: Vec<_> = (0..)
            .zip(&self.queues)
            .filter(|(_, queue)| queue.is_some())
            .map(|(slot, _)| self.view_queue(slot))
            .collect();
        views.sort_by_key(|view| view.queue);
        views
    }

    /// The counts of one queue.
    pub fn queue_view(&self, queue: QueueId) -> Option<QueueView> {
        Some(self.view_queue(self.queue_slot(queue).ok()?))
    }

    fn view_queue(&self, slot: u32) -> QueueView {
        let queue = self.queue(slot);
        let waiting = || self.waiting_works(slot);
        let fits = |agent: &&Agent| agent.is_present() && agent.meets(&queue.required);
        let channel = queue.rules.channel.unwrap_or(Channel::Chat);
        QueueView {
            queue: queue.id,
            open: queue.open,
            next_change: queue.next_change,
            waiting: queue.counts.waiting,
            callbacks: count(waiting().filter(|work| work.callback)),
            offered: queue.counts.offered,
            active: queue.counts.active,
            wrap_up: queue.counts.wrap_up,
            oldest_queued_at: waiting().map(|work| work.queued_at).min(),
            staffed: count(self.agents.iter().filter(fits)),
            ready: count(self.agents.iter().filter(fits).filter(|agent| agent.is_open() && agent.has_room(channel))),
            expected_wait: self.estimate(slot, channel, &queue.required, queue.counts.waiting + 1),
            handling: (queue.handling > 0).then_some(Millis(queue.handling / 1_000)),
        }
    }

    fn waiting_works(&self, queue: u32) -> impl Iterator<Item = &Work> {
        let lines = self.classes.of_queue(queue).flat_map(|class| &class.line);
        lines.chain(&self.queue(queue).aside).map(|key| &self.works[key.work])
    }

    /// The position of a waiting interaction in its queue, 1 being next; `None` when it does not wait.
    pub fn position(&self, interaction: InteractionId) -> Option<u32> {
        let work = &self.works[self.work_slot(interaction).ok()?];
        if !work.is_waiting() {
            return None;
        }
        let before = |key: &&OrderKey| **key < work.key;
        let in_lines: u32 = self.classes.of_queue(work.queue).map(|class| count(class.line.range(..work.key))).sum();
        Some(1 + in_lines + count(self.queue(work.queue).aside.iter().take_while(before)))
    }

    /// What a waiting interaction has to expect from now; see the head of this file for the formula.
    pub fn expected_wait(&self, interaction: InteractionId) -> Option<Millis> {
        let position = self.position(interaction)?;
        let work = &self.works[self.work_slot(interaction).ok()?];
        self.estimate(work.queue, work.channel, &self.needs_of(work), position)
    }

    /// Everybody waiting in a queue in the order of service, with position and expected wait: what
    /// the doors tell their customers. One pass, whatever the length.
    pub fn places(&self, queue: QueueId) -> Vec<PlaceInQueue> {
        let Ok(queue) = self.queue_slot(queue) else { return Vec::new() };
        let mut keyed: Vec<(OrderKey, Option<Millis>)> = Vec::new();
        for class in self.classes.of_queue(queue) {
            let first = self.estimate_each(queue, class.channel, &class.needs);
            keyed.extend(class.line.iter().map(|key| (*key, first)));
        }
        for key in &self.queue(queue).aside {
            let work = &self.works[key.work];
            keyed.push((*key, self.estimate_each(queue, work.channel, &self.needs_of(work))));
        }
        keyed.sort_unstable_by_key(|(key, _)| *key);
        let place = |(position, (key, each)): (u32, (OrderKey, Option<Millis>))| PlaceInQueue {
            interaction: self.works[key.work].id,
            position,
            expected_wait: each.map(|each| times(each, position)),
            callback: self.works[key.work].callback,
        };
        (1..).zip(keyed).map(place).collect()
    }

    fn estimate(&self, queue: u32, channel: Channel, needs: &[Need], position: u32) -> Option<Millis> {
        let free = self.agents.iter().any(|agent| agent.is_open() && agent.has_room(channel) && agent.meets(needs));
        if free && self.queue(queue).counts.waiting < position {
            return Some(Millis(0));
        }
        let each = self.estimate_each(queue, channel, needs)?;
        Some(times(each, position))
    }

    /// Thousandths of a millisecond between two places coming free, h / n.
    fn estimate_each(&self, queue: u32, channel: Channel, needs: &[Need]) -> Option<Millis> {
        let fit = self.agents.iter().filter(|agent| agent.is_present() && agent.meets(needs));
        let places: u32 = fit.map(|agent| agent.capacity.slots(channel)).sum();
        let learnt = self.queue(queue).handling;
        let handling = if learnt > 0 { learnt } else { self.config.default_handling.micros() };
        (places > 0).then(|| Millis(handling / i64::from(places)))
    }

    /// One interaction, waiting or in hand.
    pub fn interaction(&self, interaction: InteractionId) -> Option<InteractionView> {
        Some(self.view_work(self.work_slot(interaction).ok()?))
    }

    pub(crate) fn view_work(&self, slot: u32) -> InteractionView {
        let work = &self.works[slot];
        InteractionView {
            interaction: work.id,
            queue: self.queue(work.queue).id,
            channel: work.channel,
            priority: work.priority,
            stage: work.phase.into(),
            since: work.since,
            queued_at: work.queued_at,
            agent: work.is_held().then(|| self.agents[work.agent as usize].id),
            offer: (work.phase == Phase::Offered).then_some(work.offer),
            callback: work.callback,
        }
    }

    /// One signed-in agent.
    pub fn agent(&self, agent: AgentId) -> Option<AgentView> {
        let agent = &self.agents[self.agent_slot(agent).ok()? as usize];
        Some(AgentView {
            agent: agent.id,
            presence: agent.presence,
            since: agent.since,
            next: agent.next,
            draining: agent.draining,
            load: agent.load,
            idle_since: agent.seated_at,
            work: agent.work.iter().map(|slot| self.view_work(*slot)).collect(),
        })
    }

    /// Everybody signed in, by agent id.
    pub fn agents(&self) -> Vec<AgentView> {
        let signed_in = self.agents.iter().filter(|agent| agent.signed_in);
        let mut views: Vec<_> = signed_in.filter_map(|agent| self.agent(agent.id)).collect();
        views.sort_by_key(|view| view.agent);
        views
    }
}

/// So many intervals between places coming free.
fn times(each: Millis, position: u32) -> Millis {
    Millis(each.0.saturating_mul(i64::from(position)) / 1_000)
}

fn count(items: impl Iterator) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}

//! Rebuilding the engine from what the log says, with every place kept.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use warmline_acd::{Command, Config, Engine, Enqueue, Presence, Reason, RestoreWork, RestoredPhase, Sticky};
use warmline_base::{AgentId, Fault, Millis, Timestamp, TypedId};
use warmline_contract::{InteractionState, NextPresence, PresenceState, QueueSetting};

use super::settings::{engine_channel, needs, rules, setup, wishes};
use super::task::{DESK_GRACE, Task};
use super::{Line, Presences, engine_priority, presence_from};
use crate::hub::Hub;
use crate::live::Live;
use crate::model::Fold;
use crate::store::{PresenceRow, presences as stored_presences};

/// The engine tells the offers of one run from those of another by this many bits of its start.
const EPOCH_MASK: i64 = (1 << 18) - 1;

impl Task {
    /// A switchboard whose engine stands where the log stands.
    pub(super) async fn rebuilt(
        line: Line,
        hub: Arc<Hub>,
        live: Arc<Live>,
        presences: Presences,
    ) -> Result<Self, Fault> {
        let now = line.runtime.now();
        let epoch = u32::try_from((now.0 / 1_000) & EPOCH_MASK).unwrap_or(0);
        let mut task = Self {
            engine: Engine::new(Config { epoch, ..Config::default() }),
            hub,
            live,
            presences,
            queues: FxHashMap::default(),
            people: FxHashMap::default(),
            queued: FxHashMap::default(),
            resume: FxHashMap::default(),
            leaving: BinaryHeap::new(),
            moved: FxHashSet::default(),
            places_due: None,
            line,
        };
        let queues = task.line.routing.queues().await?;
        task.define(queues, now).await?;
        let folds = task.live.folds();
        task.restore_agents(&folds, now).await?;
        for fold in &folds {
            task.restore_interaction(fold, now);
        }
        // What the engine says while it is put back in place is in the log already.
        while task.engine.poll_output().is_some() {}
        Ok(task)
    }

    /// Defines queues with their rules and hours; unknown ones are new, known ones change.
    pub(super) async fn define(&mut self, queues: Vec<QueueSetting>, now: Timestamp) -> Result<(), Fault> {
        for setting in queues {
            // An overflow may name a queue that is defined later, so it is set in a second pass.
            let mut bare = rules(&setting);
            if bare.overflow.is_some_and(|overflow| !self.queues.contains_key(&overflow.queue)) {
                bare.overflow = None;
            }
            self.engine.handle(now, Command::DefineQueue { queue: setting.id, rules: Box::new(bare) })?;
            self.queues.insert(setting.id, setting);
        }
        for setting in self.queues.values().cloned().collect::<Vec<_>>() {
            self.engine.handle(now, Command::DefineQueue { queue: setting.id, rules: Box::new(rules(&setting)) })?;
            let opening = self.line.routing.opening(setting.id, now).await?;
            let open = opening.open && setting.enabled;
            self.engine
                .handle(now, Command::SetQueueOpen { queue: setting.id, open, next_change: opening.next_change })?;
        }
        Ok(())
    }

    async fn restore_agents(&mut self, folds: &[Fold], now: Timestamp) -> Result<(), Fault> {
        let serving: FxHashSet<AgentId> = folds.iter().filter_map(|fold| fold.agent).collect();
        let known: FxHashMap<AgentId, PresenceRow> = stored_presences(&self.line.rows)
            .await?
            .into_iter()
            .map(|row| (AgentId::from_uuid(row.agent_id), row))
            .collect();
        for card in self.line.people.agents().await? {
            let agent = card.id;
            let row = known.get(&agent).filter(|row| row.state != PresenceState::Offline.as_str());
            if row.is_some() || serving.contains(&agent) {
                let presence = Presence::NotReady { reason: Reason::System };
                self.engine.handle(now, Command::SignIn { agent, setup: setup(&card), presence })?;
                self.engine.handle(now, Command::SetPhone { agent, phone: self.line.phones.of(agent) })?;
                self.leaving.push(Reverse((now.plus(DESK_GRACE), agent)));
                if let Some(row) = row {
                    self.resume.insert(agent, former(row));
                }
            }
            self.people.insert(agent, card);
            self.keep_presence(agent);
        }
        Ok(())
    }

    fn restore_interaction(&mut self, fold: &Fold, now: Timestamp) {
        let Some(queued) = fold.queued.clone() else { return };
        self.queued.insert(fold.id, queued.clone());
        let channel = engine_channel(fold.channel());
        let command = match (fold.state, fold.agent) {
            (InteractionState::Queued | InteractionState::Offered, _) => Command::Enqueue(Enqueue {
                interaction: fold.id,
                queue: queued.queue,
                channel,
                priority: engine_priority(queued.priority),
                required: needs(&queued.required),
                preferred: wishes(&queued.preferred),
                deadline: queued.deadline,
                queued_at: queued.queued_at,
                sticky: queued.sticky.map(|agent| Sticky {
                    agent,
                    limit: Millis::seconds(30),
                    any_skill: fold.is_cut_off_from(agent),
                }),
                exclude: queued.exclude.clone(),
                restored: true,
            }),
            (InteractionState::Active | InteractionState::WrapUp, Some(agent)) => Command::RestoreWork(RestoreWork {
                interaction: fold.id,
                agent,
                queue: queued.queue,
                channel,
                priority: engine_priority(queued.priority),
                queued_at: queued.queued_at,
                since: fold.accepted_at.unwrap_or(now),
                phase: self.phase(fold, now),
            }),
            _ => return,
        };
        if let Err(refusal) = self.engine.handle(now, command) {
            tracing::error!(interaction = %fold.id, refusal = %refusal, "an interaction could not be put back in its place");
            metrics::counter!("warmline_switchboard_restore_refusals_total").increment(1);
        }
        if fold.callback && matches!(fold.state, InteractionState::Queued | InteractionState::Offered) {
            // The place is restored; a refusal leaves it an ordinary wait, which an agent sees all the same.
            let _ = self
                .engine
                .handle(now, Command::RequestCallback { interaction: fold.id, not_before: fold.callback_at });
        }
    }

    fn phase(&self, fold: &Fold, now: Timestamp) -> RestoredPhase {
        match (fold.state, fold.ended_at) {
            (InteractionState::WrapUp, Some(ended_at)) => {
                let span =
                    fold.queue().and_then(|queue| self.queues.get(&queue)).map_or(0, |queue| queue.wrap_up_seconds);
                RestoredPhase::WrapUp(ended_at.plus(Millis::seconds(i64::from(span))).max(now.plus(Millis(1))))
            }
            _ => RestoredPhase::Active,
        }
    }

    /// Gives agents whose desks stayed open through a rebuild their presence back at once.
    pub(super) async fn give_back_connected(&mut self) {
        let now = self.line.runtime.now();
        let open: Vec<AgentId> = self.resume.keys().copied().filter(|agent| self.hub.has_desk(*agent)).collect();
        for agent in open {
            if let Some((presence, _)) = self.resume.remove(&agent) {
                // The log says so already; a refusal leaves the agent not ready, which they see.
                let _ =
                    self.engine.handle(now, Command::SetPresence { agent, presence, when: warmline_acd::When::Now });
            }
        }
    }
}

/// The presence a row remembers, and the one chosen for after work.
fn former(row: &PresenceRow) -> (Presence, Option<Presence>) {
    let system = Presence::NotReady { reason: Reason::System };
    let presence = match row.state.parse::<PresenceState>() {
        Ok(state) => presence_from(state, row.reason.as_deref()).unwrap_or(system),
        Err(_) => system,
    };
    let next = row.next.as_deref().and_then(|text| serde_json::from_str::<NextPresence>(text).ok());
    (presence, next.and_then(|next| presence_from(next.state, next.reason.as_deref()).ok()))
}

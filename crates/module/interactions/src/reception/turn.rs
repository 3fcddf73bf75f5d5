//! One turn of one interaction.

use std::collections::VecDeque;
use std::sync::Arc;

use warmline_acd::{Command, Enqueue, Sticky, TransferTo};
use warmline_base::{Fault, InteractionId, Millis, QueueId, Timestamp};
use warmline_contract::{
    By, FlowStep, IdentityLevel, InteractionState, NewEvent, Queued, SkillWish, StoredEvent, Stream, names,
};
use warmline_flow::{Facts, Flow, Input, Level, QueueReason, Run};

use super::flows::Published;
use super::timers::Due;
use super::{FrontDesk, run_of};
use crate::live::Seat;
use crate::model::Fold;
use crate::switchboard::{Order, engine_channel, engine_priority, needs, wishes};

/// Queues that may turn out closed or full within one turn.
const DETOURS_MAX: usize = 4;

/// Whoever was cut off waits at this priority or a better one.
const CUT_OFF_PRIORITY: u8 = 1;
/// And is kept for the same colleague this long at least; an emergency must not wait longer for a person.
const CUT_OFF_SECONDS: u32 = 15;

/// Whether somebody waits for a turn.
#[derive(Clone, Copy, Debug)]
pub(super) enum Haste {
    /// A customer does.
    Now,
    /// The flow only hears of what was done already.
    Soon,
}

/// What a turn is going to do.
pub(super) struct Plan {
    /// Events in the order they are stored.
    pub events: Vec<NewEvent>,
    /// The wait it begins, if any, with the queue's code.
    pub enqueue: Option<(String, Queued)>,
    /// The place in the queue is given up.
    pub leave: bool,
    /// The interaction ends, for this reason.
    pub end: Option<String>,
}

impl FrontDesk {
    /// Takes `input` through the flow; stores `before` and everything that follows together.
    pub(super) async fn turn(
        &self,
        seat: &Seat,
        input: Input,
        before: Vec<NewEvent>,
    ) -> Result<Vec<Arc<StoredEvent>>, Fault> {
        self.turn_of(seat.fold(), input, before, Haste::Now).await
    }

    /// The same for an interaction as it stands with the first of `before`.
    pub(super) async fn turn_of(
        &self,
        fold: Fold,
        input: Input,
        before: Vec<NewEvent>,
        haste: Haste,
    ) -> Result<Vec<Arc<StoredEvent>>, Fault> {
        let published = self.flow_of(fold.channel(), fold.flow.as_ref()).await?;
        let flow = &published.flow;
        let begun = match fold.flow.as_ref().and_then(|step| run_of(&step.run)) {
            Some(run) => run,
            None => Run::start(flow, self.facts(&fold).await?),
        };
        let mut closed: Vec<String> = Vec::new();
        for _ in 0..DETOURS_MAX {
            let now = self.runtime.now();
            let mut run = begun.clone();
            for queue in &closed {
                run.handle(flow, Input::QueueState { queue: queue.clone(), open: false }, now);
            }
            let mut plan = self.plan(&fold, flow, &mut run, input.clone(), now).await?;
            plan.events.splice(0..0, before.clone());
            plan.events.push(flow_step(fold.id, &published, &run));
            let deadline = run.next_deadline();
            let wanted = plan.enqueue.as_ref().map(|(code, _)| code.clone());
            match self.carry_out(&fold, plan, haste).await {
                Ok(stored) => {
                    if let Some(at) = deadline {
                        self.due_at(Due::flow(at, fold.id));
                    }
                    return Ok(stored);
                }
                Err(fault) if matches!(fault.code, "WL-ACD-QUEUE-CLOSED" | "WL-ACD-QUEUE-FULL") => {
                    closed.extend(wanted);
                }
                Err(fault) => return Err(fault),
            }
        }
        Err(Fault::unavailable("WL-QUEUES-CLOSED", "no queue takes this now: leave a message or a callback wish"))
    }

    async fn plan(&self, fold: &Fold, flow: &Flow, run: &mut Run, input: Input, now: Timestamp) -> Result<Plan, Fault> {
        let mut plan = Plan { events: Vec::new(), enqueue: None, leave: false, end: None };
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            for effect in run.handle(flow, input, now) {
                if let Some(next) = self.effect(fold, effect, now, &mut plan).await? {
                    inputs.push_back(next);
                }
            }
        }
        Ok(plan)
    }

    /// Stores the plan, through the switchboard when it touches the queue.
    async fn carry_out(&self, fold: &Fold, plan: Plan, haste: Haste) -> Result<Vec<Arc<StoredEvent>>, Fault> {
        let waiting = matches!(fold.state, InteractionState::Queued | InteractionState::Offered);
        // The flow is done with whoever keeps a place for a callback; the wait is not.
        let over = fold.is_live() && !(waiting && fold.callback);
        let after: Vec<NewEvent> = plan.end.filter(|_| over).map(|reason| ended(fold.id, reason)).into_iter().collect();
        let order = match plan.enqueue {
            Some((_, queued)) if waiting => Order {
                before: plan.events,
                after,
                ..Order::plain(Command::Transfer { interaction: fold.id, to: TransferTo::Queue(queued.queue) })
            },
            Some((_, queued)) => {
                let cut_off = queued.sticky.is_some_and(|agent| fold.is_cut_off_from(agent));
                let least = if cut_off { CUT_OFF_SECONDS } else { 0 };
                let sticky = self.sticky_seconds(queued.queue).await?.max(least);
                Order {
                    command: Command::Enqueue(enqueue(fold, &queued, sticky)),
                    before: plan.events,
                    after,
                    queued: Some(queued),
                    quiet: false,
                }
            }
            None if waiting && (plan.leave || !after.is_empty()) => Order {
                before: plan.events,
                after,
                quiet: true,
                ..Order::plain(Command::Cancel { interaction: fold.id })
            },
            None => {
                let mut events = plan.events;
                events.extend(after);
                return match haste {
                    Haste::Now => self.runtime.appender.append(events).await,
                    Haste::Soon => self.runtime.appender.append_soon(events).await,
                };
            }
        };
        self.switchboard.order(order).await
    }

    async fn facts(&self, fold: &Fold) -> Result<Facts, Fault> {
        let now = self.runtime.now();
        let mut facts = Facts { identity: level(fold.identity_level), senior: fold.arrived.senior, ..Facts::default() };
        if let Some(customer) = fold.customer
            && let Some(brief) = self.customers.brief(customer).await?
        {
            facts.segments.extend(brief.segments);
            facts.senior |= brief.senior;
        }
        for queue in self.line.routing.queues().await? {
            let opening = self.line.routing.opening(queue.id, now).await?;
            if !opening.open || !queue.enabled {
                facts.closed_queues.insert(queue.code);
            }
        }
        Ok(facts)
    }

    async fn sticky_seconds(&self, queue: QueueId) -> Result<u32, Fault> {
        let queues = self.line.routing.queues().await?;
        Ok(queues.iter().find(|known| known.id == queue).map_or(0, |known| known.sticky_seconds))
    }

    /// How a new wait is written down.
    pub(super) async fn queued(
        &self,
        fold: &Fold,
        code: &str,
        priority: Option<u8>,
        required: &[warmline_flow::SkillNeed],
        preferred: &[warmline_flow::SkillWish],
        reason: QueueReason,
        now: Timestamp,
    ) -> Result<Queued, Fault> {
        let queues = self.line.routing.queues().await?;
        let queue = queues.iter().find(|queue| queue.code == code).ok_or_else(|| {
            Fault::internal(
                "WL-FLOW-QUEUE",
                format!("the flow leads to queue {code}, which does not exist: publish it or change the flow"),
            )
        })?;
        let mut wanted = Vec::with_capacity(required.len());
        for need in required {
            wanted.extend(self.skill(&need.skill, need.min, None).await?);
        }
        let mut better = Vec::with_capacity(preferred.len());
        for wish in preferred {
            better.extend(self.skill(&wish.skill, wish.min, Some(wish.relax_after_seconds)).await?);
        }
        let cut_off = fold.arrived.caller.as_ref().and_then(|caller| caller.prefer);
        let sticky = match cut_off {
            Some(agent) => Some(agent),
            None if queue.sticky_seconds > 0 => self.known_agent(fold, now).await?,
            None => None,
        };
        let priority = priority.unwrap_or(queue.priority);
        Ok(Queued {
            queue: queue.id,
            priority: if cut_off.is_some() { priority.min(CUT_OFF_PRIORITY) } else { priority },
            required: wanted,
            preferred: better,
            deadline: None,
            queued_at: now,
            reason: reason_word(reason).to_owned(),
            sticky,
            exclude: Vec::new(),
        })
    }

    async fn skill(&self, code: &str, min: u8, relax_after_seconds: Option<u32>) -> Result<Option<SkillWish>, Fault> {
        let skill = self.line.routing.skill_by_code(code).await?;
        if skill.is_none() {
            tracing::warn!(code, "the flow names a skill that does not exist: passed over");
        }
        Ok(skill.map(|skill| SkillWish { skill, min, relax_after_seconds }))
    }
}

fn enqueue(fold: &Fold, queued: &Queued, sticky_seconds: u32) -> Enqueue {
    let limit = Millis::seconds(i64::from(sticky_seconds));
    Enqueue {
        interaction: fold.id,
        queue: queued.queue,
        channel: engine_channel(fold.channel()),
        priority: engine_priority(queued.priority),
        required: needs(&queued.required),
        preferred: wishes(&queued.preferred),
        deadline: queued.deadline,
        queued_at: queued.queued_at,
        sticky: queued.sticky.map(|agent| Sticky { agent, limit, any_skill: fold.is_cut_off_from(agent) }),
        exclude: queued.exclude.clone(),
        restored: false,
    }
}

fn flow_step(id: InteractionId, published: &Published, run: &Run) -> NewEvent {
    let step = FlowStep {
        flow: published.flow.name().to_owned(),
        version: published.version,
        step: run.step().to_owned(),
        run: serde_json::to_value(run).expect("a run is plain data"),
    };
    NewEvent::new(Stream::Interaction(id), names::INTERACTION_FLOW_STEP, By::System { label: "flow".into() }, &step)
}

fn ended(id: InteractionId, reason: String) -> NewEvent {
    let payload = warmline_contract::Ended { side: "assistant".into(), reason, agent: None };
    NewEvent::new(Stream::Interaction(id), names::INTERACTION_ENDED, By::Assistant, &payload)
}

/// The identity level in the flow's words.
pub(super) const fn level(level: IdentityLevel) -> Level {
    match level {
        IdentityLevel::V0 => Level::V0,
        IdentityLevel::V1 => Level::V1,
        IdentityLevel::V2 => Level::V2,
        IdentityLevel::V3 => Level::V3,
        IdentityLevel::V4 => Level::V4,
    }
}

const fn reason_word(reason: QueueReason) -> &'static str {
    match reason {
        QueueReason::Flow => "flow",
        QueueReason::AskedForPerson => "asked",
        QueueReason::NotAnswered => "not_answered",
        QueueReason::Emergency => "emergency",
        QueueReason::Complaint => "complaint",
    }
}

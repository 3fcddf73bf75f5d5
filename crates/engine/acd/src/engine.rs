//! The engine itself: its state, its clock, and the way in and out.
//!
//! One command is one step: deadlines already due fire first, then the command is done or refused,
//! and matching runs until nothing that waits could be taken by anybody. Outputs are to be polled
//! after every step. Time never runs backwards: an earlier `now` counts as the latest one seen.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;
use warmline_base::{AgentId, InteractionId, Millis, OfferId, QueueId, SkillId, Timestamp, TypedId};

use crate::agent::Agent;
use crate::command::Command;
use crate::output::Output;
use crate::queue::Queue;
use crate::ready::ReadyLists;
use crate::refusal::Refusal;
use crate::timers::{Deadline, Owner, Timers};
use crate::waiting::Classes;
use crate::work::{Phase, Slab};

/// What an engine is built with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config {
    /// Tells the offers of one run from those of another; the low 18 bits count.
    pub epoch: u32,
    /// For how long an interaction is not offered again to an agent who declined it, from whom the
    /// offer was taken back, or who handed it on.
    pub decline_pause: Millis,
    /// Time per interaction to reckon with while a queue has not seen one end.
    pub default_handling: Millis,
    /// How often an interaction may overflow.
    pub max_overflows: u8,
    /// Most queues.
    pub max_queues: u32,
    /// Most agents known, signed in or named by an interaction.
    pub max_agents: u32,
    /// Most interactions at a time, waiting and in hand.
    pub max_interactions: u32,
    /// Most skills known.
    pub max_skills: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            epoch: 0,
            decline_pause: Millis::seconds(30),
            default_handling: Millis::seconds(180),
            max_overflows: 8,
            max_queues: 10_000,
            max_agents: 100_000,
            max_interactions: 1_000_000,
            max_skills: 100_000,
        }
    }
}

/// The ACD engine. See the crate's description for its laws.
#[derive(Debug)]
pub struct Engine {
    pub(crate) config: Config,
    pub(crate) now: Timestamp,
    pub(crate) outputs: VecDeque<Output>,
    pub(crate) skills: Vec<SkillId>,
    pub(crate) skill_index: FxHashMap<u128, u32>,
    pub(crate) agents: Vec<Agent>,
    pub(crate) agent_index: FxHashMap<u128, u32>,
    pub(crate) queues: Vec<Option<Queue>>,
    pub(crate) queue_index: FxHashMap<u128, u32>,
    pub(crate) works: Slab,
    pub(crate) work_index: FxHashMap<u128, u32>,
    pub(crate) timers: Timers,
    pub(crate) ready: ReadyLists,
    pub(crate) classes: Classes,
    /// Counts arrivals, seats and offers.
    pub(crate) sequence: u64,
}

impl Engine {
    /// An engine without queues, agents or interactions.
    pub fn new(config: Config) -> Self {
        Self {
            config,
            now: Timestamp::default(),
            outputs: VecDeque::new(),
            // Number 0 stands for "whatever the skills".
            skills: vec![SkillId::from_uuid(uuid::Uuid::nil())],
            skill_index: FxHashMap::default(),
            agents: Vec::new(),
            agent_index: FxHashMap::default(),
            queues: Vec::new(),
            queue_index: FxHashMap::default(),
            works: Slab::default(),
            work_index: FxHashMap::default(),
            timers: Timers::default(),
            ready: ReadyLists::new(),
            classes: Classes::new(),
            sequence: 0,
        }
    }

    /// Does one command at the instant `now`.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be done; the state is then as if it had not been asked.
    pub fn handle(&mut self, now: Timestamp, command: Command) -> Result<(), Refusal> {
        self.fire_due(now);
        let answer = self.dispatch(command);
        self.tidy();
        answer
    }

    /// Moves time to `now` and fires every deadline that is due.
    pub fn advance(&mut self, now: Timestamp) {
        self.fire_due(now);
        self.tidy();
    }

    /// The next decision, oldest first.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When [`advance`](Self::advance) next has something to do.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.timers.next()
    }

    fn dispatch(&mut self, command: Command) -> Result<(), Refusal> {
        match command {
            Command::DefineQueue { queue, rules } => self.define_queue(queue, *rules),
            Command::RetireQueue { queue } => self.retire_queue(queue),
            Command::SetQueueOpen { queue, open, next_change } => self.set_queue_open(queue, open, next_change),
            Command::DrainQueue { queue, to } => self.drain_queue(queue, to),
            Command::SignIn { agent, setup, presence } => self.sign_in(agent, &setup, presence),
            Command::UpdateAgent { agent, setup } => self.update_agent(agent, &setup),
            Command::SignOut { agent, return_work } => self.sign_out(agent, return_work),
            Command::SetPresence { agent, presence, when } => self.set_presence(agent, presence, when),
            Command::DrainAgent { agent, on } => self.drain_agent(agent, on),
            Command::Enqueue(enqueue) => self.enqueue(&enqueue),
            Command::Cancel { interaction } => self.cancel(interaction),
            Command::Accept { interaction, offer, agent } => self.accept(interaction, offer, agent),
            Command::Reject { interaction, offer, agent } => self.reject(interaction, offer, agent),
            Command::WithdrawOffer { interaction } => self.withdraw_offer(interaction),
            Command::EndWork { interaction, wrap_up } => self.end_work(interaction, wrap_up),
            Command::FinishWrapUp { interaction } => self.finish_wrap_up(interaction),
            Command::Transfer { interaction, to } => self.transfer(interaction, to),
            Command::SetPriority { interaction, priority } => self.set_priority(interaction, priority),
            Command::RequestCallback { interaction, not_before } => self.request_callback(interaction, not_before),
            Command::CallAgain { interaction, not_before } => self.call_again(interaction, not_before),
            Command::Force { interaction, agent } => self.force(interaction, agent),
            Command::TakeOver { interaction, agent } => self.take_over(interaction, agent),
            Command::SetPhone { agent, phone } => self.set_phone(agent, phone),
            Command::HandOver { interaction, agent } => self.hand_over(interaction, agent),
            Command::RestoreWork(restore) => self.restore_work(&restore),
        }
    }

    /// Every deadline set while firing lies after `now`, so this comes to an end.
    fn fire_due(&mut self, now: Timestamp) {
        self.now = self.now.max(now);
        loop {
            let (works, queues) = (&self.works, &self.queues);
            let due = self.timers.pop_due(self.now, |deadline| is_live(deadline, works, queues));
            match due.map(|deadline| deadline.owner) {
                None => return,
                Some(Owner::Work(slot)) => {
                    self.works[slot].timer = 0;
                    self.work_due(slot);
                }
                Some(Owner::Queue(slot)) => {
                    self.queue_mut(slot).timer = 0;
                    self.queue_due(slot);
                }
            }
        }
    }

    /// A deadline of an interaction has come.
    fn work_due(&mut self, slot: u32) {
        match self.works[slot].phase {
            Phase::Waiting(_) => self.wait_due(slot),
            Phase::Offered => self.offer_unanswered(slot),
            Phase::WrapUp => self.end_wrap_up(slot, true),
            Phase::Active => unreachable!("a conversation has no deadline of its own"),
        }
    }

    fn tidy(&mut self) {
        let (works, queues) = (&self.works, &self.queues);
        self.timers.tidy(|deadline| is_live(deadline, works, queues));
    }

    pub(crate) fn emit(&mut self, output: Output) {
        self.outputs.push_back(output);
    }

    pub(crate) const fn next_sequence(&mut self) -> u64 {
        self.sequence += 1;
        self.sequence
    }

    /// A version 7 id from the engine's time, its epoch and a count: a replay hands out the same ones.
    pub(crate) fn next_offer_id(&mut self) -> OfferId {
        let epoch = self.config.epoch.to_be_bytes();
        let count = self.next_sequence().to_be_bytes();
        // The uuid's version takes 4 bits of the first byte, its variant 2 of the third.
        let tail = [
            epoch[2] & 0x0f,
            epoch[3],
            ((epoch[1] & 0x03) << 4) | (epoch[2] >> 4),
            count[1],
            count[2],
            count[3],
            count[4],
            count[5],
            count[6],
            count[7],
        ];
        let millis = u64::try_from(self.now.0 / 1_000).unwrap_or(0);
        OfferId(uuid::Builder::from_unix_timestamp_millis(millis, &tail).into_uuid())
    }

    pub(crate) fn queue(&self, slot: u32) -> &Queue {
        self.queues[slot as usize].as_ref().expect("a queue outlives its interactions")
    }

    pub(crate) fn queue_mut(&mut self, slot: u32) -> &mut Queue {
        self.queues[slot as usize].as_mut().expect("a queue outlives its interactions")
    }

    pub(crate) fn queue_slot(&self, queue: QueueId) -> Result<u32, Refusal> {
        self.queue_index.get(&number(queue)).copied().ok_or(Refusal::UnknownQueue)
    }

    /// The slot of an agent who is signed in.
    pub(crate) fn agent_slot(&self, agent: AgentId) -> Result<u32, Refusal> {
        let slot = self.agent_index.get(&number(agent)).copied().ok_or(Refusal::UnknownAgent)?;
        if self.agents[slot as usize].signed_in { Ok(slot) } else { Err(Refusal::UnknownAgent) }
    }

    pub(crate) fn work_slot(&self, interaction: InteractionId) -> Result<u32, Refusal> {
        self.work_index.get(&number(interaction)).copied().ok_or(Refusal::UnknownInteraction)
    }

    /// The slot of an agent, signed in or not.
    pub(crate) fn intern_agent(&mut self, agent: AgentId) -> Result<u32, Refusal> {
        if let Some(slot) = self.agent_index.get(&number(agent)) {
            return Ok(*slot);
        }
        let slot = u32::try_from(self.agents.len()).map_err(|_| Refusal::LimitReached)?;
        if slot >= self.config.max_agents {
            return Err(Refusal::LimitReached);
        }
        self.agents.push(Agent::unknown(agent));
        self.agent_index.insert(number(agent), slot);
        Ok(slot)
    }

    /// The dense number of a skill.
    pub(crate) fn intern_skill(&mut self, skill: SkillId) -> Result<u32, Refusal> {
        if let Some(dense) = self.skill_index.get(&number(skill)) {
            return Ok(*dense);
        }
        let dense = u32::try_from(self.skills.len()).map_err(|_| Refusal::LimitReached)?;
        if dense > self.config.max_skills {
            return Err(Refusal::LimitReached);
        }
        self.skills.push(skill);
        self.skill_index.insert(number(skill), dense);
        self.ready.ensure(dense);
        self.classes.ensure(dense);
        Ok(dense)
    }
}

/// An outside id as a key of the inside tables.
pub(crate) fn number(id: impl TypedId) -> u128 {
    id.uuid().as_u128()
}

fn is_live(deadline: &Deadline, works: &Slab, queues: &[Option<Queue>]) -> bool {
    let stamp = match deadline.owner {
        Owner::Work(slot) => works.get(slot).map(|work| work.timer),
        Owner::Queue(slot) => queues[slot as usize].as_ref().map(|queue| queue.timer),
    };
    stamp == Some(deadline.stamp)
}

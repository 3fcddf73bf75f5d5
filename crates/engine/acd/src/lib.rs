//! Who serves whom next: queues, skills, capacity and offers.
//!
//! A pure state machine: commands and the time go in, decisions come out, and nothing else happens.
//!
//! ```text
//! engine.handle(now, command)   every command is answered: Ok or a Refusal with its reason
//! engine.poll_output()          the decisions, in order
//! engine.next_deadline()        when to call engine.advance(now) at the latest
//! ```
//!
//! The laws, held by property tests after every step:
//! - No interaction waits while an agent is there who may take it.
//! - No agent carries more than their capacity, and at most one offer rings at a time.
//! - An interaction is offered to one agent at a time.
//! - Within a class (same queue, channel and required skills) the order is the queue's rule.
//! - The same commands at the same instants give the same outputs, byte for byte.
//!
//! ```
//! # use uuid::Uuid;
//! use warmline_acd::*;
//! use warmline_base::{AgentId, InteractionId, QueueId, Timestamp};
//!
//! # let [queue, agent, chat] = [1, 2, 3].map(Uuid::from_u128);
//! # let (queue, agent, chat) = (QueueId(queue), AgentId(agent), InteractionId(chat));
//! let (mut engine, now) = (Engine::new(Config::default()), Timestamp(0));
//! engine.handle(now, Command::DefineQueue { queue, rules: Box::default() })?;
//! let setup = AgentSetup { skills: vec![], capacity: Capacity::blended(3) };
//! engine.handle(now, Command::SignIn { agent, setup, presence: Presence::Ready })?;
//! engine.handle(now, Command::Enqueue(Enqueue::plain(chat, queue, Channel::Chat, now)))?;
//! let offered = std::iter::from_fn(|| engine.poll_output()).last();
//! assert!(matches!(offered, Some(Output::Offered { agent: to, .. }) if to == agent));
//! # Ok::<(), warmline_acd::Refusal>(())
//! ```
//!
//! After a restart the state is rebuilt by commands: define the queues, sign the agents in as not
//! ready, restore what they had in hand, enqueue what waited with `restored` (and ask again for its
//! callbacks), and only then set the presences; so nobody is matched before everybody is back in
//! place.
//!
//! Deliberately absent: calendars (a queue is told when it opens and closes), names of anything,
//! storage, clocks and threads.

mod agent;
mod command;
mod engine;
mod explain;
mod holding;
mod laws;
mod matching;
mod on_agent;
mod on_hand;
mod on_queue;
mod on_waiting;
mod output;
mod queue;
mod ready;
mod refusal;
mod timers;
mod view;
mod vocabulary;
mod waiting;
mod work;

pub use command::{Command, Enqueue, RestoreWork, RestoredPhase, TransferTo};
pub use engine::{Config, Engine};
pub use explain::{AgentVerdict, Because, Explanation, Verdict};
pub use output::{Choice, Entry, OfferEnd, Output, Release, Rule};
pub use refusal::Refusal;
pub use view::{AgentView, InteractionView, PlaceInQueue, QueueView, Stage};
pub use vocabulary::{
    AgentChoice, AgentSetup, Capacity, Channel, Order, Overflow, Phone, PreferredSkill, Presence, QueueRules, Reason,
    Relaxation, SkillLevel, SkillNeed, Sticky, When,
};

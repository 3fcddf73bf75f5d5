//! One telephone call: its legs, who hears whom, and what becomes of the customer.
//!
//! A pure state machine: commands, what the legs report and the time go in, decisions come out.
//!
//! ```text
//! call.handle(now, command)   every command is answered: Ok or a Refusal with its reason
//! call.poll_output()          the decisions, in order: for the SIP edge, the media plane, the house,
//!                             the secret sink, the log
//! call.next_deadline()        when to call call.advance(now) at the latest
//! ```
//!
//! The laws, held by property tests after every step:
//! - An answered customer always hears something: people, a saying, music. Only who mutes themselves
//!   can be silent, and while keys or a message are awaited there is comfort noise.
//! - A customer on hold hears nobody, and is heard by nobody.
//! - A supervisor who listens is heard by nobody, one who whispers by the agent alone.
//! - While a secret is keyed or checked nothing is recorded and nobody hears the customer; its digits
//!   leave towards [`Output::SecretSink`] and are in no other output.
//! - Nothing is recorded before the customer was told.
//! - A leg stands in one place; every invited leg joins or ends; nothing comes after the call's end.
//! - The same commands at the same instants give the same outputs, byte for byte.
//!
//! Who hears whom, what is recorded, what far ends know of hold, and every deadline are derived from
//! where the legs stand, after each step. The commands only move legs.
//!
//! ```
//! # use uuid::Uuid;
//! use warmline_base::{AgentId, OfferId, Timestamp};
//! use warmline_call::*;
//!
//! # let [offer, agent] = [1, 2].map(Uuid::from_u128);
//! # let (offer, agent, now) = (OfferId(offer), AgentId(agent), Timestamp(0));
//! let setup = Setup {
//!     customer: Number::parse("14000001001"),
//!     line: Number::parse("90588").unwrap(),
//!     trunk: "north".into(),
//!     record: false,
//!     urgent: false,
//!     config: Config::default(),
//! };
//! let mut call = Call::inbound(now, setup);
//! call.handle(now, Command::Answer)?;
//! call.handle(now, Command::Wait(Treatment::plain()))?;
//! call.handle(now, Command::Offer { offer, agent })?;
//! call.handle(now, Command::Leg(LegId(1), LegEvent::Answered))?;
//! call.handle(now, Command::Confirm { offer })?;
//! assert_eq!(call.topology().ear(CUSTOMER), &Ear::Voices { legs: vec![LegId(1)], beeps: false });
//! # Ok::<(), Refusal>(())
//! ```
//!
//! A report of a leg that is refused with [`Refusal::LegGone`] or [`Refusal::Ended`] crossed our
//! hang-up: the edge hangs that leg up again. A call back is a call of its own ([`Call::outbound`]),
//! so that it survives a restart like any other wait.
//!
//! Deliberately absent: SIP, sound and its quality, who may do what, which agent serves, what the flow
//! says, storage, clocks and threads.

mod call;
mod command;
mod deadlines;
mod event;
mod laws;
mod leaving;
mod leg;
mod locks;
mod on_agent;
mod on_flow;
mod on_leg;
mod on_supervisor;
mod on_transfer;
mod on_wait;
mod output;
mod recorder;
mod refusal;
mod secrets;
mod stage;
mod topology;
mod view;
mod vocabulary;

pub use call::{Call, Config, Setup};
pub use command::{Ask, AskFor, Command, LegEvent};
pub use event::{Destination, Direction, Event, HoldKind, TransferKind};
pub use locks::{CallbackLocks, MAX_KEEP};
pub use output::{Callee, HouseCommand, Keyed, LegCommand, MediaCommand, Output, Requeue};
pub use refusal::Refusal;
pub use topology::{Ear, Hearing, Taps, Topology};
pub use view::{LegView, Progress, Standing};
pub use vocabulary::{
    By, CUSTOMER, Cause, Digits, Key, LegId, MAX_DIGITS, MIN_ANNOUNCE, Mode, Number, Phrase, Role, SecretKind, Target,
    Treatment, WaitChoice, Word,
};

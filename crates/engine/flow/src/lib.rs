//! What happens to an interaction, step by step, as versioned data.
//!
//! A [`Flow`] is JSON text that somebody at the bank writes and the house keeps version by version.
//! [`Flow::parse`] checks it and names every mistake at its line; [`Run`] walks one interaction through
//! it: inputs and the time go in, [`Effect`]s come out. The same flow is written in chat and spoken on
//! the telephone. [`simulate`] plays a script against a flow for tests and for the "try it" screen.
//!
//! On the telephone a menu's options are keys, 0 is a person and `*` an emergency wherever digits are not
//! data, and a secret is keyed past the flow, which learns only whether it was right.
//!
//! Invariants: a person can be reached from every step in one word or key; emergencies and complaints never
//! meet an identity check or the assistant on their way; the same inputs give the same effects; each
//! input gives at most [`MAX_EFFECTS`] effects. Deliberately absent: sending, storing, understanding
//! language (the caller brings a [`Triage`]) and choosing an agent.

mod check;
mod effect;
mod flow;
mod machine;
mod marketing;
mod problem;
mod simulate;
mod source;
mod span;

pub use effect::{Effect, HandOver, Input, MenuOption, QueueReason, Triage, Urgency};
pub use flow::{Flow, MAX_SOURCE_BYTES, MAX_STEPS};
pub use machine::{Facts, MAX_EFFECTS, Run, Stage};
pub use problem::{Problem, Problems};
pub use simulate::{MAX_SCRIPT_LINES, ScriptLine, StepRecord, simulate};
pub use source::{
    Answer, Ask, AskOption, Branch, BranchOn, Callback, Case, Channel, Collect, End, FieldFormat, Identify, Idle,
    Keypad, LeaveMessage, Level, Meanwhile, PersonExit, Queue, QueueCallback, Secret, SecretKind, SkillNeed, SkillWish,
    Speak, Step, Survey, Texts, Transfer,
};

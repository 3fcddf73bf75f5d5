//! Understands what customers write and answers from the bank's own articles.
//!
//! An answer is an article's text, word for word; nothing is made up here. Invariants: what a customer
//! writes is compared and never executed, so instructions in it have no effect; an emergency, a complaint,
//! the wish for a person, a matter of nobody's business and a risky matter get no answer from a machine but
//! a person; a text with a promise the bank may not make never leaves. Deliberately absent: storage,
//! routes, and who is told; the switchboard and the flow act on what is understood here. The label
//! 智能助手 belongs to the door that shows the answer.

mod answer;
mod data;
mod guard;
mod understand;

pub use answer::GroundedAssistant;
pub use data::AssistantData;

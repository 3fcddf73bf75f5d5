//! What staff do with interactions.
//!
//! Each file is one group of use cases: parse nothing, authorise, ask the switchboard or append, answer
//! with a view. Views are built in [`rows`], masked.

mod canned;
mod desk;
mod journeys;
mod list;
mod rows;
mod service;
mod suggest;
mod thread;

pub use canned::{CannedChange, CannedInput, FirstTexts};
pub(crate) use desk::handing_on;
pub use desk::{
    EndInput, ForceInput, PresenceInput, RejectInput, TakeInput, TransferInput, TransferTarget, WrapUpInput,
};
pub use journeys::JourneyView;
pub use list::{Counts, ListQuery, View};
pub use rows::{AgentRef, CustomerRef, Detail, LastMessage, QueueRef, Row};
pub use service::{Interactions, Needs};
pub(crate) use service::{held, missing};
pub use suggest::{RoutingView, Suggestions, Verdict};
pub use thread::{EventPage, IdentifyInput, MessageInput, NoteInput, Posted};

//! Flows, seen from outside: the checks, the demo bank's chat entry played by hand, and by chance.

mod chance;
mod checks;
mod steps;
mod telephone;
mod transcripts;

use warmline_flow::Flow;

/// The demo bank's web chat entry.
pub fn webchat_entry() -> Flow {
    Flow::parse(WEBCHAT_ENTRY).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Its text.
pub const WEBCHAT_ENTRY: &str = include_str!("../../../../../demo/flows/webchat-entry.json");

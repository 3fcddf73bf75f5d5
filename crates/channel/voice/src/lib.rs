//! The telephone door.

pub mod edge;
mod sip;

pub use sip::{RsipEdge, quiet};

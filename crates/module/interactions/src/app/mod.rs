//! x
pub struct Interactions;

//! People on whichever database the suite runs on.

mod agents;
mod directory;
mod door;
mod support;

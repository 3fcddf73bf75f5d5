//! The whole house through its public doors: stories, access, threats, statements, the document, the demo,
//! and what a kill leaves.

mod demo;
mod faults;
mod stories;
mod support;

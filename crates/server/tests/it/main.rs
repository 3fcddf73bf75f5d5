//! The whole house through its public doors: stories, access, statements, the document, the demo, and what
//! a kill leaves.

mod access;
mod demo;
mod faults;
mod stories;
mod support;

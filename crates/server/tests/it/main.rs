//! The whole house through its public doors: stories, access, threats, statements, the document, the demo,
//! and what a kill leaves.

mod access;
mod backup;
mod bank;
mod demo;
mod faults;
mod import;
mod keys;
mod monitoring;
mod openapi;
mod root_key;
mod statements;
mod stories;
mod support;
mod telephone;
mod threats;

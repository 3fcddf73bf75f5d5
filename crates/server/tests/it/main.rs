//! The whole house through its public doors: stories, access, threats, statements, the document.

mod access;
mod openapi;
mod statements;
mod stories;
mod support;
mod threats;

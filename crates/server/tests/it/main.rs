//! The whole house through its public doors: stories, access, threats, statements, the document.

mod access;
mod stories;
mod support;

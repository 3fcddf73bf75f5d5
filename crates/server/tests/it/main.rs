//! The whole house through its public doors: stories, access, threats, statements, the document, the demo.

mod demo;
mod stories;
mod support;

//! The house put together: configuration, wiring, routes and commands.
//!
//! Only this crate reads the environment and the machine's clock and chance. Everything else gets them
//! as values. [`house::House::open`] is the one place where rooms are handed to each other; [`web::router`]
//! the one place where routes, the gate and the pages meet.

pub mod bank;
pub mod clock;
pub mod commands;
pub mod config;
pub mod demo;
pub mod house;
pub mod late;
pub mod listen;
pub mod ops;
pub mod rooms;
pub mod root_key;
mod speech;
pub mod starter;
pub mod telephone;
pub mod web;

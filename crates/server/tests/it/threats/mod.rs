//! The threats of the bank's brief, each against the running house. The number is in the test's name.

pub mod at_rest;
mod audit;
mod audit_desk;
mod browser;
mod flood;
mod sign_in;
mod sockets;
mod twice;
mod uploads;

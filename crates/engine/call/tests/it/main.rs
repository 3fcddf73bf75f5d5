//! Calls, seen from outside: the laws over random streams, and the edge cases by name.

mod desk;
mod laws;
mod leaving;
mod outbound;
mod refusals;
mod secrets;
mod supervisors;
mod timers;
mod transfers;
mod waiting;

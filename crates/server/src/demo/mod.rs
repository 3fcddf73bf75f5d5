//! The demo: the fictional 远岭银行, its logins, and simulated people.

pub mod carrier;
pub mod data;
pub mod page;
pub mod people;
pub mod roles;
pub mod welcome;

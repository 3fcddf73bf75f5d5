//! A whole house behind a loopback port, and the people who come to it through its public doors.

mod answer;
mod baresip;
mod clock;
mod desk;
mod house;
mod mutation;
mod phone;
mod socket;
mod staff;
mod visitor;
pub mod wav;

pub use answer::Answer;
pub use baresip::{Baresip, Kind};
pub use desk::Desk;
pub use house::{TestHouse, settings};
pub use mutation::Mutation;
pub use phone::{Phone, Standing};
pub use socket::{Socket, WAIT, upgrade};
pub use staff::Staff;
pub use visitor::Visitor;

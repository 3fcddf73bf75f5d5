//! A whole house behind a loopback port, and the people who come to it through its public doors.

mod answer;
mod clock;
mod desk;
mod house;
mod phone;
mod socket;
mod staff;
mod visitor;

pub use answer::Answer;
pub use desk::Desk;
pub use house::{TestHouse, settings};
pub use phone::{Phone, Standing};
pub use socket::{Socket, WAIT, upgrade};
pub use staff::Staff;
pub use visitor::Visitor;

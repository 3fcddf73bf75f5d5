//! The whole house through its public doors.

mod faults;

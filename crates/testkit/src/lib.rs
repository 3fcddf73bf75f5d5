//! A house for one test.
//!
//! Each [`House`] has a database of its own: an SQLite file, or with `WARMLINE_TEST_DATABASE_URL` set a
//! fresh PostgreSQL database on that server, so the same suite runs on both. Time stands still at
//! [`START`] until moved, chance is seeded with 42. Deliberately absent: mocks of our own rooms.

mod database;
mod house;
mod log;
mod tools;

pub use database::TestDatabase;
pub use house::{House, START, StaffBuilder};
pub use log::KeptLog;
pub use tools::{certificate, is_here, skip};

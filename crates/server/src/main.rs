//! The binary: serve, demo, doctor, migrate, user, backup, openapi.

fn main() {}

//! TestApp, a database per test, seeded chance and fake peers.

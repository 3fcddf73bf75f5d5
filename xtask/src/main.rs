//! House-keeping: bench figures, screenshots, tidy.

fn main() {}

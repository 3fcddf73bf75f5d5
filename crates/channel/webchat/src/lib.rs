//! The web chat door.

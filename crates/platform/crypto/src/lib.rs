//! Sealing, blind indexes, passwords, one-time codes, signed tokens and the audit chain's hashing.

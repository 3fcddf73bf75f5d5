//! The live board and interval reports, folded from the log.

//! The instant survey.

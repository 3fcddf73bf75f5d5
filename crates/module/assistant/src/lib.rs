//! Triage, answer cards and the hand-over to a person.

//! Tests of the engine from the outside.

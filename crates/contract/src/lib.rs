//! Event names and payloads, roles and actions, and the few traits by which one module meets another.

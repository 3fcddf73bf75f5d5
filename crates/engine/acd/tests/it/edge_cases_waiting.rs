//! edge_cases_waiting

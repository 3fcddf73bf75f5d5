//! edge_cases_fairness

//! edge_cases_agents

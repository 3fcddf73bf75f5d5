//! Agents, teams, presence and skills as people data.

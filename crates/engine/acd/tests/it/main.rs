//! Tests of the engine from the outside, through its commands and outputs only.

mod edge_cases_agents;
mod edge_cases_fairness;
mod edge_cases_offers;
mod edge_cases_waiting;
mod explanations;
mod hall;
mod laws;
mod model;
mod refusals;
mod restart;
mod views;

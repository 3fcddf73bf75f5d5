//! edge_cases_offers

//! What customers say right after an interaction: solved or not, friendly, fast, would recommend, in
//! their own words and with a picture. On the telephone one key says how it was, and stands for friendly and fast alike;
//! the rest is not asked there.
//!
//! One answer an interaction, taken from the end of the conversation until 48 hours later. Their words
//! are sealed at rest and shown to those who answer for the service, not to the agent they are about.
//! The figures leave as the event `interaction.rated`; every score elsewhere is a fold of it.
//! Deliberately absent: scores, averages, weighting, evaluation by people.

mod app;
mod http;
mod model;
mod store;

pub use app::{AgentShown, Quality, SurveyListing, SurveyQuery, SurveyRow};
pub use http::routes;
pub use model::Solved;
pub use store::STATEMENTS;

use warmline_db::{Migration, Schema};

/// The tables of this room.
pub const SCHEMA: Schema = Schema {
    module: "quality",
    migrations: &[
        Migration { number: 1, name: "instant survey", sql: include_str!("schema.sql") },
        Migration {
            number: 2,
            name: "what a customer said last",
            sql: "CREATE INDEX survey_customer ON survey (customer, at);",
        },
        Migration { number: 3, name: "questions that were not asked", sql: include_str!("unasked.sql") },
    ],
};

/// What of this room is sealed, for the rotation of its key.
pub const SEALED: &[warmline_runtime::SealedColumn] = warmline_runtime::sealed_columns! {
    "survey" "id" "text";
};

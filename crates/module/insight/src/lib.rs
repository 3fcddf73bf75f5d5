//! Insight: the live board and the interval reports, as folds of the event log.
//!
//! One log, many folds: [`fold::Fold`] turns events into facts, each with the instant it belongs to;
//! [`interval::book`] adds a fact to the quarter-hours it concerns, for the whole centre and by queue,
//! channel, skill, agent and region. [`Insight`] keeps these books. Board and reports read the same
//! additions, so they cannot disagree, and whoever reads the log again gets the same figures.
//!
//! Invariants: rows hold sums and counts only, so wider intervals are sums of narrower ones; rows,
//! running states and the position they reach are one transaction; bot, wait and agent have clocks of
//! their own, and a transfer or a reopening never changes a first response; a rate always comes with its
//! formula. No interval is weighted, and nothing ranks people by their handling time.
//!
//! Deliberately absent: what people said, who the customers are, forecasts and rosters (workforce).

pub mod fold;
pub mod interval;

mod board;
mod books;
mod figures;
mod http;
mod keeper;
mod measures;
mod names;
mod report;
mod store;

pub use board::{AgentLine, Board, IntentLine, QueueLine, RegionLine, SeriesPoint, Tiles};
pub use figures::{FORMULAE, Formula, Formulae};
pub use http::routes;
pub use keeper::{Insight, Sources};
pub use measures::Measures;
pub use report::{Dimension, IntervalReport, ReportQuery, ReportRow};
pub use store::STATEMENTS;

use warmline_db::{Migration, Schema};

/// The tables of this module.
pub const SCHEMA: Schema = Schema {
    module: "insight",
    migrations: &[
        Migration { number: 1, name: "insight", sql: include_str!("schema.sql") },
        Migration {
            number: 2,
            name: "what came of callbacks",
            sql: "ALTER TABLE insight_interval ADD COLUMN callbacks_reached {int} NOT NULL DEFAULT 0;
                ALTER TABLE insight_interval ADD COLUMN callbacks_given_up {int} NOT NULL DEFAULT 0;",
        },
        Migration {
            number: 3,
            name: "questions of the survey that were not asked",
            sql: "ALTER TABLE insight_interval ADD COLUMN solved_unasked {int} NOT NULL DEFAULT 0;
                ALTER TABLE insight_interval ADD COLUMN recommend_unasked {int} NOT NULL DEFAULT 0;",
        },
    ],
};

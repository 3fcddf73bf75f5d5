//! Insight's promises: every figure is what the log says, whoever was killed in between; the board and
//! the reports are one; and the fold does not care how the log is cut.

mod clocks;
mod figures;
mod laws;
mod naive;
mod routes;
mod story;
mod town;

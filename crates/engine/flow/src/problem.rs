//! A mistake in a flow, and where it is.

use std::fmt;

use serde::{Deserialize, Serialize};
use warmline_base::Fault;

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// Stable code; its page is `docs/errors/<code>.md`.
    pub code: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// All mistakes of a flow, in the order of its lines; never empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.0 {
            writeln!(f, "{}:{} {} {}", problem.line, problem.column, problem.code, problem.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

impl From<Problems> for Fault {
    /// The refusal to publish such a flow: the first mistake and how many more there are.
    fn from(problems: Problems) -> Self {
        let more = problems.0.len().saturating_sub(1);
        match problems.0.first() {
            Some(first) => {
                let detail =
                    format!("{} ({}), and {more} more: run the check and correct them", first.message, first.code);
                Self::invalid("WL-FLOW-INVALID", detail).at(format!("line {}", first.line))
            }
            None => Self::internal("WL-FLOW-INVALID", "a flow was refused without a reason"),
        }
    }
}

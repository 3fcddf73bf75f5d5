//! A checked flow.

use std::collections::BTreeMap;

use crate::check;
use crate::problem::{Problem, Problems};
use crate::source::{Channel, PersonExit, Source, Step};
use crate::span::Spans;

/// The longest source text, in bytes.
pub const MAX_SOURCE_BYTES: usize = 256 * 1024;
/// The most steps of one flow.
pub const MAX_STEPS: usize = 200;

/// A flow that passed every check. Made only by [`Flow::parse`], so a run can rely on the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    pub(crate) source: Source,
}

impl Flow {
    /// Reads and checks a flow.
    ///
    /// # Errors
    /// Every mistake at its line: `WL-FLOW-JSON`, `WL-FLOW-SHAPE`, `WL-FLOW-LIMIT`, `WL-FLOW-TARGET`,
    /// `WL-FLOW-UNREACHABLE`, `WL-FLOW-DEAD-END`, `WL-FLOW-LOOP`, `WL-FLOW-DEPTH`, `WL-FLOW-PERSON`,
    /// `WL-FLOW-GATED`, `WL-FLOW-SECRET`, `WL-FLOW-TEXT`, `WL-FLOW-MARKETING`. Mistakes of shape come alone, the first
    /// one only; the others come together.
    pub fn parse(text: &str) -> Result<Self, Problems> {
        if text.len() > MAX_SOURCE_BYTES {
            let message = format!("a flow holds at most {MAX_SOURCE_BYTES} bytes: split it");
            return Err(Problems(vec![Problem { line: 1, column: 1, code: "WL-FLOW-LIMIT".into(), message }]));
        }
        let source: Source = serde_json::from_str(text).map_err(|error| Problems(vec![shape_problem(text, &error)]))?;
        let mut problems = check::check(&source, &Spans::scan(text));
        if problems.is_empty() {
            return Ok(Self { source });
        }
        problems.sort_by_key(|problem| (problem.line, problem.column));
        Err(Problems(problems))
    }

    /// Its name, such as `webchat-entry`.
    pub fn name(&self) -> &str {
        &self.source.name
    }

    /// The channel it serves.
    pub const fn channel(&self) -> Channel {
        self.source.channel
    }

    /// How to reach a person from anywhere.
    pub const fn person(&self) -> &PersonExit {
        &self.source.person
    }

    /// The steps by name.
    pub const fn steps(&self) -> &BTreeMap<String, Step> {
        &self.source.steps
    }

    /// The codes of the queues it leads to, sorted, each once: they must exist before it is published.
    pub fn queues(&self) -> Vec<&str> {
        let mut codes: Vec<&str> = self
            .source
            .steps
            .values()
            .filter_map(|step| match step {
                Step::Queue(queue) => Some(queue.queue.as_str()),
                Step::Transfer(transfer) => Some(transfer.queue.as_str()),
                Step::Branch(branch) => branch.queue.as_deref(),
                _ => None,
            })
            .collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }
}

fn shape_problem(text: &str, error: &serde_json::Error) -> Problem {
    let data = error.is_data();
    let code = if data { "WL-FLOW-SHAPE" } else { "WL-FLOW-JSON" };
    // The library adds the place to its sentence; here it has fields of its own.
    let sentence = error.to_string();
    let sentence = sentence.rsplit_once(" at line ").map_or(sentence.as_str(), |(what, _)| what);
    // A text that stops too early is said to stop behind its last line break, on a line nobody sees.
    let last = text.lines().count().max(1);
    let (line, column) = if error.line() > last {
        (last, text.lines().last().map_or(0, |line| line.chars().count()) + 1)
    } else {
        (error.line().max(1), error.column().max(1))
    };
    Problem { line, column, code: code.into(), message: sentence.into() }
}

//! Plays a script against a flow, in virtual time.
//!
//! Used by tests and by the screen where an administrator tries a flow before publishing it. Time-outs
//! come by themselves when the script lets enough time pass. Deliberately absent: the assistant and
//! the agents; the script says what they did.

use serde::{Deserialize, Serialize};
use warmline_base::{Fault, Timestamp};

use crate::effect::{Effect, Input};
use crate::flow::Flow;
use crate::machine::{Facts, Run, Stage};

/// The most lines of one script.
pub const MAX_SCRIPT_LINES: usize = 200;
/// The most time-outs between two lines; a flow that waits more often is shown as far as that.
const TIMEOUTS_BETWEEN: usize = 20;

/// One line of a script.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScriptLine {
    /// How long after the line before, in seconds.
    #[serde(default)]
    pub after_seconds: u32,
    /// What happens.
    #[serde(flatten)]
    pub input: Input,
}

/// What one input did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepRecord {
    /// When, in seconds after the start.
    pub at_seconds: i64,
    /// What happened.
    pub input: Input,
    /// What the flow did about it.
    pub effects: Vec<Effect>,
    /// The step it stands at now.
    pub step: String,
    /// What it waits for now.
    pub stage: Stage,
    /// When it goes on by itself, in seconds after the start.
    pub wakes_at_seconds: Option<i64>,
}

/// Plays `script` against `flow` for a customer with these `facts`. The customer arrives before the
/// first line. Returns one record an input, time-outs included.
///
/// # Errors
/// `WL-FLOW-SCRIPT` when the script has more than [`MAX_SCRIPT_LINES`] lines.
pub fn simulate(flow: &Flow, facts: Facts, script: &[ScriptLine]) -> Result<Vec<StepRecord>, Fault> {
    if script.len() > MAX_SCRIPT_LINES {
        let detail = format!("a script has at most {MAX_SCRIPT_LINES} lines: shorten it");
        return Err(Fault::invalid("WL-FLOW-SCRIPT", detail).at("/inputs"));
    }
    let mut play = Play { flow, run: Run::start(flow, facts), now: Timestamp(0), records: Vec::new() };
    play.give(Input::Arrived);
    for line in script {
        let at = play.now.plus(warmline_base::Millis::seconds(i64::from(line.after_seconds)));
        play.pass_until(at);
        play.give(line.input.clone());
    }
    Ok(play.records)
}

struct Play<'a> {
    flow: &'a Flow,
    run: Run,
    now: Timestamp,
    records: Vec<StepRecord>,
}

impl Play<'_> {
    fn pass_until(&mut self, at: Timestamp) {
        for _ in 0..TIMEOUTS_BETWEEN {
            match self.run.next_deadline() {
                Some(deadline) if deadline < at => {
                    self.now = deadline;
                    self.give(Input::Timeout);
                }
                _ => break,
            }
        }
        self.now = at;
    }

    fn give(&mut self, input: Input) {
        let effects = self.run.handle(self.flow, input.clone(), self.now);
        self.records.push(StepRecord {
            at_seconds: seconds(self.now),
            input,
            effects,
            step: self.run.step().to_string(),
            stage: self.run.stage(),
            wakes_at_seconds: self.run.next_deadline().map(seconds),
        });
    }
}

const fn seconds(at: Timestamp) -> i64 {
    at.since(Timestamp(0)).0 / 1_000
}

//! The rules of a flow. Each reports every place that breaks it.
//!
//! Limits look at one value at a time, texts at what is said, the graph at where steps lead, care at
//! what a customer in need meets, the telephone at what a caller meets. Deliberately absent: whether queues, skills and intents exist; that
//! is the store's to know ([`crate::Flow::queues`] names them).

mod care;
mod graph;
mod limits;
mod telephone;
mod texts;

use crate::problem::Problem;
use crate::source::{Source, Step};
use crate::span::Spans;

/// All mistakes of `source`.
pub(crate) fn check(source: &Source, spans: &Spans) -> Vec<Problem> {
    let mut report = Report { spans, problems: Vec::new() };
    for (pointer, place) in &spans.doubled {
        let key = pointer.rsplit('/').next().unwrap_or_default();
        report.problems.push(Problem {
            line: place.line,
            column: place.column,
            code: "WL-FLOW-SHAPE".into(),
            message: format!("`{key}` is written twice: give one of them another name"),
        });
    }
    limits::check(source, &mut report);
    texts::check(source, &mut report);
    if graph::targets_exist(source, &mut report) {
        graph::check(source, &mut report);
        care::check(source, &mut report);
        telephone::check(source, &mut report);
    }
    report.problems
}

/// Collects mistakes by the pointer of what they are about.
struct Report<'a> {
    spans: &'a Spans,
    problems: Vec<Problem>,
}

impl Report<'_> {
    fn add(&mut self, pointer: &str, code: &str, message: impl Into<String>) {
        let place = self.spans.place(pointer);
        self.problems.push(Problem {
            line: place.line,
            column: place.column,
            code: code.into(),
            message: message.into(),
        });
    }
}

/// One way out of a step.
struct Exit<'a> {
    /// Its pointer below the step, such as `/ask/options/0/next`.
    pointer: String,
    /// The step it leads to.
    target: &'a str,
    /// Whether the machine may take it without waiting for an input.
    passes: bool,
}

/// Every way out of a step that is written in it. The exits to a person, to emergency and complaint
/// and the one of silence belong to the flow.
fn exits(step: &Step) -> Vec<Exit<'_>> {
    let kind = kind_of(step);
    let exit = |field: &str, target, passes| Exit { pointer: format!("/{kind}/{field}"), target, passes };
    match step {
        Step::Greet(speak) | Step::Notice(speak) | Step::Say(speak) => vec![exit("next", &*speak.next, true)],
        Step::Identify(identify) => {
            vec![exit("identified", &*identify.identified, true), exit("refused", &*identify.refused, false)]
        }
        Step::Ask(ask) => {
            let options = ask.options.iter().enumerate();
            let options = options.map(|(index, option)| exit(&format!("options/{index}/next"), &*option.next, false));
            let failed = ask.keypad.as_ref().map(|keypad| exit("keypad/failed", &*keypad.failed, false));
            options.chain([exit("other", &*ask.other, false)]).chain(failed).collect()
        }
        Step::Answer(answer) => {
            vec![exit("solved", &*answer.solved, false), exit("failed", &*answer.failed, false)]
        }
        Step::Collect(collect) => vec![exit("next", &*collect.next, false)],
        Step::Secret(secret) => {
            vec![exit("right", &*secret.right, false), exit("wrong", &*secret.wrong, false)]
        }
        Step::Queue(queue) => {
            let closed = queue.closed.as_deref().map(|target| exit("closed", target, true));
            let callback = queue.callback.as_ref().map(|callback| exit("callback/next", &*callback.next, false));
            [exit("next", &*queue.next, false)].into_iter().chain(closed).chain(callback).collect()
        }
        Step::Transfer(transfer) => vec![exit("next", &*transfer.next, false)],
        Step::Callback(callback) => vec![exit("next", &*callback.next, false)],
        Step::LeaveMessage(message) => vec![exit("next", &*message.next, false)],
        Step::Survey(survey) => vec![exit("next", &*survey.next, false)],
        Step::Branch(branch) => {
            let cases = branch.cases.iter().enumerate();
            let cases = cases.map(|(index, case)| exit(&format!("cases/{index}/next"), &*case.next, true));
            cases.chain([exit("otherwise", &*branch.otherwise, true)]).collect()
        }
        Step::End(_) => vec![],
    }
}

/// The kind's word, as it is written.
const fn kind_of(step: &Step) -> &'static str {
    match step {
        Step::Greet(_) => "greet",
        Step::Notice(_) => "notice",
        Step::Say(_) => "say",
        Step::Identify(_) => "identify",
        Step::Ask(_) => "ask",
        Step::Answer(_) => "answer",
        Step::Collect(_) => "collect",
        Step::Secret(_) => "secret",
        Step::Queue(_) => "queue",
        Step::Transfer(_) => "transfer",
        Step::Callback(_) => "callback",
        Step::LeaveMessage(_) => "leave_message",
        Step::Survey(_) => "survey",
        Step::Branch(_) => "branch",
        Step::End(_) => "end",
    }
}

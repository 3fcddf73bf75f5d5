//! Limits of single values: counts, spans of time, names, and words with a fixed set.

use super::Report;
use crate::flow::MAX_STEPS;
use crate::source::{Branch, BranchOn, Queue, Source, Step};

pub(super) fn check(source: &Source, report: &mut Report<'_>) {
    name(&source.name, "/name", report);
    within(source.idle.seconds, 30, 86_400, "/idle/seconds", report);
    if source.steps.len() > MAX_STEPS {
        report.add("/steps", "WL-FLOW-LIMIT", format!("a flow has at most {MAX_STEPS} steps: split it"));
    }
    for (key, step) in &source.steps {
        let at = format!("/steps/{key}");
        name(key, &at, report);
        step_limits(step, &at, report);
    }
}

fn step_limits(step: &Step, at: &str, report: &mut Report<'_>) {
    match step {
        Step::Identify(identify) => within(identify.seconds, 10, 3_600, &format!("{at}/identify/seconds"), report),
        Step::Ask(ask) => {
            let count = ask.options.len();
            if !(2..=9).contains(&count) {
                let message = format!("a menu has 2 to 9 options, this one has {count}: group or drop some");
                report.add(&format!("{at}/ask/options"), "WL-FLOW-LIMIT", message);
            }
            if let Some(keypad) = &ask.keypad {
                within(u32::from(keypad.tries), 1, 3, &format!("{at}/ask/keypad/tries"), report);
            }
            for (index, option) in ask.options.iter().enumerate() {
                let place = format!("{at}/ask/options/{index}/id");
                name(&option.id, &place, report);
                let doubled = ask.options[..index].iter().any(|before| before.id == option.id);
                if doubled || option.id == "person" {
                    let message = format!("the option id `{}` is taken: choose another", option.id);
                    report.add(&place, "WL-FLOW-SHAPE", message);
                }
            }
        }
        Step::Answer(answer) => within(u32::from(answer.tries), 1, 2, &format!("{at}/answer/tries"), report),
        Step::Collect(collect) => name(&collect.field, &format!("{at}/collect/field"), report),
        Step::Secret(secret) => {
            within(u32::from(secret.digits), 4, 12, &format!("{at}/secret/digits"), report);
            within(u32::from(secret.tries), 1, 3, &format!("{at}/secret/tries"), report);
        }
        Step::Queue(queue) => queue_limits(queue, at, report),
        Step::Transfer(transfer) => name(&transfer.queue, &format!("{at}/transfer/queue"), report),
        Step::Survey(survey) => within(survey.seconds, 10, 172_800, &format!("{at}/survey/seconds"), report),
        Step::Branch(branch) => branch_limits(branch, at, report),
        Step::End(end) => name(&end.reason, &format!("{at}/end/reason"), report),
        Step::Greet(_) | Step::Notice(_) | Step::Say(_) | Step::Callback(_) | Step::LeaveMessage(_) => {}
    }
}

fn queue_limits(queue: &Queue, at: &str, report: &mut Report<'_>) {
    name(&queue.queue, &format!("{at}/queue/queue"), report);
    if let Some(priority) = queue.priority {
        within(u32::from(priority), 0, 9, &format!("{at}/queue/priority"), report);
    }
    if let Some(callback) = &queue.callback {
        within(callback.after_seconds, 10, 86_400, &format!("{at}/queue/callback/after_seconds"), report);
    }
    for (index, told) in queue.meanwhile.iter().enumerate() {
        let doubled = queue.meanwhile[..index].iter().any(|before| before.key == told.key);
        if doubled || !('2'..='9').contains(&told.key) {
            let message = format!("`{}` is no free key: use each of 2 to 9 once", told.key);
            report.add(&format!("{at}/queue/meanwhile/{index}/key"), "WL-FLOW-SHAPE", message);
        }
    }
    if queue.required.len() + queue.preferred.len() > 16 {
        report.add(&format!("{at}/queue"), "WL-FLOW-LIMIT", "a step names at most 16 skills: keep those that matter");
    }
    for (index, need) in queue.required.iter().enumerate() {
        within(u32::from(need.min), 1, 10, &format!("{at}/queue/required/{index}/min"), report);
    }
    for (index, wish) in queue.preferred.iter().enumerate() {
        let place = format!("{at}/queue/preferred/{index}");
        within(u32::from(wish.min), 1, 10, &format!("{place}/min"), report);
        within(wish.relax_after_seconds, 0, 86_400, &format!("{place}/relax_after_seconds"), report);
    }
}

fn branch_limits(branch: &Branch, at: &str, report: &mut Report<'_>) {
    let at = format!("{at}/branch");
    if !(1..=20).contains(&branch.cases.len()) {
        report.add(&format!("{at}/cases"), "WL-FLOW-LIMIT", "a branch has 1 to 20 cases");
    }
    if branch.queue.is_some() != (branch.on == BranchOn::Schedule) {
        let message = "a branch on `schedule` names the queue it looks at, and no other branch does";
        report.add(&format!("{at}/queue"), "WL-FLOW-SHAPE", message);
    }
    let known: &[&str] = match branch.on {
        BranchOn::Intent | BranchOn::Segment => &[],
        BranchOn::Schedule => &["open", "closed"],
        BranchOn::IdentityLevel => &["V0", "V1", "V2", "V3", "V4"],
        BranchOn::Senior => &["yes", "no"],
    };
    for (index, case) in branch.cases.iter().enumerate() {
        let place = format!("{at}/cases/{index}/is");
        if !(1..=50).contains(&case.is.len()) || case.is.iter().any(String::is_empty) {
            report.add(&place, "WL-FLOW-LIMIT", "a case has 1 to 50 words, none of them empty");
        }
        for word in case.is.iter().filter(|word| !known.is_empty() && !known.contains(&word.as_str())) {
            report.add(&place, "WL-FLOW-SHAPE", format!("`{word}` is none of {}", known.join(", ")));
        }
    }
}

pub(super) fn name(text: &str, pointer: &str, report: &mut Report<'_>) {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-');
    if !(1..=40).contains(&text.len()) || !text.bytes().all(plain) {
        let message = format!("`{text}` is not a name: use 1 to 40 of a-z, 0-9, `_` and `-`");
        report.add(pointer, "WL-FLOW-SHAPE", message);
    }
}

fn within(number: u32, least: u32, most: u32, pointer: &str, report: &mut Report<'_>) {
    if !(least..=most).contains(&number) {
        report.add(pointer, "WL-FLOW-LIMIT", format!("{number} is outside {least} to {most}"));
    }
}

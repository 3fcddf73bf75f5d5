//! What a customer in need meets: a person within reach, and nothing in the way of an emergency or a
//! complaint.
//!
//! The machine takes the flow's exits (person, emergency, complaint) from every step, so it is enough
//! to look at where those exits lead.

use std::collections::BTreeSet;

use super::{Report, exits, kind_of};
use crate::source::{Source, Step};

pub(super) fn check(source: &Source, report: &mut Report<'_>) {
    person(source, report);
    straight_to_queue(source, "/emergency", &source.emergency, true, report);
    straight_to_queue(source, "/complaint", &source.complaint, false, report);
    nothing_in_the_way(source, report);
}

/// From the person exit the customer meets only words and branches until a queue takes them. Where it
/// is closed a menu may ask how to answer, and a callback or a message is taken.
fn person(source: &Source, report: &mut Report<'_>) {
    let mut seen = BTreeSet::new();
    let mut open = vec![(source.person.next.as_str(), false)];
    let mut queue_found = false;
    while let Some((name, closed)) = open.pop() {
        if !seen.insert((name, closed)) {
            continue;
        }
        match &source.steps[name] {
            step @ (Step::Greet(_) | Step::Notice(_) | Step::Say(_) | Step::Branch(_)) => {
                open.extend(exits(step).iter().map(|exit| (exit.target, closed)));
            }
            Step::Queue(queue) => {
                queue_found = true;
                open.extend(queue.closed.as_deref().map(|target| (target, true)));
            }
            Step::Callback(_) | Step::LeaveMessage(_) => {}
            Step::Ask(_) if closed => {}
            step => {
                let kind = kind_of(step);
                let message =
                    format!("whoever asks for a person meets the {kind} step `{name}`: lead straight to a queue");
                report.add(&format!("/steps/{name}"), "WL-FLOW-PERSON", message);
            }
        }
    }
    if !queue_found {
        report.add("/person/next", "WL-FLOW-PERSON", "no queue is reached from here: a person must be");
    }
}

/// Only words may come before the queue. An emergency's queue is served first and never closes.
fn straight_to_queue(source: &Source, entry: &str, start: &str, emergency: bool, report: &mut Report<'_>) {
    let mut name = start;
    // A circle of words is a mistake of its own; here the walk just stops.
    for _ in 0..=source.steps.len() {
        let at = format!("/steps/{name}");
        match &source.steps[name] {
            Step::Greet(speak) | Step::Notice(speak) | Step::Say(speak) => name = &speak.next,
            Step::Queue(queue) => {
                if emergency && queue.priority != Some(0) {
                    report.add(&at, "WL-FLOW-GATED", "the emergency queue is served first: set `priority` to 0");
                }
                if emergency && queue.closed.is_some() {
                    report.add(&at, "WL-FLOW-GATED", "the emergency queue never closes: remove `closed`");
                }
                return;
            }
            step => {
                let message = format!(
                    "the {} step `{name}` stands before the queue: only words may come before it",
                    kind_of(step)
                );
                report.add(entry, "WL-FLOW-GATED", message);
                return;
            }
        }
    }
}

/// No identity check, no try of the assistant and no field leads to the queue of emergencies or of
/// complaints: who belongs there must get there without passing them.
fn nothing_in_the_way(source: &Source, report: &mut Report<'_>) {
    let codes: BTreeSet<&str> =
        [&source.emergency, &source.complaint].into_iter().filter_map(|name| queue_after_words(source, name)).collect();
    for (name, step) in &source.steps {
        if !matches!(step, Step::Identify(_) | Step::Answer(_) | Step::Collect(_) | Step::Secret(_)) {
            continue;
        }
        for exit in exits(step) {
            if let Some(code) = queue_after_words(source, exit.target).filter(|code| codes.contains(code)) {
                let message = format!("the {} step `{name}` stands before the queue `{code}`", kind_of(step));
                report.add(&format!("/steps/{name}{}", exit.pointer), "WL-FLOW-GATED", message);
            }
        }
    }
}

fn queue_after_words<'a>(source: &'a Source, start: &'a str) -> Option<&'a str> {
    let mut name = start;
    for _ in 0..=source.steps.len() {
        match source.steps.get(name)? {
            Step::Greet(speak) | Step::Notice(speak) | Step::Say(speak) => name = &speak.next,
            Step::Queue(queue) => return Some(&queue.queue),
            _ => return None,
        }
    }
    None
}

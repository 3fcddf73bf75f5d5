//! What a caller meets: a menu with a person, or a person, before anything is asked of them; the notice of
//! recording where notices are; secrets by keys alone.

use std::collections::BTreeSet;

use super::{Report, exits, kind_of};
use crate::source::{Channel, Source, Step};

pub(super) fn check(source: &Source, report: &mut Report<'_>) {
    for (name, step) in &source.steps {
        match step {
            Step::Secret(_) if source.channel != Channel::Voice => {
                let message = format!("`{name}` asks for a secret: only a flow for `voice` can, where it is keyed");
                report.add(&format!("/steps/{name}"), "WL-FLOW-SECRET", message);
            }
            Step::Greet(speak) | Step::Say(speak) if speak.recording => {
                let place = format!("/steps/{name}/{}/recording", kind_of(step));
                report.add(&place, "WL-FLOW-SHAPE", "only a `notice` tells of the recording: make it one");
            }
            _ => {}
        }
    }
    if source.channel != Channel::Chat {
        level_one(source, report);
    }
}

/// Every menu has the person on key 0. So level one has a person when what waits first for the caller is
/// a menu, the assistant (where key 0 holds as well), a queue, or what a closed queue leads to.
fn level_one(source: &Source, report: &mut Report<'_>) {
    let mut seen = BTreeSet::new();
    let mut open = vec![source.start.as_str()];
    while let Some(name) = open.pop() {
        if !seen.insert(name) {
            continue;
        }
        match &source.steps[name] {
            step @ (Step::Greet(_) | Step::Notice(_) | Step::Say(_) | Step::Branch(_)) => {
                open.extend(exits(step).iter().map(|exit| exit.target));
            }
            step @ (Step::Identify(_) | Step::Collect(_) | Step::Secret(_)) => {
                let message = format!(
                    "the {} step `{name}` comes before any menu: a caller reaches a person on level one",
                    kind_of(step)
                );
                report.add(&format!("/steps/{name}"), "WL-FLOW-PERSON", message);
            }
            _ => {}
        }
    }
}

//! Where steps lead: every target exists, every step is reached, every path ends, nothing spins, and
//! no menu is deeper than three.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{Report, exits};
use crate::source::{Source, Step};

/// The deepest menu: the third choice.
const MENU_DEPTH: usize = 3;

/// Reports exits that lead nowhere. Returns whether there are none; only then is the graph whole
/// enough for the other rules.
pub(super) fn targets_exist(source: &Source, report: &mut Report<'_>) -> bool {
    let before = report.problems.len();
    let mut target = |pointer: &str, name: &str| {
        if !source.steps.contains_key(name) {
            report.add(pointer, "WL-FLOW-TARGET", format!("there is no step `{name}`: correct the name or add it"));
        }
    };
    for (pointer, name) in entries(source) {
        target(pointer, name);
    }
    for (name, step) in &source.steps {
        for exit in exits(step) {
            target(&format!("/steps/{name}{}", exit.pointer), exit.target);
        }
    }
    report.problems.len() == before
}

pub(super) fn check(source: &Source, report: &mut Report<'_>) {
    unreachable(source, report);
    dead_ends(source, report);
    loops(source, report);
    depth(source, report);
}

fn entries(source: &Source) -> [(&'static str, &str); 5] {
    [
        ("/start", &source.start),
        ("/person/next", &source.person.next),
        ("/emergency", &source.emergency),
        ("/complaint", &source.complaint),
        ("/idle/next", &source.idle.next),
    ]
}

fn unreachable(source: &Source, report: &mut Report<'_>) {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&str> = entries(source).into_iter().map(|(_, name)| name).collect();
    while let Some(name) = open.pop() {
        if reached.insert(name) {
            open.extend(exits(&source.steps[name]).iter().map(|exit| exit.target));
        }
    }
    for name in source.steps.keys().filter(|name| !reached.contains(name.as_str())) {
        let message = format!("nothing leads to `{name}`: lead somewhere to it or remove it");
        report.add(&format!("/steps/{name}"), "WL-FLOW-UNREACHABLE", message);
    }
}

fn dead_ends(source: &Source, report: &mut Report<'_>) {
    let mut ending: BTreeSet<&str> =
        source.steps.iter().filter(|(_, step)| matches!(step, Step::End(_))).map(|(name, _)| name.as_str()).collect();
    // Each round adds a step or is the last, so the rounds are at most as many as the steps.
    loop {
        let more: Vec<&str> = source
            .steps
            .iter()
            .filter(|(name, step)| {
                !ending.contains(name.as_str()) && exits(step).iter().any(|exit| ending.contains(exit.target))
            })
            .map(|(name, _)| name.as_str())
            .collect();
        if more.is_empty() {
            break;
        }
        ending.extend(more);
    }
    for name in source.steps.keys().filter(|name| !ending.contains(name.as_str())) {
        let message = format!("no path from `{name}` reaches an `end`: give it one");
        report.add(&format!("/steps/{name}"), "WL-FLOW-DEAD-END", message);
    }
}

/// Finds circles the machine would run in without waiting for anybody: takes away, round by round, the
/// steps that pass on to none of the others or are passed into by none; what is left spins.
fn loops(source: &Source, report: &mut Report<'_>) {
    let mut passes: Vec<(&str, &str)> = Vec::new();
    for (name, step) in &source.steps {
        passes.extend(exits(step).iter().filter(|exit| exit.passes).map(|exit| (name.as_str(), exit.target)));
    }
    let mut left: BTreeSet<&str> = source.steps.keys().map(String::as_str).collect();
    loop {
        let on = |name: &str| passes.iter().any(|(from, to)| *from == name && left.contains(to));
        let into = |name: &str| passes.iter().any(|(from, to)| *to == name && left.contains(from));
        let calm: Vec<&str> = left.iter().copied().filter(|name| !on(name) || !into(name)).collect();
        if calm.is_empty() {
            break;
        }
        for name in calm {
            left.remove(name);
        }
    }
    for name in left {
        let message = format!("`{name}` can come back to itself without anybody acting: break the circle");
        report.add(&format!("/steps/{name}"), "WL-FLOW-LOOP", message);
    }
}

/// Counts menus on the shortest way to each menu; a way back up does not make it deeper.
fn depth(source: &Source, report: &mut Report<'_>) {
    let mut depths: BTreeMap<&str, usize> = BTreeMap::new();
    let mut open = VecDeque::from([(source.start.as_str(), 0)]);
    while let Some((name, above)) = open.pop_front() {
        let step = &source.steps[name];
        let own = above + usize::from(matches!(step, Step::Ask(_)));
        if depths.get(name).is_some_and(|known| *known <= own) {
            continue;
        }
        depths.insert(name, own);
        open.extend(exits(step).iter().map(|exit| (exit.target, own)));
    }
    for (name, depth) in depths {
        if depth > MENU_DEPTH && matches!(source.steps[name], Step::Ask(_)) {
            let message =
                format!("`{name}` is menu number {depth} in a row: nobody should choose more than {MENU_DEPTH} times");
            report.add(&format!("/steps/{name}"), "WL-FLOW-DEPTH", message);
        }
    }
}

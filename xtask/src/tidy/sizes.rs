//! A file is short enough to be read from top to bottom.

use std::path::Path;

use super::{files, shown};

/// The longest file, in lines.
const LINES_MAX: usize = 600;
/// Longer ones, each with its reason.
const LONGER: &[(&str, &str)] =
    &[("web/src/api/schema.d.ts", "written by `npm run schema` from docs/openapi.json, read by nobody")];

/// Files that are too long without a reason, and reasons without a long file.
pub(super) fn check(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut excused = Vec::new();
    for path in files(root, &[".rs", ".ts", ".vue"])? {
        let lines = std::fs::read_to_string(&path)?.lines().count();
        if lines <= LINES_MAX {
            continue;
        }
        let name = shown(root, &path);
        match LONGER.iter().find(|(known, _)| *known == name) {
            Some((known, _)) => excused.push(*known),
            None => found.push(format!("{name} has {lines} lines: split it by what it does, or give a reason here")),
        }
    }
    found.extend(
        LONGER
            .iter()
            .filter(|(known, _)| !excused.contains(known))
            .map(|(known, _)| format!("{known} needs its excuse no more")),
    );
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_is_too_long_to_read() {
        super::super::assert_tidy(check);
    }

    #[test]
    fn every_excuse_has_a_reason() {
        assert!(LONGER.iter().all(|(_, reason)| reason.len() > 20));
    }
}

//! Cargo.lock: libraries that stay out, and which library reaches which.
//!
//! One TLS (rustls with ring), one calendar (jiff). The lock file is read by hand: its form is simple and
//! stable, and reading it needs no network and no downloaded sources.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use cargo_metadata::MetadataCommand;

/// A second TLS or a C library we would have to ship and follow.
const OUT: &[&str] = &["openssl", "openssl-sys", "native-tls", "aws-lc-rs", "aws-lc-sys"];
/// Who alone may bring one of them along. The browser's leg (str0m, DTLS by its pure Rust backend) makes its
/// certificate with a library that insists on this one; no TLS of ours goes by it, and it brings its own sources.
const BROUGHT: &[(&str, &[&str])] =
    &[("aws-lc-rs", &["dimpl", "rcgen", "x509-parser"]), ("aws-lc-sys", &["aws-lc-rs"])];
/// Libraries that others may bring along but our own crates must not name.
const NOT_OURS: &[(&str, &str)] = &[("chrono", "jiff is the calendar of this house")];

/// What the lock file says.
pub(super) struct Locked {
    needs: BTreeMap<String, BTreeSet<String>>,
}

impl Locked {
    /// Reads the lock file of the repository at `root`.
    pub(super) fn read(root: &Path) -> anyhow::Result<Self> {
        Ok(Self::parse(&std::fs::read_to_string(root.join("Cargo.lock"))?))
    }

    /// Versions of one name are one library here: what any of them reaches, the name reaches.
    fn parse(text: &str) -> Self {
        let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut name = String::new();
        for line in text.lines() {
            if let Some(named) = line.strip_prefix("name = ") {
                named.trim_matches('"').clone_into(&mut name);
                needs.entry(name.clone()).or_default();
            } else if let Some(entry) = line.strip_prefix(" \"") {
                let needed = entry.trim_end_matches(',').trim_end_matches('"').split(' ').next().unwrap_or("");
                needs.entry(name.clone()).or_default().insert(needed.to_owned());
            }
        }
        Self { needs }
    }

    /// Whether the library is there by another's wish than those who may bring it.
    fn is_unwanted(&self, name: &str) -> bool {
        let may = BROUGHT.iter().find(|(brought, _)| *brought == name).map_or(&[][..], |(_, may)| may);
        let mut wanting = self.needs.iter().filter(|(_, needed)| needed.contains(name)).map(|(by, _)| by.as_str());
        self.needs.contains_key(name) && (may.is_empty() || wanting.any(|by| !may.contains(&by)))
    }

    /// Everything `names` reach, themselves included.
    pub(super) fn reached_from(&self, names: &[&str]) -> BTreeSet<String> {
        let mut reached = BTreeSet::new();
        let mut waiting: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        while let Some(name) = waiting.pop() {
            if reached.insert(name.clone()) {
                waiting.extend(self.needs.get(&name).into_iter().flatten().cloned());
            }
        }
        reached
    }
}

/// Every library that stays out and came in.
pub(super) fn check(root: &Path) -> anyhow::Result<Vec<String>> {
    let locked = Locked::read(root)?;
    let mut found: Vec<String> = OUT
        .iter()
        .filter(|name| locked.is_unwanted(name))
        .map(|name| format!("{name} is in Cargo.lock: TLS is rustls with ring"))
        .collect();
    let metadata = MetadataCommand::new()
        .manifest_path(root.join("Cargo.toml"))
        .no_deps()
        .other_options(["--offline".to_owned()])
        .exec()?;
    for package in &metadata.packages {
        for (name, why) in NOT_OURS {
            if package.dependencies.iter().any(|wanted| wanted.name == *name) {
                found.push(format!("{} depends on {name}: {why}", package.name));
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_second_tls_and_no_second_calendar() {
        super::super::assert_tidy(check);
    }

    #[test]
    fn a_library_that_stays_out_comes_in_only_by_who_may_bring_it() {
        let lock = |by: &str| {
            let aws = "[[package]]\nname = \"aws-lc-rs\"\nversion = \"1\"\n\n";
            Locked::parse(&format!("{aws}[[package]]\nname = \"{by}\"\ndependencies = [\n \"aws-lc-rs\",\n]\n"))
        };
        assert!(!lock("dimpl").is_unwanted("aws-lc-rs"));
        assert!(lock("rustls").is_unwanted("aws-lc-rs"));
        assert!(!lock("rustls").is_unwanted("openssl"));
    }

    #[test]
    fn what_a_library_needs_is_reached_through_others() {
        let text = "[[package]]\nname = \"a\"\nversion = \"1\"\ndependencies = [\n \"b\",\n]\n\n\
                    [[package]]\nname = \"b\"\nversion = \"1\"\ndependencies = [\n \"c 2.0.0\",\n]\n\n\
                    [[package]]\nname = \"c\"\nversion = \"2.0.0\"\n";
        let locked = Locked::parse(text);
        assert_eq!(locked.reached_from(&["a"]).into_iter().collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(locked.reached_from(&["c"]).into_iter().collect::<Vec<_>>(), ["c"]);
    }
}

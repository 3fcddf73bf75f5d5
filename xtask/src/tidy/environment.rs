//! Only the server reads the environment; everything else is handed its settings as values.

use std::path::Path;

use super::{files, shown};

/// Who may: the server's edge and the test kit's one switch between databases; besides them code that runs at build time
/// and benches, which are programs of their own.
const MAY: &[&str] = &["crates/server/", "crates/testkit/"];
const WORDS: &[&str] = &["std::env", "env::var", "env::args"];

/// Every line that reads the environment where it must not.
pub(super) fn check(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    for path in files(&root.join("crates"), &[".rs"])? {
        let name = shown(root, &path);
        let own_program = name.ends_with("/build.rs") || name.contains("/benches/");
        if own_program || MAY.iter().any(|folder| name.starts_with(folder)) {
            continue;
        }
        for (index, line) in std::fs::read_to_string(&path)?.lines().enumerate() {
            if reads_environment(line) {
                found.push(format!("{name}:{} reads the environment: take it as a value", index + 1));
            }
        }
    }
    Ok(found)
}

fn reads_environment(line: &str) -> bool {
    !line.trim_start().starts_with("//") && WORDS.iter().any(|word| line.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_server_reads_the_environment() {
        super::super::assert_tidy(check);
    }

    #[test]
    fn a_comment_reads_nothing() {
        assert!(reads_environment("    let home = std::env::var(\"HOME\");"));
        assert!(!reads_environment("    // never std::env::var here"));
        assert!(!reads_environment("    env!(\"CARGO_PKG_VERSION\")"));
    }
}

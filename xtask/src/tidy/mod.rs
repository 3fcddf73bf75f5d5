//! The checks. Each returns one line for everything it finds; no line means all is well.

mod codes;
mod environment;
mod law;
mod lock;
mod sizes;

use std::path::{Path, PathBuf};

type Check = fn(&Path) -> anyhow::Result<Vec<String>>;

const CHECKS: &[(&str, Check)] = &[
    ("the law of the house", law::check),
    ("only the server reads the environment", environment::check),
    ("every code has its page and every page its code", codes::check),
    ("files one can read", sizes::check),
    ("libraries that stay out", lock::check),
];

/// Runs every check and prints what it found.
///
/// # Errors
/// When anything was found, or a check could not read the tree.
pub fn run() -> anyhow::Result<()> {
    let root = root();
    let mut found = 0;
    for (name, check) in CHECKS {
        let lines = check(&root)?;
        println!("{} {name}", if lines.is_empty() { "ok  " } else { "FAIL" });
        for line in &lines {
            println!("       {line}");
        }
        found += lines.len();
    }
    anyhow::ensure!(found == 0, "{found} things to tidy");
    Ok(())
}

/// The repository's folder.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the repository").to_path_buf()
}

/// Folders that hold nothing of ours.
const FOREIGN: &[&str] = &["node_modules", "target", "out", "test-results", "playwright-report"];

/// Every file under `folder` whose name ends in one of `endings`, sorted.
fn files(folder: &Path, endings: &[&str]) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.file_type()?.is_dir() {
                if !FOREIGN.contains(&name.as_str()) && !name.starts_with('.') {
                    waiting.push(entry.path());
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// A path as people write it: from the repository's folder, with slashes.
fn shown(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

/// What a test says when a check found something.
#[cfg(test)]
fn assert_tidy(check: Check) {
    let found = check(&root()).expect("the tree can be read");
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

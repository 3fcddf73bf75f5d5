//! Programs a test needs that are not ours.

/// Whether a program is on this machine. Where CI is set it must be: `scripts/setup.sh test` installs it.
pub fn is_here(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
    if !found {
        skip(&format!("{program} is not on this machine: scripts/setup.sh test installs it"));
    }
    found
}

/// Says why a test proves nothing here, which CI does not accept.
pub fn skip(why: &str) {
    assert!(std::env::var_os("CI").is_none(), "{why}");
    eprintln!("skipped: {why}");
}

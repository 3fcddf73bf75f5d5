//! Programs a test needs that are not ours.

use std::path::{Path, PathBuf};
use std::process::Command;

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

/// A certificate for 127.0.0.1, good for so many days, and its key, made by openssl in `folder`; it is its own
/// authority. None when openssl is not on this machine.
pub fn certificate(folder: &Path, days: u32) -> Option<(PathBuf, PathBuf)> {
    if !is_here("openssl") {
        return None;
    }
    let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"])
        .args(["-subj", "/CN=bank.example", "-addext", "subjectAltName=IP:127.0.0.1"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE", "-days", &days.to_string()])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .output()
        .expect("openssl starts");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    Some((certificate, key))
}

//! The root key's file, and how another takes its place.
//!
//! The new key lies beside the old one, as `root.key.next`, until the database is under it and it has taken the name.
//! While it lies there both open the house, so a kill between any two steps of a change costs nothing: the same
//! command, given again, goes on. The old key is kept under its own name, for backups made under it. Deliberately
//! absent: taking any key away.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use warmline_base::{Entropy, Fault};
use warmline_crypto::{RootKey, SoftwareVault};

/// Opens the root keys of an install. A new install makes one that only its owner may read.
///
/// # Errors
/// `WL-KEY-ROOT` when a file holds no key; when one cannot be read or written.
pub fn open(path: &Path, entropy: &dyn Entropy) -> anyhow::Result<SoftwareVault> {
    if !path.exists() {
        let key = RootKey::generate(entropy);
        write(path, &key.to_file_text())?;
        tracing::warn!(path = %path.display(), "a new root key was made: keep a copy away from the database, without it nothing personal can be read");
        return Ok(SoftwareVault::new(&key, &[]));
    }
    let key = read(path)?;
    let next = next_path(path);
    if !next.exists() {
        return Ok(SoftwareVault::new(&key, &[]));
    }
    tracing::warn!(path = %next.display(), "a change of the root key is not finished: copy the new key, then run `warmline keys root --copied`");
    Ok(SoftwareVault::new(&key, &[read(&next)?]))
}

/// Writes a root key's file, which only its owner may read.
///
/// # Errors
/// When it exists or cannot be written.
pub fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("the root key {} cannot be written", path.display()))?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).context("the root key cannot be written")
}

/// Where the key lies that is to take the place of the one at `path`.
pub fn next_path(path: &Path) -> PathBuf {
    path.with_extension("key.next")
}

/// First step: makes the new key, when there is none yet, and changes nothing else.
///
/// # Errors
/// `WL-KEY-FILE` when it cannot be written.
pub fn prepare(path: &Path, entropy: &dyn Entropy) -> Result<(), Fault> {
    let next = next_path(path);
    if next.exists() {
        return Ok(());
    }
    // Written whole under another name first: a kill leaves no half of a key.
    let draft = path.with_extension("key.draft");
    let made = forget(&draft)
        .and_then(|()| write(&draft, &RootKey::generate(entropy).to_file_text()))
        .and_then(|()| rename(&draft, &next));
    made.map_err(|error| refused(&error))
}

/// The keys of a change that was prepared: those of the vault that wraps under the new one and opens both.
///
/// # Errors
/// `WL-KEY-NEXT` when none was prepared; `WL-KEY-ROOT` when a file holds no key.
pub fn changing(path: &Path) -> anyhow::Result<SoftwareVault> {
    let next = next_path(path);
    if !next.exists() {
        let detail = "there is no new root key: run `warmline keys root`, and copy what it makes";
        return Err(Fault::conflict("WL-KEY-NEXT", detail).into());
    }
    Ok(SoftwareVault::new(&read(&next)?, &[read(path)?]))
}

/// Third step, once every working key is under the new root key: keeps the old one under its own name. Returns where.
///
/// # Errors
/// `WL-KEY-ROOT` when its file holds no key; `WL-KEY-FILE` when it cannot be written.
pub fn keep_old(path: &Path) -> anyhow::Result<PathBuf> {
    let old = read(path)?;
    let kept = path.with_extension(format!("key.{}", old.id()));
    let draft = path.with_extension("key.draft");
    forget(&draft)
        .and_then(|()| write(&draft, &old.to_file_text()))
        .and_then(|()| rename(&draft, &kept))
        .map_err(|error| refused(&error))?;
    Ok(kept)
}

/// Last step: the new key takes the old one's place.
///
/// # Errors
/// `WL-KEY-FILE` when it cannot.
pub fn put_in_place(path: &Path) -> Result<(), Fault> {
    rename(&next_path(path), path).map_err(|error| refused(&error))
}

fn read(path: &Path) -> anyhow::Result<RootKey> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("the root key {} cannot be read", path.display()))?;
    Ok(RootKey::parse(text.trim())?)
}

/// Renames, and waits until the disk knows the name.
fn rename(from: &Path, to: &Path) -> anyhow::Result<()> {
    std::fs::rename(from, to)?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(File::open(folder)?.sync_all()?)
}

fn forget(draft: &Path) -> anyhow::Result<()> {
    if draft.exists() { Ok(std::fs::remove_file(draft)?) } else { Ok(()) }
}

fn refused(error: &anyhow::Error) -> Fault {
    tracing::error!(error = %error, "a root key's file cannot be written");
    Fault::unavailable("WL-KEY-FILE", "a root key's file cannot be written: check the data folder's rights and room")
}

//! Copies the built pages to where they are embedded from. Never runs Node: `make web` does. Without
//! pages the build still succeeds and says so; with `REQUIRE_WEB=1` (releases, CI) it fails.

#![expect(clippy::disallowed_methods, reason = "cargo speaks to build scripts through the environment")]

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo names the crate's folder"));
    let built = root.join("../../../web/out");
    let target = PathBuf::from(env::var("OUT_DIR").expect("cargo names the output folder")).join("web");
    println!("cargo::rerun-if-changed={}", built.display());
    println!("cargo::rerun-if-env-changed=REQUIRE_WEB");
    let _ = fs::remove_dir_all(&target);
    fs::create_dir_all(&target).expect("the output folder can be written");
    for part in ["dist", "visitor"] {
        let from = built.join(part);
        if from.is_dir() {
            copy(&from, &target.join(part)).expect("the built pages can be copied");
        }
    }
    if !target.join("dist/index.html").is_file() {
        assert!(env::var("REQUIRE_WEB").is_err(), "web/out/dist/index.html is missing: run `make web` first");
        println!("cargo::warning=the pages are not built: the server will serve its API and a notice; run `make web`");
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

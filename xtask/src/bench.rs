//! `bench`: builds what is released, loads it and prints figures, one a line: name, value, unit. Lines that
//! begin with `#` explain.
//!
//! Each group of figures is one process that measures; this file starts them and passes their lines on.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

/// Figures that one process measures.
struct Group {
    figures: &'static [&'static str],
    /// Whether it needs the released server and the load generator.
    loads: bool,
    measure: fn(&Ground) -> Result<()>,
}

const GROUPS: [Group; 9] = [
    Group { figures: &["acd.pool_per_s", "acd.large_per_s"], loads: false, measure: acd },
    Group {
        figures: &[
            "media.call_kb",
            "media.bridged_core_pct",
            "media.bridged_us",
            "media.shaken_core_pct",
            "media.waiting_core_pct",
            "media.conference_core_pct",
        ],
        loads: false,
        measure: media,
    },
    Group {
        figures: &[
            "voice.recorded_call_core_pct",
            "voice.concurrent_calls",
            "voice.loss_pct",
            "voice.added_delay_p99_ms",
            "voice.call_kb",
            "voice.webrtc_leg_core_pct",
        ],
        loads: false,
        measure: sound,
    },
    Group {
        figures: &[
            "voice.answered_call_cpu_ms",
            "voice.queued_call_cpu_ms",
            "voice.to_agent_p50_ms",
            "voice.to_agent_p99_ms",
            "voice.put_through_at_capacity_per_s",
            "voice.queued_calls_per_s",
        ],
        loads: true,
        measure: calls,
    },
    Group { figures: &["chat.idle_socket_kb"], loads: true, measure: idle_sockets },
    Group { figures: &["chat.stored_per_s", "chat.ack_p99_ms", "chat.cpu_ms_per_message"], loads: true, measure: chat },
    Group { figures: &["size.binary_mb"], loads: true, measure: binary_size },
    Group { figures: &["size.idle_mb"], loads: true, measure: idle_memory },
    Group { figures: &["web.desk_kb_gz", "web.widget_kb_gz"], loads: false, measure: pages },
];

impl Group {
    fn has(&self, name: &str) -> bool {
        self.figures.iter().any(|figure| figure.starts_with(name))
    }
}

/// Where everything lies.
struct Ground {
    /// The repository.
    root: PathBuf,
    /// The released binaries; this one is among them.
    built: PathBuf,
}

/// Measures the groups that have a figure beginning with one of `names`; all of them without names.
///
/// # Errors
/// When a name is unknown, or something does not build or run.
pub fn run(names: &[String]) -> Result<()> {
    if let Some(unknown) = names.iter().find(|name| !GROUPS.iter().any(|group| group.has(name))) {
        bail!("no figure begins with {unknown}: choose of acd, media, voice, chat, size, web or a whole name");
    }
    let built = std::env::current_exe()?.parent().context("a program lies in a folder")?.to_owned();
    ensure!(built.ends_with("release"), "figures are of the release: cargo run --release -p warmline-xtask -- bench");
    let ground = Ground { root: Path::new(env!("CARGO_MANIFEST_DIR")).join(".."), built };
    let picked = || GROUPS.iter().filter(|group| names.is_empty() || names.iter().any(|name| group.has(name)));
    if picked().any(|group| group.loads) {
        build(&ground)?;
    }
    picked().try_for_each(|group| (group.measure)(&ground))
}

fn build(ground: &Ground) -> Result<()> {
    let packages = ["-p", "warmline-server", "-p", "warmline-loadgen"];
    pass_on(cargo(ground).args(["build", "--release", "--locked", "--quiet"]).args(packages))
}

fn acd(ground: &Ground) -> Result<()> {
    pass_on(cargo(ground).args(["bench", "--quiet", "-p", "warmline-acd", "--bench", "throughput"]))
}

fn media(ground: &Ground) -> Result<()> {
    pass_on(cargo(ground).args(["bench", "--quiet", "-p", "warmline-media", "--bench", "call"]))
}

fn sound(ground: &Ground) -> Result<()> {
    pass_on(cargo(ground).args(["bench", "--quiet", "-p", "warmline-voice", "--bench", "plane"]))
}

fn calls(ground: &Ground) -> Result<()> {
    pass_on(generator(ground).arg("calls"))
}

fn idle_sockets(ground: &Ground) -> Result<()> {
    pass_on(generator(ground).arg("idle"))
}

fn chat(ground: &Ground) -> Result<()> {
    pass_on(generator(ground).arg("chat"))
}

fn idle_memory(ground: &Ground) -> Result<()> {
    pass_on(generator(ground).arg("rest"))
}

fn binary_size(ground: &Ground) -> Result<()> {
    let bytes = std::fs::metadata(ground.built.join("warmline"))?.len();
    println!("size.binary_mb {:.1} MB", bytes as f64 / 1e6);
    Ok(())
}

/// What a browser loads before the first screen can be used: the page, what it names, and for the desk what
/// its shell and its first screen bring along.
fn pages(ground: &Ground) -> Result<()> {
    let out = ground.root.join("web/out");
    for (name, page, site, screens) in [
        ("web.desk_kb_gz", "dist/index.html", "dist", &["Shell-", "DeskScreen-"][..]),
        ("web.widget_kb_gz", "visitor/widget/index.html", "visitor", &[][..]),
    ] {
        let Ok(html) = std::fs::read_to_string(out.join(page)) else {
            println!("# {name} is left out: the pages are not built, run `make web`");
            continue;
        };
        let mut files: BTreeSet<PathBuf> =
            named_in(&html).into_iter().map(|address| out.join(site).join(address)).collect();
        files.extend(beginning_with(screens, &out.join(site).join("assets"))?);
        let mut bytes = gzipped(&out.join(page))?;
        for file in with_imports(files)? {
            bytes += gzipped(&file)?;
        }
        println!("{name} {:.1} KB", bytes as f64 / 1e3);
    }
    Ok(())
}

/// The scripts and styles of our own that a page names, without the leading slash.
fn named_in(html: &str) -> Vec<&str> {
    html.split('"')
        .filter(|part| part.starts_with('/') && (part.ends_with(".js") || part.ends_with(".css")))
        .map(|part| part.trim_start_matches('/'))
        .collect()
}

/// Files of `folder` whose names begin with one of `beginnings`.
fn beginning_with(beginnings: &[&str], folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if !beginnings.is_empty() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            if beginnings.iter().any(|beginning| entry.file_name().to_string_lossy().starts_with(beginning)) {
                found.push(entry.path());
            }
        }
    }
    Ok(found)
}

/// The files and every script they import when they load.
fn with_imports(files: BTreeSet<PathBuf>) -> Result<BTreeSet<PathBuf>> {
    let mut open: Vec<PathBuf> = files.iter().cloned().collect();
    let mut all = files;
    while let Some(file) = open.pop() {
        let text = std::fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
        for name in imported_by(&text) {
            let imported = file.with_file_name(name);
            if all.insert(imported.clone()) {
                open.push(imported);
            }
        }
    }
    Ok(all)
}

/// Scripts beside this one that it imports; those it asks for later, by `import(…)`, do not count.
fn imported_by(script: &str) -> Vec<&str> {
    ["from\"./", "from \"./", "import\"./", "import \"./"]
        .iter()
        .flat_map(|import| script.split(import).skip(1))
        .filter_map(|rest| rest.split('"').next())
        .filter(|name| name.ends_with(".js"))
        .collect()
}

fn gzipped(file: &Path) -> Result<usize> {
    let output = Command::new("gzip").arg("--stdout").arg(file).output().context("gzip is not installed")?;
    ensure!(output.status.success(), "{} cannot be read", file.display());
    Ok(output.stdout.len())
}

fn cargo(ground: &Ground) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(&ground.root);
    command
}

fn generator(ground: &Ground) -> Command {
    let mut command = Command::new(ground.built.join("warmline-loadgen"));
    command.arg("--binary").arg(ground.built.join("warmline"));
    command
}

/// Runs a command whose lines are ours.
fn pass_on(command: &mut Command) -> Result<()> {
    std::io::stdout().flush()?;
    let status = command.stdin(Stdio::null()).status().with_context(|| format!("{command:?} does not start"))?;
    ensure!(status.success(), "{command:?} failed");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_its_scripts_and_styles() {
        let html = r#"<script type="module" src="/assets/index-1.js"></script><link rel="modulepreload" href="/assets/kit-2.js"><link rel="stylesheet" href="/assets/index-3.css"><link rel="icon" href="/icon.svg">"#;
        assert_eq!(named_in(html), ["assets/index-1.js", "assets/kit-2.js", "assets/index-3.css"]);
    }

    #[test]
    fn only_what_loads_at_once_is_imported() {
        let script = r#"import{a}from"./kit-2.js";import"./side-3.js";const later=()=>import("./late-4.js");"#;
        assert_eq!(imported_by(script), ["kit-2.js", "side-3.js"]);
    }
}

//! The law of the house: which room may see which.
//!
//! base ← engine ← module ← server; base ← contract ← platform ← module. A module never sees another
//! module, a channel and an engine see of the engines only the wire, an engine is free of I/O. Read from the manifests
//! alone, so a room that breaks the law is named even when it does not compile.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use cargo_metadata::{Dependency, DependencyKind, MetadataCommand, Package};

use super::lock::Locked;

/// What an engine must never reach, not even through a library.
const IO: &[&str] = &["tokio", "sqlx", "axum", "hyper", "reqwest"];
/// The libraries the contract may name: words, ids, the channels its traits hand out, and what wipes a secret that is
/// handed through.
const CONTRACT_LIBRARIES: &[&str] = &["async-trait", "serde", "serde_json", "tokio", "utoipa", "uuid", "zeroize"];
const SERVER: &str = "warmline-server";
/// The engines a door may see: how it spells, and for the telephone what becomes of a call and how it sounds,
/// because sound cannot wait for another room's answer.
const OF_CHANNELS: &[&str] = &["warmline-wire", "warmline-call", "warmline-media"];
/// Who may fetch an address of another machine: the identity provider's and speech services', from the configuration
/// (T16).
///
/// The load generator calls the server under test on its own machine and is in no product.
const FETCHERS: &[&str] = &[SERVER, "warmline-signin", "warmline-speech", LOADGEN];
const LOADGEN: &str = "warmline-loadgen";
/// Who reads flags.
const COMMANDS: &[&str] = &[SERVER, LOADGEN, "warmline-xtask"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Room {
    Base,
    Engine,
    Contract,
    Platform,
    Module,
    Channel,
    Simulator,
    Testkit,
    Phone,
    Loadgen,
    Server,
    Xtask,
}

/// Which room a manifest's folder, seen from the repository, is.
fn room_of(folder: &str) -> Option<Room> {
    Some(match folder.split('/').collect::<Vec<_>>().as_slice() {
        ["crates", "base"] => Room::Base,
        ["crates", "engine", _] => Room::Engine,
        ["crates", "contract"] => Room::Contract,
        ["crates", "platform", _] => Room::Platform,
        ["crates", "module", _] => Room::Module,
        ["crates", "channel", _] => Room::Channel,
        ["crates", "simulator"] => Room::Simulator,
        ["crates", "testkit"] => Room::Testkit,
        ["crates", "phone"] => Room::Phone,
        ["crates", "loadgen"] => Room::Loadgen,
        ["crates", "server"] => Room::Server,
        ["xtask"] => Room::Xtask,
        _ => return None,
    })
}

/// Whether `room` may depend on the crate `name` in `other`; `proof` for a dependency of tests only.
fn may_see(room: Room, name: &str, other: Room, proof: bool) -> bool {
    use Room::{Base, Channel, Contract, Engine, Loadgen, Module, Phone, Platform, Server, Simulator, Testkit, Xtask};
    let in_service = match room {
        // Whoever proves the house from outside knows it by its doors alone.
        Base | Xtask | Phone => false,
        Loadgen => other == Phone,
        Contract => other == Base,
        // The wire is no brain but how brains spell: the media engine reads and writes RTP by it.
        Engine => other == Base || name == "warmline-wire",
        Platform | Testkit => matches!(other, Base | Contract | Platform),
        Module => matches!(other, Base | Engine | Contract | Platform),
        Channel => matches!(other, Base | Contract | Platform) || OF_CHANNELS.contains(&name),
        Simulator => matches!(other, Base | Engine),
        Server => !matches!(other, Server | Xtask | Testkit | Loadgen),
    };
    let proves = matches!(room, Platform | Module | Channel | Testkit | Server);
    let proof_of_server = room == Server && other == Loadgen;
    in_service || (proof && ((proves && matches!(other, Testkit | Simulator | Phone)) || proof_of_server))
}

/// Every dependency that the law forbids.
pub(super) fn check(root: &Path) -> anyhow::Result<Vec<String>> {
    let metadata = MetadataCommand::new()
        .manifest_path(root.join("Cargo.toml"))
        .no_deps()
        .other_options(["--offline".to_owned()])
        .exec()?;
    let mut rooms: BTreeMap<String, Room> = BTreeMap::new();
    let mut found = Vec::new();
    for package in &metadata.packages {
        let folder =
            package.manifest_path.parent().map(|folder| super::shown(root, folder.as_std_path())).unwrap_or_default();
        match room_of(&folder) {
            Some(room) => drop(rooms.insert(package.name.to_string(), room)),
            None => found.push(format!("{folder} is in none of the house's folders")),
        }
    }
    let locked = Locked::read(root)?;
    for package in &metadata.packages {
        let Some(room) = rooms.get(package.name.as_str()) else { continue };
        found.extend(
            package
                .dependencies
                .iter()
                .filter_map(|wanted| against_the_law(*room, wanted, &rooms))
                .map(|why| format!("{}: {why}", package.name)),
        );
        found.extend(libraries(*room, package, &rooms, &locked));
    }
    Ok(found)
}

fn against_the_law(room: Room, wanted: &Dependency, rooms: &BTreeMap<String, Room>) -> Option<String> {
    let other = rooms.get(&wanted.name)?;
    let proof = wanted.kind == DependencyKind::Development;
    (!may_see(room, &wanted.name, *other, proof)).then(|| format!("a {room:?} may not see {} ({other:?})", wanted.name))
}

/// What a room takes from outside against its purpose.
fn libraries(room: Room, package: &Package, rooms: &BTreeMap<String, Room>, locked: &Locked) -> Vec<String> {
    let wanted: Vec<&str> = package
        .dependencies
        .iter()
        .filter(|wanted| wanted.kind == DependencyKind::Normal && !rooms.contains_key(&wanted.name))
        .map(|wanted| wanted.name.as_str())
        .collect();
    let mut found = Vec::new();
    if matches!(room, Room::Base | Room::Engine) {
        let reached = locked.reached_from(&wanted);
        for name in IO.iter().filter(|name| reached.contains(**name)) {
            found.push(format!("{}: an engine does no I/O, but reaches {name}", package.name));
        }
    }
    if room == Room::Contract {
        let known: BTreeSet<&str> = CONTRACT_LIBRARIES.iter().copied().collect();
        for name in wanted.iter().filter(|name| !known.contains(**name)) {
            found.push(format!("{}: the contract holds words and traits, it needs no {name}", package.name));
        }
    }
    if wanted.contains(&"reqwest") && !FETCHERS.contains(&package.name.as_str()) {
        found.push(format!("{}: nobody but sign-in, speech and the server fetches an address (T16)", package.name));
    }
    if wanted.contains(&"clap") && !COMMANDS.contains(&package.name.as_str()) {
        found.push(format!("{}: only a command reads flags, a room needs no clap", package.name));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_house_keeps_its_law() {
        super::super::assert_tidy(check);
    }

    #[test]
    fn rooms_are_known_by_their_folders() {
        assert_eq!(room_of("crates/engine/acd"), Some(Room::Engine));
        assert_eq!(room_of("crates/server"), Some(Room::Server));
        assert_eq!(room_of("crates/module/cases/inner"), None);
        assert_eq!(room_of("tools"), None);
    }

    #[test]
    fn a_module_sees_no_module_and_an_engine_nothing_but_the_base() {
        assert!(!may_see(Room::Module, "warmline-cases", Room::Module, false));
        assert!(!may_see(Room::Module, "warmline-cases", Room::Module, true));
        assert!(!may_see(Room::Engine, "warmline-flow", Room::Engine, false));
        assert!(may_see(Room::Engine, "warmline-wire", Room::Engine, false));
        assert!(!may_see(Room::Engine, "warmline-testkit", Room::Testkit, true));
        assert!(!may_see(Room::Module, "warmline-testkit", Room::Testkit, false));
        assert!(may_see(Room::Module, "warmline-testkit", Room::Testkit, true));
        assert!(may_see(Room::Channel, "warmline-wire", Room::Engine, false));
        assert!(may_see(Room::Channel, "warmline-call", Room::Engine, false));
        assert!(!may_see(Room::Channel, "warmline-acd", Room::Engine, false));
        assert!(!may_see(Room::Platform, "warmline-people", Room::Module, true));
        assert!(may_see(Room::Server, "warmline-loadgen", Room::Loadgen, true));
        assert!(!may_see(Room::Server, "warmline-loadgen", Room::Loadgen, false));
        assert!(may_see(Room::Server, "warmline-phone", Room::Phone, false));
        assert!(!may_see(Room::Phone, "warmline-wire", Room::Engine, true));
    }
}

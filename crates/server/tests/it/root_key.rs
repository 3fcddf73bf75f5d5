//! A new root key: whatever step the change is stopped at, the house opens, and nothing sealed is lost.

use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use tokio::process::Command;
use warmline_base::{Fault, SeededEntropy};
use warmline_contract::StaffRegister;
use warmline_crypto::{KeyId, KeyPurpose, RootKey, SoftwareVault};
use warmline_runtime::{Vault, order_rotation, wrap_anew};
use warmline_server::commands::user::add_admin;
use warmline_server::commands::{Cli, run};
use warmline_server::config::Config;
use warmline_server::rooms::Rooms;
use warmline_server::root_key;

use crate::support::TestHouse;

/// What `warmline` is told to work on.
fn place(config: &Config) -> Vec<String> {
    let mut words = vec!["--data".to_owned(), config.data.display().to_string()];
    words.extend(config.database_url.iter().flat_map(|address| ["--database-url".to_owned(), address.clone()]));
    words
}

async fn warmline(config: &Config, words: &[&str]) -> anyhow::Result<()> {
    let place = place(config);
    run(Cli::try_parse_from(
        ["warmline"].into_iter().chain(place.iter().map(String::as_str)).chain(words.iter().copied()),
    )
    .unwrap())
    .await
}

/// Opens the rooms as a start would, and reads what only the working keys open.
async fn opens(config: &Config, step: &str) {
    let rooms = Rooms::open(config).await.unwrap_or_else(|error| panic!("{step}: {error:#}"));
    let admin = rooms.people.by_work_number("A0001").await.unwrap().expect("the administrator");
    rooms.credentials.totp_code_now(admin.id).await.unwrap_or_else(|fault| panic!("{step}: {fault}"));
    rooms.runtime.db.close().await;
}

/// Whether the root key in that file opens the database, alone.
async fn alone(config: &Config, file: &std::path::Path) -> Result<(), Fault> {
    let root = RootKey::parse(&std::fs::read_to_string(file).unwrap()).unwrap();
    let db = warmline_db::Db::open(&config.database()).await.unwrap();
    let chance = Arc::new(SeededEntropy::from_number(1));
    let opened = Vault::open(&db, Arc::new(SoftwareVault::new(&root, &[])), chance, warmline_testkit::START).await;
    db.close().await;
    opened.map(drop)
}

async fn install() -> TestHouse {
    let house = TestHouse::new_install(|_| {}).await;
    let rooms = Rooms::open(&house.config).await.unwrap();
    add_admin(&rooms.people, &rooms.console(), "A0001", "张三").await.unwrap();
    rooms.runtime.db.close().await;
    house
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_of_the_root_key_may_stop_after_any_step() {
    let house = install().await;
    let config = &house.config;
    let path = config.root_key();
    let unprepared = warmline(config, &["keys", "root", "--copied"]).await.unwrap_err();
    assert_eq!(unprepared.downcast_ref::<Fault>().map(|fault| fault.code), Some("WL-KEY-NEXT"));

    let old = std::fs::read_to_string(&path).unwrap();
    warmline(config, &["keys", "root"]).await.unwrap();
    opens(config, "prepared").await;
    let next = std::fs::read_to_string(root_key::next_path(&path)).unwrap();
    warmline(config, &["keys", "root"]).await.unwrap();
    assert_eq!(std::fs::read_to_string(root_key::next_path(&path)).unwrap(), next, "a key that was copied stays");
    alone(config, &path).await.unwrap();

    let rooms = Rooms::open(config).await.unwrap();
    let count = wrap_anew(&rooms.console(), Arc::new(root_key::changing(&path).unwrap())).await.unwrap();
    assert_eq!(count, KeyPurpose::ALL.len());
    rooms.runtime.db.close().await;
    opens(config, "wrapped").await;
    alone(config, &root_key::next_path(&path)).await.unwrap();
    assert_eq!(alone(config, &path).await.unwrap_err().code, "WL-KEY-WRAPPED");

    // The server that was open all the while goes on, but makes no key under the old root key.
    let running = &house.house.runtime;
    let now = running.now();
    let refused = running.vault.rotate_to(&running.db, KeyPurpose::Seal, KeyId(2), now).await.unwrap_err();
    assert_eq!(refused.code, "WL-KEY-WRAPPED");
    let admin = house.house.people.by_work_number("A0001").await.unwrap().expect("the administrator");
    house.house.credentials.totp_code_now(admin.id).await.unwrap();

    let kept = root_key::keep_old(&path).unwrap();
    opens(config, "the old key kept").await;
    // The command goes on where it was stopped.
    warmline(config, &["keys", "root", "--copied"]).await.unwrap();
    opens(config, "in place").await;
    assert_eq!(std::fs::read_to_string(&path).unwrap(), next);
    assert!(!root_key::next_path(&path).exists());
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), old, "for backups made under it");
    alone(config, &path).await.unwrap();
    assert_eq!(alone(config, &kept).await.unwrap_err().code, "WL-KEY-WRAPPED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_of_the_root_key_killed_at_any_moment_loses_nothing() {
    let house = install().await;
    let config = &house.config;
    for moment in [60, 120, 240, 360, 480, 600, 800] {
        warmline(config, &["keys", "root"]).await.unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_warmline"))
            .args(place(config))
            .args(["keys", "root", "--copied"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        tokio::time::sleep(Duration::from_millis(moment)).await;
        // It may be done already.
        let _ = command.kill().await;
        opens(config, &format!("killed after {moment} ms")).await;
    }
    warmline(config, &["keys", "root"]).await.unwrap();
    warmline(config, &["keys", "root", "--copied"]).await.unwrap();
    opens(config, "finished").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_root_key_waits_for_a_rotation_that_is_under_way() {
    let house = install().await;
    let config = &house.config;
    warmline(config, &["keys", "root"]).await.unwrap();
    let rooms = Rooms::open(config).await.unwrap();
    order_rotation(&rooms.console(), KeyPurpose::Seal).await.unwrap();
    let busy =
        wrap_anew(&rooms.console(), Arc::new(root_key::changing(&config.root_key()).unwrap())).await.unwrap_err();
    assert_eq!(busy.code, "WL-KEY-BUSY");
    rooms.runtime.db.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_cannot_be_written_leaves_everything_as_it_was() {
    let house = install().await;
    let path = house.config.root_key();
    // A folder in the way stands for a disk that refuses, for whoever runs this as well.
    std::fs::create_dir(path.with_extension("key.draft")).unwrap();
    let refused = root_key::prepare(&path, &SeededEntropy::from_number(2)).unwrap_err();
    assert_eq!(refused.code, "WL-KEY-FILE");
    assert!(!root_key::next_path(&path).exists());
    opens(&house.config, "refused").await;
}

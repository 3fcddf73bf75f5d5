//! A backup taken while the house serves becomes a house again, elsewhere, with nothing missing.

use std::path::Path;
use std::sync::Arc;

use clap::Parser;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::process::Command;
use warmline_db::Database;
use warmline_runtime::Stop;
use warmline_server::commands::{Cli, run};
use warmline_server::config::Config;
use warmline_server::house::{House, Opening};
use warmline_server::listen::serve_until;
use warmline_server::rooms::Rooms;
use warmline_server::web;
use warmline_testkit::{TestDatabase, is_here};

use crate::support::{Staff, TestHouse, settings};

async fn warmline(config: &Config, words: &[&str]) -> anyhow::Result<()> {
    let mut place = vec!["warmline".to_owned(), "--data".into(), text(&config.data)];
    place.extend(config.database_url.iter().flat_map(|address| ["--database-url".to_owned(), address.clone()]));
    run(Cli::try_parse_from(place.iter().map(String::as_str).chain(words.iter().copied())).unwrap()).await
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// By the two commands, as an install on SQLite does it; returns the new install's settings.
async fn by_commands(house: &TestHouse, shelf: &Path) -> Config {
    let (copy, fresh) = (shelf.join("copy"), settings(&["--data", &text(&shelf.join("fresh"))]));
    warmline(&house.config, &["backup", &text(&copy)]).await.unwrap();
    assert!(!copy.join("root.key").exists(), "the key is kept apart from what it opens");

    // Another install's key opens nothing, and nothing stays behind.
    let wrong = shelf.join("wrong.key");
    std::fs::write(&wrong, "ab".repeat(32)).unwrap();
    assert!(warmline(&fresh, &["restore", &text(&copy), "--key", &text(&wrong)]).await.is_err());
    assert_eq!(std::fs::read_dir(&fresh.data).unwrap().count(), 0);
    let key = text(&house.config.root_key());
    warmline(&fresh, &["restore", &text(&copy), "--key", &key]).await.unwrap();
    assert!(warmline(&fresh, &["restore", &text(&copy), "--key", &key]).await.is_err(), "only into an empty folder");
    fresh
}

async fn tool(program: &str, words: &[&str]) {
    let output = Command::new(program).args(words).output().await.unwrap();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
}

/// By PostgreSQL's own tools, step by step as docs/operations.md tells it; returns the new install's settings.
async fn by_hand(house: &TestHouse, shelf: &Path) -> Config {
    let refused = warmline(&house.config, &["backup", &text(&shelf.join("copy"))]).await.unwrap_err();
    assert!(refused.to_string().contains("pg_dump"), "{refused}");
    let (dump, fresh) = (text(&shelf.join("warmline.dump")), shelf.join("fresh"));
    let address = house.config.database_url.clone().unwrap();
    tool("pg_dump", &["--format=custom", &format!("--file={dump}"), &address]).await;
    tool("cp", &["-a", &text(&house.config.data.join("blobs")), &text(shelf)]).await;

    let empty = TestDatabase::fresh().await;
    empty.db.close().await;
    let Database::Postgres(address) = &empty.address else { unreachable!("the suite has one kind of database") };
    let address = address.expose().clone();
    let config = settings(&["--data", &text(&fresh), "--database-url", &address]);
    std::fs::create_dir(&fresh).unwrap();
    tool("pg_restore", &["--no-owner", &format!("--dbname={address}"), &dump]).await;
    tool("cp", &["-a", &text(&shelf.join("blobs")), &text(&fresh)]).await;

    // Another install's key opens nothing; the right one still does afterwards.
    std::fs::write(config.root_key(), "ab".repeat(32)).unwrap();
    assert!(Rooms::open(&config).await.is_err());
    tool("install", &["-m", "600", &text(&house.config.root_key()), &text(&config.root_key())]).await;
    config
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_and_its_key_are_the_whole_install() {
    let mut house = TestHouse::open().await;
    let postgres = matches!(house.config.database(), Database::Postgres(..));
    if postgres && !(is_here("pg_dump") && is_here("pg_restore")) {
        return;
    }
    let mut desk = house.desk("S001").await;
    let mut visitor = house.customer("C001").await;
    visitor.say("转人工").await;
    desk.take(&visitor.interaction).await;
    visitor.say("我的卡被吞了，请看照片").await;
    let photo = [&[0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a][..], &[7; 5_000]].concat();
    let file = visitor.upload("卡.png", photo.clone()).await.good()["id"].as_str().unwrap().to_owned();
    let id = visitor.interaction.clone();

    let shelf = tempfile::tempdir().unwrap();
    let mut config =
        if postgres { by_hand(&house, shelf.path()).await } else { by_commands(&house, shelf.path()).await };
    warmline(&config, &["audit", "verify"]).await.unwrap();

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    config.listen = listener.local_addr().unwrap();
    let opening = Opening { config: &config, demo: true, bank_keys: Vec::new() };
    let restored = Arc::new(House::open(opening).await.unwrap());
    let (router, _) = web::router(&restored, &config, None).unwrap();
    let stop = Stop::default();
    tokio::spawn(async move { serve_until(router, listener, &stop, std::future::pending()).await });
    house.address = config.listen;
    house.house = restored;
    let supervisor = Staff::sign_in(&house, "S005").await;
    let events = supervisor.get(&format!("/api/interactions/{id}/events?after=0&limit=200")).await.good();
    let said = |event: &Value| event["body"]["text"] == "我的卡被吞了，请看照片";
    assert!(events["items"].as_array().unwrap().iter().any(said), "{events}");
    let downloaded =
        supervisor.request(reqwest::Method::GET, &format!("/api/attachments/{file}")).send().await.unwrap();
    assert_eq!(downloaded.bytes().await.unwrap().as_ref(), photo.as_slice());
}

//! A backup taken while the house serves becomes a house again, elsewhere, with nothing missing.

use std::path::Path;
use std::sync::Arc;

use clap::Parser;
use serde_json::Value;
use tokio::net::TcpListener;
use warmline_db::Database;
use warmline_runtime::Stop;
use warmline_server::commands::{Cli, run};
use warmline_server::house::{House, Opening};
use warmline_server::listen::serve_until;
use warmline_server::web;

use crate::support::{Staff, TestHouse, settings};

async fn warmline(data: &Path, words: &[&str]) -> anyhow::Result<()> {
    let data = data.to_str().unwrap();
    run(Cli::try_parse_from(["warmline", "--data", data].iter().chain(words)).unwrap()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_and_its_key_are_the_whole_install() {
    let mut house = TestHouse::open().await;
    if !matches!(house.config.database(), Database::Sqlite(..)) {
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
    let (copy, fresh) = (shelf.path().join("copy"), shelf.path().join("fresh"));
    let path = |path: &Path| path.to_str().unwrap().to_owned();
    warmline(&house.config.data, &["backup", &path(&copy)]).await.unwrap();
    assert!(!copy.join("root.key").exists(), "the key is kept apart from what it opens");

    // Another install's key opens nothing, and nothing stays behind.
    let wrong = shelf.path().join("wrong.key");
    std::fs::write(&wrong, "ab".repeat(32)).unwrap();
    assert!(warmline(&fresh, &["restore", &path(&copy), "--key", &path(&wrong)]).await.is_err());
    assert_eq!(std::fs::read_dir(&fresh).unwrap().count(), 0);
    let key = path(&house.config.root_key());
    warmline(&fresh, &["restore", &path(&copy), "--key", &key]).await.unwrap();
    assert!(warmline(&fresh, &["restore", &path(&copy), "--key", &key]).await.is_err(), "only into an empty folder");
    warmline(&fresh, &["audit", "verify"]).await.unwrap();

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut config = settings(&["--data", &path(&fresh)]);
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

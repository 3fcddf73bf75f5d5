//! The demo with its simulated people: the board lives.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, FromArgMatches};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::time::Instant;
use warmline_server::commands::demo::{prepare, sandbox_bank, widened};
use warmline_server::config::Config;
use warmline_server::demo::carrier;
use warmline_server::demo::people::{self, Colleague, Doors, Network, Pace};
use warmline_server::house::{House, Opening};
use warmline_server::web;

use crate::telephone::on_ports_of_its_own;

/// People live so many times as fast here.
const PACE: f64 = 12.0;
/// Everything must have been seen by then.
const WITHIN: Duration = Duration::from_secs(180);

#[tokio::test(flavor = "multi_thread")]
async fn simulated_people_keep_the_board_alive() {
    let folder = tempfile::tempdir().unwrap();
    let (address, _) = open_house(folder.path()).await;
    let nobody = Network { telephone: None, carrier: None };
    let supervisor = Doors::at(address).unwrap().sign_in("S005").await.unwrap();
    let _people = people::start(address, nobody, 7, Pace::times(PACE)).unwrap();
    let deadline = Instant::now() + WITHIN;
    let mut seen = Seen::default();
    while seen != Seen::EVERYTHING {
        assert!(Instant::now() < deadline, "not everything came to pass: {seen:?}");
        tokio::time::sleep(Duration::from_millis(500)).await;
        seen.look(&supervisor).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn simulated_callers_are_answered_by_simulated_colleagues() {
    let folder = tempfile::tempdir().unwrap();
    let (address, network) = open_house(folder.path()).await;
    let supervisor = Doors::at(address).unwrap().sign_in("S005").await.unwrap();
    let _people = people::start(address, network, 7, Pace::times(PACE)).unwrap();
    let deadline = Instant::now() + WITHIN;
    loop {
        assert!(Instant::now() < deadline, "nobody on the telephone was answered");
        let calls = supervisor.get("/api/interactions?view=all&channel=voice&limit=50").await.unwrap();
        let mut names = Vec::new();
        for row in items(&calls) {
            let path = format!("/api/interactions/{}/events?after=0&limit=200", row["id"].as_str().unwrap());
            let thread = supervisor.get(&path).await.unwrap();
            names.extend(items(&thread).iter().filter_map(|event| event["name"].as_str().map(str::to_owned)));
        }
        let happened = |name: &str| names.iter().any(|known| known == name);
        if happened("interaction.accepted") && happened("recording.started") && happened("interaction.wrapped_up") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Seen {
    offered: bool,
    accepted: bool,
    ended: bool,
    rated: bool,
    active_on_board: bool,
    answered_on_board: bool,
}

impl Seen {
    const EVERYTHING: Self = Self {
        offered: true,
        accepted: true,
        ended: true,
        rated: true,
        active_on_board: true,
        answered_on_board: true,
    };

    /// Looks at the board, and at what happened in the conversations.
    async fn look(&mut self, supervisor: &Colleague) {
        let board = supervisor.get("/api/board").await.unwrap();
        self.active_on_board |= board["tiles"]["active"].as_u64() > Some(0);
        self.answered_on_board |= board["tiles"]["answered"].as_u64() > Some(0);
        self.rated |= board["tiles"]["ratings"].as_u64() > Some(0);
        let listed = supervisor.get("/api/interactions?view=all&limit=50").await.unwrap();
        for row in items(&listed) {
            let id = row["id"].as_str().unwrap();
            let thread = supervisor.get(&format!("/api/interactions/{id}/events?after=0&limit=200")).await.unwrap();
            for event in items(&thread) {
                match event["name"].as_str().unwrap() {
                    "interaction.offered" => self.offered = true,
                    "interaction.accepted" => self.accepted = true,
                    "interaction.ended" => self.ended = true,
                    _ => {}
                }
            }
        }
    }
}

fn items(page: &Value) -> &[Value] {
    page["items"].as_array().expect("a page of items")
}

/// A demo house on a free port, served until the test ends, and its telephone network.
async fn open_house(folder: &Path) -> (SocketAddr, Network) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let words = ["warmline", "--data", folder.to_str().unwrap()];
    let matches = Config::augment_args(clap::Command::new("warmline")).get_matches_from(words);
    let mut config = widened(&Config::from_arg_matches(&matches).unwrap(), address);
    on_ports_of_its_own(&mut config);
    let bank = sandbox_bank(&config);
    let bank_keys = vec![("demo".to_owned(), bank.public_key_pem())];
    let house = Arc::new(House::open(Opening { config: &config, demo: true, bank_keys }).await.unwrap());
    let logins = prepare(&house, bank).await.unwrap();
    let (router, _) = web::router(&house, &config, Some(logins)).unwrap();
    let mut settings = warmline_server::telephone::settings(&config, true).unwrap().expect("switched on");
    let carrier = carrier::join(&mut settings).await.unwrap();
    house.telephone.open(settings).await.unwrap();
    let network = Network { telephone: house.telephone.address(), carrier };
    tokio::spawn(async move { web::serve(&house, router, listener).await });
    (address, network)
}

//! A colleague's browser as the phone: a real Chromium, both ways.

use std::path::PathBuf;
use std::process::Stdio;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use warmline_testkit::skip;

use super::open;
use super::reaching::{events, row, state_is};
use crate::stories::until;
use crate::support::{Phone, Standing, upgrade, wav};

const CUSTOMER: f64 = 700.0;
const AGENT: f64 = 1_000.0;

/// A Chromium with a tone for a microphone.
struct Browser {
    _child: Child,
    words: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Browser {
    /// None when the web's packages or Chromium are not on this machine.
    fn open(folder: &std::path::Path) -> Option<Self> {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
        let web = root.join("web");
        if !web.join("node_modules/@playwright/test").exists() || !PathBuf::from("/usr/bin/chromium").exists() {
            skip("no browser here: run npm ci in web and install chromium to prove this");
            return None;
        }
        let microphone = folder.join("microphone.wav");
        wav::write_tone(&microphone, AGENT, 20);
        let mut child = Command::new("node")
            .arg(root.join("crates/server/tests/it/telephone/browser.mjs"))
            .args([web.canonicalize().unwrap(), microphone, CUSTOMER.to_string().into()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .ok()?;
        let words = child.stdin.take()?;
        let lines = BufReader::new(child.stdout.take()?).lines();
        Some(Self { _child: child, words, lines })
    }

    async fn answer(&mut self, offer: &str) -> String {
        let line = json!({ "sdp": offer }).to_string() + "\n";
        self.words.write_all(line.as_bytes()).await.unwrap();
        let answer = self.next().await;
        answer["sdp"].as_str().expect("an answer").to_owned()
    }

    async fn press(&mut self, keys: &str) {
        let line = json!({ "keys": keys }).to_string() + "\n";
        self.words.write_all(line.as_bytes()).await.unwrap();
    }

    async fn next(&mut self) -> Value {
        let line = self.lines.next_line().await.unwrap().expect("the browser speaks");
        serde_json::from_str(&line).unwrap()
    }

    /// Hears the wanted tone.
    async fn hears(&mut self) {
        for _ in 0..60 {
            if self.next().await["level"].as_f64().unwrap_or(0.0) > 0.01 {
                return;
            }
        }
        panic!("the browser hears nothing of {CUSTOMER} Hz");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_and_a_browser_hear_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let Some(mut browser) = Browser::open(folder.path()) else { return };
    let (house, address) = open().await;
    let desk = house.desk("S001").await;
    let mut phone =
        upgrade(&house.url("/api/phone/socket"), &[("cookie", &desk.staff.cookie)]).await.expect("a socket");
    phone.wait_for("welcome", |frame| frame["type"] == "welcome").await;
    let customer = Phone::plug_in(address, "13900000001", CUSTOMER).await;
    customer.call("90588").await;
    customer.stands(Standing::Up).await;
    let supervisor = house.staff("S005").await;
    let id = row(&supervisor).await["id"].as_str().unwrap().to_owned();
    let press = || async {
        customer.press('0').await;
        let state = supervisor.get(&format!("/api/interactions/{id}")).await.good()["state"].clone();
        (state != "bot").then_some(())
    };
    until("the key for a person is taken", press).await;
    let ring = phone.wait_for("a ring", |frame| frame["type"] == "ring").await;
    assert_eq!((&ring["interaction"], &ring["from"]), (&json!(id), &json!("139****0001")));
    let answer = browser.answer(ring["sdp"].as_str().unwrap()).await;
    phone.send(&json!({"type": "answer", "call": ring["call"], "sdp": answer})).await;
    state_is(&desk.staff, &id, "active").await;
    customer.hears(AGENT).await;
    browser.hears().await;
    browser.press("1470#").await;
    until("the keys arrive", || async { (customer.keys() == "1470#").then_some(()) }).await;
    let log = events(&supervisor, &id).await;
    assert!(!log.iter().skip_while(|name| *name != "interaction.accepted").any(|name| name == "call.digit_menu"));
    phone.send(&json!({"type": "hang_up", "call": ring["call"]})).await;
    state_is(&desk.staff, &id, "wrap_up").await;
    customer.stands(Standing::Over).await;
}

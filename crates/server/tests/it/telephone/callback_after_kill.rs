//! The process is killed while callers wait and one talks: the waiting are called back in their order, and what was
//! said is kept.

use std::path::Path;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tokio::net::UdpSocket;
use warmline_loadgen::server::Setup;
use warmline_loadgen::socket::Socket;
use warmline_loadgen::staff::Staff;
use warmline_media::goertzel::amplitude;
use warmline_server::demo::page::PASSWORD;

use super::reaching::{AGENT, CUSTOMER};
use crate::stories::until;
use crate::support::{Phone, Standing};

/// Those who wait, in the order they come.
const WAITING: [&str; 3] = ["13900000002", "13900000003", "13900000004"];
/// What is said in the last seconds before the kill, and how long.
const LAST_WORDS: f64 = 1_300.0;
const SPOKEN_LAST: Duration = Duration::from_secs(6);
/// What a kill may cost of what the agent heard of them.
const LOST_AT_MOST: Duration = Duration::from_secs(2);
/// No other test's telephone has these.
const PORTS: &str = "29000-29999";

async fn calls_in(staff: &Staff, state: &str) -> Vec<Value> {
    let list = staff.get("/api/interactions?view=all&channel=voice").await.unwrap();
    let items = list["items"].as_array().cloned().unwrap_or_default();
    items.into_iter().filter(|row| row["state"] == state).collect()
}

/// Presses 0 until so many calls are in this state.
async fn keys_through(staff: &Staff, customer: &Phone, state: &str, calls: usize) {
    until("the call is where it belongs", || async {
        customer.press('0').await;
        (calls_in(staff, state).await.len() == calls).then_some(())
    })
    .await;
}

async fn only(staff: &Staff, state: &str) -> String {
    let one = || async { calls_in(staff, state).await.first().map(|row| row["id"].as_str().unwrap().to_owned()) };
    until(&format!("a call that is {state}"), one).await
}

async fn writes_up(staff: &Staff, interaction: &str) {
    let kinds = staff.get("/api/dispositions").await.unwrap();
    let written = json!({"disposition": kinds["items"][0]["code"], "need": "核对", "next_step": "无"});
    staff.send(Method::POST, &format!("/api/interactions/{interaction}/wrap-up"), &written).await.unwrap();
}

/// The customer's side of a recording, as played.
async fn customer_heard(base: &str, staff: &Staff, recording: &str) -> Vec<i16> {
    let client = warmline_loadgen::staff::client().unwrap();
    let ask = client.get(format!("{base}/api/recordings/{recording}")).header("cookie", staff.cookie());
    let sound = ask.send().await.unwrap();
    assert_eq!(sound.headers()["content-type"], "audio/wav");
    let bytes = sound.bytes().await.unwrap();
    bytes[44..].chunks_exact(4).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect()
}

/// From the first of the last words to the last of them: a busy machine conceals some between, and leaves some out for
/// whoever hears them and for the recording alike.
fn last_words_in(sound: &[i16]) -> Duration {
    let said = |tenth: &[i16]| amplitude(tenth, LAST_WORDS) > 2_000.0;
    let mut tenths = sound.chunks_exact(800);
    let first = tenths.position(said);
    let last = tenths.rposition(said).map_or(0, |after| after + 1);
    first.map_or(Duration::ZERO, |_| Duration::from_millis(100 * (last as u64 + 1)))
}

/// Opens a colleague's desk, plugs in the desk phone of that extension, and makes the colleague ready.
async fn at_work(setup: &Setup, staff: &Staff, extension: &str, tone: f64) -> (Socket, Phone) {
    let phone = Phone::plug_in(([127, 0, 0, 1], setup.sip.unwrap()).into(), extension, tone).await;
    phone.register(PASSWORD).await;
    let mut desk = staff.desk(None).await.unwrap();
    desk.wait_for("welcome").await.unwrap();
    staff.ready().await.unwrap();
    (desk, phone)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_is_kept_leads_to_the_same_colleague_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let mut setup =
        Setup::new(Path::new(env!("CARGO_BIN_EXE_warmline")), folder.path(), None).unwrap().with_telephone().unwrap();
    setup.environment = vec![("WARMLINE_MEDIA_PORTS", PORTS.into())];
    let server = setup.start().await.unwrap();
    let supervisor = Staff::of_demo(&setup.base(), "S006").await.unwrap();
    let staff = Staff::of_demo(&setup.base(), "S001").await.unwrap();
    let other_staff = Staff::of_demo(&setup.base(), "S003").await.unwrap();
    let (desk, agent) = at_work(&setup, &staff, "8001", AGENT).await;
    let customer = Phone::plug_in(([127, 0, 0, 1], setup.sip.unwrap()).into(), "13900000001", CUSTOMER).await;
    customer.call("90588").await;
    customer.stands(Standing::Up).await;
    keys_through(&supervisor, &customer, "active", 1).await;
    let talked = only(&supervisor, "active").await;
    let keep = json!({"do": "keep_line", "minutes": 120});
    staff.send(Method::POST, &format!("/api/interactions/{talked}/call"), &keep).await.unwrap();
    customer.hang_up().await;
    agent.stands(Standing::Over).await;
    assert_eq!(only(&supervisor, "wrap_up").await, talked);
    writes_up(&staff, &talked).await;
    // The line is kept with the call's last entry.
    until("the call's end is stored", || async {
        let path = format!("/api/interactions/{talked}/events?after=0&limit=200");
        let log = supervisor.get(&path).await.unwrap();
        log["items"].as_array().unwrap().iter().any(|event| event["name"] == "call.line_kept").then_some(())
    })
    .await;
    server.kill().unwrap();
    drop((desk, agent));

    let server = setup.start().await.unwrap();
    // Somebody else is there first, and has waited longer.
    let (_other_desk, other) = at_work(&setup, &other_staff, "8003", LAST_WORDS).await;
    let (_desk, agent) = at_work(&setup, &staff, "8001", AGENT).await;
    customer.call("90588").await;
    customer.stands(Standing::Up).await;
    keys_through(&supervisor, &customer, "active", 1).await;
    agent.stands(Standing::Up).await;
    assert_eq!(other.standing(), Standing::Idle);
    drop(server);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_keeps_every_place_for_the_call_back_and_every_recording_but_two_seconds() {
    let folder = tempfile::tempdir().unwrap();
    let line = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let settings = format!(
        "dial_plan = \"1XXXXXXXXXX\"\n[[trunks]]\nname = \"carrier\"\naddress = \"{}\"\n",
        line.local_addr().unwrap()
    );
    std::fs::write(folder.path().join("telephone.toml"), settings).unwrap();
    let mut setup =
        Setup::new(Path::new(env!("CARGO_BIN_EXE_warmline")), folder.path(), None).unwrap().with_telephone().unwrap();
    let file = folder.path().join("telephone.toml").display().to_string();
    setup.environment = vec![("WARMLINE_TELEPHONE", file), ("WARMLINE_MEDIA_PORTS", PORTS.into())];
    let server = setup.start().await.unwrap();
    let address = ([127, 0, 0, 1], setup.sip.unwrap()).into();

    let supervisor = Staff::of_demo(&setup.base(), "S006").await.unwrap();
    let staff = Staff::of_demo(&setup.base(), "S001").await.unwrap();
    let agent = Phone::plug_in(address, "8001", AGENT).await;
    agent.register(PASSWORD).await;
    let mut desk = staff.desk(None).await.unwrap();
    desk.wait_for("welcome").await.unwrap();
    staff.ready().await.unwrap();
    let talker = Phone::plug_in(address, "13900000001", CUSTOMER).await;
    talker.call("90588").await;
    talker.stands(Standing::Up).await;
    keys_through(&supervisor, &talker, "active", 1).await;
    agent.hears(CUSTOMER).await;
    let talked = only(&supervisor, "active").await;

    let mut waiting = Vec::new();
    for (before, number) in WAITING.iter().enumerate() {
        let caller = Phone::plug_in(address, number, 900.0).await;
        caller.call("90588").await;
        caller.stands(Standing::Up).await;
        keys_through(&supervisor, &caller, "queued", before + 1).await;
        waiting.push(caller);
    }
    talker.says(LAST_WORDS);
    tokio::time::sleep(SPOKEN_LAST).await;
    server.kill().unwrap();
    drop((desk, talker, waiting));

    let server = setup.start().await.unwrap();
    let heard = agent.heard();
    let customer = Phone::on(line, address, "carrier", CUSTOMER).await;
    let recordings = supervisor.get(&format!("/api/interactions/{talked}/recordings")).await.unwrap();
    let recording = recordings["items"][0]["id"].as_str().expect("a recording").to_owned();
    let recorded = customer_heard(&setup.base(), &supervisor, &recording).await;
    let (kept, heard) = (last_words_in(&recorded), last_words_in(&heard));
    assert!(heard > SPOKEN_LAST / 2, "the agent heard {heard:?} of the last words");
    assert!(kept + LOST_AT_MOST >= heard, "{kept:?} are kept of {heard:?} heard");

    agent.hang_up().await;
    agent.register(PASSWORD).await;
    let mut desk = staff.desk(None).await.unwrap();
    desk.wait_for("welcome").await.unwrap();
    assert_eq!(calls_in(&supervisor, "queued").await.len(), WAITING.len(), "every place is kept");
    staff.send(Method::POST, &format!("/api/interactions/{talked}/end"), &json!({})).await.unwrap();
    writes_up(&staff, &talked).await;
    staff.ready().await.unwrap();
    for calls in 1..=WAITING.len() {
        until("the next is called back", || async { (customer.called().len() == calls).then_some(()) }).await;
        customer.stands(Standing::Up).await;
        customer.hears(AGENT).await;
        let served = only(&supervisor, "active").await;
        customer.hang_up().await;
        agent.stands(Standing::Over).await;
        assert_eq!(only(&supervisor, "wrap_up").await, served);
        writes_up(&staff, &served).await;
    }
    assert_eq!(customer.called(), WAITING);
    drop(server);
}

//! Telephones that are not ours: sipp calls as carriers test with it, baresip as a customer and as a desk phone.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::process::Command;
use warmline_media::g711;
use warmline_media::goertzel::Tone;
use warmline_server::commands::demo::extension_of;
use warmline_server::demo::page::PASSWORD;
use warmline_testkit::is_here;
use warmline_wire::sdp::Codec;

use super::reaching::{asks_for_a_person, events, row, state_is};
use super::{colleague, hears_no_more, is_with, open, open_with};
use crate::stories::until;
use crate::support::{Baresip, Desk, Kind, Staff, Standing, TestHouse};

const CUSTOMER: f64 = 700.0;
const AGENT: f64 = 1_100.0;
/// The second colleague's tone.
const SECOND: f64 = 1_500.0;
/// Calls of sipp's own scenario.
const CALLS: u32 = 20;

/// Runs sipp in a folder to its end.
async fn sipp(folder: &Path, server: SocketAddr, what: &[&str]) -> Output {
    let fixed = ["-i", "127.0.0.1", "-s", "90588", "-nostdin", "-timeout", "60", "-timeout_error"];
    let mut command = Command::new("sipp");
    command.args(what).args(fixed).arg(server.to_string()).current_dir(folder);
    command.stdin(Stdio::null()).kill_on_drop(true).output().await.expect("sipp starts")
}

fn went_well(output: &Output) {
    let said = String::from_utf8_lossy(&output.stdout);
    let last = said.lines().rev().take(40).collect::<Vec<_>>();
    assert!(
        output.status.success(),
        "sipp: {:?}\n{last:#?}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
}

/// A key 0 as two tones, 200 ms in three seconds of silence, in A-law.
fn keyed_zero() -> Vec<u8> {
    let mut samples = vec![0; 24_000];
    let pressed = &mut samples[12_000..13_600];
    Tone::new(941.0, 6_000.0).add_to(pressed);
    Tone::new(1_336.0, 6_000.0).add_to(pressed);
    let mut codes = vec![0; samples.len()];
    g711::encode(Codec::Pcma, &samples, &mut codes);
    codes
}

async fn voice_calls(staff: &Staff) -> Vec<Value> {
    let list = staff.get("/api/interactions?view=all&channel=voice&limit=100").await.good();
    list["items"].as_array().cloned().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_call_of_sipps_own_scenario_is_taken_and_let_go() {
    if !is_here("sipp") {
        return;
    }
    let (house, address) = open_with(4 * CALLS).await;
    let supervisor = house.staff("S005").await;
    let folder = tempfile::tempdir().unwrap();
    let calls = CALLS.to_string();
    let output = sipp(folder.path(), address, &["-sn", "uac", "-m", &calls, "-r", "10", "-d", "500"]).await;
    went_well(&output);
    assert_eq!(voice_calls(&supervisor).await.len(), CALLS as usize, "each was an interaction");
    let exchange = house.house.telephone.exchange().expect("open");
    until("no call is left", || async { (exchange.calls() == 0).then_some(()) }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_of_sipp_keys_by_tones_waits_talks_and_hangs_up() {
    if !is_here("sipp") {
        return;
    }
    let (house, address) = open().await;
    let (desk, agent) = colleague(&house, "S001", AGENT).await;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("caller.xml"), include_str!("sipp/caller.xml")).unwrap();
    std::fs::write(folder.path().join("keys.alaw"), keyed_zero()).unwrap();
    let talked = async {
        agent.stands(Standing::Up).await;
        let id = row(&desk.staff).await["id"].as_str().unwrap().to_owned();
        state_is(&desk.staff, &id, "active").await;
        id
    };
    let (output, id) = tokio::join!(sipp(folder.path(), address, &["-sf", "caller.xml", "-m", "1"]), talked);
    went_well(&output);
    state_is(&desk.staff, &id, "wrap_up").await;
    agent.stands(Standing::Over).await;
    let names = events(&desk.staff, &id).await;
    assert!(names.iter().any(|name| name == "call.digit_menu"), "the tones were a key: {names:?}");
}

/// The customer keys `0` in the menu until it is taken, and has a person; answers with the interaction.
pub(super) async fn keys_for_a_person(supervisor: &Staff, customer: &Baresip) -> String {
    let id = row(supervisor).await["id"].as_str().unwrap().to_owned();
    until("the key for a person is taken", || async {
        customer.order("sndcode", "0").await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        events(supervisor, &id).await.iter().any(|name| name == "call.digit_menu").then_some(())
    })
    .await;
    state_is(supervisor, &id, "active").await;
    id
}

/// The desk phone of S001, which answers by itself.
async fn at_a_desk(address: SocketAddr) -> Option<Baresip> {
    let account = format!(";auth_user={0};auth_pass={PASSWORD};regint=60;answermode=auto", extension_of("S001"));
    let kind = Kind { account: &account, ..Kind::default() };
    Baresip::plug_in(address, &extension_of("S001"), AGENT, kind).await
}

/// A caller at baresip who keyed `0` in the menu and was put through to S001's desk phone, which is one too.
async fn put_through() -> Option<(TestHouse, Desk, Baresip, Baresip, String)> {
    let (house, address) = open().await;
    let agent = at_a_desk(address).await?;
    let customer = Baresip::plug_in(address, "13900000001", CUSTOMER, Kind::default()).await?;
    let desk = house.desk("S001").await;
    customer.order("dial", &format!("sip:90588@{address}")).await;
    let supervisor = house.staff("S005").await;
    let id = keys_for_a_person(&supervisor, &customer).await;
    Some((house, desk, customer, agent, id))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_who_use_baresip_hear_each_other_and_hold_from_either_side() {
    let Some((_house, desk, customer, agent, id)) = put_through().await else { return };
    customer.hears(AGENT).await;
    agent.hears(CUSTOMER).await;

    // From its first new session on this baresip (1.0) writes down no more what it hears, so now the other's ear tells.
    let path = format!("/api/interactions/{id}/call");
    let silence = || async { (agent.level(CUSTOMER) < 300.0).then_some(()) };
    desk.staff.post(&path, json!({"do": "hold"})).await.good();
    until("the agent hears no customer on hold", silence).await;
    desk.staff.post(&path, json!({"do": "resume"})).await.good();
    agent.hears(CUSTOMER).await;

    customer.order("hold", "").await;
    until("the agent hears no customer who holds", silence).await;
    customer.order("resume", "").await;
    agent.hears(CUSTOMER).await;

    customer.order("hangup", "").await;
    state_is(&desk.staff, &id, "wrap_up").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_transfer_key_of_baresip_hands_on_a_call_that_it_holds() {
    let (house, address) = open().await;
    let Some(agent) = at_a_desk(address).await else { return };
    let desk = house.desk("S001").await;
    let (_supervisor, customer, id) = asks_for_a_person(&house, address).await;
    state_is(&desk.staff, &id, "active").await;
    let (second_desk, second) = colleague(&house, "S003", SECOND).await;
    customer.hears(AGENT).await;

    // So real phones do it: first the customer hears music, then the wish comes.
    agent.order("hold", "").await;
    hears_no_more(&customer, AGENT).await;
    agent.order("transfer", &format!("sip:{}@{address}", extension_of("S003"))).await;
    second.hears(CUSTOMER).await;
    customer.hears(SECOND).await;
    is_with(&second_desk.staff, &id, &second_desk.staff.id).await;
    let names = events(&second_desk.staff, &id).await;
    assert!(names.iter().any(|name| name == "interaction.transferred"), "{names:?}");
}

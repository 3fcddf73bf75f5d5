//! Calls through the whole house: from the trunk to a colleague's phone, and what is left of them.

mod browser;
mod callback;
mod callback_after_kill;
mod calling_out;
mod encrypted;
mod handing_on;
mod interop;
mod keying;
mod ladder;
mod message;
mod mutated;
mod reaching;
mod referring;
mod simulated;
mod speech;
mod supervising;
mod survey;
mod toll_fraud;
mod urgent;

use std::net::SocketAddr;

use serde_json::Value;
use warmline_server::commands::demo::extension_of;
use warmline_server::config::Config;
use warmline_server::demo::page::PASSWORD;
use warmline_server::telephone;
use warmline_voice::TelephoneSettings;

use crate::stories::until;
use crate::support::{Desk, Phone, Staff, TestHouse};

/// Ports for sound most tests do with.
const PORTS: u32 = 20;

/// A demo house whose telephone is open on ports of its own.
pub async fn open() -> (TestHouse, SocketAddr) {
    open_as(PORTS, |_| {}).await
}

/// The same with so many ports for sound.
pub async fn open_with(ports: u32) -> (TestHouse, SocketAddr) {
    open_as(ports, |_| {}).await
}

/// The same with a telephone's file of this text.
pub async fn open_with_file(text: &str) -> (TestHouse, SocketAddr) {
    open_as(PORTS, |config| {
        let path = config.data.join("telephone.toml");
        std::fs::write(&path, text).expect("a file");
        config.telephone = Some(path);
    })
    .await
}

/// The same with other settings of the server.
pub async fn open_as(ports: u32, change: impl FnOnce(&mut Config)) -> (TestHouse, SocketAddr) {
    let house = TestHouse::with(|config| {
        on_ports(config, ports);
        change(config);
    })
    .await;
    opened(house, |_| {}).await
}

/// The same with other settings of the telephone.
pub async fn open_with_settings(change: impl FnOnce(&mut TelephoneSettings)) -> (TestHouse, SocketAddr) {
    opened(TestHouse::with(on_ports_of_its_own).await, change).await
}

async fn opened(house: TestHouse, change: impl FnOnce(&mut TelephoneSettings)) -> (TestHouse, SocketAddr) {
    let mut settings = telephone::settings(&house.config, true).expect("settings").expect("switched on");
    change(&mut settings);
    house.house.telephone.open(settings).await.expect("the telephone opens");
    let address = house.house.telephone.address().expect("an address");
    (house, address)
}

/// Lets a telephone listen where no other test's does. Tests run side by side on one address: none may get a port another
/// one's phone still speaks to.
pub fn on_ports_of_its_own(config: &mut Config) {
    on_ports(config, PORTS);
}

fn on_ports(config: &mut Config, ports: u32) {
    let first = 20_000 + (std::process::id() % 450) * 20;
    config.sip_listen = "127.0.0.1:0".into();
    config.media_ports = format!("{first}-{}", first + ports - 1);
}

/// A colleague's desk phone, registered, that says `tone` Hz and answers by itself.
pub async fn desk_phone(house: &TestHouse, work_number: &str, tone: f64) -> Phone {
    let address = house.house.telephone.address().expect("an address");
    let phone = Phone::plug_in(address, &extension_of(work_number), tone).await;
    phone.register(PASSWORD).await;
    phone
}

/// A colleague at an open desk, ready, with a desk phone.
pub async fn colleague(house: &TestHouse, work_number: &str, tone: f64) -> (Desk, Phone) {
    let phone = desk_phone(house, work_number, tone).await;
    (house.desk(work_number).await, phone)
}

/// Somebody at an open desk who takes no work.
pub async fn at_desk(staff: Staff) -> Desk {
    let desk = Desk::open(staff).await;
    let here = || async { (presence(&desk.staff).await != "offline").then_some(()) };
    until("the desk is open", here).await;
    desk
}

/// The state of a colleague's presence.
pub async fn presence(staff: &Staff) -> String {
    staff.get("/api/me").await.good()["presence"]["state"].as_str().unwrap_or_default().to_owned()
}

/// What somebody does with the call.
pub async fn step(staff: &Staff, interaction: &str, step: Value) {
    staff.post(&format!("/api/interactions/{interaction}/call"), step).await.good();
}

/// Waits until this phone hears nothing of a tone any more.
pub async fn hears_no_more(phone: &Phone, tone: f64) {
    until(&format!("silence of {tone} Hz"), || async { (phone.level(tone) < 300.0).then_some(()) }).await;
}

/// Waits until the interaction is this colleague's, and answers with its row.
pub async fn is_with(staff: &Staff, interaction: &str, agent: &str) -> Value {
    let path = format!("/api/interactions/{interaction}");
    let found = || async {
        // It may not be theirs to see yet.
        let row = staff.get(&path).await.json();
        (row["agent"]["id"] == agent).then_some(row)
    };
    until("the interaction is with the colleague who talks", found).await
}

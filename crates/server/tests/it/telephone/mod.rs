//! Calls through the whole house: from the trunk to a colleague's phone, and what is left of them.

mod browser;
mod callback;
mod callback_after_kill;
mod calling_out;
mod handing_on;
mod keying;
mod message;
mod reaching;
mod supervising;
mod urgent;

use std::net::SocketAddr;

use serde_json::Value;
use warmline_server::commands::demo::extension_of;
use warmline_server::demo::page::PASSWORD;
use warmline_server::telephone;
use warmline_voice::TelephoneSettings;

use crate::stories::until;
use crate::support::{Desk, Phone, Staff, TestHouse};

/// A demo house whose telephone is open on ports of its own.
pub async fn open() -> (TestHouse, SocketAddr) {
    open_with(|_| {}).await
}

/// As [`open`], with other settings of the telephone.
pub async fn open_with(change: impl FnOnce(&mut TelephoneSettings)) -> (TestHouse, SocketAddr) {
    // Tests run side by side on one address: none may get a port another one's phone still speaks to.
    let first = 20_000 + (std::process::id() % 450) * 20;
    let house = TestHouse::with(|config| {
        config.sip_listen = "127.0.0.1:0".into();
        config.media_ports = format!("{first}-{}", first + 19);
    })
    .await;
    let mut settings = telephone::settings(&house.config, true).expect("settings").expect("switched on");
    change(&mut settings);
    house.house.telephone.open(settings).await.expect("the telephone opens");
    let address = house.house.telephone.address().expect("an address");
    (house, address)
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

//! Calls through the whole house: from the trunk to a colleague's phone, and what is left of them.

mod browser;
mod handing_on;
mod reaching;

use std::net::SocketAddr;

use warmline_server::commands::demo::extension_of;
use warmline_server::demo::page::PASSWORD;
use warmline_server::telephone;

use crate::support::{Desk, Phone, TestHouse};

/// A demo house whose telephone is open on ports of its own.
pub async fn open() -> (TestHouse, SocketAddr) {
    let house = TestHouse::with(|config| config.sip_listen = "127.0.0.1:0".into()).await;
    let settings = telephone::settings(&house.config, true).expect("settings").expect("switched on");
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

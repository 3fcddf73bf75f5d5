//! Calls through the whole house: from the trunk to a colleague's phone, and what is left of them.

mod browser;
mod reaching;

use std::net::SocketAddr;

use warmline_server::telephone;

use crate::support::TestHouse;

/// A demo house whose telephone is open on ports of its own.
pub async fn open() -> (TestHouse, SocketAddr) {
    let house = TestHouse::with(|config| config.sip_listen = "127.0.0.1:0".into()).await;
    let settings = telephone::settings(&house.config, true).expect("settings").expect("switched on");
    house.house.telephone.open(settings).await.expect("the telephone opens");
    let address = house.house.telephone.address().expect("an address");
    (house, address)
}

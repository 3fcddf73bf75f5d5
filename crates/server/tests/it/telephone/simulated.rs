//! The demo's simulated carrier: customers can be called without anything outside this machine.

use serde_json::json;
use tokio::task::JoinSet;
use warmline_server::demo::carrier;
use warmline_server::demo::people::{self, Network};
use warmline_server::telephone;

use super::callback::wishes;
use super::calling_out::{calls, chat_in_hand};
use super::reaching::{AGENT, CUSTOMER, state_is};
use super::{colleague, on_ports_of_its_own};
use crate::stories::until;
use crate::support::{Phone, Standing, TestHouse};

/// The number of the customer C001.
const C001: &str = "14000001001";

/// The demo's house with those who are called, and nobody else simulated.
async fn quiet_demo() -> (TestHouse, JoinSet<()>) {
    let house = TestHouse::with(on_ports_of_its_own).await;
    let mut settings = telephone::settings(&house.config, true).expect("settings").expect("switched on");
    let carrier = carrier::join(&mut settings).await.expect("a port");
    house.house.telephone.open(settings).await.expect("the telephone opens");
    let network = Network { telephone: house.house.telephone.address(), carrier };
    (house, people::start_called(network, 7).expect("the demo's data reads"))
}

/// Somebody speaks, louder than any tone of the line.
async fn hears_somebody(phone: &Phone) {
    until("somebody speaks", || async { (phone.loudness() > 5_000).then_some(()) }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_of_the_demo_who_is_called_from_the_desk_takes_the_call_and_speaks() {
    let (house, _people) = quiet_demo().await;
    let (staff, phone, chat) = chat_in_hand(&house).await;
    phone.says(0.0);
    let call = calls(&staff, json!({"interaction": chat})).await;
    phone.stands(Standing::Up).await;
    until("the customer answers", || async {
        let call = staff.get(&format!("/api/interactions/{call}/call")).await.good();
        (call["recording"] == true).then_some(())
    })
    .await;
    hears_somebody(&phone).await;
    phone.hang_up().await;
    state_is(&staff, &call, "wrap_up").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_presses_1_in_the_demos_queue_is_called_back() {
    let (house, _people) = quiet_demo().await;
    let address = house.house.telephone.address().expect("open");
    let customer = Phone::plug_in(address, C001, CUSTOMER).await;
    let supervisor = house.staff("S005").await;
    let id = wishes(&supervisor, &customer).await;
    let (desk, phone) = colleague(&house, "S001", AGENT).await;
    phone.stands(Standing::Up).await;
    phone.says(0.0);
    until("the customer answers", || async {
        let call = desk.staff.get(&format!("/api/interactions/{id}/call")).await.good();
        (call["progress"] == "served").then_some(())
    })
    .await;
    hears_somebody(&phone).await;
}

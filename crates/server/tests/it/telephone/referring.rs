//! A call is handed on by the transfer key of a desk phone.

use std::net::SocketAddr;

use serde_json::json;
use tokio::net::UdpSocket;

use super::reaching::{AGENT, CUSTOMER, events, is_recording, put_through, put_through_with, state_is};
use super::{colleague, is_with, step};
use crate::stories::until;
use crate::support::{Phone, Standing, TestHouse};

/// The second colleague's tone, and that of whoever is called outside.
const SECOND: f64 = 1_500.0;
const OUTSIDE: &str = "13900000009";

fn whom(house: &TestHouse, user: &str) -> String {
    format!("Refer-To: <sip:{user}@{}>\r\n", house.house.telephone.address().expect("an address"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phones_transfer_key_does_what_the_desks_button_does() {
    let (house, _, desk, customer, agent, id) = put_through().await;
    let (second_desk, second) = colleague(&house, "S003", SECOND).await;
    customer.hears(AGENT).await;
    assert_eq!(agent.ask("REFER", &whom(&house, "8003"), "").await, 202);
    agent.is_told(200).await;
    agent.stands(Standing::Over).await;
    customer.hears(SECOND).await;
    second.hears(CUSTOMER).await;
    let row = is_with(&second_desk.staff, &id, &second_desk.staff.id).await;
    assert_eq!(row["state"], "active", "{row}");
    let names = events(&second_desk.staff, &id).await;
    for name in ["interaction.transferred", "call.transfer_started", "call.transfer_done"] {
        assert!(names.iter().any(|known| known == name), "{name} in {names:?}");
    }
    let auditor = house.staff("S021").await;
    let audit = auditor.get(&format!("/api/audit?object=interaction:{id}&limit=200")).await.good();
    let entries = audit["items"].as_array().unwrap();
    let by_phone = entries.iter().find(|entry| entry["purpose"] == "desk_phone").expect("it is audited");
    assert_eq!((&by_phone["action"], &by_phone["actor"]), (&json!("interaction.transfer"), &json!("S001")));

    // From there to a queue, by its code: the first colleague serves it.
    let wrap_up = desk.staff.get("/api/dispositions").await.good()["items"][0]["code"].clone();
    let written = json!({"disposition": wrap_up, "need": "", "next_step": ""});
    desk.staff.post(&format!("/api/interactions/{id}/wrap-up"), written).await;
    assert_eq!(second.ask("REFER", &whom(&house, "nowhere"), "").await, 404, "no such queue");
    assert_eq!(second.ask("REFER", &whom(&house, "8003"), "").await, 603, "to itself");
    assert_eq!(second.ask("REFER", &whom(&house, "general"), "").await, 202);
    second.stands(Standing::Over).await;
    assert!(customer.standing() == Standing::Up, "the customer is never let go");
}

/// A house with a trunk, on whose line somebody answers to whatever number is called.
async fn with_a_carrier() -> (UdpSocket, String) {
    let line = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address: SocketAddr = line.local_addr().unwrap();
    let file = format!("dial_plan = \"1XXXXXXXXXX\"\n[[trunks]]\nname = \"carrier\"\naddress = \"{address}\"\n");
    (line, file)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_outside_has_the_customer_once_it_answers_and_until_then_the_agent_has() {
    let (line, file) = with_a_carrier().await;
    let (house, supervisor, desk, customer, agent, id) = put_through_with(&file).await;
    let address = house.house.telephone.address().expect("an address");
    let outside = Phone::on(line, address, "carrier", SECOND).await;
    customer.hears(AGENT).await;

    outside.refuse(Some("486 Busy Here"));
    assert_eq!(agent.ask("REFER", &whom(&house, OUTSIDE), "").await, 202);
    agent.is_told(480).await;
    customer.hears(AGENT).await;
    agent.hears(CUSTOMER).await;

    // While the customer keys a secret nobody is moved.
    is_recording(&desk.staff, &id, true).await;
    let customers = house.house.customers.as_ref();
    let known =
        warmline_contract::CustomerDirectory::by_bank_reference(customers, "C001").await.unwrap().expect("C001");
    let named = json!({"customer": known.id.to_string()});
    desk.staff.post(&format!("/api/interactions/{id}/identify"), named).await.good();
    step(&desk.staff, &id, json!({"do": "ask_secret", "kind": "otp"})).await;
    assert_eq!(agent.ask("REFER", &whom(&house, OUTSIDE), "").await, 403);
    for key in "00000000".chars() {
        customer.press(key).await;
    }
    let checked = || async { events(&desk.staff, &id).await.iter().any(|name| name == "secret.done").then_some(()) };
    until("the secret is checked", checked).await;

    outside.refuse(None);
    assert_eq!(agent.ask("REFER", &whom(&house, OUTSIDE), "").await, 202);
    agent.is_told(200).await;
    agent.stands(Standing::Over).await;
    customer.hears(SECOND).await;
    outside.hears(CUSTOMER).await;
    assert_eq!(outside.called(), [OUTSIDE, OUTSIDE]);
    state_is(&supervisor, &id, "wrap_up").await;
}

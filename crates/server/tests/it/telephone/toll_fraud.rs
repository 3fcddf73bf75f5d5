//! T19: no telephone has the bank call anybody outside whom the dial plan does not name, and a customer's nobody at all.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::time::timeout;
use warmline_phone::sip::{Hash, MESSAGE_BYTES, Request, proof, session};
use warmline_server::commands::demo::extension_of;
use warmline_server::demo::page::PASSWORD;
use warmline_voice::edge::{DialPlan, Trunk};

use super::reaching::{AGENT, CUSTOMER, events, put_through_with};
use super::{desk_phone, open_with_settings};
use crate::support::Phone;

/// A number the dial plan of these tests allows, and one it does not.
const OUTSIDE: [&str; 2] = ["13900000009", "0085221600001"];
const PLAN: &str = "1XXXXXXXXXX";
const PATIENCE: Duration = Duration::from_secs(10);

/// The first answer to a request that is not provisional.
async fn answer_to(line: &UdpSocket, server: SocketAddr, request: &Request<'_>) -> String {
    line.send_to(request.text().as_bytes(), server).await.unwrap();
    let counted = format!("{} {}", request.number, request.method);
    let mut buffer = vec![0; MESSAGE_BYTES];
    loop {
        let (bytes, _) = timeout(PATIENCE, line.recv_from(&mut buffer)).await.expect("an answer").unwrap();
        let answer = String::from_utf8_lossy(&buffer[..bytes]).into_owned();
        if answer.contains(&counted) && !answer.starts_with("SIP/2.0 1") {
            return answer;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_phone_with_its_password_calls_nobody_outside_not_even_whom_the_plan_allows() {
    let line = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let outside = line.local_addr().unwrap();
    let (house, address) = open_with_settings(|settings| {
        // Otherwise this machine would count as a carrier.
        settings.edge.trunks = vec![carrier(outside)];
        settings.edge.dial_plan = DialPlan::parse(PLAN).unwrap();
    })
    .await;
    let carrier = Phone::on(line, address, "carrier", CUSTOMER).await;
    let _registered = desk_phone(&house, "S001", AGENT).await;
    let (extension, phone) = (extension_of("S001"), UdpSocket::bind("127.0.0.1:0").await.unwrap());
    let own = phone.local_addr().unwrap();
    let from = format!("<sip:{extension}@{address}>;tag=t");
    let offer = session(own.port() + 1, 101, "sendrecv");
    for number in OUTSIDE {
        let (target, to) = (format!("sip:{number}@{address}"), format!("<sip:{number}@{address}>"));
        let (call, body) = (format!("c{number}"), offer.as_str());
        let invite = Request {
            method: "INVITE",
            target: &target,
            own,
            from: &from,
            to: &to,
            call: &call,
            number: 1,
            extra: "",
            body,
        };
        let challenge = answer_to(&phone, address, &invite).await;
        assert!(challenge.starts_with("SIP/2.0 401"), "{challenge}");
        let proof = proof(Hash::Md5, &challenge, ("INVITE", &target), &extension, PASSWORD).unwrap();
        let refused = answer_to(&phone, address, &Request { number: 2, extra: &proof, ..invite }).await;
        assert!(refused.starts_with("SIP/2.0 403"), "{refused}");
    }
    assert_eq!(house.house.telephone.exchange().expect("open").calls(), 0);
    assert!(carrier.called().is_empty(), "{:?}", carrier.called());
}

/// A line outside that nobody calls in by.
fn carrier(address: SocketAddr) -> Trunk {
    let (name, allow) = ("carrier".into(), Vec::new());
    Trunk { name, allow, inbound: None, address: Some(address), way: Default::default(), srtp: false, outbound: None }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_has_the_call_connected_to_nobody_and_a_phone_to_nobody_outside_the_plan() {
    let line = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let file = format!(
        "dial_plan = \"{PLAN}\"\n[[trunks]]\nname = \"carrier\"\naddress = \"{}\"\n",
        line.local_addr().unwrap()
    );
    let (house, _supervisor, desk, customer, agent, id) = put_through_with(&file).await;
    let address = house.house.telephone.address().expect("an address");
    let carrier = Phone::on(line, address, "carrier", CUSTOMER).await;
    let to = |number: &str| format!("Refer-To: <sip:{number}@{address}>\r\n");
    for number in OUTSIDE.into_iter().chain(["8003"]) {
        assert_eq!(customer.ask("REFER", &to(number), "").await, 405, "{number}");
    }
    let [_, forbidden] = OUTSIDE;
    assert_eq!(agent.ask("REFER", &to(forbidden), "").await, 403);
    customer.hears(AGENT).await;
    agent.hears(CUSTOMER).await;
    assert!(carrier.called().is_empty(), "{:?}", carrier.called());
    let names = events(&desk.staff, &id).await;
    assert!(!names.iter().any(|name| name.starts_with("call.transfer")), "{names:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn digits_by_info_are_refused_in_words_a_phone_understands_and_press_nothing() {
    let (_house, _supervisor, desk, customer, agent, id) = put_through_with("").await;
    let keyed = |names: &[String]| names.iter().filter(|name| *name == "call.digit_menu").count();
    let before = keyed(&events(&desk.staff, &id).await);
    let relay = "Content-Type: application/dtmf-relay\r\n";
    assert_eq!(customer.ask("INFO", relay, "Signal=0\r\nDuration=160\r\n").await, 415);
    assert_eq!(agent.ask("INFO", "Content-Type: application/dtmf\r\n", "5").await, 415);
    assert_eq!(customer.ask("INFO", "", "").await, 200, "whether we are here");
    customer.hears(AGENT).await;
    assert_eq!(keyed(&events(&desk.staff, &id).await), before);
    assert_eq!(agent.keys() + &customer.keys(), "");
}

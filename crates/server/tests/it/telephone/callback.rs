//! Whoever does not wish to wait is called back, in their turn, through a trunk, and by nobody else's number.

use serde_json::{Value, json};
use tokio::net::UdpSocket;
use warmline_base::Millis;
use warmline_voice::edge::{DialPlan, Trunk};

use super::reaching::{AGENT, CUSTOMER, events, row, state_is};
use super::{colleague, open_with_settings, presence};
use crate::stories::until;
use crate::support::{Phone, Staff, Standing, TestHouse};

/// The number of the customer.
pub const NUMBER: &str = "13900000001";

/// A house whose calls out go to one telephone, the customer's, and to the numbers this plan allows; and that
/// telephone, which can call in as well.
pub async fn with_customer(dial_plan: &str) -> (TestHouse, Phone) {
    let line = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
    let carrier = Trunk {
        name: "carrier".into(),
        allow: Vec::new(),
        inbound: None,
        address: Some(line.local_addr().expect("a bound port has an address")),
        way: Default::default(),
        srtp: false,
        outbound: None,
    };
    let (house, address) = open_with_settings(|settings| {
        settings.edge.trunks.push(carrier);
        settings.edge.dial_plan = DialPlan::parse(dial_plan).expect("a plan");
    })
    .await;
    let customer = Phone::on(line, address, NUMBER, CUSTOMER).await;
    (house, customer)
}

/// The customer calls, keys for a person and waits, because nobody is ready. The interaction.
pub async fn waits(supervisor: &Staff, customer: &Phone) -> String {
    customer.call("90588").await;
    customer.stands(Standing::Up).await;
    let id = row(supervisor).await["id"].as_str().expect("an id").to_owned();
    until("the menu asks", || async {
        customer.press('0').await;
        let names = events(supervisor, &id).await;
        names.iter().any(|name| name == "call.digit_menu").then_some(())
    })
    .await;
    state_is(supervisor, &id, "queued").await;
    id
}

/// The customer waits and keys that a call back will do.
pub async fn wishes(supervisor: &Staff, customer: &Phone) -> String {
    let id = waits(supervisor, customer).await;
    until("the wish is stored", || async {
        customer.press('1').await;
        let names = events(supervisor, &id).await;
        names.iter().any(|name| name == "interaction.callback_wished").then_some(())
    })
    .await;
    customer.stands(Standing::Over).await;
    id
}

async fn tries(staff: &Staff, interaction: &str) -> Vec<Value> {
    let page = staff.get(&format!("/api/interactions/{interaction}/events?after=0&limit=200")).await.good();
    let tried = page["items"].as_array().unwrap().iter().filter(|event| event["name"] == "interaction.callback_tried");
    tried.map(|event| event["body"].clone()).collect()
}

async fn has_tried(staff: &Staff, interaction: &str, times: usize) -> Value {
    let tried = || async { tries(staff, interaction).await.into_iter().nth(times - 1) };
    until(&format!("attempt {times}"), tried).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_waits_is_called_back_when_the_turn_comes_and_the_same_interaction_goes_on() {
    let (house, customer) = with_customer("1XXXXXXXXXX").await;
    let supervisor = house.staff("S005").await;
    let id = wishes(&supervisor, &customer).await;
    state_is(&supervisor, &id, "queued").await;
    assert_eq!(customer.called(), [] as [&str; 0], "nobody is called before the turn has come");

    let (desk, agent) = colleague(&house, "S001", AGENT).await;
    customer.stands(Standing::Up).await;
    assert_eq!(customer.called(), [NUMBER]);
    customer.hears(AGENT).await;
    agent.hears(CUSTOMER).await;
    state_is(&desk.staff, &id, "active").await;
    let tried = has_tried(&desk.staff, &id, 1).await;
    assert_eq!((&tried["attempt"], &tried["reached"]), (&json!(1), &json!(true)));
    let call = desk.staff.get(&format!("/api/interactions/{id}/call")).await.good();
    assert_eq!((&call["progress"], &call["recording"]), (&json!("served"), &json!(true)));

    customer.hang_up().await;
    agent.stands(Standing::Over).await;
    state_is(&desk.staff, &id, "wrap_up").await;
    let list = desk.staff.get(&format!("/api/interactions/{id}/recordings")).await.good();
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1), "{list}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_who_is_busy_is_tried_three_times_and_then_given_up_and_counted() {
    let (house, customer) = with_customer("1XXXXXXXXXX").await;
    let id = wishes(&house.staff("S005").await, &customer).await;
    customer.refuse(Some("486 Busy Here"));
    let (mut desks, plan) = (Vec::new(), [("S001", Some(5)), ("S003", Some(15)), ("S007", None)]);
    for (attempt, (who, pause)) in (1..).zip(plan) {
        // A phone's place runs out with the hours that are skipped: each time another colleague comes to work.
        let (desk, agent) = colleague(&house, who, AGENT).await;
        let tried = has_tried(&desk.staff, &id, attempt).await;
        assert_eq!((&tried["reached"], &tried["cause"]), (&json!(false), &json!("busy")), "{tried}");
        assert_eq!(tried["again_at"].is_string(), pause.is_some(), "{tried}");
        state_is(&desk.staff, &id, if pause.is_some() { "queued" } else { "ended" }).await;
        until("the agent is free again", || async { (presence(&desk.staff).await == "ready").then_some(()) }).await;
        assert_eq!(customer.called().len(), attempt, "not before the pause is over");
        house.advance(Millis::minutes(pause.unwrap_or(0)));
        desks.push((desk, agent));
    }
    assert_eq!(customer.called(), [NUMBER; 3]);
    let supervisor = house.staff("S006").await;
    let path = "/api/reports/intervals?from=2026-01-01T00:00:00Z&to=2026-12-31T00:00:00Z&by=none&minutes=1440";
    let counted = || async {
        let report = supervisor.get(path).await.good();
        let row = report["rows"].as_array().and_then(|rows| rows.first().cloned())?;
        let figures = ["callbacks", "callbacks_reached", "callbacks_given_up"].map(|name| row[name].as_i64());
        (figures == [Some(1), Some(0), Some(1)]).then_some(())
    };
    until("the report counts who was given up", counted).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_that_the_dial_plan_forbids_is_promised_nothing() {
    let (house, customer) = with_customer("0X.").await;
    let supervisor = house.staff("S005").await;
    let id = waits(&supervisor, &customer).await;
    for _ in 0..5 {
        customer.press('1').await;
    }
    assert_eq!(customer.standing(), Standing::Up, "the customer goes on waiting");
    assert!(!events(&supervisor, &id).await.iter().any(|name| name == "interaction.callback_wished"));
}

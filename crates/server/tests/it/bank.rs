//! A core system behind HTTP, answering as `docs/bank-adapter.json` says and as it should not.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use warmline_base::{Fen, ManualClock, Millis};
use warmline_contract::{BankAdapter, Keyed, KeyedProof};
use warmline_server::bank::{HttpBank, connect};
use warmline_server::commands::import;
use warmline_server::config::Config;
use warmline_server::rooms::Rooms;
use warmline_testkit::START;

use crate::support::{Desk, TestHouse, settings};

const DOCUMENT: &str = include_str!("../../../../docs/bank-adapter.json");

/// The answer the document gives as its example.
fn example(what: &str) -> Value {
    let document: Value = serde_json::from_str(DOCUMENT).expect("the document reads");
    let path = format!("/customers/{{customer_number}}/{what}");
    let answer = &document["paths"][path.as_str()]["get"]["responses"]["200"];
    answer["content"]["application/json"]["example"].clone()
}

/// A core system: known customers as documented, the others as their names say.
async fn core_system(asked: Arc<AtomicUsize>) -> String {
    let answer = async move |Path((customer, what)): Path<(String, String)>, headers: HeaderMap| -> Response {
        asked.fetch_add(1, Ordering::Relaxed);
        if headers.get("authorization").is_none_or(|value| value != "Bearer core-token") {
            return StatusCode::UNAUTHORIZED.into_response();
        }
        match customer.as_str() {
            "N1" => example(&what).to_string().into_response(),
            "strange/../one" => json!({what: []}).to_string().into_response(),
            "slow" => {
                tokio::time::sleep(Duration::from_secs(30)).await;
                StatusCode::OK.into_response()
            }
            "large" => Body::from(vec![b' '; 1 << 20]).into_response(),
            "moved" => Redirect::temporary("/customers/N1/products").into_response(),
            "other" => json!({"accounts": []}).to_string().into_response(),
            "broken" => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            _ => StatusCode::NOT_FOUND.into_response(),
        }
    };
    let check = async |Path((customer, what)): Path<(String, String)>, Json(asked): Json<Value>| -> Response {
        assert_eq!((what.as_str(), &asked["proof"]), ("keyed-checks", &json!("otp")));
        match customer.as_str() {
            "N1" => json!({"right": asked["keys"] == "000000"}).to_string().into_response(),
            _ => StatusCode::NOT_FOUND.into_response(),
        }
    };
    let router = Router::new().route("/core/customers/{customer}/{what}", get(answer).post(check));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}/core/")
}

fn config(address: &str) -> Config {
    let mut config = settings(&[]);
    config.bank_url = Some(address.to_owned());
    config.bank_token = Some("core-token".to_owned());
    config.bank_timeout_ms = 500;
    config.bank_otp_keys = 8;
    config
}

#[tokio::test]
async fn the_documented_answers_are_understood() {
    let address = core_system(Arc::default()).await;
    let bank = connect(&config(&address), Arc::new(ManualClock::new(START))).unwrap();
    assert!(bank.is_connected());
    assert_eq!((bank.keys_of(KeyedProof::QueryPassword), bank.keys_of(KeyedProof::Otp)), (6, 8), "as it is set");
    let products = bank.products("N1").await.unwrap();
    assert_eq!((&*products[0].number, products[0].balance), ("9999010000000001", Some(Fen(1_234_500))));
    assert_eq!((&*products[1].kind, products[1].balance, &*products[1].detail), ("loan", None, ""));
    let history = bank.history("N1").await.unwrap();
    assert_eq!((history.len(), &*history[0].title), (2, "补办借记卡"));
    let keyed =
        async |customer: &str, keys: &str| bank.proves(customer, KeyedProof::Otp, &Keyed::new(keys)).await.unwrap();
    assert!(keyed("N1", "000000").await && !keyed("N1", "000001").await && !keyed("nobody", "000000").await);
    assert!(bank.products("nobody").await.unwrap().is_empty());
    assert!(bank.products("strange/../one").await.unwrap().is_empty(), "a number is one segment, whatever is in it");
}

#[tokio::test]
async fn whatever_goes_wrong_there_is_the_bank_being_away_here() {
    let address = core_system(Arc::default()).await;
    for customer in ["slow", "large", "moved", "other", "broken"] {
        let bank = HttpBank::new(&address, &config(&address), Arc::new(ManualClock::new(START))).unwrap();
        assert_eq!(bank.products(customer).await.unwrap_err().code, "WL-BANK-AWAY", "{customer}");
    }
    let mut stranger = config(&address);
    stranger.bank_token = None;
    let bank = HttpBank::new(&address, &stranger, Arc::new(ManualClock::new(START))).unwrap();
    assert!(bank.products("N1").await.unwrap_err().detail.contains("token"));
}

#[tokio::test]
async fn a_core_system_that_keeps_failing_is_left_alone_for_a_while() {
    let asked = Arc::new(AtomicUsize::new(0));
    let address = core_system(Arc::clone(&asked)).await;
    let clock = Arc::new(ManualClock::new(START));
    let bank = HttpBank::new(&address, &config(&address), Arc::clone(&clock) as _).unwrap();
    for _ in 0..20 {
        bank.products("broken").await.unwrap_err();
    }
    assert_eq!(asked.load(Ordering::Relaxed), 5);
    assert!(bank.products("N1").await.is_err());
    clock.advance(Millis::seconds(10));
    assert_eq!(bank.products("N1").await.unwrap().len(), 2);
    assert_eq!(bank.history("N1").await.unwrap().len(), 2);
}

#[test]
fn customers_data_travels_by_https_only() {
    let clock = || Arc::new(ManualClock::new(START));
    assert!(connect(&config("http://core.bank.example"), clock()).is_err());
    assert!(connect(&config("core"), clock()).is_err());
    assert!(connect(&config("https://core.bank.example/api"), clock()).is_ok());
}

/// The customer's page at a desk, with a contact under way.
async fn page(house: &TestHouse) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("customers.csv");
    std::fs::write(&file, "customer_number,name,mobile\nN1,沈清和,14000009001\n").unwrap();
    let rooms = Rooms::open(&house.config).await.unwrap();
    import::customers(&rooms, &file, false).await.unwrap();
    rooms.runtime.db.close().await;
    let mut desk = Desk::open(house.hire("B0001", "agent", None, "总部").await).await;
    desk.ready().await;
    let mut visitor = house.visitor().await;
    visitor.say("转人工").await;
    desk.take(&visitor.interaction).await;
    let factors = json!({"factors": {"mobile": "14000009001", "name": "沈清和"}, "interaction": visitor.interaction});
    let found = desk.staff.post("/api/customers/find", factors).await.good();
    let customer = found["customer"]["id"].as_str().expect("an imported customer is found").to_owned();
    let identify = format!("/api/interactions/{}/identify", visitor.interaction);
    desk.staff.post(&identify, json!({"customer": customer})).await.good();
    desk.staff.get(&format!("/api/customers/{customer}?interaction={}", visitor.interaction)).await.good()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_of_a_customer_says_whether_a_core_system_is_connected() {
    let alone = TestHouse::new_install(|_| {}).await;
    let shown = page(&alone).await;
    assert_eq!((&shown["bank"], &shown["products"]), (&json!("not_connected"), &json!([])));
    assert_eq!(shown["identifiers"][0]["masked"], "140****9001");
    let address = core_system(Arc::default()).await;
    let connected = TestHouse::new_install(|config| {
        config.bank_url = Some(address);
        config.bank_token = Some("core-token".to_owned());
    })
    .await;
    let shown = page(&connected).await;
    assert_eq!((&shown["bank"], &shown["products"][0]["balance_fen"]), (&json!("answered"), &Value::Null));
    let told = shown["history"].as_array().unwrap();
    assert!(told.iter().any(|line| line["title"] == "补办借记卡"), "{told:?}");
    assert!(!shown.to_string().contains("9999010000000001"));
}

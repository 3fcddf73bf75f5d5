//! Flows: checked at their lines, published by version, played.

use serde_json::json;
use warmline_contract::{Channel, Role, RoutingSettings};
use warmline_routing::FlowSimulation;

use crate::{Bank, ENTRY};

#[tokio::test]
async fn the_entry_flow_of_the_demo_bank_is_published_and_passes_its_own_check() {
    let bank = Bank::open().await;
    assert_eq!(bank.routing.entry_flow(Channel::Chat).await.unwrap(), (ENTRY.to_owned(), 1));
    assert_eq!(bank.routing.entry_flow(Channel::Wechat).await.unwrap().1, 1);
    assert_eq!(bank.routing.entry_flow(Channel::Voice).await.unwrap_err().code, "WL-FLOW-MISSING");
    let check = bank.routing.check_flow(&bank.admin, "webchat-entry", ENTRY).await.unwrap();
    assert!(check.ok, "{:?}", check.problems);
}

#[tokio::test]
async fn a_flow_that_leads_to_no_queue_is_named_at_its_line() {
    let bank = Bank::open().await;
    let source = ENTRY.replacen(r#""queue": "loan""#, r#""queue": "lending""#, 1);
    let line = source.lines().position(|line| line.contains("lending")).unwrap() + 1;
    let check = bank.routing.check_flow(&bank.admin, "webchat-entry", &source).await.unwrap();
    let found: Vec<_> = check.problems.iter().map(|problem| (problem.line, problem.code.as_str())).collect();
    assert_eq!((check.ok, found), (false, vec![(line, "WL-FLOW-QUEUE")]));
    let refused = bank.routing.publish_flow(&bank.admin, "webchat-entry", source, 1).await.unwrap_err();
    assert_eq!((refused.code, refused.place), ("WL-FLOW-INVALID", Some(format!("line {line}"))));
    let broken = bank.routing.check_flow(&bank.admin, "webchat-entry", "{\n  oops").await.unwrap();
    assert_eq!((broken.problems[0].line, broken.problems[0].code.as_str()), (2, "WL-FLOW-JSON"));
}

#[tokio::test]
async fn publishing_takes_the_version_it_was_made_from() {
    let bank = Bank::open().await;
    let source = ENTRY.replacen("900", "600", 1);
    let flow = bank.routing.publish_flow(&bank.admin, "webchat-entry", source.clone(), 1).await.unwrap();
    assert_eq!((flow.version, flow.published_by.as_str(), flow.source.as_deref()), (2, "S022", Some(&*source)));
    let stale = bank.routing.publish_flow(&bank.admin, "webchat-entry", ENTRY.into(), 1).await.unwrap_err();
    assert_eq!(stale.code, "WL-STALE");
    assert_eq!(bank.routing.entry_flow(Channel::Chat).await.unwrap(), (source, 2));
    assert_eq!(bank.routing.flow_versions(&bank.admin, "webchat-entry").await.unwrap().len(), 2);
    assert_eq!(bank.routing.flow_version("webchat-entry", 1).await.unwrap().as_deref(), Some(ENTRY));
    assert_eq!(bank.routing.flow_version("webchat-entry", 3).await.unwrap(), None);
    assert_eq!(bank.routing.flow_version("another", 1).await.unwrap(), None);
    let second = ENTRY.replacen("webchat-entry", "other-entry", 1);
    let refused = bank.routing.publish_flow(&bank.admin, "other-entry", second, 0).await.unwrap_err();
    assert_eq!(refused.code, "WL-FLOW-CHANNEL");
    let agent = bank.house.staff("S001", Role::Agent).ctx();
    let refused = bank.routing.publish_flow(&agent, "webchat-entry", ENTRY.into(), 2).await.unwrap_err();
    assert_eq!(refused.code, "WL-FORBIDDEN");
}

#[tokio::test]
async fn the_telephone_has_an_entry_of_its_own_or_shares_one() {
    let bank = Bank::open().await;
    let telephone = include_str!("../../../../../demo/flows/telephone-entry.json");
    bank.routing.publish_flow(&bank.admin, "telephone-entry", telephone.into(), 0).await.unwrap();
    assert_eq!(bank.routing.entry_flow(Channel::Voice).await.unwrap(), (telephone.to_owned(), 1));
    let shared = ENTRY.replacen(r#""channel": "chat""#, r#""channel": "any""#, 1);
    let refused = bank.routing.publish_flow(&bank.admin, "webchat-entry", shared.clone(), 1).await.unwrap_err();
    assert_eq!(refused.code, "WL-FLOW-CHANNEL", "the telephone has its own");
    let bank = Bank::open().await;
    let flow = bank.routing.publish_flow(&bank.admin, "webchat-entry", shared.clone(), 1).await.unwrap();
    assert_eq!(flow.channel, "any");
    assert_eq!(bank.routing.entry_flow(Channel::Voice).await.unwrap(), (shared, 2));
}

#[tokio::test]
async fn a_flow_is_tried_without_being_stored() {
    let bank = Bank::open().await;
    let simulation: FlowSimulation = serde_json::from_value(json!({
        "source": ENTRY, "inputs": [{"after_seconds": 3, "input": "text", "text": "人工"}]
    }))
    .unwrap();
    let steps = bank.routing.simulate_flow(&bank.admin, "webchat-entry", simulation).unwrap();
    let last = serde_json::to_value(steps.last().unwrap()).unwrap();
    assert_eq!((&last["stage"], &last["at_seconds"]), (&json!("queued"), &json!(3)));
}

//! The two addresses as screens read them.

use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use serde_json::Value;
use tower::ServiceExt;
use warmline_contract::Role;
use warmline_insight::routes;
use warmline_runtime::Ctx;

use crate::figures::append;
use crate::story::tell;
use crate::town::{house, insight};

async fn get(router: &axum::Router, ctx: Ctx, address: &str) -> (StatusCode, Value) {
    let request = Request::get(address).body(Body::empty()).unwrap();
    let response = router.clone().layer(Extension(ctx)).oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = to_bytes(response.into_body(), 10_000_000).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap())
}

fn has(value: &Value, fields: &[&str]) {
    for field in fields {
        assert!(value.get(field).is_some(), "{field} is missing in {value}");
    }
}

#[tokio::test]
async fn board_and_report_carry_what_screens_show() {
    let story = tell(7, 60);
    let (house, town) = (house().await, Arc::new(story.town));
    let kept = insight(&house, &town).await;
    append(&house, &story.events, async |_| {}).await;
    kept.catch_up().await.unwrap();
    let (router, api) = routes(kept).split_for_parts();
    let supervisor = || house.staff("W001", Role::Supervisor).ctx();

    let (status, board) = get(&router, supervisor(), "/api/board").await;
    assert_eq!(status, StatusCode::OK);
    has(&board, &["at", "window", "tiles", "queues", "agents", "series", "intents", "regions", "formulae"]);
    let tiles = ["waiting", "longest_wait_seconds", "active", "offered_to_people", "answered", "abandoned"];
    has(&board["tiles"], &tiles);
    let rates = ["abandon_rate", "sl20", "sl20_formula", "asa_seconds", "aht_seconds", "occupancy"];
    has(&board["tiles"], &rates);
    has(&board["tiles"], &["csat", "nps", "bot_share"]);
    let queue = ["id", "name", "waiting", "longest_wait_seconds", "active", "ready", "answered", "abandoned", "sl20"];
    has(&board["queues"][0], &queue);
    let agent = ["id", "work_number", "alias", "team", "state", "reason", "since", "active", "answered", "occupancy"];
    has(&board["agents"][0], &agent);
    has(&board["series"][0], &["at", "offered", "answered", "abandoned", "sl20"]);
    has(&board["intents"][0], &["intent", "name", "count", "previous"]);
    has(&board["regions"][0], &["city", "count"]);

    let address = "/api/reports/intervals?from=2026-11-23T16:00:00Z&to=2026-11-24T16:00:00Z&by=queue&minutes=60";
    let (status, report) = get(&router, supervisor(), address).await;
    assert_eq!(status, StatusCode::OK);
    has(&report["formulae"]["sl20"], &["zh", "en"]);
    let row = ["at", "key", "name", "offered", "answered", "answered_in_20", "abandoned", "short_abandoned", "asa_ms"];
    has(&report["rows"][0], &row);
    let row = ["handle_ms", "talk_ms", "wrap_ms", "ready_ms", "work_ms", "sl20", "abandon_rate", "occupancy"];
    has(&report["rows"][0], &row);

    let (status, problem) = get(&router, supervisor(), "/api/reports/intervals?minutes=20").await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &Value::from("WL-REPORT-MINUTES")));
    let (status, _) = get(&router, house.staff("S001", Role::Agent).ctx(), "/api/board").await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert_eq!(api.paths.paths.len(), 2);
}

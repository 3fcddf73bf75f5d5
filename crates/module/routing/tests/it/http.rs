//! The routes: every one of the contract is there, and speaks its shapes.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};
use tower::ServiceExt;
use warmline_routing::routes;
use warmline_runtime::Ctx;

use crate::{Bank, ENTRY};

async fn call(router: &Router, ctx: &Ctx, method: &str, path: &str, body: Option<Value>) -> (StatusCode, Value) {
    let mut request = Request::builder().method(method).uri(path);
    request = request.extension(ctx.clone()).header("content-type", "application/json");
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    let response = router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
    let status = response.status();
    let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

#[tokio::test]
async fn settings_travel_in_the_shapes_of_the_contract() {
    let bank = Bank::open().await;
    let (router, _) = routes(Arc::clone(&bank.routing)).split_for_parts();
    let (status, queues) = call(&router, &bank.admin, "GET", "/api/queues", None).await;
    assert_eq!(status, StatusCode::OK);
    let queue = queues["items"].as_array().unwrap().iter().find(|queue| queue["code"] == "card").unwrap().clone();
    let id = queue["id"].as_str().unwrap().to_owned();
    assert!(id.starts_with("que_"));
    let (status, changed) = call(&router, &bank.admin, "PUT", &format!("/api/queues/{id}"), Some(queue.clone())).await;
    assert_eq!((status, &changed["version"]), (StatusCode::OK, &json!(2)));
    let (status, problem) = call(&router, &bank.admin, "PUT", &format!("/api/queues/{id}"), Some(queue)).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("WL-STALE")));
    let (_, versions) = call(&router, &bank.admin, "GET", &format!("/api/queues/{id}/versions"), None).await;
    assert_eq!(versions["items"].as_array().unwrap().len(), 2);
    let (status, skill) = call(
        &router,
        &bank.admin,
        "POST",
        "/api/skills",
        Some(json!({"code": "tea", "name_zh": "茶艺", "name_en": "Tea"})),
    )
    .await;
    assert_eq!((status, &skill["code"], &skill["version"]), (StatusCode::CREATED, &json!("tea"), &json!(1)));
    let (_, check) =
        call(&router, &bank.admin, "POST", "/api/flows/webchat-entry/check", Some(json!({"source": "{"}))).await;
    assert_eq!((&check["ok"], &check["problems"][0]["line"]), (&json!(false), &json!(1)));
    let (_, played) = call(
        &router,
        &bank.admin,
        "POST",
        "/api/flows/webchat-entry/simulate",
        Some(json!({"source": ENTRY, "inputs": []})),
    )
    .await;
    assert_eq!(played["steps"].as_array().unwrap().len(), 1);
    let (status, _) = call(&router, &bank.admin, "GET", "/api/flows/none", None).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_route_of_the_contract_is_described() {
    let bank = Bank::open().await;
    let (_, api) = routes(Arc::clone(&bank.routing)).split_for_parts();
    let api = serde_json::to_value(&api).unwrap();
    for (path, methods) in [
        ("/api/skills", vec!["get", "post"]),
        ("/api/queues", vec!["get", "post"]),
        ("/api/queues/{id}", vec!["put"]),
        ("/api/queues/{id}/versions", vec!["get"]),
        ("/api/schedules", vec!["get", "post"]),
        ("/api/schedules/{id}", vec!["put"]),
        ("/api/flows", vec!["get"]),
        ("/api/flows/{id}", vec!["get", "put"]),
        ("/api/flows/{id}/check", vec!["post"]),
        ("/api/flows/{id}/simulate", vec!["post"]),
    ] {
        for method in methods {
            assert!(api["paths"][path][method].is_object(), "{method} {path} is missing");
        }
    }
}

//! The routes: every one of the contract is there, and speaks its shapes.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};
use tower::ServiceExt;
use warmline_knowledge::routes;
use warmline_runtime::Ctx;

use crate::{Bank, article};

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
async fn an_article_goes_through_its_life_over_http() {
    let bank = Bank::open().await;
    let (router, _) = routes(Arc::clone(&bank.knowledge)).split_for_parts();
    let path = "/api/knowledge/articles";
    let body = serde_json::to_value(article("临时额度")).unwrap();
    let (status, draft) = call(&router, &bank.editor, "POST", path, Some(body.clone())).await;
    assert_eq!((status, &draft["state"], &draft["version"]), (StatusCode::CREATED, &json!("draft"), &json!(1)));
    let one = format!("{path}/{}", draft["id"].as_str().unwrap());
    let mut changed = body;
    changed["version"] = json!(1);
    changed["answer_short"] = json!("长".repeat(61));
    let (status, problem) = call(&router, &bank.editor, "PUT", &one, Some(changed.clone())).await;
    assert_eq!((status, &problem["place"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("/answer_short")));
    changed["answer_short"] = json!("手机银行可申请临时额度。");
    let (_, edited) = call(&router, &bank.editor, "PUT", &one, Some(changed)).await;
    assert_eq!(edited["version"], json!(2));
    let (_, submitted) = call(&router, &bank.editor, "POST", &format!("{one}/submit"), None).await;
    assert_eq!(submitted["state"], json!("review"));
    let (status, _) = call(&router, &bank.agent, "GET", &one, None).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (_, approved) =
        call(&router, &bank.checker, "POST", &format!("{one}/approve"), Some(json!({"version": 2}))).await;
    assert_eq!(approved["state"], json!("published"));
    let (_, found) =
        call(&router, &bank.agent, "GET", "/api/knowledge/search?q=%E4%B8%B4%E6%97%B6%E9%A2%9D%E5%BA%A6&limit=5", None)
            .await;
    let ids: Vec<_> = found["items"].as_array().unwrap().iter().map(|hit| hit["id"].clone()).collect();
    assert!(ids.contains(&draft["id"]) && found["took_ms"].is_i64());
    let (_, votes) = call(&router, &bank.agent, "POST", &format!("{one}/votes"), Some(json!({"useful": true}))).await;
    assert_eq!(votes, json!({"useful": 1, "not_useful": 0}));
    let (_, read) = call(&router, &bank.agent, "GET", &one, None).await;
    for field in ["body_html", "answer_customer", "reason", "source", "mistakes", "links", "history", "votes"] {
        assert!(!read[field].is_null(), "{field} is missing");
    }
    let (_, menu) = call(&router, &bank.agent, "GET", "/api/knowledge/menu", None).await;
    assert!(menu["nodes"][0]["children"][0]["articles"][0]["title"].is_string());
    let (_, retired) = call(&router, &bank.checker, "POST", &format!("{one}/retire"), None).await;
    assert_eq!(retired["state"], json!("retired"));
}

#[tokio::test]
async fn every_route_of_the_contract_is_described() {
    let bank = Bank::empty().await;
    let (_, api) = routes(Arc::clone(&bank.knowledge)).split_for_parts();
    let api = serde_json::to_value(&api).unwrap();
    for (path, method) in [
        ("/api/knowledge/search", "get"),
        ("/api/knowledge/menu", "get"),
        ("/api/knowledge/articles", "get"),
        ("/api/knowledge/articles", "post"),
        ("/api/knowledge/articles/{id}", "get"),
        ("/api/knowledge/articles/{id}", "put"),
        ("/api/knowledge/articles/{id}/submit", "post"),
        ("/api/knowledge/articles/{id}/approve", "post"),
        ("/api/knowledge/articles/{id}/retire", "post"),
        ("/api/knowledge/articles/{id}/votes", "post"),
    ] {
        assert!(api["paths"][path][method].is_object(), "{method} {path} is missing");
    }
    let parameters = api["paths"]["/api/knowledge/search"]["get"]["parameters"].as_array().unwrap();
    assert_eq!(parameters.len(), 5, "{parameters:?}");
}

//! Monitoring has a listener of its own.

use tokio::net::TcpListener;
use warmline_server::config::OpsListen;
use warmline_server::web;

use crate::support::{Answer, TestHouse};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn metrics_and_documents_are_on_the_inner_listener_only() {
    let house = TestHouse::new_install(|_| {}).await;
    let inner = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = inner.local_addr().unwrap();
    let (_, document) = web::router(&house.house, &house.config, None).unwrap();
    let _serving = web::serve_ops(Some(inner), web::ops_router(&house.house, &document));
    drop(house.visitor().await);
    let inside = async |path: &str| Answer::of(house.http.get(format!("http://{address}{path}"))).await;
    assert!(inside("/metrics").await.text.contains("warmline_"));
    assert_eq!(inside("/openapi.json").await.expect(200)["info"]["title"], "Warmline");
    assert_eq!(inside("/api/me").await.status, 404);
    for path in ["/metrics", "/docs", "/openapi.json"] {
        assert_eq!(house.get(path).await.status, 404, "{path}");
    }
    for path in ["/healthz", "/readyz"] {
        assert_eq!((house.get(path).await.status, inside(path).await.status), (200, 200), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_somebody_asked_for_must_be_had() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let house = TestHouse::new_install(|_| {}).await;
    let mut config = house.config.clone();
    config.ops_listen = Some(OpsListen::At(taken.local_addr().unwrap()));
    assert!(web::bind_ops(&config).await.is_err());
    config.ops_listen = Some("off".parse().unwrap());
    assert!(web::bind_ops(&config).await.unwrap().is_none());
}

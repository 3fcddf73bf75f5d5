//! The listening side: connections in, requests to the router, and the end of both.
//!
//! Whoever opens a connection and sends a request letter by letter, or none at all, holds a descriptor for
//! nothing: the head of a request must arrive within [`HEAD_WITHIN`] (T28). Deliberately absent: TLS, which
//! the proxy in front speaks, and HTTP/2, which no socket of ours runs over.

use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tower::ServiceExt;
use warmline_runtime::{Stop, Stopping};

/// How long the head of a request may take; an idle connection is closed after it, too.
const HEAD_WITHIN: Duration = Duration::from_secs(15);
/// How long requests in hand and goodbyes on sockets have when the server stops.
const GRACE: Duration = Duration::from_secs(10);
/// The pause after a connection could not be taken, which is when descriptors run out.
const REFUSED_PAUSE: Duration = Duration::from_millis(100);

/// Serves `router` on `listener` until `asked` resolves. Then nobody new is let in, sockets are told by
/// `stop` to come back to the next server, and requests in hand finish.
pub async fn serve_until(router: Router, listener: TcpListener, stop: &Stop, asked: impl Future<Output = ()>) {
    let mut connections = JoinSet::new();
    let mut asked = pin!(asked);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => drop(connections.spawn(converse(router.clone(), stream, peer, stop.heed()))),
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    tokio::time::sleep(REFUSED_PAUSE).await;
                }
            },
            Some(_) = connections.join_next() => {}
            () = &mut asked => break,
        }
    }
    drop(listener);
    stop.begin();
    let finished = async {
        while connections.join_next().await.is_some() {}
        stop.heeded().await;
    };
    if tokio::time::timeout(GRACE, finished).await.is_err() {
        tracing::warn!("some requests did not finish in time and were cut off");
    }
}

/// One connection, from its first request to its last.
async fn converse(router: Router, stream: TcpStream, peer: SocketAddr, mut stopping: Stopping) {
    // A message is small and must not wait for the next one to fill a packet.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request.map(Body::new))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    // How a connection ends, cleanly or not, is the peer's affair.
    tokio::select! {
        _ = connection.as_mut() => {}
        () = stopping.begun() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

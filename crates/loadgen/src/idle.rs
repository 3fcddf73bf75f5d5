//! What an idle socket costs: thousands of visitors, each in a conversation of their own, saying nothing.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use futures_util::StreamExt;
use futures_util::stream::iter;
use tokio::time::{Instant, sleep};

use crate::server::Server;
use crate::socket::Socket;
use crate::staff::client;
use crate::visitor::Visit;

/// Conversations being opened at once.
const AT_ONCE: usize = 32;
/// Opened and left before the first measurement, so that what any load costs once is not counted.
const WARM_UP: usize = 200;
/// How long the sockets lie idle before the second measurement.
const REST: Duration = Duration::from_secs(5);

/// Opens `sockets` conversations with one socket each and returns the server's KiB for each of them:
/// the socket, its conversation, its subscription and its share of the log's cache.
///
/// # Errors
/// When the server refuses one.
pub async fn measure(base: &str, server: &Server, sockets: usize) -> Result<f64> {
    drop(open(base, WARM_UP).await?);
    sleep(REST).await;
    let before = server.resident_kib()?;
    let begun = Instant::now();
    let open = open(base, sockets).await?;
    println!("# {} conversations opened in {:.1} s", open.len(), begun.elapsed().as_secs_f64());
    sleep(REST).await;
    let after = server.resident_kib()?;
    println!("# server memory {:.1} MiB before, {:.1} MiB after", before / 1_024.0, after / 1_024.0);
    ensure!(open.len() == sockets, "only {} sockets opened", open.len());
    Ok((after - before) / sockets as f64)
}

async fn open(base: &str, count: usize) -> Result<Vec<Socket>> {
    let client = client()?;
    let mut opening = iter((0..count).map(|_| {
        let client = client.clone();
        async move {
            let visit = Visit::begin(&client, base).await?;
            let mut socket = visit.socket(0).await.context("a socket does not open")?;
            socket.wait_for("welcome").await.context("a socket is not welcome")?;
            Ok::<_, anyhow::Error>(socket)
        }
    }))
    .buffer_unordered(AT_ONCE);
    let mut sockets = Vec::with_capacity(count);
    while let Some(socket) = opening.next().await {
        sockets.push(socket?);
    }
    Ok(sockets)
}

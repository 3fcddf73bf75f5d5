//! Where a request comes from.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};

/// The proxies in front of this server whose `X-Forwarded-For` is believed. Empty: none.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(pub Vec<IpAddr>);

/// The client's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientAddress(pub IpAddr);

/// The client's address: the peer's, or what a trusted proxy says of it (its last entry, which the proxy
/// itself wrote).
pub fn client_address(headers: &HeaderMap, extensions: &Extensions) -> ClientAddress {
    let peer =
        extensions.get::<ConnectInfo<SocketAddr>>().map_or(IpAddr::from([127, 0, 0, 1]), |ConnectInfo(peer)| peer.ip());
    let trusted = extensions.get::<TrustedProxies>().is_some_and(|proxies| proxies.0.contains(&peer));
    let told = || headers.get("x-forwarded-for")?.to_str().ok()?.rsplit(',').next()?.trim().parse().ok();
    ClientAddress(if trusted { told().unwrap_or(peer) } else { peer })
}

impl<S: Send + Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        Ok(client_address(&parts.headers, &parts.extensions))
    }
}

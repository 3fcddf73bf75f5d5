//! The gate of the staff API: cookie → session → context; CSRF token and Origin for all that changes.

use std::sync::Arc;

use async_trait::async_trait;
use axum::extract::{Request, State};
use axum::http::{Extensions, HeaderMap, Method, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use warmline_base::{Fault, SessionId, Timestamp};
use warmline_contract::{Actor, Staff};
use warmline_runtime::{Ctx, Runtime};

use crate::{ClientAddress, Problem, RequestId, client_address};

/// The session cookie's name.
pub const SESSION_COOKIE: &str = "warmline_session";
/// The header that carries the session's CSRF token.
pub const CSRF_HEADER: &str = "x-warmline-csrf";

/// A valid session.
#[derive(Clone, Debug)]
pub struct Session {
    /// Who.
    pub staff: Staff,
    /// The token every changing request must carry.
    pub csrf: String,
    /// Idle too long: only unlocking and signing out are open.
    pub locked: bool,
    /// Until when the second factor counts as shown.
    pub confirmed_until: Timestamp,
}

impl Session {
    /// Lets a privileged action through only when the second factor was shown a moment ago, so that a
    /// stolen session alone grants nothing (T30).
    ///
    /// # Errors
    /// `WL-FACTOR-REQUIRED` when it must be shown again.
    pub fn require_recent_factor(&self, now: Timestamp) -> Result<(), Fault> {
        if now < self.confirmed_until {
            return Ok(());
        }
        Err(Fault::forbidden(
            "WL-FACTOR-REQUIRED",
            "this needs your one-time code again: confirm and repeat the action",
        ))
    }
}

/// Finds sessions. Implemented by sign-in.
#[async_trait]
pub trait Sessions: Send + Sync {
    /// The session of a cookie's token. `None` when it is unknown, over, or used from elsewhere (T30).
    async fn find(&self, token: &str, address: ClientAddress, user_agent: &str) -> Result<Option<Session>, Fault>;
}

/// How a session stands, for what outlives the request it began with: a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// In use.
    Open,
    /// Idle too long: show nothing until it is unlocked.
    Locked,
    /// Over: close.
    Over,
}

/// Watches sessions for a socket, which passes the gate only once. Implemented by sign-in.
#[async_trait]
pub trait SessionWatch: Send + Sync {
    /// How the session stands now; asking is not using it. Answered from memory.
    fn standing(&self, session: SessionId) -> Standing;
    /// Counts as use when the session is open: for frames a person caused, such as a message or typing,
    /// never for heartbeats. Returns how it stands.
    async fn used(&self, session: SessionId) -> Result<Standing, Fault>;
}

/// What the gate needs.
#[derive(Clone)]
pub struct Gate {
    /// The house.
    pub runtime: Arc<Runtime>,
    /// Where sessions are.
    pub sessions: Arc<dyn Sessions>,
    /// Paths that need no session (sign-in itself).
    pub open: &'static [&'static str],
    /// Paths that stay open while the session is locked.
    pub open_when_locked: &'static [&'static str],
}

/// Lets a request of the staff API through with its context, or answers why not.
pub async fn staff_gate(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    if let Err(fault) = check_origin(request.method(), request.headers(), request.uri()) {
        return Problem(fault).into_response();
    }
    if gate.open.contains(&path.as_str()) {
        return next.run(request).await;
    }
    match admit(&gate, request.method(), request.headers(), request.extensions(), &path).await {
        Ok((session, ctx)) => {
            request.extensions_mut().insert(ctx);
            request.extensions_mut().insert(session);
            next.run(request).await
        }
        Err(fault) => Problem(fault).into_response(),
    }
}

/// Takes the request's parts: its body cannot be shared across an await.
async fn admit(
    gate: &Gate,
    method: &Method,
    headers: &HeaderMap,
    extensions: &Extensions,
    path: &str,
) -> Result<(Session, Ctx), Fault> {
    let required = || Fault::unauthenticated("WL-SESSION-REQUIRED", "sign in first: there is no valid session");
    let address = client_address(headers, extensions);
    let user_agent = text(headers, header::USER_AGENT.as_str());
    let token = cookie(headers, SESSION_COOKIE).ok_or_else(required)?;
    let session = gate.sessions.find(token, address, user_agent).await?.ok_or_else(required)?;
    if session.locked && !gate.open_when_locked.contains(&path) {
        return Err(Fault::unauthenticated(
            "WL-SESSION-LOCKED",
            "the session is locked after a pause: type your password to go on",
        ));
    }
    if changes(method) && text(headers, CSRF_HEADER) != session.csrf {
        return Err(Fault::forbidden("WL-CSRF", "the request carries no valid X-Warmline-Csrf token: reload the page"));
    }
    let ctx = Ctx {
        runtime: Arc::clone(&gate.runtime),
        actor: Arc::new(Actor::Staff(Box::new(session.staff.clone()))),
        address: address.0.to_string().into(),
        request_id: extensions.get::<RequestId>().map_or_else(|| "".into(), |id| Arc::clone(&id.0)),
    };
    Ok((session, ctx))
}

fn changes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Refuses a changing request, or one that opens a socket, whose Origin is not ours (T12, T14).
fn check_origin(method: &Method, headers: &HeaderMap, uri: &Uri) -> Result<(), Fault> {
    let upgrade = headers.contains_key(header::UPGRADE);
    if (changes(method) || upgrade) && !same_origin(headers, uri) {
        return Err(Fault::forbidden("WL-ORIGIN", "the request comes from another site: open Warmline's own page"));
    }
    Ok(())
}

/// Whether the request's Origin is the host it was sent to. A request without Origin passes only when the
/// browser says it is same-origin or when it is no browser's (no `Sec-Fetch-Site`); cookies are
/// `SameSite=Strict` and the CSRF token is still asked for.
pub fn same_origin(headers: &HeaderMap, uri: &Uri) -> bool {
    let host = match headers.get(header::HOST).and_then(|host| host.to_str().ok()) {
        Some(host) => host,
        None => uri.authority().map_or("", |authority| authority.as_str()),
    };
    match headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok()) {
        Some(origin) => origin.split_once("://").is_some_and(|(_, of)| of == host),
        None => matches!(text(headers, "sec-fetch-site"), "" | "same-origin" | "none"),
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn only_our_own_origin_may_change_things() {
        let uri = Uri::from_static("/api/cases");
        let own = headers(&[("host", "bank.example"), ("origin", "https://bank.example")]);
        let foreign = headers(&[("host", "bank.example"), ("origin", "https://evil.example")]);
        let hidden = headers(&[("host", "bank.example"), ("sec-fetch-site", "cross-site")]);
        assert!(check_origin(&Method::POST, &own, &uri).is_ok());
        assert_eq!(check_origin(&Method::POST, &foreign, &uri).unwrap_err().code, "WL-ORIGIN");
        assert_eq!(check_origin(&Method::POST, &hidden, &uri).unwrap_err().code, "WL-ORIGIN");
        assert!(check_origin(&Method::GET, &foreign, &uri).is_ok());
        let socket = headers(&[("host", "bank.example"), ("origin", "https://evil.example"), ("upgrade", "websocket")]);
        assert_eq!(check_origin(&Method::GET, &socket, &uri).unwrap_err().code, "WL-ORIGIN");
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        let map = headers(&[("cookie", "a=1; warmline_session=xyz; b=2")]);
        assert_eq!(cookie(&map, SESSION_COOKIE), Some("xyz"));
        assert_eq!(cookie(&map, "c"), None);
    }
}

//! The bank's identity provider: a real one of our own on the loopback, speaking OpenID Connect.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use openidconnect::{PkceCodeChallenge, PkceCodeVerifier};
use parking_lot::Mutex;
use serde_json::{Value, json};
use warmline_base::{Millis, Secret, Timestamp};
use warmline_signin::{OidcOptions, SignInOptions};
use warmline_testkit::START;

use crate::support::{Answer, Browser, FrontDoor};

const CALLBACK: &str = "https://desk.example/api/oidc/callback";

/// What the provider does wrong.
#[derive(Clone, Copy, PartialEq)]
enum Trick {
    None,
    OtherNonce,
    OtherKey,
    OtherAudience,
    OtherIssuer,
    Expired,
}

/// What was asked for a code.
struct Grant {
    nonce: String,
    challenge: String,
    redirect: String,
}

struct Issuer {
    address: String,
    now: Timestamp,
    /// Who sits at the provider.
    subject: Mutex<String>,
    trick: Mutex<Trick>,
    grants: Mutex<BTreeMap<String, Grant>>,
}

impl Issuer {
    async fn start(now: Timestamp) -> Arc<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = Arc::new(Self {
            address: format!("http://{}", listener.local_addr().unwrap()),
            now,
            subject: Mutex::new("subject-of-S001".into()),
            trick: Mutex::new(Trick::None),
            grants: Mutex::default(),
        });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/jwks", get(keys))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .with_state(issuer.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        issuer
    }

    fn id_token(&self, grant: &Grant) -> String {
        let trick = *self.trick.lock();
        let seconds = self.now.0 / 1_000_000;
        let or =
            |wrong: Trick, with: &str, usual: &str| if trick == wrong { with.to_owned() } else { usual.to_owned() };
        let claims = json!({
            "iss": or(Trick::OtherIssuer, "https://elsewhere.example", &self.address),
            "sub": *self.subject.lock(),
            "aud": or(Trick::OtherAudience, "another-client", "warmline"),
            "nonce": or(Trick::OtherNonce, "replayed", &grant.nonce),
            "iat": seconds - 5,
            "exp": if trick == Trick::Expired { seconds - 1 } else { seconds + 300 },
        });
        let header = Header { kid: Some("one".into()), ..Header::new(Algorithm::EdDSA) };
        let key = if trick == Trick::OtherKey { signing_key(2) } else { signing_key(1) };
        let der = key.to_pkcs8_der().unwrap();
        jsonwebtoken::encode(&header, &claims, &EncodingKey::from_ed_der(der.as_bytes())).unwrap()
    }
}

fn signing_key(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[number; 32])
}

async fn describe(State(issuer): State<Arc<Issuer>>) -> Json<Value> {
    let at = |path: &str| format!("{}{path}", issuer.address);
    Json(json!({
        "issuer": issuer.address,
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "jwks_uri": at("/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA", "RS256"],
    }))
}

async fn keys() -> Json<Value> {
    let public = URL_SAFE_NO_PAD.encode(signing_key(1).verifying_key().as_bytes());
    Json(json!({ "keys": [
        { "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": "one", "x": public },
    ]}))
}

async fn authorize(State(issuer): State<Arc<Issuer>>, Query(asked): Query<BTreeMap<String, String>>) -> Response {
    let of = |name: &str| asked.get(name).cloned().unwrap_or_default();
    if of("client_id") != "warmline"
        || of("response_type") != "code"
        || of("code_challenge_method") != "S256"
        || !of("scope").split(' ').any(|scope| scope == "openid")
        || of("redirect_uri") != CALLBACK
    {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let mut grants = issuer.grants.lock();
    let code = format!("code-{}", grants.len());
    let grant = Grant { nonce: of("nonce"), challenge: of("code_challenge"), redirect: of("redirect_uri") };
    grants.insert(code.clone(), grant);
    Redirect::to(&format!("{CALLBACK}?code={code}&state={}", of("state"))).into_response()
}

async fn token(
    State(issuer): State<Arc<Issuer>>,
    headers: HeaderMap,
    Form(asked): Form<BTreeMap<String, String>>,
) -> Response {
    let of = |name: &str| asked.get(name).cloned().unwrap_or_default();
    let client = format!("Basic {}", STANDARD.encode("warmline:secret of the client"));
    let client_encoded = format!("Basic {}", STANDARD.encode("warmline:secret+of+the+client"));
    let shown = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
    let Some(grant) = issuer.grants.lock().remove(&of("code")) else {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response();
    };
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(of("code_verifier")));
    let proven = challenge.as_str() == grant.challenge && of("redirect_uri") == grant.redirect;
    if !proven || (shown != client && shown != client_encoded) {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response();
    }
    let body = json!({ "access_token": "unused", "token_type": "Bearer", "id_token": issuer.id_token(&grant) });
    Json(body).into_response()
}

async fn open() -> (FrontDoor, Arc<Issuer>) {
    let issuer = Issuer::start(START).await;
    let oidc = OidcOptions {
        issuer: issuer.address.clone(),
        client_id: "warmline".into(),
        client_secret: Some(Secret::new("secret of the client".into())),
        redirect: CALLBACK.into(),
    };
    (FrontDoor::open(SignInOptions { oidc: Some(oidc), ..SignInOptions::default() }).await, issuer)
}

/// Goes to the provider as a browser does; the address it sends the browser back to.
async fn at_provider(browser: &mut Browser) -> String {
    let start = browser.get("/api/oidc/start").await;
    assert_eq!(start.status, StatusCode::SEE_OTHER);
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let answer = client.get(location(&start)).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 303);
    let back: Uri = answer.headers()["location"].to_str().unwrap().parse().unwrap();
    back.path_and_query().unwrap().to_string()
}

fn location(answer: &Answer) -> &str {
    answer.headers["location"].to_str().unwrap()
}

#[tokio::test]
async fn whoever_the_provider_vouches_for_is_in() {
    let (door, _issuer) = open().await;
    let mut browser = door.browser("10.0.0.1");
    assert_eq!(browser.get("/api/sign-in/options").await.body, json!({ "oidc": true, "demo": false }));
    let back = at_provider(&mut browser).await;
    let entered = browser.get(&back).await;
    assert_eq!((entered.status, location(&entered)), (StatusCode::SEE_OTHER, "/"));
    let me = browser.get("/api/me").await;
    assert_eq!((me.status, me.body["agent"]["work_number"].clone()), (StatusCode::OK, json!("S001")));
    assert_eq!(door.audited("session.sign_in").await, [("S001".into(), "oidc".into(), "done".into())]);
    // The provider's word is not our second factor.
    assert_eq!(me.body["confirmed_until"], json!("1970-01-01T00:00:00.000Z"));
}

#[tokio::test]
async fn the_flight_cookie_is_sealed_short_and_for_the_callback_only() {
    let (door, _issuer) = open().await;
    let mut browser = door.browser("10.0.0.1");
    let start = browser.get("/api/oidc/start").await;
    let cookie = start.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.ends_with("; Path=/api/oidc; HttpOnly; SameSite=Lax; Max-Age=600; Secure"), "{cookie}");
    let (_, state) = location(&start).split_once("state=").unwrap();
    let state = state.split('&').next().unwrap();
    assert!(state.len() == 43 && !cookie.contains(state));
}

#[tokio::test]
async fn a_callback_that_did_not_start_here_is_refused() {
    let (door, _issuer) = open().await;
    let mut victim = door.browser("10.0.0.1");
    let mut attacker = door.browser("10.0.0.9");
    let attackers = at_provider(&mut attacker).await;
    // Without any flight of its own, and with one of another state.
    let answer = victim.get(&attackers).await;
    assert_eq!(location(&answer), "/sign-in?problem=WL-OIDC-STATE");
    victim.get("/api/oidc/start").await;
    let answer = victim.get(&attackers).await;
    assert_eq!(location(&answer), "/sign-in?problem=WL-OIDC-STATE");
    assert_eq!(victim.get("/api/me").await.code(), "WL-SESSION-REQUIRED");
    let back = at_provider(&mut victim).await;
    let flight = victim.cookies["warmline_oidc"].clone();
    let (head, tail) = flight.split_at(40);
    victim.cookies.insert("warmline_oidc".into(), format!("{head}x{}", &tail[1..]));
    let answer = victim.get(&back).await;
    assert_eq!(location(&answer), "/sign-in?problem=WL-OIDC-STATE");
}

#[tokio::test]
async fn a_flight_is_over_after_ten_minutes_and_a_code_counts_once() {
    let (door, _issuer) = open().await;
    let mut browser = door.browser("10.0.0.1");
    let back = at_provider(&mut browser).await;
    let flight = browser.cookies["warmline_oidc"].clone();
    assert_eq!(location(&browser.get(&back).await), "/");
    browser.cookies.insert("warmline_oidc".into(), flight);
    assert_eq!(location(&browser.get(&back).await), "/sign-in?problem=WL-OIDC-REFUSED");
    let back = at_provider(&mut browser).await;
    door.house.clock.advance(Millis::minutes(10));
    assert_eq!(location(&browser.get(&back).await), "/sign-in?problem=WL-OIDC-STATE");
}

#[tokio::test]
async fn a_token_that_is_not_for_us_now_and_this_flight_is_refused() {
    for trick in [Trick::OtherNonce, Trick::OtherKey, Trick::OtherAudience, Trick::OtherIssuer, Trick::Expired] {
        let (door, issuer) = open().await;
        *issuer.trick.lock() = trick;
        let mut browser = door.browser("10.0.0.1");
        let back = at_provider(&mut browser).await;
        let answer = browser.get(&back).await;
        assert_eq!(location(&answer), "/sign-in?problem=WL-OIDC-REFUSED");
        assert!(!browser.cookies.contains_key("warmline_session"));
        // Honest again, the same browser gets in.
        *issuer.trick.lock() = Trick::None;
        let back = at_provider(&mut browser).await;
        assert_eq!(location(&browser.get(&back).await), "/");
    }
}

#[tokio::test]
async fn an_account_that_is_linked_to_nobody_or_somebody_disabled_is_refused() {
    let (door, issuer) = open().await;
    "stranger".clone_into(&mut issuer.subject.lock());
    let mut browser = door.browser("10.0.0.1");
    let back = at_provider(&mut browser).await;
    assert_eq!(location(&browser.get(&back).await), "/sign-in?problem=WL-OIDC-UNKNOWN");
    "subject-of-S021".clone_into(&mut issuer.subject.lock());
    door.register.edit("S021", |card| card.enabled = false);
    let back = at_provider(&mut browser).await;
    assert_eq!(location(&browser.get(&back).await), "/sign-in?problem=WL-OIDC-UNKNOWN");
    let refused = |who: &str| (who.to_owned(), "oidc".to_owned(), "refused WL-OIDC-UNKNOWN".to_owned());
    assert_eq!(door.audited("session.sign_in").await, [refused("unknown"), refused("S021")]);
}

#[tokio::test]
async fn whoever_turns_round_at_the_provider_is_sent_back_to_sign_in() {
    let (door, _issuer) = open().await;
    let mut browser = door.browser("10.0.0.1");
    let back = at_provider(&mut browser).await;
    let (_, state) = back.split_once("state=").unwrap();
    let answer = browser.get(&format!("/api/oidc/callback?error=access_denied&state={state}")).await;
    assert_eq!(location(&answer), "/sign-in?problem=WL-OIDC-REFUSED");
}

#[tokio::test]
async fn without_a_provider_nothing_is_offered() {
    let door = FrontDoor::open(SignInOptions::default()).await;
    let mut browser = door.browser("10.0.0.1");
    assert_eq!(browser.get("/api/sign-in/options").await.body, json!({ "oidc": false, "demo": false }));
    assert_eq!(browser.get("/api/oidc/start").await.code(), "WL-OIDC-OFF");
}

#[tokio::test]
async fn a_provider_that_is_away_is_said_to_be_away() {
    let oidc = OidcOptions {
        issuer: "http://127.0.0.1:1".into(),
        client_id: "warmline".into(),
        client_secret: None,
        redirect: CALLBACK.into(),
    };
    let door = FrontDoor::open(SignInOptions { oidc: Some(oidc), ..SignInOptions::default() }).await;
    let answer = door.browser("10.0.0.1").get("/api/oidc/start").await;
    assert_eq!((answer.status, answer.code()), (StatusCode::SERVICE_UNAVAILABLE, "WL-OIDC-AWAY"));
}

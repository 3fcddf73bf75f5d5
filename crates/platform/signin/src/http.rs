//! The routes of sign-in, and the cookies.

use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use warmline_base::{Fault, FaultKind, Secret, SessionId, Timestamp};
use warmline_contract::{AgentCard, SessionStep};
use warmline_http::{
    Acting, Body, ClientAddress, InSession, Path, ProblemBody, Query, Reply, SESSION_COOKIE, client_address,
};
use warmline_runtime::Outcome;

use crate::me::Me;
use crate::oidc::FLIGHT_LIFE;
use crate::sessions::SessionView;
use crate::signin::{Entered, SignIn, Visit};
use crate::trail::{Trace, trace};

/// Paths that need no session: sign-in itself.
pub const OPEN_PATHS: &[&str] =
    &["/api/sign-in", "/api/sign-in/second-factor", "/api/sign-in/options", "/api/oidc/start", "/api/oidc/callback"];

/// Paths that stay open while the session is locked.
pub const OPEN_WHEN_LOCKED: &[&str] = &["/api/me", "/api/unlock", "/api/sign-out"];

/// Carries the person from the first step to the second.
const HALFWAY_COOKIE: &str = "warmline_halfway";
/// Carries the flight to the identity provider and back. `Lax`, since the way back begins elsewhere.
const FLIGHT_COOKIE: &str = "warmline_oidc";

type Service = State<Arc<SignIn>>;

/// The routes: the two steps, sessions, and the identity provider.
pub fn routes(sign_in: Arc<SignIn>) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(sign_in_options))
        .routes(routes!(first_step))
        .routes(routes!(second_step))
        .routes(routes!(sign_out))
        .routes(routes!(unlock))
        .routes(routes!(confirm))
        .routes(routes!(me))
        .routes(routes!(change_password))
        .routes(routes!(list_sessions))
        .routes(routes!(end_session))
        .routes(routes!(oidc_start))
        .routes(routes!(oidc_callback))
        .with_state(sign_in)
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let ClientAddress(address) = client_address(&parts.headers, &parts.extensions);
        let user_agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("");
        Ok(Self { address, user_agent: user_agent.to_owned() })
    }
}

/// What is offered before anybody is signed in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SignInOffer)]
pub struct OptionsView {
    /// Whether the bank's identity provider is offered.
    pub oidc: bool,
    /// Whether the house is a demo.
    pub demo: bool,
}

/// The first step.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstStep {
    /// 工号.
    pub work_number: String,
    /// The password.
    #[schema(value_type = String)]
    pub password: Secret<String>,
}

/// What comes next.
#[derive(Debug, Serialize, ToSchema)]
pub struct NextStep {
    /// Always `second_factor`.
    pub next: &'static str,
}

/// A one-time code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeInput {
    /// Six digits of an authenticator application.
    pub code: String,
}

/// A password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordInput {
    /// The password.
    #[schema(value_type = String)]
    pub password: Secret<String>,
}

/// Until when privileged actions need no new code.
#[derive(Debug, Serialize, ToSchema)]
pub struct Confirmed {
    /// That instant.
    #[schema(value_type = String, format = DateTime)]
    pub confirmed_until: Timestamp,
}

/// One's own sessions.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionList {
    /// Newest first.
    pub items: Vec<SessionView>,
}

/// What the identity provider's redirect carries.
#[derive(Debug, Deserialize)]
struct Return {
    #[serde(default)]
    state: String,
    #[serde(default)]
    code: String,
}

/// What is offered before anybody is signed in.
#[utoipa::path(get, path = "/api/sign-in/options", tag = "sign-in", security(()),
    responses((status = 200, body = OptionsView)))]
async fn sign_in_options(State(sign_in): Service) -> Json<OptionsView> {
    Json(OptionsView { oidc: sign_in.oidc.is_some(), demo: sign_in.options.demo })
}

/// The first step: work number and password.
#[utoipa::path(post, path = "/api/sign-in", tag = "sign-in", security(()), request_body = FirstStep,
    responses((status = 200, body = NextStep), (status = 401, body = ProblemBody), (status = 429, body = ProblemBody)))]
async fn first_step(State(sign_in): Service, visit: Visit, Body(input): Body<FirstStep>) -> Reply<Response> {
    let token = sign_in.first_factor(&input.work_number, input.password, visit).await?;
    let cookie = sign_in.cookie(HALFWAY_COOKIE, token.expose(), "/api/sign-in", "Strict; Max-Age=300");
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Json(NextStep { next: "second_factor" })).into_response())
}

/// The second step: the one-time code.
#[utoipa::path(post, path = "/api/sign-in/second-factor", tag = "sign-in", security(()), request_body = CodeInput,
    responses((status = 200, body = Me), (status = 401, body = ProblemBody), (status = 429, body = ProblemBody)))]
async fn second_step(
    State(sign_in): Service,
    visit: Visit,
    headers: HeaderMap,
    Body(input): Body<CodeInput>,
) -> Reply<Response> {
    let token = cookie_of(&headers, HALFWAY_COOKIE);
    let Entered { token, me } = sign_in.second_factor(token, &input.code, visit).await?;
    let cookies = AppendHeaders([
        (header::SET_COOKIE, sign_in.session_cookie(token.expose())),
        (header::SET_COOKIE, sign_in.cookie(HALFWAY_COOKIE, "", "/api/sign-in", "Strict; Max-Age=0")),
    ]);
    Ok((cookies, Json(me)).into_response())
}

/// Ends the session.
#[utoipa::path(post, path = "/api/sign-out", tag = "sign-in", responses((status = 204)))]
async fn sign_out(Acting(ctx): Acting, State(sign_in): Service) -> Reply<Response> {
    sign_in.sign_out(&ctx).await?;
    let gone = sign_in.cookie(SESSION_COOKIE, "", "/", "Strict; Max-Age=0");
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(header::SET_COOKIE, gone)])).into_response())
}

/// Ends the idle lock with the password.
#[utoipa::path(post, path = "/api/unlock", tag = "sign-in", request_body = PasswordInput,
    responses((status = 200, body = Me), (status = 401, body = ProblemBody), (status = 429, body = ProblemBody)))]
async fn unlock(
    InSession(session): InSession,
    State(sign_in): Service,
    visit: Visit,
    Body(input): Body<PasswordInput>,
) -> Reply<Json<Me>> {
    Ok(Json(sign_in.unlock(&session, input.password, &visit).await?))
}

/// Shows the second factor again, for privileged actions.
#[utoipa::path(post, path = "/api/confirm", tag = "sign-in", request_body = CodeInput,
    responses((status = 200, body = Confirmed), (status = 403, body = ProblemBody), (status = 429, body = ProblemBody)))]
async fn confirm(
    InSession(session): InSession,
    State(sign_in): Service,
    visit: Visit,
    Body(input): Body<CodeInput>,
) -> Reply<Json<Confirmed>> {
    Ok(Json(Confirmed { confirmed_until: sign_in.confirm(&session, &input.code, &visit).await? }))
}

/// Who is signed in.
#[utoipa::path(get, path = "/api/me", tag = "sign-in",
    responses((status = 200, body = Me), (status = 401, body = ProblemBody)))]
async fn me(InSession(session): InSession, State(sign_in): Service) -> Reply<Json<Me>> {
    Ok(Json(sign_in.me_in(&session).await?))
}

/// Changes one's own password; one's other sessions end.
#[utoipa::path(put, path = "/api/me/password", tag = "sign-in", request_body = PasswordInput,
    responses((status = 204), (status = 403, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn change_password(
    Acting(ctx): Acting,
    InSession(session): InSession,
    State(sign_in): Service,
    Body(input): Body<PasswordInput>,
) -> Reply<StatusCode> {
    sign_in.change_password(&ctx, &session, input.password).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One's own sessions, newest first.
#[utoipa::path(get, path = "/api/sessions", tag = "sign-in", responses((status = 200, body = SessionList)))]
async fn list_sessions(Acting(ctx): Acting, State(sign_in): Service) -> Reply<Json<SessionList>> {
    Ok(Json(SessionList { items: sign_in.sessions(&ctx).await? }))
}

/// Ends one of one's own sessions.
#[utoipa::path(delete, path = "/api/sessions/{id}", tag = "sign-in", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody)))]
async fn end_session(Acting(ctx): Acting, State(sign_in): Service, Path(id): Path<SessionId>) -> Reply<StatusCode> {
    sign_in.end_session(&ctx, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends the browser to the bank's identity provider.
#[utoipa::path(get, path = "/api/oidc/start", tag = "sign-in", security(()),
    responses((status = 303), (status = 404, body = ProblemBody)))]
async fn oidc_start(State(sign_in): Service) -> Reply<Response> {
    let oidc = sign_in.oidc.as_ref().ok_or_else(oidc_off)?;
    let departure = oidc.start().await?;
    let limits = format!("Lax; Max-Age={}", FLIGHT_LIFE.0 / 1_000);
    let cookie = sign_in.cookie(FLIGHT_COOKIE, &departure.cookie, "/api/oidc", &limits);
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to(&departure.address)).into_response())
}

/// The way back: a session and the start page, or the sign-in page with the code of what went wrong.
#[utoipa::path(get, path = "/api/oidc/callback", tag = "sign-in", security(()),
    params(("state" = String, Query), ("code" = String, Query)), responses((status = 303)))]
async fn oidc_callback(
    State(sign_in): Service,
    visit: Visit,
    headers: HeaderMap,
    Query(back): Query<Return>,
) -> Response {
    let gone = sign_in.cookie(FLIGHT_COOKIE, "", "/api/oidc", "Lax; Max-Age=0");
    match sign_in.enter_by_provider(cookie_of(&headers, FLIGHT_COOKIE), back, &visit).await {
        Ok(entered) => {
            let cookies = AppendHeaders([
                (header::SET_COOKIE, sign_in.session_cookie(entered.token.expose())),
                (header::SET_COOKIE, gone),
            ]);
            (cookies, Redirect::to("/")).into_response()
        }
        Err(fault) => {
            let page = format!("/sign-in?problem={}", fault.code);
            (AppendHeaders([(header::SET_COOKIE, gone)]), Redirect::to(&page)).into_response()
        }
    }
}

impl SignIn {
    async fn enter_by_provider(&self, cookie: &str, back: Return, visit: &Visit) -> Result<Entered, Fault> {
        let oidc = self.oidc.as_ref().ok_or_else(oidc_off)?;
        self.addresses.check(visit.address, self.runtime.now())?;
        let subject = match oidc.finish(cookie, &back.state, back.code).await {
            Ok(subject) => subject,
            Err(fault) => return self.refuse_provider(None, fault, visit).await,
        };
        let card = self.register.by_oidc_subject(&subject).await?;
        match card.as_ref().filter(|card| card.enabled) {
            // The provider vouches for the person, not for our second factor: privileged actions ask for it.
            Some(card) => self.enter(card, visit, "oidc", Timestamp(0)).await,
            None => {
                let fault = Fault::forbidden(
                    "WL-OIDC-UNKNOWN",
                    "your account at the bank is not linked here: ask your administrator",
                );
                self.refuse_provider(card.as_ref(), fault, visit).await
            }
        }
    }

    /// Counts and writes down an attempt by the provider that failed.
    async fn refuse_provider(&self, agent: Option<&AgentCard>, fault: Fault, visit: &Visit) -> Result<Entered, Fault> {
        let now = self.runtime.now();
        // A provider that is away is nobody's guess.
        if fault.kind != FaultKind::Unavailable {
            self.addresses.fail(visit.address, now);
        }
        let address = visit.address.to_string();
        let outcome = Outcome::Refused(fault.code);
        let refused = Trace { at: now, step: SessionStep::SignIn, agent, how: "oidc", outcome, address: &address };
        let mut tx = self.runtime.db.begin().await?;
        trace(&mut tx, refused).await?;
        tx.commit().await?;
        Err(fault)
    }

    fn session_cookie(&self, token: &str) -> HeaderValue {
        self.cookie(SESSION_COOKIE, token, "/", "Strict")
    }

    /// One cookie. Tokens are base64url, so the value needs no escaping.
    fn cookie(&self, name: &str, value: &str, path: &str, same_site_and_age: &str) -> HeaderValue {
        let secure = if self.options.secure_cookies { "; Secure" } else { "" };
        let text = format!("{name}={value}; Path={path}; HttpOnly; SameSite={same_site_and_age}{secure}");
        HeaderValue::from_str(&text).expect("a cookie of letters and digits is a header value")
    }
}

fn oidc_off() -> Fault {
    Fault::not_found("WL-OIDC-OFF", "the bank's sign-in is not set up here: use work number and password")
}

fn cookie_of<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map_or("", |(_, value)| value)
}

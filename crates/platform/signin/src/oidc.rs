//! The bank's own identity provider: OpenID Connect, authorization code with PKCE and nonce.
//!
//! Between the start and the callback the browser itself keeps state, nonce and verifier, sealed in a
//! cookie of ten minutes, so nothing here can be flooded and a callback works only in the browser that
//! started it. The provider's second factor is the provider's matter; a privileged action still asks for
//! ours.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdTokenVerifier, CoreJwsSigningAlgorithm, CoreProviderMetadata,
};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl,
    Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, TokenResponse,
};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use warmline_base::{Fault, Millis, Timestamp};
use warmline_crypto::{OpaqueToken, constant_time_eq};
use warmline_runtime::Runtime;

use crate::OidcOptions;

/// How long somebody may take at the provider.
pub(crate) const FLIGHT_LIFE: Millis = Millis::minutes(10);
/// How long the provider's own description and keys count.
const METADATA_LIFE: Millis = Millis::minutes(60);
/// How long a provider that did not answer is not asked again.
const AWAY_FOR: Millis = Millis::seconds(5);
/// How long the provider may take to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// The signatures we take. Never those by a shared secret, and never none.
const SIGNATURES: [CoreJwsSigningAlgorithm; 5] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// What the browser keeps, sealed, while it is at the provider.
#[derive(Serialize, Deserialize)]
struct Flight {
    state: String,
    nonce: String,
    verifier: String,
    until: i64,
}

/// Where to send the browser, and the cookie it takes along.
pub(crate) struct Departure {
    pub address: String,
    pub cookie: String,
}

/// One identity provider.
pub(crate) struct Oidc {
    runtime: Arc<Runtime>,
    issuer: IssuerUrl,
    client_id: ClientId,
    client_secret: Option<ClientSecret>,
    redirect: RedirectUrl,
    http: reqwest::Client,
    known: Mutex<Known>,
}

/// What is known of the provider.
#[derive(Default)]
struct Known {
    metadata: Option<(Timestamp, CoreProviderMetadata)>,
    /// Until when it counts as away, so that those who come meanwhile do not wait in line for it.
    away_until: Timestamp,
}

impl Oidc {
    pub fn new(options: &OidcOptions, runtime: Arc<Runtime>) -> Result<Self, Fault> {
        // A redirect followed for us could lead anywhere inside the bank.
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(ANSWER_WITHIN)
            .build()
            .map_err(|_| wrong_config("the HTTP client cannot start"))?;
        Ok(Self {
            runtime,
            issuer: IssuerUrl::new(options.issuer.clone()).map_err(|_| wrong_config("the issuer's address"))?,
            client_id: ClientId::new(options.client_id.clone()),
            client_secret: options.client_secret.as_ref().map(|secret| ClientSecret::new(secret.expose().clone())),
            redirect: RedirectUrl::new(options.redirect.clone()).map_err(|_| wrong_config("the callback's address"))?,
            http,
            known: Mutex::default(),
        })
    }

    /// Sends a browser to the provider.
    pub async fn start(&self) -> Result<Departure, Fault> {
        let client = self.client().await?;
        let secret = || OpaqueToken::generate(&*self.runtime.entropy).expose().to_owned();
        let flight = Flight {
            state: secret(),
            nonce: secret(),
            verifier: secret(),
            until: self.runtime.now().plus(FLIGHT_LIFE).0,
        };
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(flight.verifier.clone()));
        let (state, nonce) = (flight.state.clone(), flight.nonce.clone());
        let (address, _, _) = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, || CsrfToken::new(state), || Nonce::new(nonce))
            .set_pkce_challenge(challenge)
            .url();
        Ok(Departure { address: address.into(), cookie: self.seal(&flight)? })
    }

    /// The subject of whoever came back with `code`.
    pub async fn finish(&self, cookie: &str, state: &str, code: String) -> Result<String, Fault> {
        let flight = self.open(cookie).ok_or_else(wrong_state)?;
        let same = constant_time_eq(flight.state.as_bytes(), state.as_bytes());
        if !same || self.runtime.now().0 >= flight.until {
            return Err(wrong_state());
        }
        if code.is_empty() {
            return Err(refused(&"the browser came back without a code"));
        }
        let client = self.client().await?;
        let answer = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| refused(&error))?
            .set_pkce_verifier(PkceCodeVerifier::new(flight.verifier))
            .request_async(&self.http)
            .await
            .map_err(|error| refused(&error))?;
        let token = answer.id_token().ok_or_else(|| refused(&"the answer holds no id token"))?;
        match token.claims(&self.verifier(&client), &Nonce::new(flight.nonce)) {
            Ok(claims) => Ok(claims.subject().as_str().to_owned()),
            Err(error) => {
                // The provider may have changed its keys: the next attempt asks for them anew.
                self.known.lock().await.metadata = None;
                Err(refused(&error))
            }
        }
    }

    fn verifier<'a>(&self, client: &'a Client) -> CoreIdTokenVerifier<'a> {
        let now = self.runtime.now();
        let micros = u64::try_from(now.0).unwrap_or(0);
        client
            .id_token_verifier()
            .set_allowed_algs(SIGNATURES)
            .set_time_fn(move || (UNIX_EPOCH + Duration::from_micros(micros)).into())
    }

    async fn client(&self) -> Result<Client, Fault> {
        let metadata = self.metadata().await?;
        let client = CoreClient::from_provider_metadata(metadata, self.client_id.clone(), self.client_secret.clone());
        Ok(client.set_redirect_uri(self.redirect.clone()))
    }

    async fn metadata(&self) -> Result<CoreProviderMetadata, Fault> {
        let now = self.runtime.now();
        let mut known = self.known.lock().await;
        if let Some((read_at, metadata)) = &known.metadata
            && now.since(*read_at) < METADATA_LIFE
        {
            return Ok(metadata.clone());
        }
        if now < known.away_until {
            return Err(away());
        }
        match CoreProviderMetadata::discover_async(self.issuer.clone(), &self.http).await {
            Ok(metadata) => {
                known.metadata = Some((now, metadata.clone()));
                Ok(metadata)
            }
            Err(error) => {
                tracing::warn!(error = %error, "the identity provider does not describe itself");
                known.away_until = now.plus(AWAY_FOR);
                Err(away())
            }
        }
    }

    fn seal(&self, flight: &Flight) -> Result<String, Fault> {
        let text = serde_json::to_string(flight).expect("texts and numbers have a JSON form");
        Ok(URL_SAFE_NO_PAD.encode(self.runtime.vault.seal_field("oidc", "flight", b"cookie", text)?))
    }

    fn open(&self, cookie: &str) -> Option<Flight> {
        let sealed = URL_SAFE_NO_PAD.decode(cookie).ok()?;
        let text = self.runtime.vault.open_field("oidc", "flight", b"cookie", &sealed).ok()?;
        serde_json::from_str(&text).ok()
    }
}

fn wrong_config(what: &str) -> Fault {
    Fault::invalid("WL-OIDC-CONFIG", format!("the identity provider is set wrong: {what} does not parse"))
}

fn away() -> Fault {
    Fault::unavailable("WL-OIDC-AWAY", "the bank's sign-in does not answer: use work number and password")
}

fn wrong_state() -> Fault {
    Fault::unauthenticated("WL-OIDC-STATE", "this sign-in did not start in this browser or took too long: start again")
}

fn refused(why: &dyn std::fmt::Display) -> Fault {
    tracing::warn!(reason = %why, "the identity provider's answer was not taken");
    Fault::unauthenticated("WL-OIDC-REFUSED", "the bank's sign-in did not vouch for you: start again")
}

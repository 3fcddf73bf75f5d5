//! What an install may set about sign-in; read from the configuration by the server.

use warmline_base::{Millis, Secret};

/// The rules of sign-in.
#[derive(Clone, Debug)]
pub struct SignInOptions {
    /// The house is a demo, and says so.
    pub demo: bool,
    /// Cookies carry `Secure`. Off only when the server listens on http at a loopback address.
    pub secure_cookies: bool,
    /// A session without use locks after this.
    pub idle_lock: Millis,
    /// A session ends after this, used or not.
    pub session_life: Millis,
    /// How long a shown second factor counts for privileged actions.
    pub factor_life: Millis,
    /// How many sessions one person may have; the oldest end when another begins. 1 to 100.
    pub sessions_per_person: u16,
    /// Failed attempts from one address within a minute before it has to wait. Only failures count,
    /// since a whole shift may come from one address; raise it where more than some hundred people do.
    pub failures_per_address: u32,
    /// The bank's identity provider; absent means that it is not offered.
    pub oidc: Option<OidcOptions>,
}

impl Default for SignInOptions {
    fn default() -> Self {
        Self {
            demo: false,
            secure_cookies: true,
            idle_lock: Millis::minutes(15),
            session_life: Millis::minutes(12 * 60),
            factor_life: Millis::minutes(5),
            sessions_per_person: 1,
            failures_per_address: 10,
            oidc: None,
        }
    }
}

/// The bank's identity provider (OpenID Connect).
#[derive(Clone, Debug)]
pub struct OidcOptions {
    /// The issuer's address, exactly as its tokens name it.
    pub issuer: String,
    /// Our client id there.
    pub client_id: String,
    /// Our client secret there; public clients have none.
    pub client_secret: Option<Secret<String>>,
    /// Our callback's full address, ending in `/api/oidc/callback`.
    pub redirect: String,
}

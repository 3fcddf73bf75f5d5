//! The line between telephone signalling and the house.
//!
//! [`SipEdge`] is all the house knows of SIP; what stands behind it can be replaced. Here are also the parts
//! that are ours and pure: numbers and the dial plan, proof by password, pace, phones' places, trunks and
//! session timers. Deliberately absent: sound, the wire format of SIP, and who is served next.

pub mod digest;
pub mod ladder;
pub mod lockout;
pub mod number;
pub mod pace;
pub mod registrar;
pub mod session_timer;
pub mod trunk;
mod words;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use async_trait::async_trait;
use serde::Deserialize;
use warmline_base::Fault;
use warmline_wire::sdp::Security;

pub use digest::DigestSecret;
pub use number::DialPlan;
pub use trunk::Trunk;
pub use words::{Callee, Cause, Dial, EdgeEvent, Incoming, LegId, Referral, Reoffer, Source};

/// How the edge is set up.
#[derive(Clone, Debug)]
pub struct EdgeSettings {
    /// Where datagrams are taken.
    pub udp: Option<SocketAddr>,
    /// Where streams are taken.
    pub tcp: Option<SocketAddr>,
    /// Streams under TLS.
    pub tls: Option<TlsSettings>,
    /// The address others reach this machine at, when it is not the one it listens on.
    pub public: Option<IpAddr>,
    /// What phones prove their password for.
    pub realm: String,
    /// Phones prove it by SHA-256 and nothing less; else by MD5, which all of them know.
    pub strong_digest: bool,
    /// The lines outside, in the order they are tried.
    pub trunks: Vec<Trunk>,
    /// What may be called outside.
    pub dial_plan: DialPlan,
    /// Legs at once, in and out; beyond it new calls are refused with 503.
    pub legs_max: usize,
    /// Numbers for emergencies: whoever dials one is let in where others are refused, and goes straight to a person.
    pub emergency: Vec<String>,
    /// How long a refused caller is asked to wait, seconds.
    pub retry_after_seconds: u32,
    /// How often trunks are asked whether they answer, and phones that are gone are forgotten.
    pub look_every: Duration,
}

/// Streams under TLS.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsSettings {
    /// Where they are taken.
    pub listen: SocketAddr,
    /// The certificate and those it rests on, as a PEM file.
    pub certificate: PathBuf,
    /// Its key, as a PEM file (PKCS 8).
    pub key: PathBuf,
    /// Whose certificates are believed when we call by a trunk, as a PEM file; without it no trunk is.
    #[serde(default)]
    pub authorities: Option<PathBuf>,
}

/// Signalling, as the house uses it. What happens is told by [`EdgeEvent`]s; a leg's last one is `Over`.
#[async_trait]
pub trait SipEdge: Send + Sync {
    /// Tells the caller that it rings; with a session, early media flows.
    ///
    /// # Errors
    /// `WL-VOICE-LEG` when the leg is over or up.
    fn ring(&self, leg: LegId, early: Option<Vec<u8>>) -> Result<(), Fault>;

    /// Takes the call, with our session.
    ///
    /// # Errors
    /// `WL-VOICE-LEG` when the leg is over or up.
    fn answer(&self, leg: LegId, session: Vec<u8>) -> Result<(), Fault>;

    /// Ends the leg as its state asks: refuses, cancels or hangs up. A leg that is over stays over.
    fn end(&self, leg: LegId, cause: Cause);

    /// Calls somebody. The leg's events tell the rest.
    ///
    /// # Errors
    /// `WL-VOICE-FULL`, `WL-VOICE-NUMBER` when the dial plan does not allow it, `WL-VOICE-PHONE` when the phone
    /// is not registered, `WL-VOICE-TRUNK-AWAY` when no trunk goes out.
    fn dial(&self, dial: Dial) -> Result<LegId, Fault>;

    /// Whether the dial plan lets this number be called and there is a trunk for it.
    fn may_dial(&self, number: &str) -> bool;

    /// Wishes another session of the other side (hold, resume) and returns its answer.
    ///
    /// # Errors
    /// `WL-VOICE-LEG` when the leg is not up or the other side refuses.
    async fn reoffer(&self, leg: LegId, session: Vec<u8>) -> Result<Vec<u8>, Fault>;

    /// Asks the other side to call somebody else instead (REFER).
    ///
    /// # Errors
    /// `WL-VOICE-LEG` when the leg is not up or the other side refuses.
    async fn refer(&self, leg: LegId, to: &str) -> Result<(), Fault>;

    /// Whether the sound of calls outside is encrypted.
    fn security_outside(&self) -> Security;

    /// Whether the phone can be rung now.
    fn is_reachable(&self, extension: &str) -> bool;

    /// Stops letting calls in, or lets them in again; calls in progress go on.
    fn drain(&self, on: bool);

    /// Legs there are now.
    fn legs(&self) -> usize;
}

/// Knows the desk phones' accounts.
#[async_trait]
pub trait PhoneBook: Send + Sync {
    /// What is kept of the account's password; `None` when there is no such account.
    async fn secret(&self, extension: &str) -> Result<Option<DigestSecret>, Fault>;
}

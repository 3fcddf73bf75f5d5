//! [`SipEdge`] on the rsipstack library.
//!
//! The library parses, retransmits and keeps dialogs; what it does not do is here: who may come in, pace,
//! phones' places, session timers, trunks with their order and health. What always holds: an event for the
//! house waits in a bounded queue; an address that may not call learns nothing of accounts or numbers; and
//! nothing of the library below a warning reaches the log ([`quiet`]), because it writes whole messages.

mod certificate;
mod headers;
mod health;
mod incoming;
mod leg;
mod outgoing;
mod prove;
mod referral;
mod register;
mod watch;

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use async_trait::async_trait;
use parking_lot::Mutex;
use rsipstack::EndpointBuilder;
use rsipstack::dialog::dialog_layer::DialogLayer;
use rsipstack::dialog::invite_dialog::InviteDialog;
use rsipstack::platform::CancellationToken;
use rsipstack::sip::{StatusCode, Transport, Uri};
use rsipstack::transaction::endpoint::{EndpointInnerRef, EndpointOption};
use rsipstack::transaction::key::TransactionRole;
use rsipstack::transport::udp::UdpConnection;
use rsipstack::transport::{SipAddr, TcpListenerConnection, TlsConfig, TlsListenerConnection, TransportLayer};
use tokio::sync::mpsc;
use warmline_base::{Clock, Entropy, Fault, Timestamp};
use warmline_wire::sdp::Security;

use self::certificate::{Believed, Shown, read};
use self::leg::Leg;
use self::watch::Watch;
use crate::edge::digest::Challenger;
use crate::edge::ladder::Ladders;
use crate::edge::lockout::Lockout;
use crate::edge::number::normalise;
use crate::edge::pace::Pace;
use crate::edge::registrar::Registrar;
use crate::edge::trunk::{Health, Trunk};
use crate::edge::{Cause, Dial, EdgeEvent, EdgeSettings, LegId, PhoneBook, SipEdge, TlsSettings};

/// Events the house has not taken yet; beyond it signalling waits.
const EVENTS_MAX: usize = 4_096;
/// What we call ourselves to others; no version, which would help a scanner.
const USER_AGENT: &str = "Warmline";

/// Whether a log line of the library may be written: its lines below a warning hold whole messages.
///
/// Part of every subscriber of the server, whatever the environment asks for.
pub fn quiet(metadata: &tracing::Metadata<'_>) -> bool {
    !metadata.target().starts_with("rsipstack") || *metadata.level() <= tracing::Level::WARN
}

/// The edge, listening.
#[derive(Clone)]
pub struct RsipEdge(Arc<Inner>);

struct Inner {
    settings: EdgeSettings,
    clock: Arc<dyn Clock>,
    endpoint: EndpointInnerRef,
    dialogs: Arc<DialogLayer>,
    ladders: Arc<Ladders>,
    legs: Mutex<BTreeMap<LegId, Leg>>,
    next_leg: AtomicU64,
    /// Arriving legs the house has said nothing to yet.
    unheard: AtomicUsize,
    events: mpsc::Sender<EdgeEvent>,
    pace: Arc<Pace>,
    challenger: Challenger,
    lockout: Lockout,
    registrar: Registrar<SipAddr>,
    phones: Arc<dyn PhoneBook>,
    health: Mutex<Vec<Health>>,
    draining: AtomicBool,
    /// What is shown to telephones under TLS.
    certificate: Mutex<Option<Shown>>,
    /// Who is believed when we call by a trunk under TLS.
    believed: Mutex<Option<Believed>>,
    stop: CancellationToken,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl RsipEdge {
    /// Listens, and hands out what happens.
    ///
    /// # Errors
    /// `WL-VOICE-LISTEN` when an address is taken or a certificate cannot be read.
    pub async fn open(
        settings: EdgeSettings,
        phones: Arc<dyn PhoneBook>,
        clock: Arc<dyn Clock>,
        entropy: &dyn Entropy,
    ) -> Result<(Self, mpsc::Receiver<EdgeEvent>), Fault> {
        let stop = CancellationToken::new();
        let transports = TransportLayer::new(stop.clone());
        let (certificate, believed) = listen(&settings, &transports, &stop).await?;
        let pace = Arc::new(Pace::default());
        guard(&transports, &settings, &pace, &clock);
        let ladders = Arc::new(Ladders::default());
        let watch = Watch { ladders: Arc::clone(&ladders), clock: Arc::clone(&clock) };
        let endpoint = EndpointBuilder::new()
            .with_user_agent(USER_AGENT)
            .with_transport_layer(transports)
            .with_cancel_token(stop.clone())
            .with_inspector(Box::new(watch))
            .with_option(EndpointOption { callid_suffix: Some(settings.realm.clone()), ..EndpointOption::default() })
            .build();
        let incoming = endpoint.incoming_transactions().map_err(|error| broken(&error))?;
        let serving = Arc::clone(&endpoint.inner);
        tokio::spawn(async move {
            if let Err(error) = serving.serve().await {
                tracing::error!(error = %error, "telephone signalling stopped");
            }
        });
        let (events, receiver) = mpsc::channel(EVENTS_MAX);
        let inner = Arc::new(Inner {
            challenger: Challenger::new(&settings.realm, settings.strong_digest, entropy),
            health: Mutex::new(vec![Health::default(); settings.trunks.len()]),
            dialogs: Arc::new(DialogLayer::new(Arc::clone(&endpoint.inner))),
            endpoint: Arc::clone(&endpoint.inner),
            settings,
            clock,
            ladders,
            legs: Mutex::default(),
            next_leg: AtomicU64::new(1),
            unheard: AtomicUsize::new(0),
            events,
            pace,
            lockout: Lockout::default(),
            registrar: Registrar::default(),
            phones,
            draining: AtomicBool::new(false),
            certificate: Mutex::new(certificate),
            believed: Mutex::new(believed),
            stop,
        });
        tokio::spawn(incoming::serve(Arc::downgrade(&inner), incoming));
        tokio::spawn(health::watch(Arc::downgrade(&inner)));
        Ok((Self(inner), receiver))
    }

    /// Where the edge listens for datagrams: the port chosen when the setting left it open.
    pub fn udp_address(&self) -> Option<SocketAddr> {
        self.listening(Transport::Udp)
    }

    /// Where the edge listens for streams.
    pub fn tcp_address(&self) -> Option<SocketAddr> {
        self.listening(Transport::Tcp)
    }

    /// Asks the trunk of this place in the settings now whether it answers; a trunk without an address does not.
    pub async fn asks_trunk(&self, index: usize) -> bool {
        health::answers(&self.0, index).await
    }

    /// Where the edge listens for streams under TLS.
    pub fn tls_address(&self) -> Option<SocketAddr> {
        self.listening(Transport::Tls)
    }

    fn listening(&self, transport: Transport) -> Option<SocketAddr> {
        self.0.listener(transport)?.get_socketaddr().ok()
    }
}

async fn listen(
    settings: &EdgeSettings,
    transports: &TransportLayer,
    stop: &CancellationToken,
) -> Result<(Option<Shown>, Option<Believed>), Fault> {
    if let Some(address) = settings.udp {
        let udp = UdpConnection::create_connection(address, None, Some(stop.child_token())).await;
        transports.add_transport(udp.map_err(|error| taken("udp", address, &error))?.into());
    }
    if let Some(address) = settings.tcp {
        let tcp = TcpListenerConnection::new(bound(address).await?, None).await;
        transports.add_transport(tcp.map_err(|error| taken("tcp", address, &error))?.into());
    }
    if let Some(TlsSettings { listen, certificate, key, authorities }) = &settings.tls {
        let files = [read(certificate)?, read(key)?];
        let [cert, own] = files.clone();
        let config = TlsConfig { cert: Some(cert), key: Some(own), ..TlsConfig::default() };
        let tls = TlsListenerConnection::new(bound(*listen).await?, None, config).await;
        let tls = tls.map_err(|error| taken("tls", *listen, &error))?;
        transports.add_transport(tls.clone().into());
        let believed = authorities.as_deref().map(Believed::of).transpose()?;
        transports.set_tls_config(believed.as_ref().map(Believed::config).unwrap_or_default());
        return Ok((Some(Shown::by(tls, [certificate.clone(), key.clone()], files)), believed));
    }
    Ok((None, None))
}

/// The library reads a stream listener's port before it binds, so an open port is chosen here.
async fn bound(address: SocketAddr) -> Result<SocketAddr, Fault> {
    if address.port() != 0 {
        return Ok(address);
    }
    let probe = tokio::net::TcpListener::bind(address).await.map_err(|error| taken("tcp", address, &error))?;
    probe.local_addr().map_err(|error| taken("tcp", address, &error))
}

/// Before a message is even parsed: trunks are heard, others within their pace.
fn guard(transports: &TransportLayer, settings: &EdgeSettings, pace: &Arc<Pace>, clock: &Arc<dyn Clock>) {
    let trunks = settings.trunks.clone();
    let (pace, clock) = (Arc::clone(pace), Arc::clone(clock));
    transports.set_whitelist(move |source: IpAddr| {
        let heard = trunks.iter().any(|trunk| trunk.allows(source)) || pace.hear(source, clock.now());
        async move { heard }
    });
}

fn taken(way: &str, address: SocketAddr, error: &dyn std::fmt::Display) -> Fault {
    Fault::unavailable(
        "WL-VOICE-LISTEN",
        format!("telephone signalling cannot listen on {way} {address} ({error}): choose another address"),
    )
}

fn broken(error: &dyn std::fmt::Display) -> Fault {
    Fault::internal("WL-VOICE-SIP", format!("the SIP library failed: {error}"))
}

fn no_leg() -> Fault {
    Fault::conflict("WL-VOICE-LEG", "this leg of the call is over or in another state: look at the call again")
}

impl Inner {
    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    async fn tell(&self, event: EdgeEvent) {
        // The house is gone only when the process ends.
        let _ = self.events.send(event).await;
    }

    fn dialog(&self, leg: LegId) -> Option<InviteDialog> {
        self.legs.lock().get(&leg)?.dialog.clone()
    }

    fn listener(&self, transport: Transport) -> Option<SipAddr> {
        let addresses = self.endpoint.transport_layer.get_listen_addrs();
        addresses.into_iter().find(|address| address.r#type.unwrap_or_default() == transport)
    }

    /// Our address for the other side of `transport`.
    fn contact(&self, transport: Transport, user: &str) -> Option<Uri> {
        let mut address = self.listener(transport)?;
        if let Some(public) = self.settings.public {
            address.addr.host = public.into();
        }
        let mut uri = headers::uri_of(&address);
        uri.auth = Some(rsipstack::sip::Auth { user: user.to_owned(), password: None });
        Some(uri)
    }

    fn is_full(&self) -> bool {
        self.has_legs(self.settings.legs_max)
    }

    fn has_legs(&self, limit: usize) -> bool {
        self.legs.lock().len() >= limit
    }

    /// The house has said something to this leg, or it is gone.
    fn heard(&self, leg: &mut Leg) {
        if std::mem::take(&mut leg.unheard) {
            self.unheard.fetch_sub(1, Ordering::Relaxed);
        }
    }

    fn new_leg(&self) -> LegId {
        LegId(self.next_leg.fetch_add(1, Ordering::Relaxed))
    }

    /// Ends a dialog as its state asks.
    async fn end_dialog(&self, dialog: &InviteDialog, cause: Cause) {
        let reason = headers::reason(cause);
        let ended = if dialog.role() == TransactionRole::Server && dialog.state().can_cancel() {
            dialog.reject(Some(StatusCode::from(cause.status())), Some(reason))
        } else {
            dialog.hangup_with_reason(reason).await
        };
        if let Err(error) = ended {
            tracing::debug!(error = %error, "a leg could not be ended in good form");
        }
    }
}

#[async_trait]
impl SipEdge for RsipEdge {
    fn ring(&self, leg: LegId, early: Option<Vec<u8>>) -> Result<(), Fault> {
        let dialog = {
            let mut legs = self.0.legs.lock();
            let leg = legs.get_mut(&leg).ok_or_else(no_leg)?;
            self.0.heard(leg);
            leg.dialog.clone().ok_or_else(no_leg)?
        };
        let headers = early.is_some().then(|| headers::session_headers(None));
        dialog.ringing(headers, early).map_err(|_| no_leg())
    }

    fn answer(&self, leg: LegId, session: Vec<u8>) -> Result<(), Fault> {
        let (dialog, timer) = {
            let mut legs = self.0.legs.lock();
            let leg = legs.get_mut(&leg).ok_or_else(no_leg)?;
            self.0.heard(leg);
            leg.session.clone_from(&session);
            (leg.dialog.clone().ok_or_else(no_leg)?, leg.timer)
        };
        dialog.accept(Some(headers::session_headers(timer)), Some(session)).map_err(|_| no_leg())
    }

    fn end(&self, leg: LegId, cause: Cause) {
        let dialog = {
            let mut legs = self.0.legs.lock();
            let Some(leg) = legs.get_mut(&leg) else { return };
            if leg.ending.is_some() {
                return;
            }
            self.0.heard(leg);
            leg.ending = Some(cause);
            leg.dialog.clone().filter(|_| !leg.referring)
        };
        // Without a dialog the call was not yet sent; whoever is about to send it looks first. So does whoever still has
        // to tell a phone what came of its wish.
        if let Some(dialog) = dialog {
            let inner = Arc::clone(&self.0);
            tokio::spawn(async move { inner.end_dialog(&dialog, cause).await });
        }
    }

    fn dial(&self, dial: Dial) -> Result<LegId, Fault> {
        outgoing::dial(&self.0, dial)
    }

    fn may_dial(&self, number: &str) -> bool {
        let settings = &self.0.settings;
        normalise(number).is_some_and(|number| settings.dial_plan.allows(&number))
            && settings.trunks.iter().any(|trunk| trunk.address.is_some())
    }

    async fn reoffer(&self, leg: LegId, session: Vec<u8>) -> Result<Vec<u8>, Fault> {
        leg::reoffer(&self.0, leg, session).await
    }

    async fn refer(&self, leg: LegId, to: &str) -> Result<(), Fault> {
        leg::refer(&self.0, leg, to).await
    }

    fn security_outside(&self) -> Security {
        let encrypts = |trunk: &Trunk| trunk.address.is_some() && trunk.srtp;
        if self.0.settings.trunks.iter().any(encrypts) { Security::Always } else { Security::Never }
    }

    fn is_reachable(&self, extension: &str) -> bool {
        self.0.registrar.find(extension, self.0.now()).is_some()
    }

    fn drain(&self, on: bool) {
        self.0.draining.store(on, Ordering::Relaxed);
    }

    fn legs(&self) -> usize {
        self.0.legs.lock().len()
    }
}

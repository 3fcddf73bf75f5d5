//! Requests that come in: sorted, let in or refused.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};

use rsipstack::dialog::dialog::Dialog;
use rsipstack::sip::{Header, HeadersExt, Method, StatusCode, Transport};
use rsipstack::transaction::TransactionReceiver;
use rsipstack::transaction::transaction::Transaction;
use warmline_wire::sdp::Security;

use super::headers::{ALLOW, asked, caller, dialled, mentions, other};
use super::leg::{self, Leg};
use super::{Inner, broken};
use crate::edge::ladder::Rung;
use crate::edge::session_timer::SessionTimer;
use crate::edge::{Cause, EdgeEvent, Incoming, Source};

/// The largest session description taken, bytes.
const OFFER_MAX: usize = 16 * 1024;
/// Calls the house has not dealt with yet; beyond it the house is behind, and who calls now would only wait for nothing.
const UNHEARD_MAX: usize = 128;
/// Legs that emergencies may have beyond what others may.
const EMERGENCY_LEGS: usize = 64;
/// What programs that scan for exchanges call themselves.
const SCANNERS: [&str; 8] =
    ["friendly-scanner", "sipvicious", "sipcli", "sundayddr", "sip-scan", "vaxsip", "pplsip", "iwar"];

/// Takes requests until the edge is gone.
pub(super) async fn serve(edge: Weak<Inner>, mut incoming: TransactionReceiver) {
    while let Some(tx) = incoming.recv().await {
        let Some(edge) = edge.upgrade() else { return };
        // Datagrams were paced before they were parsed; of a stream only the connection was.
        let stream = tx.connection.as_ref().is_some_and(|connection| connection.transport() != Transport::Udp);
        if stream && !edge.hears(&tx) {
            continue;
        }
        tokio::spawn(edge.take(tx));
    }
}

/// Whether a program says that it looks for exchanges to abuse; it gets no answer and learns of none (T17).
fn is_scanner(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SCANNERS.iter().any(|scanner| name.contains(scanner))
}

pub(super) async fn reply(tx: &mut Transaction, status: StatusCode, headers: Vec<Header>) {
    if let Err(error) = tx.reply_with(status, headers, None).await {
        tracing::debug!(error = %error, "an answer could not be sent");
    }
}

impl Inner {
    fn hears(&self, tx: &Transaction) -> bool {
        let Some(source) = Self::source_of(tx) else { return false };
        self.settings.trunks.iter().any(|trunk| trunk.allows(source)) || self.pace.hear(source, self.now())
    }

    async fn take(self: Arc<Self>, mut tx: Transaction) {
        if tx.original.header_value("User-Agent").is_some_and(|name| is_scanner(&name)) {
            metrics::counter!("warmline_sip_refused_total", "why" => "scanner").increment(1);
            return;
        }
        let in_dialog = tx.original.to_header().ok().and_then(|to| to.tag().ok().flatten()).is_some();
        if in_dialog {
            return self.take_in_dialog(tx).await;
        }
        match tx.original.method {
            Method::Invite => self.take_invite(tx).await,
            Method::Register => self.register(&mut tx).await,
            Method::Options => self.take_options(&mut tx).await,
            // A CANCEL reaches its INVITE by itself; an ACK without a call is nothing.
            Method::Cancel | Method::Ack => {}
            _ => reply(&mut tx, StatusCode::MethodNotAllowed, vec![Header::Allow(ALLOW.into())]).await,
        }
    }

    async fn take_in_dialog(&self, mut tx: Transaction) {
        match self.dialogs.match_dialog(&tx) {
            Some(Dialog::Invite(mut dialog)) => {
                if let Err(error) = dialog.handle(&mut tx).await {
                    tracing::debug!(error = %error, "a request inside a call was not taken");
                }
            }
            _ if tx.original.method == Method::Ack => {}
            _ => reply(&mut tx, StatusCode::CallTransactionDoesNotExist, Vec::new()).await,
        }
    }

    /// The same answer for everybody: that we are here, or that we are full.
    async fn take_options(&self, tx: &mut Transaction) {
        if self.turns_away(false) {
            return self.turn_away(tx).await;
        }
        let headers = vec![
            Header::Allow(ALLOW.into()),
            Header::Accept("application/sdp".into()),
            Header::Supported("timer, replaces".into()),
        ];
        reply(tx, StatusCode::OK, headers).await;
    }

    /// How a call's sound may be encrypted: keys are worth something only in signalling that is, and a trunk that must
    /// encrypt brings no call in clear: then nothing.
    fn security_of(&self, tx: &Transaction, source: &Source) -> Option<Security> {
        let secret = tx.connection.as_ref().is_some_and(|connection| connection.transport() == Transport::Tls);
        let demanded = matches!(source, Source::Trunk(name)
            if self.settings.trunks.iter().any(|trunk| trunk.name == *name && trunk.srtp));
        match (secret, demanded) {
            (true, true) => Some(Security::Always),
            (true, false) => Some(Security::WhenOffered),
            (false, true) => None,
            (false, false) => Some(Security::Never),
        }
    }

    /// Begins the ladder of an arriving call.
    fn begins(&self, tx: &Transaction) -> Vec<String> {
        let Some(call_id) = tx.original.header_value("Call-ID") else { return Vec::new() };
        let came = Rung { at: self.now(), sent: false, method: "INVITE".into(), status: None, cause: None };
        self.ladders.open(&call_id, vec![came]);
        vec![call_id]
    }

    /// Whether new calls are refused. For emergencies there is room left over.
    fn turns_away(&self, emergency: bool) -> bool {
        let over = if emergency { EMERGENCY_LEGS } else { 0 };
        let behind = self.unheard.load(Ordering::Relaxed) >= UNHEARD_MAX + over;
        self.draining.load(Ordering::Relaxed) || self.has_legs(self.settings.legs_max + over) || behind
    }

    fn is_for_emergencies(&self, tx: &Transaction) -> bool {
        self.settings.emergency.contains(&dialled(&tx.original.uri))
    }

    async fn turn_away(&self, tx: &mut Transaction) {
        metrics::counter!("warmline_sip_refused_total", "why" => "full").increment(1);
        let wait = Header::RetryAfter(self.settings.retry_after_seconds.to_string().into());
        reply(tx, StatusCode::ServiceUnavailable, vec![wait]).await;
    }

    async fn take_invite(self: Arc<Self>, mut tx: Transaction) {
        let Some(source) = Self::source_of(&tx) else { return };
        let Some(source) = self.prove(&mut tx, source).await else { return };
        if self.turns_away(self.is_for_emergencies(&tx)) {
            return self.turn_away(&mut tx).await;
        }
        if tx.original.body.len() > OFFER_MAX {
            return reply(&mut tx, StatusCode::RequestEntityTooLarge, Vec::new()).await;
        }
        if let Some(extension) = tx.original.header_value("Require")
            && !mentions(Some(extension.clone()), "timer")
        {
            return reply(&mut tx, StatusCode::BadExtension, vec![other("Unsupported", extension)]).await;
        }
        let timer = match SessionTimer::grant(&asked(&tx.original)) {
            Ok(timer) => timer,
            Err(least) => {
                let headers = vec![other("Min-SE", least.to_string())];
                return reply(&mut tx, StatusCode::SessionIntervalTooSmall, headers).await;
            }
        };
        self.let_in(tx, source, timer).await;
    }

    async fn let_in(self: Arc<Self>, mut tx: Transaction, source: Source, timer: SessionTimer) {
        let to = dialled(&tx.original.uri);
        let Some(security) = self.security_of(&tx, &source) else {
            metrics::counter!("warmline_sip_refused_total", "why" => "in_clear").increment(1);
            return reply(&mut tx, StatusCode::Forbidden, Vec::new()).await;
        };
        let transport = tx.connection.as_ref().map_or(Transport::Udp, |connection| connection.transport());
        let (sender, states) = self.dialogs.new_dialog_state_channel();
        let contact = self.contact(transport, &to);
        let mut dialog = match self.dialogs.get_or_create_server_invite(&tx, sender, None, contact) {
            Ok(dialog) => dialog,
            Err(error) => {
                tracing::warn!(fault = %broken(&error), "a call could not be let in");
                return reply(&mut tx, StatusCode::BadRequest, Vec::new()).await;
            }
        };
        let emergency = self.is_for_emergencies(&tx);
        let leg = self.new_leg();
        let from = match &source {
            Source::Phone(extension) => Some(extension.clone()),
            Source::Trunk(_) => caller(&tx.original),
        };
        let offer = Some(tx.original.body.clone()).filter(|body| !body.is_empty());
        let late_offer = offer.is_none();
        let updates = mentions(tx.original.header_value("Allow"), "UPDATE");
        let kept = Leg {
            dialog: Some(dialog.clone()),
            session: Vec::new(),
            timer: Some(timer),
            phone: false,
            referring: false,
            updates,
            unheard: true,
            ending: None,
            call_ids: self.begins(&tx),
        };
        self.legs.lock().insert(leg, kept);
        self.unheard.fetch_add(1, Ordering::Relaxed);
        metrics::counter!("warmline_sip_calls_total", "direction" => "in").increment(1);
        tokio::spawn(leg::follow(Arc::clone(&self), leg, states, leg::Beginning::Incoming { late_offer }));
        self.tell(EdgeEvent::Incoming(Incoming { leg, source, from, to, emergency, offer, security })).await;
        if let Err(error) = dialog.handle(&mut tx).await {
            tracing::debug!(error = %error, "a call's beginning failed");
            self.end_dialog(&dialog, Cause::Lost).await;
        }
    }
}

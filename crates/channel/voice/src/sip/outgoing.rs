//! Calls out: to a desk phone where it registered, or to a number by the trunks in their order.

use std::sync::Arc;
use std::time::Duration;

use rsipstack::dialog::authenticate::Credential;
use rsipstack::dialog::dialog::{DialogState, DialogStateReceiver};
use rsipstack::dialog::invitation::{InviteAsyncResult, InviteOption};
use rsipstack::sip::{Header, HeadersExt, Response, StatusCodeKind, Transport, Uri};
use rsipstack::transaction::{CallIdFormat, make_call_id};
use rsipstack::transport::SipAddr;
use tokio::task::JoinHandle;
use warmline_base::Fault;

use super::headers::{mentions, other, session_headers, uri_of};
use super::leg::{self, Beginning, Leg};
use super::{Inner, health};
use crate::edge::number::normalise;
use crate::edge::session_timer::{MIN_SE, SessionTimer, WISHED};
use crate::edge::trunk::Way;
use crate::edge::{Callee, Cause, Dial, EdgeEvent, LegId};

/// A trunk that says nothing for this long is passed over.
const SILENCE_MAX: Duration = Duration::from_secs(4);
/// A call nobody answers ends after this long, whatever the house does.
const RING_MAX: Duration = Duration::from_secs(120);

/// What the media line of encrypted sound has in it (RFC 3711).
const SECURE: &[u8] = b" RTP/SAVP";

/// One way to reach the callee.
struct Route {
    callee: Uri,
    address: SipAddr,
    credential: Option<Credential>,
    /// The trunk's index; none for a phone.
    trunk: Option<usize>,
    /// Whether its sound must be encrypted; else it is in clear.
    encrypted: bool,
}

impl Route {
    /// What it is offered.
    fn offer<'a>(&self, dial: &'a Dial) -> &'a [u8] {
        dial.encrypted.as_deref().filter(|_| self.encrypted).unwrap_or(&dial.offer)
    }

    /// Whether an answer is of the kind that was offered.
    fn takes(&self, answer: &[u8]) -> bool {
        let secure = answer.windows(SECURE.len()).any(|bytes| bytes == SECURE);
        answer.is_empty() || secure == self.encrypted
    }
}

/// How one try ended.
enum Tried {
    Up(Response, DialogStateReceiver),
    Failed(Cause, bool),
}

/// Begins a call out.
pub(super) fn dial(edge: &Arc<Inner>, dial: Dial) -> Result<LegId, Fault> {
    if edge.is_full() {
        return Err(Fault::unavailable("WL-VOICE-FULL", "all lines are taken: try again in a moment"));
    }
    let ways = match &dial.to {
        Callee::Phone(extension) => vec![edge.to_phone(extension)?],
        Callee::Number(number) => edge.to_number(number, dial.encrypted.is_some())?,
    };
    let leg = edge.new_leg();
    let kept = Leg {
        dialog: None,
        session: dial.offer.clone(),
        timer: None,
        phone: matches!(dial.to, Callee::Phone(_)),
        referring: false,
        updates: false,
        unheard: false,
        ending: None,
        call_ids: Vec::new(),
    };
    edge.legs.lock().insert(leg, kept);
    metrics::counter!("warmline_sip_calls_total", "direction" => "out").increment(1);
    tokio::spawn(call(Arc::clone(edge), leg, dial, ways));
    Ok(leg)
}

impl Inner {
    fn to_phone(&self, extension: &str) -> Result<Route, Fault> {
        let away =
            || Fault::conflict("WL-VOICE-PHONE", "this desk phone is not registered: check its network and account");
        let place = self.registrar.find(extension, self.now()).ok_or_else(away)?;
        let callee = Uri::try_from(place.contact.as_str()).map_err(|_| away())?;
        Ok(Route { callee, address: place.address, credential: None, trunk: None, encrypted: false })
    }

    /// The trunks in the order they are written, those that answer first; each with what it demands.
    fn to_number(&self, number: &str, with_keys: bool) -> Result<Vec<Route>, Fault> {
        let number = normalise(number).filter(|number| self.settings.dial_plan.allows(number)).ok_or_else(|| {
            metrics::counter!("warmline_sip_refused_total", "why" => "dial_plan").increment(1);
            Fault::forbidden("WL-VOICE-NUMBER", "the dial plan does not allow this number: ask who runs the telephone")
        })?;
        let health = self.health.lock().clone();
        let mut ways: Vec<Route> = Vec::new();
        let mut last_resort: Vec<Route> = Vec::new();
        for (index, trunk) in self.settings.trunks.iter().enumerate() {
            let Some(address) = trunk.address.filter(|_| with_keys || !trunk.srtp) else { continue };
            let mut address = SipAddr::from(address);
            address.r#type = Some(transport_of(trunk.way));
            let mut callee = uri_of(&address);
            callee.auth = Some(rsipstack::sip::Auth { user: number.clone(), password: None });
            let credential = trunk.outbound.as_ref().map(|account| Credential {
                username: account.user.clone(),
                password: account.password.expose().clone(),
                ..Credential::default()
            });
            let way = Route { callee, address, credential, trunk: Some(index), encrypted: trunk.srtp };
            if health[index].is_up() { ways.push(way) } else { last_resort.push(way) }
        }
        ways.append(&mut last_resort);
        if ways.is_empty() {
            return Err(Fault::unavailable("WL-VOICE-TRUNK-AWAY", "no trunk goes out: give one an address"));
        }
        Ok(ways)
    }

    fn is_ending(&self, leg: LegId) -> bool {
        self.legs.lock().get(&leg).is_none_or(|kept| kept.ending.is_some())
    }
}

pub(super) const fn transport_of(way: Way) -> Transport {
    match way {
        Way::Udp => Transport::Udp,
        Way::Tcp => Transport::Tcp,
        Way::Tls => Transport::Tls,
    }
}

async fn call(edge: Arc<Inner>, leg: LegId, dial: Dial, ways: Vec<Route>) {
    let mut last = Cause::Unavailable;
    for way in ways {
        if edge.is_ending(leg) {
            break;
        }
        let trunk = way.trunk;
        match attempt(&edge, leg, &dial, way).await {
            Tried::Up(response, states) => {
                took(&edge, leg, &response);
                let answer = Some(response.body).filter(|body| !body.is_empty());
                edge.tell(EdgeEvent::Up { leg, answer }).await;
                return leg::follow(edge, leg, states, Beginning::Outgoing).await;
            }
            Tried::Failed(cause, try_next) => {
                last = cause;
                if !try_next {
                    break;
                }
                if let Some(index) = trunk {
                    health::failed(&edge, index).await;
                }
            }
        }
    }
    leg::over(&edge, leg, last, true).await;
}

async fn attempt(edge: &Arc<Inner>, leg: LegId, dial: &Dial, way: Route) -> Tried {
    let transport = way.address.r#type.unwrap_or_default();
    let Some(contact) = edge.contact(transport, &dial.from).or_else(|| edge.contact(Transport::Udp, &dial.from)) else {
        return Tried::Failed(Cause::Unavailable, true);
    };
    let offer = way.offer(dial).to_vec();
    let mut headers = session_headers(None);
    headers.push(other("Session-Expires", WISHED.to_string()));
    headers.push(other("Min-SE", MIN_SE.to_string()));
    if way.trunk.is_none() {
        headers.push(Header::Allow("REFER".into()));
    }
    let call_id = make_call_id(Some(&edge.settings.realm), CallIdFormat::default()).value().to_owned();
    let option = InviteOption {
        caller_display_name: dial.display.clone(),
        caller: contact.clone(),
        callee: way.callee.clone(),
        destination: Some(way.address.clone()),
        offer: Some(offer.clone()),
        contact,
        credential: way.credential.clone(),
        headers: Some(headers),
        call_id: Some(call_id.clone()),
        ..InviteOption::default()
    };
    if let Some(kept) = edge.legs.lock().get_mut(&leg) {
        edge.ladders.open(&call_id, Vec::new());
        kept.call_ids.push(call_id);
        kept.session = offer;
    }
    let (sender, states) = edge.dialogs.new_dialog_state_channel();
    let (dialog, finished) = match edge.dialogs.do_invite_async(option, sender) {
        Ok(begun) => begun,
        Err(_) => return Tried::Failed(Cause::Unavailable, true),
    };
    if let Some(kept) = edge.legs.lock().get_mut(&leg) {
        kept.dialog = Some(dialog.clone());
    }
    if edge.is_ending(leg) {
        edge.end_dialog(&dialog, Cause::Cancelled).await;
    }
    match await_answer(edge, leg, &way, states, finished).await {
        Tried::Up(response, _) if !way.takes(&response.body) => {
            tracing::warn!(
                leg = leg.0,
                "a trunk answered with sound that is not encrypted as agreed: the call is let go"
            );
            edge.end_dialog(&dialog, Cause::NotAcceptable).await;
            Tried::Failed(Cause::NotAcceptable, true)
        }
        tried => tried,
    }
}

async fn await_answer(
    edge: &Inner,
    leg: LegId,
    way: &Route,
    mut states: DialogStateReceiver,
    mut finished: JoinHandle<InviteAsyncResult>,
) -> Tried {
    let begun = tokio::time::Instant::now();
    let mut heard = false;
    loop {
        let patience = if heard { RING_MAX } else { SILENCE_MAX };
        tokio::select! {
            biased;
            result = &mut finished => return outcome(result, states),
            state = states.recv() => match state {
                Some(DialogState::Early(_, response)) => {
                    heard = true;
                    let answer = Some(response.body).filter(|body| !body.is_empty() && way.takes(body));
                    edge.tell(EdgeEvent::Progress { leg, answer }).await;
                }
                Some(DialogState::Trying(_)) => heard = true,
                _ => {}
            },
            () = tokio::time::sleep_until(begun + patience) => {
                // Dropping the call cancels it.
                finished.abort();
                return Tried::Failed(Cause::NoAnswer, !heard);
            }
        }
    }
}

fn outcome(result: Result<InviteAsyncResult, tokio::task::JoinError>, states: DialogStateReceiver) -> Tried {
    match result {
        Ok(Ok((_, Some(response)))) if response.status_code.kind() == StatusCodeKind::Successful => {
            Tried::Up(response, states)
        }
        Ok(Ok((_, Some(response)))) => {
            let status = u16::from(response.status_code);
            // The line is at fault, not the callee: another may do.
            Tried::Failed(Cause::of_status(status), matches!(status, 408 | 500..=504))
        }
        _ => Tried::Failed(Cause::Unavailable, true),
    }
}

/// What the other side's answer says of the session.
fn took(edge: &Inner, leg: LegId, response: &Response) {
    let timer = SessionTimer::granted(response.header_value("Session-Expires").as_deref());
    if let Some(kept) = edge.legs.lock().get_mut(&leg) {
        kept.timer = Some(timer);
        kept.updates = mentions(response.header_value("Allow"), "UPDATE");
    }
}

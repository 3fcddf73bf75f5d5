//! One leg's life: what its dialog tells, and its session timer.

use std::sync::Arc;
use std::time::Duration;

use rsipstack::dialog::dialog::{DialogState, DialogStateReceiver, TerminatedReason, TransactionHandle};
use rsipstack::dialog::invite_dialog::InviteDialog;
use rsipstack::sip::{Header, Method, Request, StatusCode, StatusCodeKind};
use rsipstack::transaction::key::TransactionRole;
use tokio::sync::oneshot;
use tokio::time::Instant;
use warmline_base::Fault;

use super::headers::{asked, other, session_headers};
use super::{Inner, no_leg, referral};
use crate::edge::session_timer::{Refresher, SessionTimer};
use crate::edge::{Cause, EdgeEvent, LegId, Reoffer};

/// How long the house has to answer a new offer.
const ANSWER_WAIT: Duration = Duration::from_secs(5);
/// How long the last answers of a leg that is over are waited for.
const LAST_ANSWERS: Duration = Duration::from_millis(500);
/// Tries of an offer when both sides offer at once.
const GLARE_TRIES: usize = 3;

/// What is kept of a leg.
pub(super) struct Leg {
    /// Its dialog; none while a call out waits for its turn at a trunk.
    pub dialog: Option<InviteDialog>,
    /// Our last session, sent again with a refresh.
    pub session: Vec<u8>,
    /// What keeps it alive.
    pub timer: Option<SessionTimer>,
    /// A desk phone of ours, which we rang.
    pub phone: bool,
    /// It wishes its call handed on, and was not yet told what came of it.
    pub referring: bool,
    /// The other side takes UPDATE.
    pub updates: bool,
    /// They called, and the house has not said anything to it yet.
    pub unheard: bool,
    /// The house ended it, for this cause.
    pub ending: Option<Cause>,
    /// The Call-IDs it has gone by: a call out has one for each trunk that was tried.
    pub call_ids: Vec<String>,
}

/// How a leg came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beginning {
    /// They called; without an offer, their answer comes when the call is up.
    Incoming {
        /// The offer is ours to make.
        late_offer: bool,
    },
    /// We called, and it is up.
    Outgoing,
}

/// Follows a leg to its end, which is told last.
pub(super) async fn follow(edge: Arc<Inner>, leg: LegId, mut states: DialogStateReceiver, beginning: Beginning) {
    let mut up = beginning == Beginning::Outgoing;
    let mut act_at = due(&edge, leg).filter(|_| up);
    let (cause, by_them) = loop {
        let never = Instant::now() + Duration::from_secs(86_400);
        let state = tokio::select! {
            state = states.recv() => state,
            () = tokio::time::sleep_until(act_at.unwrap_or(never)) => {
                match keep_alive(&edge, leg).await {
                    true => { act_at = due(&edge, leg); continue }
                    false => { hang_up(&edge, leg).await; break (Cause::Lost, true) }
                }
            }
        };
        match state {
            None => break (Cause::Lost, true),
            Some(DialogState::Confirmed(..)) if !up => {
                up = true;
                act_at = due(&edge, leg);
                let late = beginning == Beginning::Incoming { late_offer: true };
                let answer = edge.dialog(leg).filter(|_| late).and_then(|dialog| dialog.last_remote_ack());
                let answer = answer.map(|ack| ack.body).filter(|body| !body.is_empty());
                edge.tell(EdgeEvent::Up { leg, answer }).await;
            }
            Some(DialogState::Updated(_, request, handle)) => {
                refreshed(&edge, leg, &request);
                act_at = due(&edge, leg);
                tokio::spawn(updated(Arc::clone(&edge), leg, request, handle));
            }
            Some(DialogState::Refer(_, request, handle)) => {
                tokio::spawn(referral::take(Arc::clone(&edge), leg, request, handle));
            }
            Some(DialogState::Info(_, request, handle)) => informed(&request, handle).await,
            Some(
                DialogState::Options(_, _, handle)
                | DialogState::Notify(_, _, handle)
                | DialogState::Message(_, _, handle),
            ) => {
                let _ = handle.reply(StatusCode::OK).await;
            }
            Some(DialogState::Terminated(_, reason)) => break ended(&edge, leg, &reason),
            Some(_) => {}
        }
    };
    over(&edge, leg, cause, by_them).await;
}

/// Takes the leg out and tells that it is over.
pub(super) async fn over(edge: &Inner, leg: LegId, cause: Cause, by_them: bool) {
    let kept = edge.legs.lock().remove(&leg);
    let Some(mut kept) = kept else { return };
    edge.heard(&mut kept);
    if let Some(dialog) = &kept.dialog {
        edge.dialogs.remove_dialog(&dialog.id());
    }
    let (cause, by_them) = kept.ending.map_or((cause, by_them), |ours| (ours, false));
    edge.tell(EdgeEvent::Over { leg, cause, by_them }).await;
    let (ladders, events) = (Arc::clone(&edge.ladders), edge.events.clone());
    tokio::spawn(async move {
        tokio::time::sleep(LAST_ANSWERS).await;
        let ladder = ladders.close(&kept.call_ids);
        // The house is gone only when the process ends.
        let _ = events.send(EdgeEvent::Ladder { leg, ladder }).await;
    });
}

fn due(edge: &Inner, leg: LegId) -> Option<Instant> {
    let timer = edge.legs.lock().get(&leg)?.timer?;
    Some(Instant::now() + timer.act_after())
}

/// Their refresh may change the timer.
fn refreshed(edge: &Inner, leg: LegId, request: &Request) {
    if let Ok(timer) = SessionTimer::grant(&asked(request))
        && let Some(kept) = edge.legs.lock().get_mut(&leg)
    {
        kept.timer = Some(timer);
    }
}

/// Refreshes the session when that is ours to do; `false` when the other side is gone.
async fn keep_alive(edge: &Inner, leg: LegId) -> bool {
    let (dialog, timer, updates, session) = {
        let legs = edge.legs.lock();
        let Some(kept) = legs.get(&leg) else { return false };
        let (Some(dialog), Some(timer)) = (kept.dialog.clone(), kept.timer) else { return true };
        (dialog, timer, kept.updates, kept.session.clone())
    };
    if timer.refresher == Refresher::Them {
        return false;
    }
    let mut headers = session_headers(None);
    headers.push(other("Session-Expires", timer.in_request()));
    let answer = if updates {
        headers.remove(0);
        dialog.update(Some(headers), None).await
    } else {
        dialog.reinvite(Some(headers), Some(session)).await
    };
    match answer {
        Ok(Some(response)) => {
            let gone = matches!(u16::from(response.status_code.clone()), 408 | 481);
            !gone
        }
        Ok(None) => true,
        Err(_) => false,
    }
}

async fn hang_up(edge: &Inner, leg: LegId) {
    if let Some(dialog) = edge.dialog(leg) {
        edge.end_dialog(&dialog, Cause::Lost).await;
    }
}

/// A re-INVITE or UPDATE of theirs: a new offer goes to the house, a mere refresh is answered here.
async fn updated(edge: Arc<Inner>, leg: LegId, request: Request, handle: TransactionHandle) {
    let (timer, session) = match edge.legs.lock().get(&leg) {
        Some(kept) => (kept.timer, kept.session.clone()),
        None => return,
    };
    let mut headers = session_headers(timer);
    if request.body.is_empty() {
        let body = (request.method == Method::Invite).then_some(session);
        if body.is_none() {
            headers.remove(0);
        }
        let _ = handle.respond(StatusCode::OK, Some(headers), body).await;
        return;
    }
    let (answer, answered) = oneshot::channel();
    edge.tell(EdgeEvent::Reoffered(Reoffer { leg, offer: request.body, answer })).await;
    match tokio::time::timeout(ANSWER_WAIT, answered).await {
        Ok(Ok(session)) => {
            if let Some(kept) = edge.legs.lock().get_mut(&leg) {
                kept.session.clone_from(&session);
            }
            let _ = handle.respond(StatusCode::OK, Some(headers), Some(session)).await;
        }
        _ => {
            let _ = handle.reply(StatusCode::NotAcceptableHere).await;
        }
    }
}

/// Digits are not taken from here: they travel in the sound (RFC 4733), out of every log. Who sends them is told so, and
/// may send them there; an INFO without a body only asks whether we are here.
async fn informed(request: &Request, handle: TransactionHandle) {
    let _ = if request.body.is_empty() {
        handle.reply(StatusCode::OK).await
    } else {
        let takes = vec![Header::Accept("application/sdp".into())];
        handle.respond(StatusCode::UnsupportedMediaType, Some(takes), None).await
    };
}

fn ended(edge: &Inner, leg: LegId, reason: &TerminatedReason) -> (Cause, bool) {
    let we_called = edge.dialog(leg).is_some_and(|dialog| dialog.role() == TransactionRole::Client);
    match reason {
        TerminatedReason::UacBye => (Cause::Normal, !we_called),
        TerminatedReason::UasBye => (Cause::Normal, we_called),
        TerminatedReason::UacCancel => (Cause::Cancelled, !we_called),
        TerminatedReason::Timeout => (Cause::Lost, true),
        TerminatedReason::UacBusy | TerminatedReason::UasBusy => (Cause::Busy, true),
        TerminatedReason::UasDecline => (Cause::Declined, we_called),
        TerminatedReason::ProxyAuthRequired => (Cause::Forbidden, true),
        TerminatedReason::ProxyError(status)
        | TerminatedReason::UacOther(status)
        | TerminatedReason::UasOther(status) => (Cause::of_status(u16::from(status.clone())), true),
    }
}

/// Sends an offer of ours inside a call that is up.
pub(super) async fn reoffer(edge: &Inner, leg: LegId, session: Vec<u8>) -> Result<Vec<u8>, Fault> {
    let dialog = edge.dialog(leg).filter(|dialog| dialog.state().is_confirmed()).ok_or_else(no_leg)?;
    let answer = dialog
        .reinvite_with_glare_retry(Some(session_headers(None)), Some(session.clone()), GLARE_TRIES)
        .await
        .map_err(|_| no_leg())?
        .filter(|response| response.status_code.kind() == StatusCodeKind::Successful)
        .ok_or_else(no_leg)?;
    if let Some(kept) = edge.legs.lock().get_mut(&leg) {
        kept.session = session;
    }
    Ok(answer.body)
}

/// Asks the other side to call somebody else.
pub(super) async fn refer(edge: &Inner, leg: LegId, to: &str) -> Result<(), Fault> {
    let dialog = edge.dialog(leg).filter(|dialog| dialog.state().is_confirmed()).ok_or_else(no_leg)?;
    let target = format!("<sip:{to}@{}>", edge.settings.realm);
    let answer = dialog.refer(target.as_str(), None, None).await.map_err(|_| no_leg())?;
    match answer {
        Some(response) if response.status_code.kind() == StatusCodeKind::Successful => Ok(()),
        _ => Err(no_leg()),
    }
}

//! The transfer key of a desk phone (RFC 3515): the house is asked, and the phone is told what came of it.
//!
//! Only a desk phone we rang may wish it; a customer or a trunk has us call nobody (T19). A leg has one wish at a time, and
//! its end waits until the phone was told. Deliberately absent: who may, and where to, which the house knows; and
//! `Replaces` (RFC 3891), because consulting first is done at the desk.

use std::sync::Arc;
use std::time::Duration;

use rsipstack::dialog::dialog::TransactionHandle;
use rsipstack::dialog::invite_dialog::InviteDialog;
use rsipstack::sip::{Header, HeadersExt, Request, StatusCode};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::Inner;
use super::headers::{ALLOW, user_of};
use crate::edge::{Cause, EdgeEvent, LegId, Referral};

/// The longest wish taken, bytes.
const WISH_MAX: usize = 512;
/// How long the house has to say whether it is done at all.
const VERDICT_WAIT: Duration = Duration::from_secs(5);
/// How long a number that is called may ring, and a little more.
const OUTCOME_WAIT: Duration = Duration::from_secs(60);
/// How long a phone has to take what it is told.
const TELL_WAIT: Duration = Duration::from_secs(2);
/// What a phone hears of its wish as long as nothing is decided, and when it is.
const GOES_ON: &str = "active;expires=60";
const IS_DECIDED: &str = "terminated;reason=noresource";

/// Why a leg may not have its call handed on.
enum Refused {
    /// It is no desk phone of ours.
    Never,
    /// It wishes something already.
    Busy,
}

/// Takes a REFER within a call that is up.
pub(super) async fn take(edge: Arc<Inner>, leg: LegId, request: Request, handle: TransactionHandle) {
    let dialog = match begin(&edge, leg) {
        Ok(dialog) => dialog,
        Err(Refused::Never) => {
            let allowed = vec![Header::Allow(ALLOW.into())];
            let _ = handle.respond(StatusCode::MethodNotAllowed, Some(allowed), None).await;
            return;
        }
        Err(Refused::Busy) => {
            reply(&handle, StatusCode::RequestPending).await;
            return;
        }
    };
    let refused = wish(&edge, leg, &dialog, &request, &handle).await.err();
    // The house may have let the leg go meanwhile. A phone that hears a refusal may wish something else at once.
    let ending = edge.legs.lock().get_mut(&leg).and_then(|kept| {
        kept.referring = false;
        kept.ending
    });
    if let Some(cause) = refused {
        reply(&handle, StatusCode::from(cause.status())).await;
    }
    if let Some(cause) = ending {
        edge.end_dialog(&dialog, cause).await;
    }
}

fn begin(edge: &Inner, leg: LegId) -> Result<InviteDialog, Refused> {
    let mut legs = edge.legs.lock();
    let kept = legs.get_mut(&leg).filter(|kept| kept.phone).ok_or(Refused::Never)?;
    if kept.referring || kept.ending.is_some() {
        return Err(Refused::Busy);
    }
    let dialog = kept.dialog.clone().ok_or(Refused::Never)?;
    kept.referring = true;
    Ok(dialog)
}

/// Asks the house, takes the wish, and tells the phone what came of it; answers with why it is not even taken.
async fn wish(
    edge: &Inner,
    leg: LegId,
    dialog: &InviteDialog,
    request: &Request,
    handle: &TransactionHandle,
) -> Result<(), Cause> {
    let to = request.header_value("Refer-To").as_deref().and_then(target).ok_or(Cause::Declined)?;
    let (verdicts, mut said) = mpsc::channel(2);
    edge.tell(EdgeEvent::Referred(Referral { leg, to, verdicts })).await;
    timeout(VERDICT_WAIT, said.recv()).await.ok().flatten().unwrap_or(Err(Cause::Declined))?;
    reply(handle, StatusCode::Accepted).await;
    let outcome = match said.try_recv() {
        Ok(outcome) => outcome,
        Err(_) => {
            tell(dialog, StatusCode::Trying, GOES_ON).await;
            timeout(OUTCOME_WAIT, said.recv()).await.ok().flatten().unwrap_or(Err(Cause::Unavailable))
        }
    };
    let status = outcome.map_or_else(|cause| StatusCode::from(cause.status()), |()| StatusCode::OK);
    tell(dialog, status, IS_DECIDED).await;
    Ok(())
}

/// Answers the wish and waits until that has left, so that no BYE overtakes it: after a final reply the transaction takes
/// nothing more, and lets go of its end of the channel, which holds a few, once the reply was sent.
async fn reply(handle: &TransactionHandle, status: StatusCode) {
    let sent = async { while handle.reply(status.clone()).await.is_ok() {} };
    if timeout(TELL_WAIT, sent).await.is_err() {
        tracing::debug!("the answer to a phone's wish did not leave in time");
    }
}

/// Whom a `Refer-To` names; nobody when it would take over a call there is.
fn target(value: &str) -> Option<String> {
    if value.len() > WISH_MAX || value.to_ascii_lowercase().contains("replaces=") {
        return None;
    }
    user_of(value).filter(|user| !user.is_empty()).map(str::to_owned)
}

async fn tell(dialog: &InviteDialog, status: StatusCode, standing: &str) {
    if !matches!(timeout(TELL_WAIT, dialog.notify_refer(status, standing)).await, Ok(Ok(_))) {
        tracing::debug!("a phone was not told what came of its wish");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_names_somebody_and_takes_over_no_call() {
        assert_eq!(target("<sip:8003@bank;transport=udp>").as_deref(), Some("8003"));
        assert_eq!(target("sip:credit_card@bank").as_deref(), Some("credit_card"));
        for value in ["", "<sip:@bank>", "<sip:8003@bank?Replaces=a%3Bto-tag%3Db>"] {
            assert_eq!(target(value), None, "{value}");
        }
        assert_eq!(target(&format!("<sip:{}@bank>", "1".repeat(WISH_MAX))), None);
    }
}

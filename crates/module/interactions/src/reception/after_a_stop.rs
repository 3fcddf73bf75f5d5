//! What is done for callers whose calls a stop of the process has cut off, before anybody else is served.
//!
//! Whoever waited and showed a number keeps the place and is called back in turn, as if they had asked for it.
//! Whoever talked reaches the same colleague first when they call again. Only at the start of the process: a
//! switchboard that is rebuilt while calls go on has lost none of them.

use warmline_base::{Fault, InteractionId};
use warmline_contract::{By, CallbackWished, Channel, CutOff, InteractionState, NewEvent, Stream, names};
use warmline_runtime::Runtime;

use super::calls::number_of;
use crate::live::Live;
use crate::model::Fold;

/// Stores the promises to call back; answers with those who were cut off from a colleague.
///
/// # Errors
/// A database fault.
pub(crate) async fn promise(runtime: &Runtime, live: &Live) -> Result<Vec<CutOff>, Fault> {
    let calls: Vec<Fold> = live.folds().into_iter().filter(|fold| fold.channel() == Channel::Voice).collect();
    let promises: Vec<NewEvent> = calls.iter().filter_map(promised).collect();
    if !promises.is_empty() {
        tracing::info!(callers = promises.len(), "callers who waited when the process stopped will be called back");
        runtime.appender.append(promises).await?;
    }
    Ok(calls.iter().filter_map(|fold| cut_off(runtime, fold)).collect())
}

fn promised(fold: &Fold) -> Option<NewEvent> {
    let waits = matches!(fold.state, InteractionState::Queued | InteractionState::Offered);
    let caller = fold.arrived.caller.as_ref().filter(|_| waits && !fold.callback)?;
    let wish = CallbackWished {
        phone_masked: caller.masked.clone(),
        phone_sealed: caller.sealed.clone(),
        keeps_place: true,
        when: String::new(),
        note: "通话中断".into(),
    };
    Some(event(fold.id, &wish))
}

fn event(id: InteractionId, wish: &CallbackWished) -> NewEvent {
    let by = By::System { label: "telephone".into() };
    NewEvent::new(Stream::Interaction(id), names::INTERACTION_CALLBACK_WISHED, by, wish)
}

fn cut_off(runtime: &Runtime, fold: &Fold) -> Option<CutOff> {
    let agent = fold.agent.filter(|_| fold.state == InteractionState::Active && !fold.callback)?;
    match number_of(runtime, fold.id, fold.phone_sealed.as_deref()?) {
        Ok(number) => Some(CutOff { number, agent }),
        Err(fault) => {
            tracing::error!(interaction = %fold.id, fault = %fault, "the number of a call that was cut off does not open");
            None
        }
    }
}

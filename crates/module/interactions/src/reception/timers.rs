//! Deadlines of flows and of absent visitors, slept for.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::mpsc;
use warmline_base::{InteractionId, Millis, Timestamp};
use warmline_flow::Input;

use super::{FrontDesk, Presence, run_of};

/// How long a visitor whose sockets are closed keeps the conversation and the place.
const VISITOR_GRACE: Millis = Millis::minutes(10);
const SLEEP_MAX: Millis = Millis::seconds(3_600);

/// When to look at an interaction again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Due {
    at: Timestamp,
    id: InteractionId,
    absence: bool,
}

impl Due {
    /// A flow's deadline.
    pub(crate) const fn flow(at: Timestamp, id: InteractionId) -> Self {
        Self { at, id, absence: false }
    }
}

impl FrontDesk {
    pub(super) fn due_at(&self, due: Due) {
        // The receiver ends only with the process.
        let _ = self.timers.send(due);
    }

    /// A socket of the visitor opened or closed.
    pub(super) fn socket(&self, id: InteractionId, here: bool) {
        let now = self.runtime.now();
        if here {
            let mut presence = self.gone.entry(id).or_insert(Presence { sockets: 0, gone_at: None });
            presence.sockets += 1;
            presence.gone_at = None;
            return;
        }
        let left = self.gone.get_mut(&id).is_some_and(|mut presence| {
            presence.sockets = presence.sockets.saturating_sub(1);
            presence.sockets == 0
        });
        if left {
            self.went_away(id, now);
        }
    }

    pub(super) fn went_away(&self, id: InteractionId, now: Timestamp) {
        self.gone.insert(id, Presence { sockets: 0, gone_at: Some(now) });
        self.due_at(Due { at: now.plus(VISITOR_GRACE), id, absence: true });
    }

    async fn fire(&self, due: Due) {
        let now = self.runtime.now();
        if due.absence {
            let gone = self.gone.get(&due.id).and_then(|presence| presence.gone_at);
            if gone.is_some_and(|at| now.since(at) >= VISITOR_GRACE) {
                self.gone.remove(&due.id);
                self.give_up(due.id).await;
            }
            return;
        }
        let deadline = self
            .live
            .seat(due.id)
            .and_then(|seat| seat.with(|fold, _| fold.flow.as_ref().and_then(|step| run_of(&step.run))))
            .and_then(|run| run.next_deadline());
        if deadline.is_some_and(|at| at <= now) {
            self.hear(due.id, Input::Timeout).await;
        }
    }
}

/// Sleeps until the next deadline and fires what is due; ends with the front desk.
pub(super) async fn run(desk: Weak<FrontDesk>, mut incoming: mpsc::UnboundedReceiver<Due>) {
    let mut heap: BinaryHeap<Reverse<Due>> = BinaryHeap::new();
    loop {
        let Some(now) = desk.upgrade().map(|desk| desk.runtime.now()) else { return };
        let pause = heap.peek().map_or(SLEEP_MAX, |Reverse(due)| due.at.since(now).min(SLEEP_MAX));
        let sleep = Duration::from_millis(u64::try_from(pause.0.max(0)).unwrap_or(0) + 1);
        tokio::select! {
            due = incoming.recv() => match due {
                Some(due) => heap.push(Reverse(due)),
                None => return,
            },
            () = tokio::time::sleep(sleep) => {}
        }
        let Some(desk) = desk.upgrade() else { return };
        let now = desk.runtime.now();
        while heap.peek().is_some_and(|Reverse(due)| due.at <= now) {
            let Some(Reverse(due)) = heap.pop() else { break };
            let desk = Arc::clone(&desk);
            tokio::spawn(async move { desk.fire(due).await });
        }
    }
}

//! Deadlines: read off the state, never stored beside it, so none can be forgotten or outlive its cause.

use warmline_base::Timestamp;

use crate::call::Call;
use crate::event::{Event, TransferKind};
use crate::leg::Purpose;
use crate::output::{LegCommand, Requeue};
use crate::stage::{Stage, Task};
use crate::vocabulary::{By, Cause, LegId};

/// What is due. The order decides between two of the same instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Length,
    Leg(LegId),
    Refresh(LegId),
    SessionEnd(LegId),
    HoldSignal(LegId),
    Saying,
    Question,
    Message,
    Secret,
    Refer,
    HoldWord,
    Flow,
    Announce,
    Park,
    AfterTalk,
}

impl Call {
    /// When [`advance`](Self::advance) next has something to do; always set until the call is over.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.next_due().map(|(at, _)| at)
    }

    /// Fires what is due, each at its own instant. Each firing ends its cause or sets a later deadline,
    /// and the greatest length ends them all.
    pub(crate) fn fire_due(&mut self, now: Timestamp) {
        while let Some((at, due)) = self.next_due().filter(|(at, _)| *at <= now) {
            self.now = self.now.max(at);
            self.fire(due);
            self.sync();
        }
        self.now = self.now.max(now);
    }

    fn next_due(&self) -> Option<(Timestamp, Due)> {
        if self.is_over() {
            return None;
        }
        let of_legs = self.legs.iter().flat_map(|leg| {
            let session = leg.session.as_ref();
            [
                leg.until.map(|at| (at, Due::Leg(leg.id))),
                session.and_then(|session| session.refresh_at()).map(|at| (at, Due::Refresh(leg.id))),
                session.map(|session| (session.ends_at(), Due::SessionEnd(leg.id))),
                leg.hold.busy_until.map(|at| (at, Due::HoldSignal(leg.id))),
            ]
        });
        let task = match &self.task {
            Some(Task::Question { until, .. }) => until.map(|at| (at, Due::Question)),
            Some(Task::Message { until, .. }) => Some((*until, Due::Message)),
            Some(Task::Invitation { .. }) | None => None,
        };
        let busy = self.saying.is_some() || self.task.is_some() || self.secret.is_some();
        let stage = match &self.stage {
            Stage::Flow { until } if !busy => Some((*until, Due::Flow)),
            Stage::Waiting(waiting) if !busy => Some((waiting.announce_at, Due::Announce)),
            Stage::Parked { until, .. } => Some((*until, Due::Park)),
            Stage::AfterTalk { until } => Some((*until, Due::AfterTalk)),
            _ => None,
        };
        let of_call = [
            Some((self.ends_at, Due::Length)),
            self.saying.as_ref().map(|saying| (saying.until, Due::Saying)),
            task,
            self.secret.as_ref().and_then(|secret| secret.until).map(|at| (at, Due::Secret)),
            self.refer_until.map(|at| (at, Due::Refer)),
            self.hold_word_at.map(|at| (at, Due::HoldWord)),
            stage,
        ];
        of_legs.chain(of_call).flatten().min()
    }

    fn fire(&mut self, due: Due) {
        match due {
            Due::Length => self.end(Cause::TooLong, By::House),
            Due::Leg(leg) => self.leg_due(leg),
            Due::Refresh(leg) => {
                if let Some(session) = &mut self.leg_mut(leg).session {
                    session.asked = true;
                }
                self.tell(LegCommand::Refresh { leg });
            }
            Due::SessionEnd(leg) => self.lose(leg, Cause::SessionExpired),
            Due::HoldSignal(leg) => self.hold_signal_due(leg),
            Due::Saying => self.finish_saying(),
            Due::Question => self.finish_question(),
            Due::Message => self.finish_message(),
            Due::Secret => self.give_up_secret(),
            Due::Refer => {
                self.refer_until = None;
                self.log(Event::TransferDone { kind: TransferKind::Blind, ok: false });
            }
            Due::HoldWord => self.hold_word(),
            Due::Flow => self.requeue(Requeue::FlowSilent, None, None),
            Due::Announce => self.announce(),
            Due::Park => self.parked_too_long(),
            Due::AfterTalk => self.end(Cause::CustomerLeft, By::Customer),
        }
    }

    /// It rang too long, or an answered offer was not confirmed.
    fn leg_due(&mut self, id: LegId) {
        let leg = self.leg(id);
        let unconfirmed = leg.is_answered() && matches!(leg.purpose, Purpose::Offer { .. });
        self.lose(id, if unconfirmed { Cause::Withdrawn } else { Cause::NoAnswer });
    }

    /// Hangs a leg up for our own reasons, with all that follows.
    pub(crate) fn lose(&mut self, id: LegId, cause: Cause) {
        let was = self.leg(id).clone();
        self.let_go(id, cause);
        self.after_leaving(&was, cause);
    }
}

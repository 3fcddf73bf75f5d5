//! One agent's clock: every instant is work, ready, not ready for a reason, or away.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use warmline_base::{AgentId, InteractionId, Timestamp};
use warmline_contract::PresenceState;

use super::fact::{Fact, Rest, TimeKind, What};

/// An agent as far as figures need it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Desk {
    presence: PresenceState,
    reason: Option<String>,
    presence_since: Timestamp,
    work: BTreeSet<InteractionId>,
    running: Option<(TimeKind, Timestamp)>,
}

impl Desk {
    pub(super) const fn away(at: Timestamp) -> Self {
        Self {
            presence: PresenceState::Offline,
            reason: None,
            presence_since: at,
            work: BTreeSet::new(),
            running: None,
        }
    }

    /// The state screens show, its reason and since when: `working` while any work is in hand.
    pub fn shown(&self) -> (PresenceState, Option<&str>, Timestamp) {
        match self.running {
            Some((TimeKind::Work, since)) => (PresenceState::Working, None, since),
            _ => (self.presence, self.reason.as_deref(), self.presence_since),
        }
    }

    pub(super) fn presence(
        &mut self,
        agent: AgentId,
        at: Timestamp,
        state: PresenceState,
        reason: Option<String>,
        facts: &mut Vec<Fact>,
    ) {
        // A change of the state chosen for later is told with the same state: nothing began anew.
        if (self.presence, &self.reason) != (state, &reason) {
            (self.presence, self.reason, self.presence_since) = (state, reason, at);
            self.switch(agent, at, facts);
        }
    }

    pub(super) fn begin(&mut self, agent: AgentId, work: InteractionId, at: Timestamp, facts: &mut Vec<Fact>) {
        self.work.insert(work);
        self.switch(agent, at, facts);
    }

    pub(super) fn finish(&mut self, agent: AgentId, work: InteractionId, at: Timestamp, facts: &mut Vec<Fact>) {
        self.work.remove(&work);
        self.switch(agent, at, facts);
    }

    /// The time that is running, as if it stopped at `until`.
    pub(super) fn running(&self, agent: AgentId, until: Timestamp) -> Option<Fact> {
        let (kind, since) = self.running.filter(|(_, since)| *since < until)?;
        Some(Fact { at: since, keys: None, agent: Some(agent), what: What::Time { kind, until } })
    }

    fn switch(&mut self, agent: AgentId, at: Timestamp, facts: &mut Vec<Fact>) {
        let kind = self.kind();
        if self.running.map(|(running, _)| running) == kind {
            return;
        }
        facts.extend(self.running(agent, at));
        self.running = kind.map(|kind| (kind, at));
    }

    fn kind(&self) -> Option<TimeKind> {
        if !self.work.is_empty() {
            return Some(TimeKind::Work);
        }
        match self.presence {
            PresenceState::Offline => None,
            PresenceState::Ready | PresenceState::Working => Some(TimeKind::Ready),
            PresenceState::NotReady => Some(TimeKind::NotReady(Rest::of(self.reason.as_deref()))),
        }
    }
}

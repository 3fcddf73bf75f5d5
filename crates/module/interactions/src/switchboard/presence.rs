//! Where colleagues stand, kept for everybody who asks without asking the engine.

use std::sync::Arc;

use dashmap::DashMap;
use warmline_acd::{AgentView, Channel as EngineChannel, Stage};
use warmline_base::{AgentId, Timestamp};
use warmline_contract::{Channel, InteractionState, NextPresence, Presence, PresenceLoad, PresenceState, PresenceView};

use super::presence_words;

/// Every colleague's presence as of the last stored decision.
#[derive(Clone, Default)]
pub struct Presences(Arc<DashMap<AgentId, Presence>>);

impl Presences {
    /// Keeps a presence.
    pub(super) fn keep(&self, presence: Presence) {
        self.0.insert(presence.agent, presence);
    }

    /// The colleague's presence; offline when nothing is known of them.
    pub fn of(&self, agent: AgentId) -> Presence {
        self.0.get(&agent).map_or_else(|| offline(agent, Timestamp::default()), |presence| presence.clone())
    }

    /// Everybody who is not offline.
    pub fn present(&self) -> Vec<Presence> {
        self.0.iter().filter(|known| known.state != PresenceState::Offline).map(|known| known.clone()).collect()
    }
}

impl PresenceView for Presences {
    fn presence(&self, agent: AgentId) -> Option<Presence> {
        self.0.get(&agent).map(|presence| presence.clone())
    }
}

/// Somebody who is not signed in.
pub(super) const fn offline(agent: AgentId, since: Timestamp) -> Presence {
    Presence {
        agent,
        state: PresenceState::Offline,
        reason: None,
        since,
        next: None,
        connected: false,
        load: Vec::new(),
        capacity: 0,
    }
}

/// Somebody the engine knows.
pub(super) fn seen(view: &AgentView, connected: bool, chat_limit: u8) -> Presence {
    let (state, reason) = presence_words(view.presence);
    let busy = state == PresenceState::Ready && !view.work.is_empty();
    Presence {
        agent: view.agent,
        state: if busy { PresenceState::Working } else { state },
        reason,
        since: view.since,
        next: view.next.map(|next| {
            let (state, reason) = presence_words(next);
            NextPresence { state, reason }
        }),
        connected,
        load: view
            .work
            .iter()
            .map(|work| PresenceLoad {
                interaction: work.interaction,
                channel: match work.channel {
                    EngineChannel::Voice => Channel::Voice,
                    EngineChannel::Video => Channel::Video,
                    EngineChannel::Chat => Channel::Chat,
                    EngineChannel::Message => Channel::Sms,
                },
                state: match work.stage {
                    Stage::Queued | Stage::Offered => InteractionState::Offered,
                    Stage::Active => InteractionState::Active,
                    Stage::WrapUp => InteractionState::WrapUp,
                },
                since: work.since,
            })
            .collect(),
        capacity: chat_limit,
    }
}

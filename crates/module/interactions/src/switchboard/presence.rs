//! An agent's presence as screens show it: the engine's view and the desk's connection together.

use serde::Serialize;
use utoipa::ToSchema;
use warmline_acd::{AgentView, Stage};
use warmline_base::{AgentId, InteractionId, Timestamp};
use warmline_contract::{NextPresence, PresenceState};

use super::presence_words;

/// Presence with the work in hand.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct AgentPresence {
    /// Whose.
    #[schema(value_type = String)]
    pub agent: AgentId,
    /// `working` when ready with work in hand.
    pub state: PresenceState,
    /// The reason, for `not_ready`.
    pub reason: Option<String>,
    /// Since when.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub since: Option<Timestamp>,
    /// The state chosen for after work.
    pub next: Option<NextPresence>,
    /// A desk is open.
    pub connected: bool,
    /// Work in hand.
    pub load: Vec<Load>,
    /// Share of the agent in use, percent.
    pub capacity: u8,
}

/// One piece of work in hand.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Load {
    /// Which.
    #[schema(value_type = String)]
    pub interaction: InteractionId,
    /// Its channel.
    pub channel: String,
    /// `offered`, `active` or `wrap_up`.
    pub state: String,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
}

impl AgentPresence {
    /// Somebody who is not signed in.
    pub const fn offline(agent: AgentId) -> Self {
        Self {
            agent,
            state: PresenceState::Offline,
            reason: None,
            since: None,
            next: None,
            connected: false,
            load: Vec::new(),
            capacity: 0,
        }
    }

    /// Somebody the engine knows.
    pub fn of(view: &AgentView, connected: bool) -> Self {
        let (state, reason) = presence_words(view.presence);
        let busy = state == PresenceState::Ready && !view.work.is_empty();
        Self {
            agent: view.agent,
            state: if busy { PresenceState::Working } else { state },
            reason,
            since: Some(view.since),
            next: view.next.map(|next| {
                let (state, reason) = presence_words(next);
                NextPresence { state, reason }
            }),
            connected,
            load: view
                .work
                .iter()
                .map(|work| Load {
                    interaction: work.interaction,
                    channel: word(&work.channel),
                    state: match work.stage {
                        Stage::Offered | Stage::Queued => "offered".into(),
                        Stage::Active => "active".into(),
                        Stage::WrapUp => "wrap_up".into(),
                    },
                    since: work.since,
                })
                .collect(),
            capacity: view.load,
        }
    }
}

fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

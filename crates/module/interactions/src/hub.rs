//! What is told at once and stored nowhere: offers ringing, typing, who looks at what, places in queues.

use dashmap::DashMap;
use serde::Serialize;
use tokio::sync::mpsc;
use warmline_base::{AgentId, InteractionId, OfferId, Timestamp};
use warmline_contract::{Speaker, VisitorNotice};

/// Notices one desk may not yet have taken; beyond it the desk is dropped and resumes.
const DESK_ROOM: usize = 512;
/// Notices one visitor may not yet have taken; later ones are dropped.
const VISITOR_ROOM: usize = 16;
/// Colleagues remembered as looking at one interaction.
const VIEWERS_MAX: usize = 16;

/// Something a desk is told.
#[derive(Clone, Debug)]
pub enum DeskNotice {
    /// An interaction rings.
    Offer {
        /// Which offer.
        offer: OfferId,
        /// Of what.
        interaction: InteractionId,
        /// Until when.
        expires_at: Timestamp,
    },
    /// It rings no longer.
    OfferEnded {
        /// Which offer.
        offer: OfferId,
        /// `accepted`, `rejected`, `timeout` or `withdrawn`.
        how: &'static str,
    },
    /// An interaction came to, changed for, or left this desk.
    Row(InteractionId),
    /// The agent's own presence or load changed.
    Presence,
    /// Somebody types.
    Typing {
        /// Where.
        interaction: InteractionId,
        /// Which colleague; `None` for the customer.
        by: Option<AgentId>,
        /// Types or stops.
        on: bool,
    },
    /// Somebody is saying something on the telephone.
    Saying {
        /// Where.
        interaction: InteractionId,
        /// Who.
        speaker: Speaker,
        /// What is understood so far.
        text: String,
        /// When it began, milliseconds after the call was answered.
        start_ms: i64,
    },
    /// Who looks at an interaction changed.
    Viewing(InteractionId),
    /// A colleague called by @.
    Mention {
        /// Where.
        interaction: InteractionId,
        /// The note's number.
        number: i64,
        /// Who called.
        by: AgentId,
        /// Their alias.
        alias: String,
        /// The note.
        text: String,
    },
}

/// A colleague who looks at an interaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Viewer {
    /// Who.
    pub id: AgentId,
    /// Their alias.
    pub alias: String,
    /// Types right now.
    pub typing: bool,
}

/// Connects desks and visitors.
#[derive(Default)]
pub struct Hub {
    desks: DashMap<AgentId, Vec<mpsc::Sender<DeskNotice>>>,
    visitors: DashMap<InteractionId, Vec<mpsc::Sender<VisitorNotice>>>,
    viewers: DashMap<InteractionId, Vec<Viewer>>,
}

impl Hub {
    /// A new desk of `agent`.
    pub fn desk(&self, agent: AgentId) -> mpsc::Receiver<DeskNotice> {
        let (sender, receiver) = mpsc::channel(DESK_ROOM);
        self.desks.entry(agent).or_default().push(sender);
        receiver
    }

    /// Tells every desk of `agent`; a desk that does not keep up is dropped.
    pub fn tell(&self, agent: AgentId, notice: &DeskNotice) {
        if let Some(mut desks) = self.desks.get_mut(&agent) {
            desks.retain(|desk| desk.try_send(notice.clone()).is_ok());
        }
        self.desks.remove_if(&agent, |_, desks| desks.is_empty());
    }

    /// Whether `agent` has a desk open.
    pub fn has_desk(&self, agent: AgentId) -> bool {
        self.desks.get(&agent).is_some_and(|desks| desks.iter().any(|desk| !desk.is_closed()))
    }

    /// Notices for the visitor of `interaction`.
    pub fn visitor(&self, interaction: InteractionId) -> mpsc::Receiver<VisitorNotice> {
        let (sender, receiver) = mpsc::channel(VISITOR_ROOM);
        self.visitors.entry(interaction).or_default().push(sender);
        receiver
    }

    /// Tells the visitor of `interaction`; what there is no room for is dropped, the next one tells more.
    pub fn tell_visitor(&self, interaction: InteractionId, notice: &VisitorNotice) {
        if let Some(mut visitors) = self.visitors.get_mut(&interaction) {
            visitors.retain(|visitor| !visitor.is_closed());
            for visitor in visitors.iter() {
                let _ = visitor.try_send(notice.clone());
            }
        }
        self.visitors.remove_if(&interaction, |_, visitors| visitors.is_empty());
    }

    /// A colleague looks at `interaction`, types in it, or (with `None`) turns away.
    pub fn view(&self, interaction: InteractionId, agent: AgentId, viewer: Option<Viewer>) {
        let mut others = Vec::new();
        {
            let mut viewers = self.viewers.entry(interaction).or_default();
            viewers.retain(|known| known.id != agent);
            if let Some(viewer) = viewer.filter(|_| viewers.len() < VIEWERS_MAX) {
                viewers.push(viewer);
            }
            others.extend(viewers.iter().map(|known| known.id));
        }
        self.viewers.remove_if(&interaction, |_, viewers| viewers.is_empty());
        for other in others {
            self.tell(other, &DeskNotice::Viewing(interaction));
        }
    }

    /// Who looks at `interaction`.
    pub fn viewers(&self, interaction: InteractionId) -> Vec<Viewer> {
        self.viewers.get(&interaction).map(|viewers| viewers.clone()).unwrap_or_default()
    }
}

//! The fold of the log that all figures come from. Pure: events in, facts out, nothing else read.
//!
//! Applied to any prefix of the log, in chunks of any size, it holds the same state and has yielded the
//! same facts. A body that does not read is passed over, so one bad event never stops the figures.

mod contact;
mod desk;
mod fact;

pub use contact::{Contact, Leg, Wait};
pub use desk::Desk;
pub use fact::{Fact, Keys, Rest, Solved, TimeKind, WaitEnd, What};

use std::collections::BTreeMap;

use warmline_base::{AgentId, InteractionId, Timestamp};
use warmline_contract::{
    Accepted, Arrived, CallbackTried, Ended, OfferEnded, PresenceChanged, Queued, Rated, StoredEvent, Stream,
    Transferred, names,
};

/// Running state of every interaction and agent the log has told of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fold {
    contacts: BTreeMap<InteractionId, Contact>,
    desks: BTreeMap<AgentId, Desk>,
}

/// Whose running state an event changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// The interaction.
    pub contact: Option<InteractionId>,
    /// Agents: who got work or changed presence, and who lost work.
    pub desks: [Option<AgentId>; 2],
}

impl Touched {
    /// Whether anything changed.
    pub const fn any(&self) -> bool {
        self.contact.is_some() || self.desks[0].is_some() || self.desks[1].is_some()
    }
}

impl Fold {
    /// Takes in the next event and adds what it makes known to `facts`.
    pub fn apply(&mut self, event: &StoredEvent, facts: &mut Vec<Fact>) -> Touched {
        match event.stream {
            Stream::Agent(agent) if *event.name == *names::AGENT_PRESENCE => self.presence(agent, event, facts),
            Stream::Interaction(id) if matters(&event.name) => self.interaction(id, event, facts),
            _ => Touched::default(),
        }
    }

    /// The interaction that `event` is about when its running state would be needed and is not here.
    pub fn missing(&self, event: &StoredEvent) -> Option<InteractionId> {
        let Stream::Interaction(id) = event.stream else { return None };
        let begins = *event.name == *names::INTERACTION_ARRIVED;
        (!begins && matters(&event.name) && !self.contacts.contains_key(&id)).then_some(id)
    }

    /// Running times as if they stopped at `until`.
    pub fn running(&self, until: Timestamp) -> impl Iterator<Item = Fact> {
        self.desks.iter().filter_map(move |(agent, desk)| desk.running(*agent, until))
    }

    /// Interactions here, by id.
    pub fn contacts(&self) -> impl Iterator<Item = (InteractionId, &Contact)> {
        self.contacts.iter().map(|(id, contact)| (*id, contact))
    }

    /// Agents here, by id.
    pub fn desks(&self) -> impl Iterator<Item = (AgentId, &Desk)> {
        self.desks.iter().map(|(id, desk)| (*id, desk))
    }

    /// One interaction.
    pub fn contact(&self, id: InteractionId) -> Option<&Contact> {
        self.contacts.get(&id)
    }

    /// One agent.
    pub fn desk(&self, id: AgentId) -> Option<&Desk> {
        self.desks.get(&id)
    }

    /// Puts an interaction's running state back.
    pub fn restore_contact(&mut self, id: InteractionId, contact: Contact) {
        self.contacts.insert(id, contact);
    }

    /// Puts an agent's running state back.
    pub fn restore_desk(&mut self, id: AgentId, desk: Desk) {
        self.desks.insert(id, desk);
    }

    /// Forgets an interaction whose state is kept elsewhere.
    pub fn forget(&mut self, id: InteractionId) {
        self.contacts.remove(&id);
    }

    fn presence(&mut self, agent: AgentId, event: &StoredEvent, facts: &mut Vec<Fact>) -> Touched {
        let Ok(changed) = event.payload::<PresenceChanged>() else { return Touched::default() };
        self.desk_of(agent, event.at).presence(agent, event.at, changed.state, changed.reason, facts);
        Touched { contact: None, desks: [Some(agent), None] }
    }

    fn interaction(&mut self, id: InteractionId, event: &StoredEvent, facts: &mut Vec<Fact>) -> Touched {
        let at = event.at;
        if *event.name == *names::INTERACTION_ARRIVED {
            let Ok(arrived) = event.payload::<Arrived>() else { return Touched::default() };
            self.contacts.insert(id, Contact::arrived(at, &arrived, facts));
            return Touched { contact: Some(id), ..Touched::default() };
        }
        if *event.name == *names::INTERACTION_RATED {
            let known = self.contacts.get(&id);
            facts.extend(event.payload::<Rated>().ok().map(|rated| contact::rated(at, known, &rated)));
            return Touched::default();
        }
        let Some(contact) = self.contacts.get_mut(&id) else { return Touched::default() };
        let (begun, freed) = step(contact, event, facts);
        if let Some(agent) = freed {
            self.desk_of(agent, at).finish(agent, id, at, facts);
        }
        if let Some(agent) = begun {
            self.desk_of(agent, at).begin(agent, id, at, facts);
        }
        Touched { contact: Some(id), desks: [begun, freed] }
    }

    fn desk_of(&mut self, agent: AgentId, at: Timestamp) -> &mut Desk {
        self.desks.entry(agent).or_insert_with(|| Desk::away(at))
    }
}

/// Whether events of this name change an interaction's figures.
fn matters(name: &str) -> bool {
    matches!(
        name,
        names::INTERACTION_ARRIVED
            | names::INTERACTION_IDENTIFIED
            | names::INTERACTION_INTENT
            | names::INTERACTION_QUEUED
            | names::INTERACTION_OFFER_ENDED
            | names::INTERACTION_ACCEPTED
            | names::INTERACTION_TRANSFERRED
            | names::INTERACTION_CALLBACK_WISHED
            | names::INTERACTION_CALLBACK_TRIED
            | names::INTERACTION_ABANDONED
            | names::INTERACTION_ENDED
            | names::INTERACTION_WRAP_UP_ENDED
            | names::INTERACTION_RATED
    )
}

/// One step of an interaction: who has work of it from now on, and who no longer.
fn step(contact: &mut Contact, event: &StoredEvent, facts: &mut Vec<Fact>) -> (Option<AgentId>, Option<AgentId>) {
    let at = event.at;
    let mut begun = None;
    let freed = match &*event.name {
        names::INTERACTION_QUEUED => {
            event.payload::<Queued>().ok().and_then(|queued| contact.queued(at, &queued, facts))
        }
        names::INTERACTION_ACCEPTED => event.payload::<Accepted>().ok().and_then(|accepted| {
            begun = Some(accepted.agent);
            contact.accepted(at, accepted.agent, facts)
        }),
        names::INTERACTION_TRANSFERRED => {
            event.payload::<Transferred>().ok().and_then(|passed| contact.transferred(at, passed.from_agent, facts))
        }
        names::INTERACTION_ENDED => event.payload::<Ended>().ok().and_then(|ended| contact.ended(at, &ended, facts)),
        names::INTERACTION_WRAP_UP_ENDED => contact.wrap_up_ended(at, facts),
        names::INTERACTION_ABANDONED => {
            contact.abandoned(at, facts);
            None
        }
        names::INTERACTION_CALLBACK_WISHED => {
            contact.callback_wished(at, facts);
            None
        }
        names::INTERACTION_CALLBACK_TRIED => {
            if let Ok(tried) = event.payload::<CallbackTried>() {
                contact.callback_tried(at, &tried, facts);
            }
            None
        }
        names::INTERACTION_OFFER_ENDED => {
            if let Ok(ended) = event.payload::<OfferEnded>() {
                contact.offer_ended(at, &ended, facts);
            }
            None
        }
        names::INTERACTION_IDENTIFIED => {
            if let Ok(found) = event.payload() {
                contact.identified(found, facts);
            }
            None
        }
        names::INTERACTION_INTENT => {
            if let Ok(found) = event.payload() {
                contact.intent(at, found, facts);
            }
            None
        }
        _ => None,
    };
    (begun, freed)
}

//! From the engine's decisions to the log's events, and to those who must hear at once.

use rustc_hash::FxHashSet;
use warmline_acd::{Entry, OfferEnd, Output, Presence};
use warmline_base::{AgentId, InteractionId, QueueId, Timestamp};
use warmline_contract::{
    Abandoned, Accepted, By, NewEvent, NextPresence, OfferEnded, Offered, PresenceChanged, PresenceState, Stream,
    WrapUpEnded, names,
};

use super::task::Task;
use super::{presence, presence_words};
use crate::hub::DeskNotice;

/// Who must hear of a round's decisions once they are stored.
#[derive(Default)]
pub(super) struct Told {
    notices: Vec<(AgentId, DeskNotice)>,
    presences: FxHashSet<AgentId>,
}

impl Told {
    pub(super) fn presence(&mut self, agent: AgentId) {
        self.presences.insert(agent);
    }

    fn notice(&mut self, agent: AgentId, notice: DeskNotice) {
        self.presences.insert(agent);
        self.notices.push((agent, notice));
    }

    /// Tells everybody, of presences last.
    pub(super) fn deliver(self, task: &Task) {
        for agent in &self.presences {
            task.keep_presence(*agent);
        }
        for (agent, notice) in self.notices {
            task.hub.tell(agent, &notice);
        }
        for agent in self.presences {
            task.hub.tell(agent, &DeskNotice::Presence);
        }
    }
}

fn by_switchboard() -> By {
    By::System { label: "switchboard".into() }
}

fn event(interaction: InteractionId, name: &'static str, payload: &impl serde::Serialize) -> NewEvent {
    NewEvent::new(Stream::Interaction(interaction), name, by_switchboard(), payload)
}

impl Task {
    /// Takes every decision the engine has made and writes it as events.
    pub(super) fn decisions(&mut self, told: &mut Told, quiet: bool) -> Vec<NewEvent> {
        let mut events = Vec::new();
        let mut ended: Vec<(InteractionId, AgentId)> = Vec::new();
        while let Some(output) = self.engine.poll_output() {
            if let Output::WorkEnded { interaction, agent, .. } = &output {
                ended.push((*interaction, *agent));
            }
            if let Output::WrapUpStarted { interaction, .. } = &output {
                ended.retain(|(other, _)| other != interaction);
            }
            self.decided(output, told, quiet, &mut events);
        }
        for (interaction, agent) in ended {
            events.push(event(interaction, names::INTERACTION_WRAP_UP_ENDED, &WrapUpEnded { agent, timed_out: false }));
            self.queued.remove(&interaction);
        }
        events
    }

    fn decided(&mut self, output: Output, told: &mut Told, quiet: bool, events: &mut Vec<NewEvent>) {
        match output {
            Output::Queued { interaction, queue, queued_at, entry } => {
                events.extend(self.queued_event(interaction, queue, queued_at, entry_word(entry)));
            }
            Output::Overflowed { interaction, from, to, queued_at } => {
                self.moved.insert(from);
                events.extend(self.queued_event(interaction, to, queued_at, Some("overflow")));
            }
            Output::Offered { offer, interaction, agent, queue, expires_at, explanation, .. } => {
                self.moved.insert(queue);
                let explanation = serde_json::to_string(&explanation).unwrap_or_default();
                events.push(event(
                    interaction,
                    names::INTERACTION_OFFERED,
                    &Offered { offer, agent, expires_at, explanation },
                ));
                told.notice(agent, DeskNotice::Offer { offer, interaction, expires_at });
            }
            Output::OfferEnded { offer, interaction, agent, how } => {
                let word = end_word(how);
                if how != OfferEnd::Accepted {
                    events.push(event(
                        interaction,
                        names::INTERACTION_OFFER_ENDED,
                        &OfferEnded { offer, agent, how: word.into(), reason: None },
                    ));
                }
                told.notice(agent, DeskNotice::OfferEnded { offer, how: word });
            }
            Output::Assigned { interaction, agent, queue, offer, waited, .. } => {
                self.moved.insert(queue);
                let card = self.people.get(&agent);
                let accepted = Accepted {
                    offer,
                    agent,
                    work_number: card.map(|card| card.work_number.clone()).unwrap_or_default(),
                    alias: card.map(|card| card.alias.clone()).unwrap_or_default(),
                    waited_ms: waited.0,
                };
                events.push(event(interaction, names::INTERACTION_ACCEPTED, &accepted));
                told.notice(agent, DeskNotice::Row(interaction));
            }
            Output::Released { interaction, agent, .. } => told.notice(agent, DeskNotice::Row(interaction)),
            Output::Abandoned { interaction, queue, waited } => {
                self.moved.insert(queue);
                self.queued.remove(&interaction);
                if !quiet {
                    events.push(event(interaction, names::INTERACTION_ABANDONED, &Abandoned { waited_ms: waited.0 }));
                }
            }
            Output::WrapUpEnded { interaction, agent, timed_out } => {
                self.queued.remove(&interaction);
                events.push(event(interaction, names::INTERACTION_WRAP_UP_ENDED, &WrapUpEnded { agent, timed_out }));
                told.notice(agent, DeskNotice::Row(interaction));
            }
            Output::PresenceChanged { agent, presence, next } => {
                events.push(self.presence_event(agent, presence, next));
                told.presence(agent);
            }
            Output::WorkEnded { agent, .. } | Output::WrapUpStarted { agent, .. } | Output::AgentDrained { agent } => {
                told.presence(agent);
            }
            Output::CallbackDue { .. }
            | Output::Relaxed { .. }
            | Output::QueueChanged { .. }
            | Output::QueueFull { .. } => {}
        }
    }

    fn queued_event(
        &mut self,
        interaction: InteractionId,
        queue: QueueId,
        queued_at: Timestamp,
        why: Option<&str>,
    ) -> Option<NewEvent> {
        self.moved.insert(queue);
        let queued = self.queued.get_mut(&interaction)?;
        queued.queue = queue;
        queued.queued_at = queued_at;
        if let Some(why) = why {
            why.clone_into(&mut queued.reason);
        }
        Some(event(interaction, names::INTERACTION_QUEUED, &*queued))
    }

    pub(super) fn presence_event(&self, agent: AgentId, presence: Presence, next: Option<Presence>) -> NewEvent {
        let (state, reason) = presence_words(presence);
        let next = next.map(|next| {
            let (state, reason) = presence_words(next);
            NextPresence { state, reason }
        });
        let team = self.people.get(&agent).and_then(|card| card.team);
        NewEvent::new(
            Stream::Agent(agent),
            names::AGENT_PRESENCE,
            by_switchboard(),
            &PresenceChanged { state, reason, team, next },
        )
    }

    /// Keeps an agent's presence for everybody who asks.
    pub(super) fn keep_presence(&self, agent: AgentId) {
        let presence = match self.engine.agent(agent) {
            Some(view) => {
                let limit = self.people.get(&agent).map_or(0, |card| card.chat_limit);
                presence::seen(&view, self.hub.has_desk(agent), limit)
            }
            None => presence::offline(agent, self.line.runtime.now()),
        };
        self.presences.keep(presence);
    }

    pub(super) fn offline_event(&self, agent: AgentId) -> NewEvent {
        let team = self.people.get(&agent).and_then(|card| card.team);
        let gone = PresenceChanged { state: PresenceState::Offline, reason: None, team, next: None };
        NewEvent::new(Stream::Agent(agent), names::AGENT_PRESENCE, by_switchboard(), &gone)
    }
}

const fn entry_word(entry: Entry) -> Option<&'static str> {
    match entry {
        Entry::Arrived | Entry::Restored => None,
        Entry::Transferred => Some("transfer"),
        Entry::Drained => Some("drained"),
        Entry::Returned => Some("returned"),
        Entry::NotReached => Some("callback"),
    }
}

const fn end_word(how: OfferEnd) -> &'static str {
    match how {
        OfferEnd::Accepted => "accepted",
        OfferEnd::Rejected => "rejected",
        OfferEnd::Timeout => "timeout",
        OfferEnd::Withdrawn => "withdrawn",
    }
}

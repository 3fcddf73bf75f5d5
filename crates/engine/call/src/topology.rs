//! Who hears whom, derived from where the legs stand. Never stored: after each step it is computed
//! anew and told when it differs, so it cannot fall behind the state.

use serde::Serialize;

use crate::call::Call;
use crate::leg::{Leg, LegState, Place};
use crate::stage::{Stage, Task};
use crate::vocabulary::{CUSTOMER, LegId, Mode, Role};

/// What one leg hears.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ear {
    /// Nothing.
    Silence,
    /// Music on hold.
    Music,
    /// The tone of a phone that rings elsewhere.
    RingBack,
    /// This saying, and nobody.
    Saying(u32),
    /// Comfort noise, for a limited time: keys or a message are awaited.
    Awaiting,
    /// These legs, mixed.
    Voices {
        /// Whom; nobody when all of them are muted.
        legs: Vec<LegId>,
        /// A beep for each key the customer presses, in place of the customer's voice.
        beeps: bool,
    },
}

/// What a leg hears.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hearing {
    /// The leg, which has sound: it answered, or sends early media.
    pub leg: LegId,
    /// What it hears.
    pub ear: Ear,
}

/// What a recording takes: never more than the customer says and hears of people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Taps {
    /// First channel.
    pub customer: Vec<LegId>,
    /// Second channel.
    pub others: Vec<LegId>,
}

/// Who hears whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Topology {
    /// One entry for each leg with sound, in order of legs.
    pub hearings: Vec<Hearing>,
    /// What a recording takes.
    pub taps: Taps,
    /// Whether the customer keys a secret: then nothing the customer's telephone sends, neither sound nor keys, may
    /// reach anybody but the one who checks it.
    pub secret: bool,
}

impl Topology {
    /// What `leg` hears; nothing when it has no sound.
    pub fn ear(&self, leg: LegId) -> &Ear {
        self.hearings.iter().find(|hearing| hearing.leg == leg).map_or(&Ear::Silence, |hearing| &hearing.ear)
    }
}

impl Call {
    /// Who hears whom now.
    pub fn topology(&self) -> Topology {
        let hearings: Vec<Hearing> = self
            .legs
            .iter()
            .filter(|leg| matches!(leg.state, LegState::Answered | LegState::Early { media: true }))
            .map(|leg| Hearing { leg: leg.id, ear: self.ear_of(leg) })
            .collect();
        let keying = self.secret.is_some();
        let mut topology = Topology { hearings, taps: Taps::default(), secret: keying };
        if let Ear::Voices { legs, .. } = topology.ear(CUSTOMER) {
            let others = legs.clone();
            topology.taps = Taps { customer: if keying { vec![] } else { vec![CUSTOMER] }, others };
        }
        topology
    }

    fn ear_of(&self, leg: &Leg) -> Ear {
        if let Some(saying) = self.saying.as_ref().filter(|saying| saying.legs.contains(&leg.id)) {
            return Ear::Saying(saying.play);
        }
        if leg.id == CUSTOMER && self.awaits_customer() {
            return Ear::Awaiting;
        }
        // Early media comes from the far end; nothing is sent there yet.
        if !leg.is_answered() {
            return Ear::Silence;
        }
        match leg.place {
            Place::Apart if leg.role == Role::Agent => Ear::Silence,
            Place::Apart if self.stage == Stage::Arriving => Ear::Silence,
            Place::Apart | Place::Held { .. } => Ear::Music,
            Place::Beside { .. } => self.beside(leg),
            Place::Talk | Place::Side => self.among(leg),
        }
    }

    /// Whether it is the customer's turn, with keys or a message, and nobody is there to talk with.
    fn awaits_customer(&self) -> bool {
        let keys = self.secret.as_ref().is_some_and(|secret| secret.by.is_none() && secret.is_keying());
        keys || matches!(self.task, Some(Task::Message { .. } | Task::Question { until: Some(_), .. }))
    }

    /// What somebody in a conversation hears.
    fn among(&self, leg: &Leg) -> Ear {
        let speakers = self.speakers(leg.place);
        let company = speakers.iter().any(|other| other.id != leg.id);
        if company {
            let coach = |other: &&Leg| other.place == Place::Beside { agent: leg.id, mode: Mode::Whisper };
            let coaches = self.legs.iter().filter(|other| other.is_answered()).filter(coach);
            return self.voices(speakers.into_iter().chain(coaches), leg);
        }
        // The consulted colleague hears music while the agent is with the customer.
        let waits = leg.place == Place::Side && self.consult.is_some_and(|consult| consult.target == leg.id);
        match self.called_from(leg) {
            Some(other) if other.state == (LegState::Early { media: true }) => {
                Ear::Voices { legs: vec![other.id], beeps: false }
            }
            Some(_) => Ear::RingBack,
            None if leg.role == Role::Agent && !waits => self.alone(leg),
            None => Ear::Music,
        }
    }

    /// An agent without company still hears the supervisor who whispers.
    fn alone(&self, leg: &Leg) -> Ear {
        let coach = Place::Beside { agent: leg.id, mode: Mode::Whisper };
        let coaches: Vec<&Leg> = self.legs.iter().filter(|other| other.is_at(coach)).collect();
        if coaches.is_empty() { Ear::Silence } else { self.voices(coaches.into_iter(), leg) }
    }

    /// What a supervisor hears: all that is said where the agent is.
    fn beside(&self, leg: &Leg) -> Ear {
        let Place::Beside { agent, .. } = leg.place else { return Ear::Silence };
        self.voices(self.speakers(self.leg(agent).place).into_iter(), leg)
    }

    /// Those who are heard by everybody at `place`, muted ones included.
    fn speakers(&self, place: Place) -> Vec<&Leg> {
        let barges = |leg: &Leg| match leg.place {
            Place::Beside { agent, mode: Mode::Barge } => self.leg(agent).place == place,
            _ => false,
        };
        let in_it = |leg: &&Leg| leg.is_answered() && (leg.place == place || barges(leg));
        self.legs.iter().filter(in_it).collect()
    }

    fn voices<'a>(&self, speakers: impl Iterator<Item = &'a Leg>, ear: &Leg) -> Ear {
        let keying = self.secret.is_some();
        let heard: Vec<&Leg> = speakers.filter(|leg| leg.id != ear.id).collect();
        let beeps = keying && heard.iter().any(|leg| leg.id == CUSTOMER);
        let masked = |leg: &Leg| leg.muted || (keying && leg.id == CUSTOMER);
        let mut legs: Vec<LegId> = heard.iter().filter(|leg| !masked(leg)).map(|leg| leg.id).collect();
        legs.sort_unstable();
        Ear::Voices { legs, beeps }
    }

    /// The phone that rings for somebody who is alone.
    fn called_from(&self, leg: &Leg) -> Option<&Leg> {
        let rings = |id: LegId| Some(self.leg(id)).filter(|other| !other.is_answered() && !other.is_gone());
        match (leg.place, &self.consult) {
            (Place::Side, Some(consult)) if consult.by == leg.id => rings(consult.target),
            (Place::Talk, _) if self.stage == Stage::Dialling && leg.role == Role::Agent => rings(CUSTOMER),
            _ => None,
        }
    }
}

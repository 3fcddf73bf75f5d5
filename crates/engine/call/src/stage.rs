//! How far a call is, and what is going on with its customer besides talking.

use warmline_base::{AgentId, Millis, Timestamp};

use crate::vocabulary::{Digits, LegId, Phrase, SecretKind, Treatment};

/// How far a call is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// It arrives; nobody has answered.
    Arriving,
    /// The bank calls: the agent's phone or the customer's rings.
    Dialling,
    /// The flow has it. Music while the flow thinks, and until then at most.
    Flow { until: Timestamp },
    /// It waits for a person.
    Waiting(Box<Waiting>),
    /// People have it.
    Served,
    /// It waits for a colleague to pick up.
    Parked { by: AgentId, until: Timestamp },
    /// The customer left; those who consulted may finish their words.
    AfterTalk { until: Timestamp },
    /// Over.
    Ended,
}

/// The wait for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub treatment: Treatment,
    pub place: Option<u32>,
    pub wait: Option<Millis>,
    pub announce_at: Timestamp,
}

impl Waiting {
    /// The next announcement; nothing when there is nothing to tell.
    pub fn announcement(&self) -> Vec<Phrase> {
        use crate::vocabulary::Word::{PlaceAfter, PlaceBefore, WaitBefore};
        let mut phrases = Vec::new();
        if let Some(place) = self.place.filter(|_| self.treatment.tell_place) {
            // Told is how many come before, so that the last one before the turn hears none.
            if let Some(before) = place.checked_sub(1).filter(|before| *before > 0) {
                phrases.extend([Phrase::Word(PlaceBefore), Phrase::Count(before), Phrase::Word(PlaceAfter)]);
            }
        }
        if let Some(wait) = self.wait.filter(|_| self.treatment.tell_wait) {
            // Rounded up: a promise is better kept than broken.
            let minutes = u32::try_from((wait.0.max(1) + 59_999) / 60_000).unwrap_or(u32::MAX);
            phrases.extend([Phrase::Word(WaitBefore), Phrase::Minutes(minutes)]);
        }
        phrases.extend(self.treatment.offer.iter().cloned());
        phrases
    }
}

/// Something that is being said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Saying {
    pub play: u32,
    pub legs: Vec<LegId>,
    pub notice: bool,
    pub then: Then,
    /// When it counts as said although nobody reported it.
    pub until: Timestamp,
}

/// What follows when it is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// Whatever the call's state is: music, voices.
    GoOn,
    /// The flow is told.
    TellFlow,
    /// The question begins to wait for keys.
    Listen,
    /// The message is taken.
    TakeMessage,
    /// The call ends because the customer will be called back.
    CallBack,
}

/// What a customer nobody serves is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    /// Keys.
    Question {
        /// One key that is logged, or a number of at most so many.
        choice: bool,
        most: u8,
        got: Digits,
        patience: Millis,
        /// Unset while the question is still being said.
        until: Option<Timestamp>,
    },
    /// A message is invited; then it is taken.
    Invitation { limit: Millis },
    /// A message is taken.
    Message { recording: u16, since: Timestamp, until: Timestamp },
}

/// A secret being keyed or checked. While there is one the recording pauses and nobody hears the
/// customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SecretEntry {
    pub kind: SecretKind,
    pub wanted: u8,
    pub got: Digits,
    pub patience: Millis,
    /// The agent's leg; none when the flow asked.
    pub by: Option<LegId>,
    /// Whether all is keyed and the result awaited.
    pub checking: bool,
    pub until: Option<Timestamp>,
}

impl SecretEntry {
    /// Whether keys are awaited now.
    pub const fn is_keying(&self) -> bool {
        !self.checking && self.until.is_some()
    }
}

/// A consultation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Consult {
    pub by: LegId,
    pub target: LegId,
}

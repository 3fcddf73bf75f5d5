//! A leg: who is at its other end, how far it is, and where in the call it stands.
//!
//! A leg stands in exactly one [`Place`], so it can never be in two conversations.

use warmline_base::{AgentId, Millis, OfferId, Timestamp};

use crate::vocabulary::{By, LegId, Mode, Number, Role};

/// How far a leg is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LegState {
    /// Invited, or (the customer's) arriving.
    Inviting,
    /// Rings; `media` when it sends sound already.
    Early { media: bool },
    /// Connected.
    Answered,
    /// Over.
    Gone,
}

/// Where a leg stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In no conversation: ringing, waiting, in the hands of the flow.
    Apart,
    /// In the conversation with the customer.
    Talk,
    /// In the consultation.
    Side,
    /// On hold, by this leg.
    Held { by: LegId },
    /// Beside this agent's leg.
    Beside { agent: LegId, mode: Mode },
}

/// What a leg was invited for; decides what its answer and its failure mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The customer.
    Customer,
    /// An agent for a waiting customer.
    Offer { offer: OfferId, confirmed: bool },
    /// The other side of a consultation.
    Consult,
    /// The target of this agent's blind transfer to a number.
    Blind { by: AgentId },
    /// An agent who takes a parked customer.
    PickUp,
    /// A supervisor.
    Supervise { agent: LegId, mode: Mode },
    /// The agent of an outbound call.
    Caller,
}

/// Who is at the other end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Party {
    Customer,
    Agent(AgentId),
    Number(Number),
}

/// A session timer (RFC 4028).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    pub interval: Millis,
    pub ours: bool,
    pub since: Timestamp,
    /// Whether our refresh of this interval was sent.
    pub asked: bool,
}

impl Session {
    /// When to refresh: halfway, if that is ours.
    pub fn refresh_at(&self) -> Option<Timestamp> {
        (self.ours && !self.asked).then(|| self.since.plus(Millis(self.interval.0 / 2)))
    }

    /// When to give the session up: 32 seconds, or a third of the interval if that is less, before it
    /// expires (RFC 4028 section 10).
    pub fn ends_at(&self) -> Timestamp {
        let early = Millis((self.interval.0 / 3).min(32_000));
        self.since.plus(self.interval).minus(early)
    }
}

/// What the far end was told about hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct HoldSignal {
    /// What it was told last.
    pub told: bool,
    /// Until when its answer is awaited, or another try after a collision.
    pub busy_until: Option<Timestamp>,
    /// Collisions in a row.
    pub glares: u8,
}

/// One leg.
#[derive(Clone, Debug)]
pub(crate) struct Leg {
    pub id: LegId,
    pub role: Role,
    pub party: Party,
    pub state: LegState,
    pub place: Place,
    pub purpose: Purpose,
    pub muted: bool,
    /// Until when it may ring, or an answered offer may lack its confirmation.
    pub until: Option<Timestamp>,
    pub session: Option<Session>,
    pub hold: HoldSignal,
}

impl Leg {
    pub fn is_answered(&self) -> bool {
        self.state == LegState::Answered
    }

    pub fn is_gone(&self) -> bool {
        self.state == LegState::Gone
    }

    pub fn is_held(&self) -> bool {
        matches!(self.place, Place::Held { .. })
    }

    /// Whether it is an answered leg that stands at `place`.
    pub fn is_at(&self, place: Place) -> bool {
        self.is_answered() && self.place == place
    }

    /// The mode, when a supervisor stands beside somebody.
    pub const fn mode(&self) -> Option<Mode> {
        match self.place {
            Place::Beside { mode, .. } => Some(mode),
            _ => None,
        }
    }

    pub const fn agent(&self) -> Option<AgentId> {
        match self.party {
            Party::Agent(agent) => Some(agent),
            Party::Customer | Party::Number(_) => None,
        }
    }

    /// Its end as the one who did something.
    pub const fn by(&self) -> By {
        match (&self.party, self.role) {
            (Party::Agent(agent), Role::Supervisor) => By::Supervisor(*agent),
            (Party::Agent(agent), _) => By::Agent(*agent),
            (Party::Customer, _) => By::Customer,
            (Party::Number(_), _) => By::ThirdParty,
        }
    }
}

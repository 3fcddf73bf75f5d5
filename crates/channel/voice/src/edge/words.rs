//! What the edge and the house say to each other.

use tokio::sync::{mpsc, oneshot};
use warmline_wire::sdp::Security;

use super::ladder::Ladder;

/// One party's signalling, as the edge numbers it; never used again after its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LegId(pub u64);

/// Where a call comes from, once it has proven it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A trunk, by its name.
    Trunk(String),
    /// A desk phone, by its extension.
    Phone(String),
}

/// A call that asks to be let in.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Its leg.
    pub leg: LegId,
    /// Who sent it.
    pub source: Source,
    /// The caller's number in national form; absent when withheld or no number.
    pub from: Option<String>,
    /// What was dialled.
    pub to: String,
    /// That is a number for emergencies.
    pub emergency: bool,
    /// The session offered; absent when the caller leaves the offer to us.
    pub offer: Option<Vec<u8>>,
    /// Whether its sound is encrypted: keys are taken only from signalling that is.
    pub security: Security,
}

/// The other side wishes another session: hold, resume, a new address.
#[derive(Debug)]
pub struct Reoffer {
    /// Which leg.
    pub leg: LegId,
    /// The session offered.
    pub offer: Vec<u8>,
    /// Takes the answer; dropped without one, the offer is refused with 488 and nothing changes.
    pub answer: oneshot::Sender<Vec<u8>>,
}

/// A desk phone we rang asks that its call be handed on.
#[derive(Debug)]
pub struct Referral {
    /// Which leg.
    pub leg: LegId,
    /// Whom the customer is to have instead: an extension, a number or a name.
    pub to: String,
    /// Takes two verdicts: whether it is done at all, and, after a yes, what came of it. Dropped before, it is a no.
    pub verdicts: mpsc::Sender<Result<(), Cause>>,
}

/// What the edge tells.
#[derive(Debug)]
pub enum EdgeEvent {
    /// A call asks to be let in.
    Incoming(Incoming),
    /// The other side rings (180) or sends early media (183 with a session).
    Progress {
        /// Which leg.
        leg: LegId,
        /// The session of early media.
        answer: Option<Vec<u8>>,
    },
    /// The leg is up. The session is the other side's answer, when it had one to give.
    Up {
        /// Which leg.
        leg: LegId,
        /// The other side's answer.
        answer: Option<Vec<u8>>,
    },
    /// The other side wishes another session.
    Reoffered(Reoffer),
    /// A desk phone wishes its call handed on.
    Referred(Referral),
    /// The leg is over. Its last event.
    Over {
        /// Which leg.
        leg: LegId,
        /// Why.
        cause: Cause,
        /// The other side ended it.
        by_them: bool,
    },
    /// The signalling of a leg that has been over for a moment.
    Ladder {
        /// Which leg.
        leg: LegId,
        /// Its messages.
        ladder: Ladder,
    },
    /// A desk phone can be rung from now on, or no longer.
    Phone {
        /// Its extension.
        extension: String,
        /// It can.
        reachable: bool,
    },
    /// A trunk answers again, or no longer.
    Trunk {
        /// Its name.
        name: String,
        /// It does.
        up: bool,
    },
}

/// Whom to call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Callee {
    /// A desk phone, wherever it registered.
    Phone(String),
    /// A number outside, by the trunks in their order.
    Number(String),
}

/// A call to be made.
#[derive(Clone, Debug)]
pub struct Dial {
    /// Whom.
    pub to: Callee,
    /// The number shown to them.
    pub from: String,
    /// The name shown to them; never a customer's.
    pub display: Option<String>,
    /// The session offered.
    pub offer: Vec<u8>,
    /// The same with keys, for trunks whose sound must be encrypted; without it they are passed over.
    pub encrypted: Option<Vec<u8>>,
}

/// Why a leg ends or is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// It was over.
    Normal,
    /// The caller gave up before an answer.
    Cancelled,
    /// Busy.
    Busy,
    /// Nobody answered.
    NoAnswer,
    /// They declined.
    Declined,
    /// No such number.
    Unknown,
    /// Not reachable now.
    Unavailable,
    /// No session both sides speak.
    NotAcceptable,
    /// Not allowed.
    Forbidden,
    /// No room.
    Full,
    /// The other side fell silent.
    Lost,
    /// Anything else, by its SIP status.
    Other(u16),
}

impl Cause {
    /// The status of a final response to a request that never became a call.
    pub const fn status(self) -> u16 {
        match self {
            Self::Normal | Self::Unavailable => 480,
            Self::Cancelled => 487,
            Self::Busy => 486,
            Self::NoAnswer | Self::Lost => 408,
            Self::Declined => 603,
            Self::Unknown => 404,
            Self::NotAcceptable => 488,
            Self::Forbidden => 403,
            Self::Full => 503,
            Self::Other(status) => status,
        }
    }

    /// What a final response means.
    pub const fn of_status(status: u16) -> Self {
        match status {
            200..=299 => Self::Normal,
            403 | 607 => Self::Forbidden,
            404 | 410 | 484 | 604 => Self::Unknown,
            408 | 504 => Self::NoAnswer,
            480 => Self::Unavailable,
            486 | 600 => Self::Busy,
            487 => Self::Cancelled,
            488 | 606 => Self::NotAcceptable,
            503 => Self::Full,
            603 => Self::Declined,
            other => Self::Other(other),
        }
    }

    /// The cause of ITU-T Q.850, for the `Reason` header (RFC 3326, mapping of RFC 3398 section 8.2.6).
    pub const fn q850(self) -> u8 {
        match self {
            Self::Normal | Self::Cancelled => 16,
            Self::Busy => 17,
            Self::NoAnswer => 19,
            Self::Declined | Self::Forbidden => 21,
            Self::Unknown => 1,
            Self::Unavailable => 20,
            Self::NotAcceptable => 88,
            Self::Full => 34,
            Self::Lost => 102,
            Self::Other(_) => 31,
        }
    }

    /// The word the log and reports use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Cancelled => "cancelled",
            Self::Busy => "busy",
            Self::NoAnswer => "no_answer",
            Self::Declined => "declined",
            Self::Unknown => "unknown_number",
            Self::Unavailable => "unavailable",
            Self::NotAcceptable => "not_acceptable",
            Self::Forbidden => "forbidden",
            Self::Full => "full",
            Self::Lost => "lost",
            Self::Other(_) => "other",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_means_the_same_on_both_sides() {
        let causes = [
            Cause::Cancelled,
            Cause::Busy,
            Cause::NoAnswer,
            Cause::Declined,
            Cause::Unknown,
            Cause::Unavailable,
            Cause::NotAcceptable,
            Cause::Forbidden,
            Cause::Full,
        ];
        for cause in causes {
            assert_eq!(Cause::of_status(cause.status()), cause);
        }
        assert_eq!(Cause::of_status(415), Cause::Other(415));
    }
}

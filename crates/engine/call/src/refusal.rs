//! Why a command was not done. Each refusal has a page in `docs/errors`; nothing changed when one is
//! returned, except that deadlines already due have fired.

use serde::{Deserialize, Serialize};
use warmline_base::{Fault, FaultKind};

/// A refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The call is over.
    #[error("this call is over: hang up whatever leg still speaks of it")]
    Ended,
    /// No such leg, or it is gone.
    #[error("this leg is gone: hang it up if it still answers")]
    LegGone,
    /// The agent or supervisor has no answered leg in the call.
    #[error("this person is not in the call: join it first")]
    NotInCall,
    /// The call is at another point than this needs.
    #[error("the call is at another point than this needs: look at it again first")]
    WrongState,
    /// The offer is over or was made to somebody else.
    #[error("this offer is over or was made to somebody else: wait for the next one")]
    OfferGone,
    /// A consultation is on already.
    #[error("a consultation is on: complete or abort it first")]
    ConsultOpen,
    /// The other side has not answered yet.
    #[error("the other side has not answered yet: wait for the answer")]
    NotAnswered,
    /// A secret is being keyed.
    #[error("a secret is being keyed: wait until it is done")]
    SecretOpen,
    /// Too many take part.
    #[error("too many take part in this call: let somebody leave first")]
    Full,
    /// A number or a span is out of its range.
    #[error("a number, span or list is out of its range: see the command's description")]
    OutOfRange,
}

impl Refusal {
    /// The stable code, whose page is `docs/errors/<code>.md`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ended => "WL-CALL-ENDED",
            Self::LegGone => "WL-CALL-LEG-GONE",
            Self::NotInCall => "WL-CALL-NOT-IN-CALL",
            Self::WrongState => "WL-CALL-WRONG-STATE",
            Self::OfferGone => "WL-CALL-OFFER-GONE",
            Self::ConsultOpen => "WL-CALL-CONSULT-OPEN",
            Self::NotAnswered => "WL-CALL-NOT-ANSWERED",
            Self::SecretOpen => "WL-CALL-SECRET-OPEN",
            Self::Full => "WL-CALL-FULL",
            Self::OutOfRange => "WL-CALL-OUT-OF-RANGE",
        }
    }

    const fn kind(self) -> FaultKind {
        match self {
            Self::LegGone | Self::NotInCall => FaultKind::NotFound,
            Self::OutOfRange => FaultKind::Invalid,
            _ => FaultKind::Conflict,
        }
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self { kind: refusal.kind(), code: refusal.code(), detail: refusal.to_string().into(), place: None }
    }
}

//! The one shape of a refusal: a stable code with a page in `docs/errors`, and a sentence that says
//! what to do. Doors turn it into an RFC 9457 problem, a socket frame or a line on the terminal.

use std::borrow::Cow;
use std::fmt;

/// What kind of refusal it is; doors map it to a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// The input does not parse or breaks a rule (400/422).
    Invalid,
    /// Nobody is signed in, or the proof is worth nothing (401).
    Unauthenticated,
    /// Signed in, but this action is not theirs (403).
    Forbidden,
    /// It does not exist, or its existence is not theirs to know (404).
    NotFound,
    /// It exists in another state than the action needs (409).
    Conflict,
    /// Larger than the limit (413).
    TooLarge,
    /// Too often (429).
    TooMany,
    /// A part this needs is away; trying again later may help (503).
    Unavailable,
    /// A bug or a broken machine (500). The sentence stays in the log, the caller gets the code.
    Internal,
}

/// A refusal.
#[derive(Clone, PartialEq, Eq)]
pub struct Fault {
    /// What kind it is.
    pub kind: FaultKind,
    /// Stable code such as `WL-CASE-STATE`; its page is `docs/errors/WL-CASE-STATE.md`.
    pub code: &'static str,
    /// What is wrong and what to do, lower case, no full stop, no personal data.
    pub detail: Cow<'static, str>,
    /// Which input it is about, when it is one, as a JSON pointer (`/questions/0`) or a line (`line 4`).
    pub place: Option<String>,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $kind:ident;)*) => {$(
        $(#[$doc])*
        pub fn $name(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
            Self { kind: FaultKind::$kind, code, detail: detail.into(), place: None }
        }
    )*};
}

impl Fault {
    kinds! {
        /// Input that does not parse or breaks a rule.
        invalid = Invalid;
        /// Nobody is signed in.
        unauthenticated = Unauthenticated;
        /// Not theirs to do.
        forbidden = Forbidden;
        /// Not there, or not theirs to know of.
        not_found = NotFound;
        /// In another state than the action needs.
        conflict = Conflict;
        /// Larger than the limit.
        too_large = TooLarge;
        /// Too often.
        too_many = TooMany;
        /// A part this needs is away.
        unavailable = Unavailable;
        /// A bug or a broken machine; `detail` is for the log only.
        internal = Internal;
    }

    /// The same refusal, pointing at the input it is about.
    #[must_use]
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.place = Some(place.into());
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{} at {place}: {}", self.code, self.detail),
            None => write!(f, "{}: {}", self.code, self.detail),
        }
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Fault {}

//! The HTTP edge: how a request becomes a typed input with a [`warmline_runtime::Ctx`], and how a fault
//! becomes an RFC 9457 problem.
//!
//! Invariants: no handler of the staff API runs without a session; nothing that changes state runs
//! without the session's CSRF token and an Origin of our own; a response never carries more than the
//! actor may see, because handlers return what use cases give them. Deliberately absent: business rules.

mod acting;
mod address;
mod gate;
mod goodbye;
mod headers;
mod input;
mod limit;
mod observe;
mod problem;

pub use acting::{Acting, InSession};
pub use address::{ClientAddress, TrustedProxies, client_address};
pub use gate::{CSRF_HEADER, Gate, SESSION_COOKIE, Session, SessionWatch, Sessions, Standing, same_origin, staff_gate};
pub use goodbye::{FRAME_TOO_LARGE, STOPPING, is_too_large, say_goodbye};
pub use headers::{PAGE_POLICY, security_headers};
pub use input::{Body, Path, Query};
pub use limit::RateLimit;
pub use observe::{RequestId, observe};
pub use problem::{Problem, ProblemBody, Reply, name_problems};

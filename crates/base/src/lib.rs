//! The ground floor: the small values every other room is built from.
//!
//! Here are ids, time, chance, money, paging, masking and the shape of an error. Deliberately absent:
//! tokio, sqlx, axum, files, the network and the ambient clock. Whatever is defined here can be used
//! by an engine that must replay to the same bytes.

mod clock;
mod entropy;
mod fault;
mod id;
mod mask;
mod money;
mod page;
mod secret;

pub use clock::{Clock, ManualClock, Millis, Timestamp};
pub use entropy::{Entropy, Ids, SeededEntropy};
pub use fault::{Fault, FaultKind};
pub use id::{
    AgentId, ArticleId, AttachmentId, AuditId, CannedReplyId, CaseId, CustomerId, EventId, IdParseError, InteractionId,
    JobId, JourneyId, MessageId, OfferId, QueueId, ScheduleId, SessionId, SkillId, SurveyId, TaskId, TeamId, TypedId,
};
pub use mask::{FieldKind, mask};
pub use money::Fen;
pub use page::{Cursor, Limit, Page};
pub use secret::Secret;

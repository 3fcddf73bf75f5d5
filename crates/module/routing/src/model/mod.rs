//! The settings as they are edited, and the rules they obey.
//!
//! A rule that looks at one setting alone is a method of its body; a rule that looks at others gets
//! them as a [`Known`]. Deliberately absent: storage and who may change what.

mod flow;
mod queue;
mod schedule;
mod skill;

pub use flow::FlowView;
pub(crate) use flow::{FlowBody, entry_channel, missing_targets};
pub use queue::{AgentChoice, Channels, Order, QueueBody};
pub use schedule::{ScheduleBody, ScheduleView};
pub use skill::{SkillBody, SkillView};

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use utoipa::ToSchema;
use warmline_base::{Fault, QueueId, ScheduleId, SkillId};

/// A changed body and the version it was made from.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
pub struct Versioned<T> {
    /// The version the change was made from.
    pub version: i64,
    /// The new body.
    #[serde(flatten)]
    pub body: T,
}

/// The settings a body may refer to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    pub(crate) skills: BTreeMap<SkillId, SkillBody>,
    pub(crate) queues: BTreeMap<QueueId, QueueBody>,
    pub(crate) schedules: BTreeSet<ScheduleId>,
}

/// The longest code, in letters.
const CODE_LENGTH: usize = 40;
/// The longest name, in characters.
const NAME_LENGTH: usize = 60;

/// A code is how flows and other settings name this one, so it is plain.
fn check_code(code: &str) -> Result<(), Fault> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'-';
    if code.is_empty() || code.len() > CODE_LENGTH || !code.bytes().all(plain) {
        let detail = format!(
            "a code has 1 to {CODE_LENGTH} letters a to z, digits, underscores or hyphens, such as credit_card"
        );
        return Err(Fault::invalid("WL-ROUTING-CODE", detail).at("/code"));
    }
    Ok(())
}

fn check_name(name: &str, place: &str) -> Result<(), Fault> {
    if name.trim().is_empty() || name.chars().count() > NAME_LENGTH {
        let detail = format!("a name has 1 to {NAME_LENGTH} characters");
        return Err(Fault::invalid("WL-ROUTING-NAME", detail).at(place));
    }
    Ok(())
}

//! Why somebody takes no work (示忙原因), and whether that time counts as rest or as work.

use serde::Serialize;
use utoipa::ToSchema;

/// What the time counts as in reports and rosters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReasonKind {
    /// Paid or unpaid rest.
    Rest,
    /// Work away from the queue.
    Work,
}

/// One reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PresenceReason {
    /// The word in events and the API.
    pub code: &'static str,
    /// Chinese name.
    pub name_zh: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// What it counts as.
    pub counts_as: ReasonKind,
}

/// Every reason. `rona`, `forced` and `system` are given by the switchboard, never chosen.
pub const PRESENCE_REASONS: &[PresenceReason] = &[
    reason("break", "小休", "Break", ReasonKind::Rest),
    reason("meal", "用餐", "Meal", ReasonKind::Rest),
    reason("meeting", "会议", "Meeting", ReasonKind::Work),
    reason("training", "培训", "Training", ReasonKind::Work),
    reason("coaching", "辅导", "Coaching", ReasonKind::Work),
    reason("raised_hand", "举手求助", "Asking for help", ReasonKind::Work),
    reason("rona", "超时未应答", "Offer not answered", ReasonKind::Work),
    reason("forced", "强制示忙", "Set by a supervisor", ReasonKind::Work),
    reason("system", "系统置忙", "Set by the system", ReasonKind::Work),
    reason("other", "其他", "Other", ReasonKind::Work),
];

const fn reason(
    code: &'static str,
    name_zh: &'static str,
    name_en: &'static str,
    counts_as: ReasonKind,
) -> PresenceReason {
    PresenceReason { code, name_zh, name_en, counts_as }
}

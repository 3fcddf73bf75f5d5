//! The call as a desk shows it.

use serde::Serialize;
use warmline_base::AgentId;

use crate::call::Call;
use crate::leg::{LegState, Place};
use crate::stage::Stage;
use crate::vocabulary::{LegId, Mode, Role};

/// How far a leg is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Invited or arriving.
    Inviting,
    /// Rings.
    Early,
    /// Connected.
    Answered,
    /// On hold.
    Held,
    /// Over.
    Gone,
}

/// One leg.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LegView {
    /// The leg.
    pub leg: LegId,
    /// What it is.
    pub role: Role,
    /// Whose, when it is one of ours.
    pub agent: Option<AgentId>,
    /// How far it is.
    pub standing: Standing,
    /// Whether it muted itself.
    pub muted: bool,
    /// Whether it is in a consultation apart from the customer.
    pub consulting: bool,
    /// How a supervisor takes part.
    pub mode: Option<Mode>,
}

/// How far a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Not answered yet.
    Arriving,
    /// The bank calls.
    Dialling,
    /// In the hands of the flow.
    Flow,
    /// Waiting for a person.
    Waiting,
    /// With people.
    Served,
    /// Parked.
    Parked,
    /// The customer left, a consultation comes to its end.
    AfterTalk,
    /// Over.
    Ended,
}

impl Call {
    /// Its legs, gone ones included, in the order they came.
    pub fn legs(&self) -> Vec<LegView> {
        let legs = self.legs.iter().map(|leg| LegView {
            leg: leg.id,
            role: leg.role,
            agent: leg.agent(),
            standing: match leg.state {
                LegState::Inviting => Standing::Inviting,
                LegState::Early { .. } => Standing::Early,
                LegState::Answered if leg.is_held() => Standing::Held,
                LegState::Answered => Standing::Answered,
                LegState::Gone => Standing::Gone,
            },
            muted: leg.muted,
            consulting: leg.place == Place::Side,
            mode: leg.mode(),
        });
        legs.collect()
    }

    /// How far it is.
    pub const fn progress(&self) -> Progress {
        match &self.stage {
            Stage::Arriving => Progress::Arriving,
            Stage::Dialling => Progress::Dialling,
            Stage::Flow { .. } => Progress::Flow,
            Stage::Waiting(_) => Progress::Waiting,
            Stage::Served => Progress::Served,
            Stage::Parked { .. } => Progress::Parked,
            Stage::AfterTalk { .. } => Progress::AfterTalk,
            Stage::Ended => Progress::Ended,
        }
    }

    /// The agent who answers for the customer.
    pub fn serving(&self) -> Option<AgentId> {
        self.owner_agent()
    }
}

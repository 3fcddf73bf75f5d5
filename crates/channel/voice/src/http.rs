//! The routes of this room.

mod call_out;
mod calls;
mod ladder;
mod phones;
mod recordings;
mod socket;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use warmline_base::{AgentId, Fault, InteractionId};
use warmline_contract::InteractionBrief;
use warmline_runtime::Object;

use crate::Telephone;

pub(crate) use call_out::Pace;
pub use call_out::{CallOutInput, CallOutReply};
pub use calls::{CallReply, CallStep, LegReply};
pub use ladder::{LadderReply, LegLadder};
pub use phones::{PhoneAccount, PhoneInput};
pub use recordings::{RecordingList, RecordingReply};

/// Cases looked at to know who answers for a message.
const CASES_MAX: usize = 10;

/// The routes, over the telephone.
pub fn routes(telephone: Arc<Telephone>) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(calls::get_call, calls::step_call))
        .routes(routes!(ladder::get_ladder))
        .routes(routes!(call_out::call_out))
        .routes(routes!(recordings::list_recordings))
        .routes(routes!(recordings::hear_recording))
        .routes(routes!(phones::give_phone))
        .route("/api/phone/socket", axum::routing::get(socket::plug_in))
        .with_state(telephone)
}

impl Telephone {
    /// Whose an interaction is: whoever has it, and their team.
    async fn object(&self, interaction: InteractionId) -> Result<(Object, InteractionBrief), Fault> {
        let brief = self.house.interactions.brief(interaction).await?.ok_or_else(missing)?;
        let object = self.of(Object::new("interaction", &interaction.to_string()), brief.agent).await?;
        Ok((if brief.agent.is_none() { self.answered_for(object, &brief).await? } else { object }, brief))
    }

    /// What nobody served, such as a message, is also theirs who answer for the case made of it.
    async fn answered_for(&self, mut object: Object, brief: &InteractionBrief) -> Result<Object, Fault> {
        for case in self.house.cases.of_journey(brief.journey, CASES_MAX).await? {
            let owner = self.house.cases.access(case.id).await?.map(|access| access.owner);
            object = self.of(object, owner).await?;
        }
        Ok(object)
    }

    async fn of(&self, object: Object, agent: Option<AgentId>) -> Result<Object, Fault> {
        let Some(agent) = agent else { return Ok(object) };
        let team = self.house.people.agent(agent).await?.and_then(|card| card.team);
        Ok(object.person(agent).team(team))
    }
}

fn missing() -> Fault {
    Fault::not_found("WL-NOT-FOUND", "there is nothing here under that name, or it is not yours to see")
}

//! The routes of this room.

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

pub use calls::{CallReply, CallStep, LegReply};
pub use ladder::{LadderReply, LegLadder};
pub use phones::{PhoneAccount, PhoneInput};
pub use recordings::{RecordingList, RecordingReply};

/// The routes, over the telephone.
pub fn routes(telephone: Arc<Telephone>) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(calls::get_call, calls::step_call))
        .routes(routes!(ladder::get_ladder))
        .routes(routes!(recordings::list_recordings))
        .routes(routes!(recordings::hear_recording))
        .routes(routes!(phones::give_phone))
        .route("/api/phone/socket", axum::routing::get(socket::plug_in))
        .with_state(telephone)
}

impl Telephone {
    /// Whose an interaction is: whoever has it, and their team.
    async fn object(&self, interaction: InteractionId) -> Result<(Object, InteractionBrief), Fault> {
        let brief = self.interactions.brief(interaction).await?.ok_or_else(missing)?;
        Ok((self.of(Object::new("interaction", &interaction.to_string()), brief.agent).await?, brief))
    }

    async fn of(&self, object: Object, agent: Option<AgentId>) -> Result<Object, Fault> {
        let Some(agent) = agent else { return Ok(object) };
        let team = self.people.agent(agent).await?.and_then(|card| card.team);
        Ok(object.person(agent).team(team))
    }
}

fn missing() -> Fault {
    Fault::not_found("WL-NOT-FOUND", "there is nothing here under that name, or it is not yours to see")
}

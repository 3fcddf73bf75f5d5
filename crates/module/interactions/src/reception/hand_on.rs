//! What the transfer key of a desk phone does: the same as the button of the desk, authorised and audited as its owner's.

use std::sync::Arc;

use warmline_base::{AgentId, Fault, InteractionId, QueueId};
use warmline_contract::{Action, Actor, HandOn, Staff};
use warmline_runtime::Ctx;

use super::FrontDesk;
use crate::app::{TransferInput, TransferTarget, handing_on, held, missing};

/// What the next one reads instead of words of the agent's: a phone has no keys for them.
const NOTE: &str = "由话机转接";

impl FrontDesk {
    pub(super) async fn passed_on(&self, id: InteractionId, by: AgentId, to: HandOn) -> Result<(), Fault> {
        let ctx = self.as_colleague(by).await?;
        let fold = self.open_seat(id)?.fold();
        let object = held(&*self.line.people, &fold).await?;
        let audited = ctx.audited(Action::InteractionTransfer, &object, "desk_phone").await?;
        audited.close(self.carry_on(&ctx, id, by, to).await).await
    }

    async fn carry_on(&self, ctx: &Ctx, id: InteractionId, by: AgentId, to: HandOn) -> Result<(), Fault> {
        let to = match to {
            HandOn::Agent(agent) => TransferTarget::Agent(agent),
            HandOn::Queue(code) => TransferTarget::Queue(self.queue_of(&code).await?),
            HandOn::Outside => return Ok(()),
        };
        let order = handing_on(ctx, id, by, TransferInput { to, note: NOTE.into() });
        self.switchboard.order(order).await.map(drop)
    }

    async fn queue_of(&self, code: &str) -> Result<QueueId, Fault> {
        let queues = self.line.routing.queues().await?;
        queues.iter().find(|queue| queue.enabled && queue.code == code).map(|queue| queue.id).ok_or_else(missing)
    }

    /// The colleague as an actor. Their phone has proven its password and has no session: it acts under an id no session has.
    async fn as_colleague(&self, agent: AgentId) -> Result<Ctx, Fault> {
        let card = self.line.people.agent(agent).await?.filter(|card| card.enabled).ok_or_else(missing)?;
        let staff = Staff {
            id: card.id,
            work_number: card.work_number,
            alias: card.alias,
            roles: card.roles,
            team: card.team,
            department: card.department,
            site: card.site,
            session: self.runtime.ids.next(),
        };
        Ok(Ctx::new(Arc::clone(&self.runtime), Actor::Staff(Box::new(staff))))
    }
}

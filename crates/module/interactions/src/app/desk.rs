//! What an agent does with the work in hand, and what a supervisor does with somebody else's.

use serde::Deserialize;
use utoipa::ToSchema;
use warmline_acd::{Command, TransferTo, When};
use warmline_base::{AgentId, Fault, InteractionId, Millis, OfferId, QueueId};
use warmline_contract::{
    Action, Ended, InteractionState, NewEvent, NextPresence, Note, Presence, PresenceState, Stream, Transferred,
    WrappedUp, names,
};
use warmline_runtime::{Ctx, Object};

use super::{Detail, Interactions};
use crate::model::Fold;
use crate::switchboard::{Order, presence_from};

/// A colleague asked by name has this long before the queue is asked.
const NAMED_WAIT: Millis = Millis::seconds(60);
const TEXT_CHARACTERS: usize = 1_000;

/// Why an offer is not taken.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
pub struct RejectInput {
    /// The agent's words.
    #[serde(default)]
    pub reason: String,
}

/// Where a transfer goes: one of the two.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TransferTarget {
    /// To whoever serves this queue.
    #[schema(value_type = String)]
    Queue(QueueId),
    /// To this colleague.
    #[schema(value_type = String)]
    Agent(AgentId),
}

/// A transfer.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct TransferInput {
    /// Where to.
    pub to: TransferTarget,
    /// What the next one must know.
    pub note: String,
}

/// The end of a conversation.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
pub struct EndInput {
    /// Why; `resolved` when nothing is said.
    #[serde(default)]
    pub reason: String,
}

/// The wrap-up (服务小结).
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct WrapUpInput {
    /// Disposition code.
    pub disposition: String,
    /// What the customer needs.
    #[serde(default)]
    pub need: String,
    /// The suggested next step.
    #[serde(default)]
    pub next_step: String,
    /// Anything else.
    #[serde(default)]
    pub note: String,
    /// The presence to take afterwards.
    #[serde(default)]
    pub next_presence: Option<NextPresence>,
}

/// Why somebody takes an interaction over.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct TakeInput {
    /// The reason, for the audit log.
    pub why: String,
}

/// A change of one's own presence.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct PresenceInput {
    /// `ready` or `not_ready`.
    pub state: PresenceState,
    /// The reason, for `not_ready`.
    #[serde(default)]
    pub reason: Option<String>,
    /// `now` or `after_work`.
    #[serde(default)]
    pub when: Option<String>,
}

/// A change of somebody else's presence.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct ForceInput {
    /// `ready` or `not_ready`.
    pub state: PresenceState,
    /// The reason, for `not_ready`.
    #[serde(default)]
    pub reason: Option<String>,
    /// Why, for the audit log.
    pub why: String,
}

/// The order that hands an interaction on, whoever asked for it: a desk or a desk phone.
pub(crate) fn handing_on(ctx: &Ctx, id: InteractionId, from_agent: AgentId, input: TransferInput) -> Order {
    let (to, to_queue, to_agent) = match input.to {
        TransferTarget::Queue(queue) => (TransferTo::Queue(queue), Some(queue), None),
        TransferTarget::Agent(agent) => (TransferTo::Agent { agent, fallback_after: NAMED_WAIT }, None, Some(agent)),
    };
    let passed = Transferred { from_agent, to_queue, to_agent, note: input.note };
    let event = NewEvent::new(Stream::Interaction(id), names::INTERACTION_TRANSFERRED, ctx.by(), &passed);
    Order { before: vec![event], ..Order::plain(Command::Transfer { interaction: id, to }) }
}

impl Interactions {
    /// Takes an offer made to the actor.
    ///
    /// # Errors
    /// `WL-ACD-OFFER-GONE` when it is over; `WL-NOT-FOUND` when it was not made to the actor.
    pub async fn accept(&self, ctx: &Ctx, id: InteractionId, offer: OfferId) -> Result<Detail, Fault> {
        let agent = ctx.agent()?;
        let audited = ctx.audited(Action::InteractionAccept, &self.offered(id), &offer.to_string()).await?;
        let command = Command::Accept { interaction: id, offer, agent };
        audited.close(self.switchboard.order(Order::plain(command)).await).await?;
        let (fold, tail) = self.need(id).await?;
        self.detail(&fold, &tail).await
    }

    /// Declines an offer made to the actor; the interaction keeps its place.
    ///
    /// # Errors
    /// As [`Interactions::accept`].
    pub async fn reject(&self, ctx: &Ctx, id: InteractionId, offer: OfferId, input: RejectInput) -> Result<(), Fault> {
        let agent = ctx.agent()?;
        let purpose = format!("reject {offer}");
        let audited = ctx.audited(Action::InteractionAccept, &self.offered(id), &purpose).await?;
        let command = Command::Reject { interaction: id, offer, agent };
        audited.close(self.switchboard.order(Order::plain(command)).await).await?;
        if input.reason.trim().is_empty() {
            return Ok(());
        }
        let note = Note { text: format!("未接入原因:{}", input.reason.trim()), mentions: Vec::new() };
        let event = NewEvent::new(Stream::Interaction(id), names::INTERACTION_NOTE, ctx.by(), &note);
        self.runtime.appender.append(vec![event]).await.map(drop)
    }

    /// Whose an offered interaction is: the one it is offered to.
    fn offered(&self, id: InteractionId) -> Object {
        let offered =
            self.live.seat(id).and_then(|seat| seat.with(|fold, _| fold.offer.as_ref().map(|offer| offer.agent)));
        Object::new("interaction", &id.to_string()).person(offered)
    }

    /// Passes an interaction on, with its original wait and a note so that the customer tells it once.
    ///
    /// # Errors
    /// `WL-TRANSFER-NOTE` without a note; `WL-NOT-FOUND`; `WL-ACD-…` when the target cannot take it.
    pub async fn transfer(&self, ctx: &Ctx, id: InteractionId, input: TransferInput) -> Result<(), Fault> {
        if input.note.trim().is_empty() || input.note.chars().count() > TEXT_CHARACTERS {
            return Err(Fault::invalid(
                "WL-TRANSFER-NOTE",
                "write in 1 to 1,000 characters what the next one must know",
            )
            .at("/note"));
        }
        let (fold, _) = self.need(id).await?;
        let audited = ctx.audited(Action::InteractionTransfer, &self.held(&fold).await?, "").await?;
        let Some(from_agent) = fold.agent else { return audited.close(Err(nobody_serves())).await };
        let order = handing_on(ctx, id, from_agent, input);
        audited.close(self.switchboard.order(order).await).await.map(drop)
    }

    /// Ends the conversation; the wrap-up begins.
    ///
    /// # Errors
    /// `WL-NOT-FOUND`; `WL-INTERACTION-STATE` when nobody serves it.
    pub async fn end(&self, ctx: &Ctx, id: InteractionId, input: EndInput) -> Result<(), Fault> {
        let (fold, _) = self.need(id).await?;
        let audited = ctx.audited(Action::InteractionEnd, &self.held(&fold).await?, "").await?;
        if fold.state != InteractionState::Active {
            return audited.close(Err(nobody_serves())).await;
        }
        let reason = if input.reason.is_empty() { "resolved".to_owned() } else { input.reason };
        let ended = Ended { side: "agent".into(), reason, agent: fold.agent };
        let event = NewEvent::new(Stream::Interaction(id), names::INTERACTION_ENDED, ctx.by(), &ended);
        let order = Order { before: vec![event], ..Order::plain(Command::EndWork { interaction: id, wrap_up: None }) };
        audited.close(self.switchboard.order(order).await).await.map(drop)
    }

    /// Writes the wrap-up and frees the agent. May be written after the wrap-up's time is up, too.
    ///
    /// # Errors
    /// `WL-DISPOSITION` for an unknown code; `WL-INTERACTION-STATE` while the conversation goes on.
    pub async fn wrap_up(&self, ctx: &Ctx, id: InteractionId, input: WrapUpInput) -> Result<(), Fault> {
        let (fold, _) = self.need(id).await?;
        let agent = fold.agent.or(fold.last_agent).ok_or_else(nobody_serves)?;
        let object = Object::new("interaction", &id.to_string()).person(agent);
        let audited = ctx.audited(Action::InteractionEnd, &object, "wrap_up").await?;
        audited.close(self.write_up(ctx, &fold, agent, input).await).await
    }

    async fn write_up(&self, ctx: &Ctx, fold: &Fold, agent: AgentId, input: WrapUpInput) -> Result<(), Fault> {
        if fold.is_live() {
            return Err(Fault::conflict("WL-INTERACTION-STATE", "the conversation still goes on: end it first"));
        }
        let known = crate::store::dispositions(&self.runtime).await?;
        if !known.is_empty() && !known.iter().any(|row| row.code == input.disposition) {
            return Err(Fault::invalid("WL-DISPOSITION", "this disposition is not known: see /api/dispositions")
                .at("/disposition"));
        }
        let next =
            input.next_presence.as_ref().map(|next| presence_from(next.state, next.reason.as_deref())).transpose()?;
        let id = fold.id;
        let written = WrappedUp {
            agent,
            disposition: input.disposition,
            need: input.need,
            next_step: input.next_step,
            note: input.note,
        };
        let event = NewEvent::new(Stream::Interaction(id), names::INTERACTION_WRAPPED_UP, ctx.by(), &written);
        if let Some(next) = next {
            self.switchboard.set_presence(agent, next, When::AfterWork).await?;
        }
        if fold.state == InteractionState::WrapUp {
            let command = Command::FinishWrapUp { interaction: id };
            return self.switchboard.order(Order { before: vec![event], ..Order::plain(command) }).await.map(drop);
        }
        self.runtime.appender.append(vec![event]).await.map(drop)
    }

    /// A supervisor takes an interaction over, waiting or in somebody's hands.
    ///
    /// # Errors
    /// `WL-NOT-FOUND`; `WL-ACD-…` when the supervisor has no room or is not signed in.
    pub async fn take(&self, ctx: &Ctx, id: InteractionId, input: TakeInput) -> Result<Detail, Fault> {
        let (fold, _) = self.need(id).await?;
        let agent = ctx.agent()?;
        let mut object = self.held(&fold).await?;
        if fold.agent.is_none() {
            object = object.team(ctx.staff()?.team);
        }
        let audited = ctx.audited(Action::InteractionTake, &object, &input.why).await?;
        let command = if fold.state == InteractionState::Active {
            Command::TakeOver { interaction: id, agent }
        } else {
            Command::Force { interaction: id, agent }
        };
        audited.close(self.switchboard.order(Order::plain(command)).await).await?;
        let (fold, tail) = self.need(id).await?;
        self.detail(&fold, &tail).await
    }

    /// Changes the actor's own presence.
    ///
    /// # Errors
    /// `WL-PRESENCE` for a state that cannot be chosen.
    pub async fn set_presence(&self, ctx: &Ctx, input: PresenceInput) -> Result<Presence, Fault> {
        let agent = ctx.agent()?;
        ctx.authorize(Action::PresenceSet, &Object::new("agent", &agent.to_string()).person(agent))?;
        let presence = presence_from(input.state, input.reason.as_deref())?;
        let when = if input.when.as_deref() == Some("after_work") { When::AfterWork } else { When::Now };
        self.switchboard.set_presence(agent, presence, when).await?;
        Ok(self.switchboard.presences().of(agent))
    }

    /// Changes somebody else's presence, audited with the reason.
    ///
    /// # Errors
    /// `WL-PRESENCE`; `WL-NOT-FOUND` for somebody outside the actor's reach.
    pub async fn force_presence(&self, ctx: &Ctx, agent: AgentId, input: ForceInput) -> Result<Presence, Fault> {
        let card = self.needs.people.agent(agent).await?.ok_or_else(super::service::missing)?;
        let object = Object::new("agent", &agent.to_string()).team(card.team);
        let presence = presence_from(input.state, input.reason.as_deref().or(Some("forced")))?;
        let audited = ctx.audited(Action::PresenceForce, &object, &input.why).await?;
        audited.close(self.switchboard.set_presence(agent, presence, When::Now).await).await?;
        Ok(self.switchboard.presences().of(agent))
    }
}

fn nobody_serves() -> Fault {
    Fault::conflict("WL-INTERACTION-STATE", "nobody serves this conversation now: accept it first")
}

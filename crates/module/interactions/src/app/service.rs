//! The service and the facts its authorisation rests on.

use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use warmline_base::{AgentId, CustomerId, Fault, InteractionId, TeamId};
use warmline_contract::{
    Action, Assistant, BoardFeed, CaseDirectory, CustomerDirectory, InteractionBrief, InteractionDirectory,
    InteractionState, KnowledgeSearch, PastInteraction, PeopleDirectory, RoutingSettings,
};
use warmline_flow::Stage;
use warmline_http::SessionWatch;
use warmline_runtime::{Ctx, Object, Runtime};

use crate::hub::Hub;
use crate::live::Live;
use crate::model::{Fold, Tail};
use crate::reception::{FrontDesk, after_a_stop, stage_of};
use crate::store::{self, Rows};
use crate::switchboard::{Line, PhonesKnown, Switchboard};

/// What the interactions module asks of other rooms.
pub struct Needs {
    /// Who works here.
    pub people: Arc<dyn PeopleDirectory>,
    /// Who the customers are.
    pub customers: Arc<dyn CustomerDirectory>,
    /// Queues, hours, flows.
    pub routing: Arc<dyn RoutingSettings>,
    /// Articles.
    pub knowledge: Arc<dyn KnowledgeSearch>,
    /// Understanding and answers.
    pub assistant: Arc<dyn Assistant>,
    /// Cases of journeys.
    pub cases: Arc<dyn CaseDirectory>,
}

/// The interactions service.
pub struct Interactions {
    pub(crate) runtime: Arc<Runtime>,
    pub(crate) rows: Arc<Rows>,
    pub(crate) needs: Needs,
    pub(crate) live: Arc<Live>,
    pub(crate) hub: Arc<Hub>,
    pub(crate) switchboard: Switchboard,
    pub(crate) front_desk: Arc<FrontDesk>,
    pub(crate) board: OnceLock<Arc<dyn BoardFeed>>,
    pub(crate) sessions: OnceLock<Arc<dyn SessionWatch>>,
}

/// Reads interactions for other rooms, before the service itself stands.
pub struct Directory {
    rows: Arc<Rows>,
}

impl Interactions {
    /// What other rooms may ask of interactions; can be handed out before the service is started.
    pub fn directory(rows: Arc<Rows>) -> Arc<dyn InteractionDirectory> {
        Arc::new(Directory { rows })
    }

    /// Rebuilds what was live, starts the switchboard and the front desk.
    ///
    /// # Errors
    /// Those of the database and the settings.
    pub async fn start(runtime: Arc<Runtime>, rows: Arc<Rows>, needs: Needs) -> Result<Arc<Self>, Fault> {
        let live = rows.live();
        for stored in store::live(&rows).await? {
            live.restore(stored.fold, stored.tail);
        }
        let observed = Arc::clone(&live);
        runtime.bus.observe(Arc::new(move |event| observed.observe(event)));
        tokio::spawn(Arc::clone(&rows).keep());
        let cut_off = after_a_stop::promise(&runtime, &live).await?;
        let hub = Arc::new(Hub::default());
        let line = Line {
            runtime: Arc::clone(&runtime),
            rows: Arc::clone(&rows),
            people: Arc::clone(&needs.people),
            routing: Arc::clone(&needs.routing),
            phones: PhonesKnown::default(),
        };
        let switchboard = Switchboard::start(line.clone(), Arc::clone(&hub), Arc::clone(&live)).await?;
        let front_desk = FrontDesk::start(
            line,
            Arc::clone(&needs.customers),
            Arc::clone(&needs.assistant),
            Arc::clone(&live),
            Arc::clone(&hub),
            switchboard.clone(),
            cut_off,
        );
        Ok(Arc::new(Self {
            runtime,
            rows,
            needs,
            live,
            hub,
            switchboard,
            front_desk,
            board: OnceLock::new(),
            sessions: OnceLock::new(),
        }))
    }

    /// The reception, for doors.
    pub fn reception(&self) -> Arc<FrontDesk> {
        Arc::clone(&self.front_desk)
    }

    /// Hands over the live board, which is folded by another room. Only the first call counts.
    pub fn attach_board(&self, feed: Arc<dyn BoardFeed>) {
        let _ = self.board.set(feed);
    }

    /// Hands over the watch of sessions, so that a desk closes with its session. Only the first call counts.
    pub fn attach_sessions(&self, sessions: Arc<dyn SessionWatch>) {
        let _ = self.sessions.set(sessions);
    }

    /// The switchboard, for whoever tells it of changed settings.
    pub const fn switchboard(&self) -> &Switchboard {
        &self.switchboard
    }

    /// The fold and the tail, from memory when live, else from the table.
    pub(crate) async fn find(&self, id: InteractionId) -> Result<Option<(Fold, Tail)>, Fault> {
        store::find(&self.rows, id).await
    }

    /// The interaction, or "not found".
    pub(crate) async fn need(&self, id: InteractionId) -> Result<(Fold, Tail), Fault> {
        self.find(id).await?.ok_or_else(missing)
    }

    /// Whose an interaction is, for reading, as [`Interactions::whose`] says it.
    pub(crate) async fn object(&self, ctx: &Ctx, fold: &Fold) -> Result<Object, Fault> {
        let team = ctx.staff().ok().and_then(|staff| staff.team);
        let Some(customer) = fold.customer else { return self.whose(team, fold, None, []).await };
        let branch = self.needs.customers.brief(customer).await?.and_then(|brief| brief.branch);
        self.whose(team, fold, branch.as_deref(), self.live.serving(customer)).await
    }

    /// Whose an interaction is: whoever has, had or is offered it; who now serves the same customer (tell it
    /// once); the team of whoever has it, and while it waits and belongs to no one the reader's, so that every
    /// team's lead may see it; the customer's branch.
    pub(crate) async fn whose(
        &self,
        reader: Option<TeamId>,
        fold: &Fold,
        branch: Option<&str>,
        serving: impl IntoIterator<Item = AgentId> + Send,
    ) -> Result<Object, Fault> {
        let own = Object::new("interaction", &fold.id.to_string())
            .person(fold.agent)
            .person(fold.last_agent)
            .person(fold.offer.as_ref().map(|offer| offer.agent));
        let object = serving.into_iter().fold(own, Object::person).branch(branch);
        Ok(match fold.agent.or(fold.last_agent) {
            Some(agent) => object.team(self.needs.people.agent(agent).await?.and_then(|card| card.team)),
            None => object.team(reader),
        })
    }

    /// [`held`], as this room asks it.
    pub(crate) async fn held(&self, fold: &Fold) -> Result<Object, Fault> {
        held(&*self.needs.people, fold).await
    }

    /// Authorises reading an interaction and returns it. Whoever is asked by telephone, too, may see what it is about while
    /// their phone is in the call; that stands in the audit log.
    pub(crate) async fn readable(&self, ctx: &Ctx, id: InteractionId) -> Result<(Fold, Tail), Fault> {
        let (fold, tail) = self.need(id).await?;
        let object = self.object(ctx, &fold).await?;
        let Err(refused) = ctx.authorize(Action::InteractionRead, &object) else { return Ok((fold, tail)) };
        let Ok(reader) = ctx.agent() else { return Err(refused) };
        if !self.live.seat(id).is_some_and(|seat| seat.has_in_call(reader)) {
            return Err(refused);
        }
        let audited = ctx.audited(Action::InteractionRead, &object.person(reader), "in_call").await?;
        audited.close(Ok((fold, tail))).await
    }
}

/// Whose an interaction is, for acting on it: whoever has it now, and their team.
pub(crate) async fn held(people: &dyn PeopleDirectory, fold: &Fold) -> Result<Object, Fault> {
    let object = Object::new("interaction", &fold.id.to_string()).person(fold.agent);
    let Some(agent) = fold.agent else { return Ok(object) };
    Ok(object.team(people.agent(agent).await?.and_then(|card| card.team)))
}

pub(crate) fn missing() -> Fault {
    Fault::not_found("WL-NOT-FOUND", "there is nothing here under that name, or it is not yours to see")
}

#[async_trait]
impl InteractionDirectory for Directory {
    async fn brief(&self, id: InteractionId) -> Result<Option<InteractionBrief>, Fault> {
        Ok(store::find(&self.rows, id).await?.map(|(fold, _)| brief(&fold)))
    }

    async fn history(&self, customer: CustomerId, limit: usize) -> Result<Vec<PastInteraction>, Fault> {
        let rows = store::of_customer(&self.rows, customer, i64::try_from(limit).unwrap_or(i64::MAX)).await?;
        Ok(rows.into_iter().map(|stored| past(&stored.fold)).collect())
    }
}

fn brief(fold: &Fold) -> InteractionBrief {
    InteractionBrief {
        id: fold.id,
        channel: fold.channel(),
        customer: fold.customer,
        identity_level: fold.identity_level,
        journey: fold.journey,
        agent: fold.agent.or(fold.last_agent),
        live: fold.state != InteractionState::Ended,
        ended_at: fold.ended_at,
        survey_asked: stage_of(fold) == Some(Stage::Surveying),
        intent: fold.intent.as_ref().map(|intent| intent.intent.clone()),
        queue: fold.queue(),
    }
}

fn past(fold: &Fold) -> PastInteraction {
    PastInteraction {
        id: fold.id,
        at: fold.started_at,
        channel: fold.channel(),
        journey: fold.journey,
        title: fold.intent.as_ref().map_or_else(String::new, |intent| intent.name.clone()),
        outcome: fold.disposition.clone().unwrap_or_else(|| fold.state.as_str().to_owned()),
    }
}

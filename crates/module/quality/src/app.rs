//! The use cases: a customer answers, staff read.

use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use warmline_base::{
    AgentId, AttachmentId, Cursor, CustomerId, Fault, InteractionId, Limit, Page, SurveyId, Timestamp, TypedId,
};
use warmline_contract::{
    Action, Actor, InteractionDirectory, NewEvent, PeopleDirectory, Rated, Stream, SurveyAnswer, SurveyDirectory,
    Surveys, names,
};
use warmline_runtime::{Ctx, Object, Runtime, Scope, scopes_of};

use crate::model::{Solved, checked, taken};
use crate::store::{self, Reach, SurveyRecord};

/// The use cases of this room.
pub struct Quality {
    runtime: Arc<Runtime>,
    people: Arc<dyn PeopleDirectory>,
    interactions: Arc<dyn InteractionDirectory>,
}

/// Whom an answer is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AgentShown {
    /// Who.
    #[schema(value_type = String)]
    pub id: AgentId,
    /// 工号.
    pub work_number: String,
    /// The name customers see.
    pub alias: String,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct SurveyRow {
    /// Which.
    #[schema(value_type = String)]
    pub id: SurveyId,
    /// About which interaction.
    #[schema(value_type = String)]
    pub interaction: InteractionId,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Whether it was solved; absent when it was not asked.
    pub solved: Option<Solved>,
    /// 1 to 5.
    pub friendly: i64,
    /// 1 to 5.
    pub fast: i64,
    /// 0 to 10; absent when it was not asked.
    pub recommend: Option<i64>,
    /// The customer's words; absent for whom they are about.
    pub text: Option<String>,
    /// A picture.
    #[schema(value_type = Option<String>)]
    pub picture: Option<AttachmentId>,
    /// Whom it is about; absent when the assistant served alone.
    pub agent: Option<AgentShown>,
    /// The channel.
    pub channel: String,
}

/// One page of answers, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct SurveyListing {
    /// The rows.
    pub items: Vec<SurveyRow>,
    /// The next page's cursor.
    pub next: Option<String>,
}

/// Which answers.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SurveyQuery {
    /// About this agent.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    pub agent: Option<AgentId>,
    /// `yes`, `partly` or `no`.
    #[serde(default)]
    pub solved: Option<String>,
    /// From the page before.
    #[serde(default)]
    pub cursor: Option<String>,
    /// 1 to 200.
    #[serde(default)]
    pub limit: Option<u16>,
}

impl Quality {
    /// The room, put together by the server.
    pub fn new(
        runtime: Arc<Runtime>,
        people: Arc<dyn PeopleDirectory>,
        interactions: Arc<dyn InteractionDirectory>,
    ) -> Arc<Self> {
        Arc::new(Self { runtime, people, interactions })
    }

    /// Stores what the customer says of the interaction they act in.
    ///
    /// # Errors
    /// As [`Surveys::rate`]; `WL-FORBIDDEN` when the actor is no customer.
    pub async fn rate(&self, ctx: &Ctx, answer: SurveyAnswer) -> Result<SurveyId, Fault> {
        let Actor::Customer { interaction, customer } = &*ctx.actor else {
            return Err(Fault::forbidden("WL-FORBIDDEN", "only the customer of an interaction can say how it was"));
        };
        let interaction = *interaction;
        let (solved, text) = checked(&answer)?;
        let brief = self.interactions.brief(interaction).await?.ok_or_else(|| {
            Fault::not_found("WL-NOT-FOUND", "there is nothing here under that name, or it is not yours to see")
        })?;
        taken(brief.survey_asked, brief.ended_at, ctx.now())?;
        let team = match brief.agent {
            Some(agent) => self.people.agent(agent).await?.and_then(|card| card.team),
            None => None,
        };
        let object = Object::new("interaction", &interaction.to_string());
        let mut work = ctx.open_for(Action::InteractionReply, &object, "survey").await?;
        let id: SurveyId = work.id();
        let place = id.uuid();
        let seal = |text: String| self.runtime.vault.seal_field("survey", "text", place.as_bytes(), text);
        let row = SurveyRecord {
            id: place,
            interaction: interaction.uuid(),
            customer: brief.customer.or(*customer).map(TypedId::uuid),
            agent: brief.agent.map(TypedId::uuid),
            team: team.map(TypedId::uuid),
            channel: brief.channel.to_string(),
            solved: solved.map(|solved| solved.as_str().to_owned()),
            friendly: answer.friendly.into(),
            fast: answer.fast.into(),
            recommend: answer.recommend.map(i64::from),
            text: text.map(seal).transpose()?,
            picture: answer.picture.map(TypedId::uuid),
            at: work.now().0,
        };
        if !store::insert(work.tx(), &row).await? {
            return Err(Fault::conflict("WL-SURVEY-GIVEN", "you already said how it was: thank you"));
        }
        let rated = Rated {
            survey: id,
            solved: row.solved,
            friendly: answer.friendly,
            fast: answer.fast,
            recommend: answer.recommend,
            agent: brief.agent,
        };
        work.emit(NewEvent::new(Stream::Interaction(interaction), names::INTERACTION_RATED, ctx.by(), &rated));
        work.commit().await?;
        Ok(id)
    }

    /// Answers the actor may see, newest first. Customers' words are shown to those who answer for a team
    /// or the centre; whom they are about sees the figures. The reading is audited.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; `WL-SURVEY-INPUT` for an unknown word; paging faults.
    pub async fn list(&self, ctx: &Ctx, query: SurveyQuery) -> Result<SurveyListing, Fault> {
        let limit = Limit::parse(query.limit)?;
        let cursor = query.cursor.as_deref().map_or(Ok(Cursor::END), Cursor::parse)?;
        let solved = query.solved.unwrap_or_default();
        if !solved.is_empty() {
            Solved::parse(&solved)?;
        }
        let everybody = Object::any("survey");
        ctx.authorize(Action::SurveyRead, &everybody)?;
        let staff = ctx.staff()?;
        let scopes = scopes_of(&staff.roles, Action::SurveyRead);
        let words = scopes.iter().any(|scope| *scope != Scope::Own);
        ctx.read(Action::SurveyRead, &everybody, if words { "figures,text" } else { "figures" }, "").await?;
        let reach = Reach {
            centre: scopes.contains(&Scope::Centre),
            agent: Some(staff.id.uuid()),
            team: staff.team.filter(|_| scopes.contains(&Scope::Team)).map(TypedId::uuid),
            solved,
            about: query.agent.map(TypedId::uuid),
        };
        let records = store::list(&self.runtime.db, &reach, cursor, limit).await?;
        let page = Page::cut(records, limit, |row| Cursor { at: Timestamp(row.at), id: row.id });
        let mut items = Vec::with_capacity(page.items.len());
        for record in page.items {
            items.push(self.shown(record, words, staff.id).await?);
        }
        Ok(SurveyListing { items, next: page.next })
    }

    async fn shown(&self, row: SurveyRecord, words: bool, reader: AgentId) -> Result<SurveyRow, Fault> {
        let about = row.agent.map(AgentId::from_uuid);
        let readable = words && about != Some(reader);
        let text = match row.text.filter(|_| readable) {
            Some(sealed) => Some(self.runtime.vault.open_field("survey", "text", row.id.as_bytes(), &sealed)?),
            None => None,
        };
        let card = match about {
            Some(id) => self.people.agent(id).await?,
            None => None,
        };
        Ok(SurveyRow {
            id: SurveyId::from_uuid(row.id),
            interaction: InteractionId::from_uuid(row.interaction),
            at: Timestamp(row.at),
            solved: row.solved.as_deref().map(Solved::parse).transpose()?,
            friendly: row.friendly,
            fast: row.fast,
            recommend: row.recommend,
            text,
            picture: row.picture.filter(|_| readable).map(AttachmentId::from_uuid),
            agent: card.map(|card| AgentShown { id: card.id, work_number: card.work_number, alias: card.alias }),
            channel: row.channel,
        })
    }
}

#[async_trait]
impl Surveys for Quality {
    async fn rate(&self, actor: Actor, answer: SurveyAnswer) -> Result<SurveyId, Fault> {
        let ctx = Ctx::new(Arc::clone(&self.runtime), actor);
        Self::rate(self, &ctx, answer).await
    }
}

#[async_trait]
impl SurveyDirectory for Quality {
    async fn recommends(&self, customer: CustomerId) -> Result<Option<u8>, Fault> {
        let said = store::last_recommendation(&self.runtime.db, customer.uuid()).await?;
        Ok(said.and_then(|recommend| u8::try_from(recommend).ok()))
    }
}

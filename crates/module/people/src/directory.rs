//! What other rooms and sign-in ask about the staff.
//!
//! Every request of the staff API asks who is acting, so cards are kept in memory for half a minute. A
//! change made by this process is seen by the next question; one made by another process (the command
//! line, another node) within that half minute.

use std::collections::BTreeMap;

use async_trait::async_trait;
use parking_lot::Mutex;
use warmline_base::{AgentId, Fault, Millis, TeamId, Timestamp};
use warmline_contract::{Action, AgentCard, PeopleDirectory, StaffRegister};
use warmline_runtime::actions_of;

use crate::app::People;
use crate::model::Agent;
use crate::store;

/// How long a card counts.
const CARD_LIFE: Millis = Millis::seconds(30);
/// The most cards kept; beyond that all are forgotten and read anew.
const MAX_CARDS: usize = 20_000;

/// Cards in memory.
#[derive(Default)]
pub(crate) struct Roster(Mutex<Cards>);

#[derive(Default)]
struct Cards {
    /// Grows with every change, so that a card read before one is not kept after it.
    generation: u64,
    cards: BTreeMap<AgentId, (Timestamp, Option<AgentCard>)>,
}

impl Roster {
    /// The card kept, or else the generation to keep a new one under.
    fn look_up(&self, id: AgentId, now: Timestamp) -> Result<Option<AgentCard>, u64> {
        let inner = self.0.lock();
        match inner.cards.get(&id) {
            Some((read_at, card)) if now.since(*read_at) < CARD_LIFE => Ok(card.clone()),
            _ => Err(inner.generation),
        }
    }

    fn keep(&self, id: AgentId, card: Option<AgentCard>, read_at: Timestamp, generation: u64) {
        let mut inner = self.0.lock();
        if inner.generation != generation {
            return;
        }
        if inner.cards.len() >= MAX_CARDS {
            inner.cards.clear();
        }
        inner.cards.insert(id, (read_at, card));
    }

    /// Reads this card anew at the next question.
    pub fn forget(&self, id: AgentId) {
        let mut inner = self.0.lock();
        inner.generation += 1;
        inner.cards.remove(&id);
    }

    /// Reads every card anew.
    pub fn forget_all(&self) {
        let mut inner = self.0.lock();
        inner.generation += 1;
        inner.cards.clear();
    }
}

impl People {
    async fn card(&self, agent: Agent) -> Result<AgentCard, Fault> {
        let db = &self.runtime.db;
        let team = match agent.facts.team {
            Some(id) => store::team(db, id).await?,
            None => None,
        };
        let skills = store::skills_of(db, agent.id).await?;
        Ok(card_of(agent, team.map(|team| team.name), skills))
    }
}

fn card_of(agent: Agent, team_name: Option<String>, skills: Vec<warmline_contract::AgentSkill>) -> AgentCard {
    AgentCard {
        id: agent.id,
        work_number: agent.work_number,
        alias: agent.facts.alias,
        roles: agent.facts.roles,
        team: agent.facts.team,
        team_name,
        department: agent.facts.department,
        site: agent.facts.site,
        skills,
        chat_limit: agent.facts.chat_limit,
        enabled: agent.facts.enabled,
    }
}

#[async_trait]
impl PeopleDirectory for People {
    async fn agent(&self, id: AgentId) -> Result<Option<AgentCard>, Fault> {
        let now = self.runtime.now();
        let generation = match self.roster.look_up(id, now) {
            Ok(card) => return Ok(card),
            Err(generation) => generation,
        };
        let card = match store::agent_by_id(&self.runtime.db, id).await? {
            Some(agent) => Some(self.card(agent).await?),
            None => None,
        };
        self.roster.keep(id, card.clone(), now, generation);
        Ok(card)
    }

    async fn agents(&self) -> Result<Vec<AgentCard>, Fault> {
        let db = &self.runtime.db;
        let teams: BTreeMap<_, _> = store::teams(db).await?.into_iter().map(|team| (team.id, team.name)).collect();
        let mut skills = store::all_skills(db).await?;
        let cards = store::all_agents(db).await?.into_iter().filter(serves_customers).map(|agent| {
            let team = agent.facts.team.and_then(|id| teams.get(&id)).cloned();
            let skills = skills.remove(&agent.id).unwrap_or_default();
            card_of(agent, team, skills)
        });
        Ok(cards.collect())
    }

    async fn teams_of(&self, id: AgentId) -> Result<Vec<TeamId>, Fault> {
        let mut teams = store::led_teams(&self.runtime.db, id).await?;
        teams.extend(self.agent(id).await?.and_then(|card| card.team));
        Ok(teams)
    }

    async fn members_of(&self, department: &str) -> Result<usize, Fault> {
        let count = store::members_of(&self.runtime.db, department).await?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }
}

/// Enabled, and of a role that accepts offers.
fn serves_customers(agent: &Agent) -> bool {
    agent.facts.enabled && actions_of(&agent.facts.roles).contains(&Action::InteractionAccept)
}

#[async_trait]
impl StaffRegister for People {
    async fn by_work_number(&self, work_number: &str) -> Result<Option<AgentCard>, Fault> {
        match store::agent_by_work_number(&self.runtime.db, work_number).await? {
            Some(agent) => self.card(agent).await.map(Some),
            None => Ok(None),
        }
    }

    async fn by_oidc_subject(&self, subject: &str) -> Result<Option<AgentCard>, Fault> {
        match store::agent_by_subject(&self.runtime.db, subject).await? {
            Some(agent) => self.card(agent).await.map(Some),
            None => Ok(None),
        }
    }
}

//! The use cases of this room, and what they show.

mod agents;
mod import;
mod teams;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use warmline_base::{AgentId, Fault, SkillId, TeamId};
use warmline_contract::{AgentSkill, Credentials, Role, SkillNames};
use warmline_runtime::{Ctx, Object, Runtime};

use crate::directory::Roster;
use crate::model::{Agent, Team};
use crate::store;

pub use agents::{AgentFilter, Hired, NewAgent};
pub use import::{AgentImported, AgentRecord};

/// The staff of the centre.
pub struct People {
    pub(crate) runtime: Arc<Runtime>,
    pub(crate) roster: Roster,
    credentials: Arc<dyn Credentials>,
    skills: Arc<dyn SkillNames>,
}

impl People {
    /// The staff kept in `runtime`'s database. `credentials` hands out first passwords, `skills` knows
    /// which skills exist and what they are called.
    pub fn new(runtime: Arc<Runtime>, credentials: Arc<dyn Credentials>, skills: Arc<dyn SkillNames>) -> Arc<Self> {
        Arc::new(Self { runtime, roster: Roster::default(), credentials, skills })
    }

    async fn found(&self, id: AgentId) -> Result<Agent, Fault> {
        store::agent_by_id(&self.runtime.db, id).await?.ok_or_else(not_found)
    }

    /// Agents as `ctx` may see them: the real name and the subject only for those who manage staff.
    async fn views(&self, ctx: &Ctx, agents: Vec<Agent>) -> Result<Vec<AgentView>, Fault> {
        let teams: BTreeMap<TeamId, Team> =
            store::teams(&self.runtime.db).await?.into_iter().map(|team| (team.id, team)).collect();
        let names: BTreeMap<SkillId, String> =
            self.skills.skill_names().await?.into_iter().map(|skill| (skill.id, skill.name_zh)).collect();
        let mut skills = match agents.as_slice() {
            [] => BTreeMap::new(),
            [one] => BTreeMap::from([(one.id, store::skills_of(&self.runtime.db, one.id).await?)]),
            _ => store::all_skills(&self.runtime.db).await?,
        };
        let manages = ctx.authorize(warmline_contract::Action::AgentManage, &Object::any("agent")).is_ok();
        agents
            .into_iter()
            .map(|agent| {
                let name = if manages { Some(self.open_name(&agent)?) } else { None };
                let team = agent.facts.team.and_then(|id| teams.get(&id));
                let skills = skills.remove(&agent.id).unwrap_or_default();
                Ok(AgentView {
                    id: agent.id,
                    work_number: agent.work_number,
                    alias: agent.facts.alias,
                    name,
                    roles: agent.facts.roles,
                    team: team.map(|team| TeamRef { id: team.id, name: team.name.clone() }),
                    department: agent.facts.department,
                    site: agent.facts.site,
                    enabled: agent.facts.enabled,
                    skills: skills.into_iter().map(|skill| skill_view(skill, &names)).collect(),
                    chat_limit: agent.facts.chat_limit,
                    oidc_subject: agent.facts.oidc_subject.filter(|_| manages),
                    version: agent.version,
                })
            })
            .collect()
    }

    async fn view(&self, ctx: &Ctx, agent: Agent) -> Result<AgentView, Fault> {
        let mut views = self.views(ctx, vec![agent]).await?;
        views.pop().ok_or_else(not_found)
    }

    fn open_name(&self, agent: &Agent) -> Result<String, Fault> {
        self.runtime.vault.open_field("agent", "name", agent.id.0.as_bytes(), &agent.facts.name)
    }

    fn seal_name(&self, id: AgentId, name: &str) -> Result<Vec<u8>, Fault> {
        self.runtime.vault.seal_field("agent", "name", id.0.as_bytes(), name)
    }

    async fn team_exists(&self, team: Option<TeamId>) -> Result<(), Fault> {
        match team {
            Some(id) if store::team(&self.runtime.db, id).await?.is_none() => {
                Err(crate::model::field("/team", "there is no such team: choose one of the list"))
            }
            _ => Ok(()),
        }
    }

    async fn skills_exist(&self, skills: &[AgentSkill]) -> Result<(), Fault> {
        crate::model::check_skills(skills)?;
        if skills.is_empty() {
            return Ok(());
        }
        let known = self.skills.skill_names().await?;
        match skills.iter().position(|skill| known.iter().all(|name| name.id != skill.skill)) {
            None => Ok(()),
            Some(index) => Err(crate::model::field(
                format!("/skills/{index}/skill"),
                "there is no such skill: choose one of the list",
            )),
        }
    }
}

/// An agent as the API shows one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Agent)]
pub struct AgentView {
    /// Who.
    #[schema(value_type = String)]
    pub id: AgentId,
    /// 工号.
    pub work_number: String,
    /// The name customers see.
    pub alias: String,
    /// The real name; only for those who manage staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What they are.
    pub roles: Vec<Role>,
    /// Their team.
    pub team: Option<TeamRef>,
    /// Their department's code.
    pub department: Option<String>,
    /// Their site or branch.
    pub site: String,
    /// Whether they may sign in.
    pub enabled: bool,
    /// What they can.
    pub skills: Vec<SkillView>,
    /// How many chats at once.
    pub chat_limit: u8,
    /// Their subject at the bank's identity provider; only for those who manage staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oidc_subject: Option<String>,
    /// Give this back with a change.
    pub version: i64,
}

/// A team by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TeamRef {
    /// Which.
    #[schema(value_type = String)]
    pub id: TeamId,
    /// Its name.
    pub name: String,
}

/// A skill of an agent by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = AgentSkillNamed)]
pub struct SkillView {
    /// Which.
    #[schema(value_type = String)]
    pub skill: SkillId,
    /// Its Chinese name; empty when routing does not know it any more.
    pub name: String,
    /// 1 to 10.
    pub level: u8,
}

fn skill_view(skill: AgentSkill, names: &BTreeMap<SkillId, String>) -> SkillView {
    SkillView { skill: skill.skill, name: names.get(&skill.skill).cloned().unwrap_or_default(), level: skill.level }
}

fn not_found() -> Fault {
    Fault::not_found("WL-NOT-FOUND", "there is nothing here under that name, or it is not yours to see")
}

fn stale() -> Fault {
    Fault::conflict("WL-STALE", "somebody changed this meanwhile: reload and try again")
}

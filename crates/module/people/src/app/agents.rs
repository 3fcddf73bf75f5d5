//! Listing, hiring and changing agents.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use warmline_base::{AgentId, Fault, Limit, Page, TeamId, TypedId};
use warmline_contract::{Action, AgentSkill, Changed, Enrolment, NewEvent, Role, Stream, names};
use warmline_runtime::{Ctx, Object, Work};

use super::{AgentView, People, stale};
use crate::model::{Agent, AgentChange, Facts, check_name, check_work_number};
use crate::store::{self, Wanted};

/// What a list of agents is narrowed to.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct AgentFilter {
    /// Part of a work number or an alias.
    #[serde(default)]
    pub q: String,
    /// Of this team.
    pub team: Option<TeamId>,
    /// With this role.
    pub role: Option<Role>,
    /// Of this department, by code.
    #[serde(default)]
    pub department: String,
    /// Where the page before ended.
    #[serde(default)]
    pub cursor: String,
    /// How many, 1 to 200.
    pub limit: Option<u16>,
}

/// A colleague to be.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAgent {
    /// 工号: capital letters and digits, unlike everybody else's, for ever.
    pub work_number: String,
    /// The name customers see.
    pub alias: String,
    /// The real name.
    pub name: String,
    /// What they are.
    pub roles: Vec<Role>,
    /// Their team.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub team: Option<TeamId>,
    /// Their department's code.
    #[serde(default)]
    pub department: Option<String>,
    /// Their site, or the branch code.
    pub site: String,
    /// How many chats at once.
    pub chat_limit: u8,
    /// What they can.
    #[serde(default)]
    pub skills: Vec<AgentSkill>,
    /// Their subject at the bank's identity provider.
    #[serde(default)]
    pub oidc_subject: Option<String>,
}

/// A new colleague, and what they need to sign in; shown this once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Hired {
    /// The colleague.
    pub agent: AgentView,
    /// The first password.
    pub password_once: String,
    /// The address for an authenticator application.
    pub totp_uri_once: String,
}

impl Hired {
    fn new(agent: AgentView, enrolment: &Enrolment) -> Self {
        Self {
            agent,
            password_once: enrolment.password_once.expose().clone(),
            totp_uri_once: enrolment.totp_uri_once.expose().clone(),
        }
    }
}

impl People {
    /// Agents by work number.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; `WL-PAGE-LIMIT`; a database fault.
    pub async fn list(&self, ctx: &Ctx, filter: &AgentFilter) -> Result<Page<AgentView>, Fault> {
        ctx.authorize(Action::AgentRead, &Object::any("agent"))?;
        let limit = Limit::parse(filter.limit)?;
        let wanted = Wanted {
            after: &filter.cursor,
            text: filter.q.trim(),
            team: filter.team,
            role: filter.role,
            department: &filter.department,
        };
        let mut agents = store::agents(&self.runtime.db, &wanted, limit.rows_and_one()).await?;
        let size = usize::try_from(limit.rows()).expect("a limit is small");
        let more = agents.len() > size;
        agents.truncate(size);
        let next = agents.last().filter(|_| more).map(|last| last.work_number.clone());
        Ok(Page { items: self.views(ctx, agents).await?, next })
    }

    /// One agent.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; `WL-NOT-FOUND`; a database fault.
    pub async fn show(&self, ctx: &Ctx, id: AgentId) -> Result<AgentView, Fault> {
        ctx.authorize(Action::AgentRead, &Object::new("agent", &id.to_string()))?;
        let agent = self.found(id).await?;
        self.view(ctx, agent).await
    }

    /// Adds a colleague and enrols them.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; `WL-AGENT-FIELD`, `WL-ROLE-CONFLICT`; `WL-AGENT-TAKEN` when the work number or the
    /// subject is somebody's; a database fault.
    pub async fn hire(&self, ctx: &Ctx, new: NewAgent) -> Result<Hired, Fault> {
        permitted(ctx, &Object::any("agent")).await?;
        let (agent, skills) = self.prepare(new)?;
        self.team_exists(agent.facts.team).await?;
        self.skills_exist(&skills).await?;
        let mut work = ctx.open(Action::AgentManage, &object(agent.id)).await?;
        if !store::insert_agent(work.tx(), &agent).await? {
            return Err(taken());
        }
        store::put_skills(work.tx(), agent.id, &skills).await?;
        self.changed(work, agent.id, "added", agent.version).await?;
        let enrolment = self.credentials.enrol(agent.id, &agent.work_number).await?;
        Ok(Hired::new(self.view(ctx, agent).await?, &enrolment))
    }

    pub(super) fn prepare(&self, new: NewAgent) -> Result<(Agent, Vec<AgentSkill>), Fault> {
        check_work_number(&new.work_number)?;
        check_name(&new.name)?;
        let id: AgentId = self.runtime.ids.next();
        let facts = Facts {
            alias: new.alias,
            name: self.seal_name(id, &new.name)?,
            roles: new.roles,
            team: new.team,
            department: new.department,
            site: new.site,
            chat_limit: new.chat_limit,
            enabled: true,
            oidc_subject: new.oidc_subject,
        };
        facts.check()?;
        Ok((Agent { id, work_number: new.work_number, facts, version: 1 }, new.skills))
    }

    /// Changes an agent.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; `WL-NOT-FOUND`; `WL-AGENT-FIELD`, `WL-ROLE-CONFLICT`; `WL-SELF-GRANT` when somebody
    /// would widen their own reach; `WL-STALE` when the version is not the newest; `WL-AGENT-TAKEN` when
    /// the subject is somebody else's; a database fault.
    pub async fn change(&self, ctx: &Ctx, id: AgentId, change: &AgentChange) -> Result<AgentView, Fault> {
        permitted(ctx, &object(id)).await?;
        let before = self.found(id).await?;
        let sealed = match &change.name {
            Some(name) => {
                check_name(name)?;
                Some(self.seal_name(id, name)?)
            }
            None => None,
        };
        let facts = before.facts.after(change, sealed);
        facts.check()?;
        if is_self(ctx, id) && (facts.widens(&before.facts) || !facts.enabled) {
            return Err(self_grant());
        }
        self.team_exists(facts.team).await?;
        let mut work = ctx.open(Action::AgentManage, &object(id)).await?;
        if let Some(subject) = &facts.oidc_subject
            && store::subject_taken(work.tx(), subject, id).await?
        {
            return Err(taken());
        }
        if !store::update_agent(work.tx(), id, change.version, &facts).await? {
            return Err(stale());
        }
        for name in changed_fields(&before.facts, &facts) {
            work.field(name);
        }
        self.changed(work, id, "edited", change.version + 1).await?;
        let agent = self.found(id).await?;
        self.view(ctx, agent).await
    }

    /// Replaces an agent's skills.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; `WL-NOT-FOUND`; `WL-AGENT-FIELD`; `WL-STALE`; a database fault.
    pub async fn set_skills(
        &self,
        ctx: &Ctx,
        id: AgentId,
        skills: &[AgentSkill],
        version: i64,
    ) -> Result<AgentView, Fault> {
        permitted(ctx, &object(id)).await?;
        self.found(id).await?;
        self.skills_exist(skills).await?;
        let mut work = ctx.open(Action::AgentManage, &object(id)).await?;
        if !store::touch_agent(work.tx(), id, version).await? {
            return Err(stale());
        }
        store::put_skills(work.tx(), id, skills).await?;
        work.field("skills");
        self.changed(work, id, "skilled", version + 1).await?;
        let agent = self.found(id).await?;
        self.view(ctx, agent).await
    }

    /// Gives a colleague a new password and a new second factor, for a lost telephone.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; `WL-NOT-FOUND`; `WL-SELF-GRANT` for oneself; a database fault.
    pub async fn enrol_anew(&self, ctx: &Ctx, id: AgentId) -> Result<Hired, Fault> {
        permitted(ctx, &object(id)).await?;
        let agent = self.found(id).await?;
        if is_self(ctx, id) {
            return Err(self_grant());
        }
        let mut work = ctx.open(Action::AgentManage, &object(id)).await?;
        work.field("credentials");
        work.commit().await?;
        let enrolment = self.credentials.enrol(id, &agent.work_number).await?;
        Ok(Hired::new(self.view(ctx, agent).await?, &enrolment))
    }

    /// Commits with the event that tells of the change; from then on the directory answers anew.
    async fn changed(&self, mut work: Work, id: AgentId, what: &str, version: i64) -> Result<(), Fault> {
        let by = work.ctx().by();
        let body = Changed { what: what.to_owned(), version };
        work.emit(NewEvent::new(Stream::Agent(id), names::AGENT_CHANGED, by, &body));
        work.commit().await?;
        self.roster.forget(id);
        Ok(())
    }
}

/// Refuses whoever may not manage staff before anything is read, and writes the attempt down.
async fn permitted(ctx: &Ctx, object: &Object) -> Result<(), Fault> {
    match ctx.authorize(Action::AgentManage, object) {
        Ok(()) => Ok(()),
        Err(_) => ctx.open(Action::AgentManage, object).await.map(drop),
    }
}

fn object(id: AgentId) -> Object {
    Object::new("agent", &id.to_string()).person(id)
}

fn is_self(ctx: &Ctx, id: AgentId) -> bool {
    ctx.actor.staff().is_some_and(|staff| staff.id == id)
}

fn changed_fields(before: &Facts, after: &Facts) -> Vec<&'static str> {
    let pairs = [
        ("alias", before.alias != after.alias),
        ("name", before.name != after.name),
        ("roles", before.roles != after.roles),
        ("team", before.team.map(TypedId::uuid) != after.team.map(TypedId::uuid)),
        ("department", before.department != after.department),
        ("site", before.site != after.site),
        ("chat_limit", before.chat_limit != after.chat_limit),
        ("enabled", before.enabled != after.enabled),
        ("oidc_subject", before.oidc_subject != after.oidc_subject),
    ];
    pairs.into_iter().filter(|(_, changed)| *changed).map(|(name, _)| name).collect()
}

fn self_grant() -> Fault {
    Fault::forbidden("WL-SELF-GRANT", "nobody changes their own rights: ask another administrator")
}

fn taken() -> Fault {
    Fault::conflict("WL-AGENT-TAKEN", "somebody else has this work number or subject: choose another")
}

//! The rows of agents, teams and skills.

use std::collections::BTreeMap;

use sqlx::FromRow;
use uuid::Uuid;
use warmline_base::{AgentId, Fault, Limit, SkillId, TeamId, TypedId};
use warmline_contract::{AgentSkill, Role};
use warmline_db::{Db, Tx, db_fault, on_tx, read, statements};

use crate::model::{Agent, Facts, Team};

statements! {
    AGENT_BY_ID = "SELECT id, work_number, alias, name, roles, team, department, site, chat_limit, enabled,
        oidc_subject, version FROM agent WHERE id = $1";
    AGENT_BY_WORK_NUMBER = "SELECT id, work_number, alias, name, roles, team, department, site, chat_limit, enabled,
        oidc_subject, version FROM agent WHERE work_number = $1";
    AGENT_BY_SUBJECT = "SELECT id, work_number, alias, name, roles, team, department, site, chat_limit, enabled,
        oidc_subject, version FROM agent WHERE oidc_subject = $1";
    LIST_AGENTS = "SELECT id, work_number, alias, name, roles, team, department, site, chat_limit, enabled,
        oidc_subject, version FROM agent
        WHERE work_number > $1 AND ($2 = '' OR upper(work_number) LIKE $2 ESCAPE '!' OR upper(alias) LIKE $2 ESCAPE '!')
        AND (team = $3 OR $3 IS NULL) AND ($4 = '' OR ',' || roles || ',' LIKE $4) AND ($5 = '' OR department = $5)
        ORDER BY work_number LIMIT $6";
    MEMBERS_OF = "SELECT (SELECT COUNT(*) FROM agent WHERE department = $1 AND enabled)
        + (SELECT COUNT(*) FROM team WHERE department = $1)";
    INSERT_AGENT = "INSERT INTO agent (id, work_number, alias, name, roles, team, department, site, chat_limit, enabled,
        oidc_subject, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT DO NOTHING";
    UPDATE_AGENT = "UPDATE agent SET alias = $3, name = $4, roles = $5, team = $6, department = $7, site = $8,
        chat_limit = $9, enabled = $10, oidc_subject = $11, version = version + 1 WHERE id = $1 AND version = $2";
    TOUCH_AGENT = "UPDATE agent SET version = version + 1 WHERE id = $1 AND version = $2";
    SUBJECT_TAKEN = "SELECT id FROM agent WHERE oidc_subject = $1 AND id <> $2";
    SKILLS_OF = "SELECT agent, skill, level FROM agent_skill WHERE agent = $1 ORDER BY skill";
    ALL_SKILLS = "SELECT agent, skill, level FROM agent_skill ORDER BY agent, skill";
    DROP_SKILLS = "DELETE FROM agent_skill WHERE agent = $1";
    INSERT_SKILL = "INSERT INTO agent_skill (agent, skill, level) VALUES ($1, $2, $3)";
    ALL_TEAMS = "SELECT id, name, department, lead FROM team ORDER BY name, id LIMIT 1000";
    LED_TEAMS = "SELECT id FROM team WHERE lead = $1 ORDER BY id LIMIT 1000";
    TEAM_BY_ID = "SELECT id, name, department, lead FROM team WHERE id = $1";
    INSERT_TEAM = "INSERT INTO team (id, name, department, lead) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    UPDATE_TEAM = "UPDATE team SET name = $2, department = $3, lead = $4 WHERE id = $1";
    TEAM_NAME_TAKEN = "SELECT id FROM team WHERE name = $1 AND id <> $2";
}

#[derive(FromRow)]
struct AgentRow {
    id: Uuid,
    work_number: String,
    alias: String,
    name: Vec<u8>,
    roles: String,
    team: Option<Uuid>,
    department: Option<String>,
    site: String,
    chat_limit: i64,
    enabled: bool,
    oidc_subject: Option<String>,
    version: i64,
}

#[derive(FromRow)]
struct SkillRow {
    agent: Uuid,
    skill: Uuid,
    level: i64,
}

#[derive(FromRow)]
struct TeamRow {
    id: Uuid,
    name: String,
    department: String,
    lead: Option<Uuid>,
}

impl TryFrom<AgentRow> for Agent {
    type Error = Fault;

    fn try_from(row: AgentRow) -> Result<Self, Fault> {
        let roles = row.roles.split(',').map(str::parse::<Role>).collect::<Result<Vec<_>, _>>();
        Ok(Self {
            id: AgentId(row.id),
            work_number: row.work_number,
            version: row.version,
            facts: Facts {
                alias: row.alias,
                name: row.name,
                roles: roles.map_err(broken)?,
                team: row.team.map(TeamId::from_uuid),
                department: row.department,
                site: row.site,
                chat_limit: u8::try_from(row.chat_limit).map_err(broken)?,
                enabled: row.enabled,
                oidc_subject: row.oidc_subject,
            },
        })
    }
}

impl From<TeamRow> for Team {
    fn from(row: TeamRow) -> Self {
        Self { id: TeamId(row.id), name: row.name, department: row.department, lead: row.lead.map(AgentId) }
    }
}

fn broken(error: impl std::fmt::Display) -> Fault {
    tracing::error!(error = %error, "a stored agent does not read");
    Fault::internal("WL-DB-FAILED", "a stored agent does not read")
}

/// One agent by a statement that takes one value.
pub(crate) async fn agent_by_id(db: &Db, id: AgentId) -> Result<Option<Agent>, Fault> {
    let row: Option<AgentRow> =
        read!(db, c => sqlx::query_as(AGENT_BY_ID).bind(id.0).fetch_optional(c).await).map_err(db_fault)?;
    row.map(Agent::try_from).transpose()
}

/// One agent by 工号.
pub(crate) async fn agent_by_work_number(db: &Db, work_number: &str) -> Result<Option<Agent>, Fault> {
    let row: Option<AgentRow> =
        read!(db, c => sqlx::query_as(AGENT_BY_WORK_NUMBER).bind(work_number).fetch_optional(c).await)
            .map_err(db_fault)?;
    row.map(Agent::try_from).transpose()
}

/// One agent by the identity provider's subject.
pub(crate) async fn agent_by_subject(db: &Db, subject: &str) -> Result<Option<Agent>, Fault> {
    let row: Option<AgentRow> =
        read!(db, c => sqlx::query_as(AGENT_BY_SUBJECT).bind(subject).fetch_optional(c).await).map_err(db_fault)?;
    row.map(Agent::try_from).transpose()
}

/// What a list is narrowed to; empty texts match everything.
pub(crate) struct Wanted<'a> {
    pub after: &'a str,
    pub text: &'a str,
    pub team: Option<TeamId>,
    pub role: Option<Role>,
    pub department: &'a str,
}

/// Agents by 工号 after `wanted.after`, at most `rows`.
pub(crate) async fn agents(db: &Db, wanted: &Wanted<'_>, rows: i64) -> Result<Vec<Agent>, Fault> {
    let text = if wanted.text.is_empty() { String::new() } else { like(wanted.text) };
    let role = wanted.role.map_or_else(String::new, |role| format!("%,{role},%"));
    let found: Vec<AgentRow> = read!(db, c => sqlx::query_as(LIST_AGENTS)
        .bind(wanted.after).bind(&text).bind(wanted.team.map(TypedId::uuid)).bind(&role).bind(wanted.department)
        .bind(rows).fetch_all(c).await)
    .map_err(db_fault)?;
    found.into_iter().map(Agent::try_from).collect()
}

/// Every agent, page by page, so that no answer of the database is without a limit.
pub(crate) async fn all_agents(db: &Db) -> Result<Vec<Agent>, Fault> {
    let mut all: Vec<Agent> = Vec::new();
    loop {
        let after = all.last().map_or_else(String::new, |agent| agent.work_number.clone());
        let wanted = Wanted { after: &after, text: "", team: None, role: None, department: "" };
        let page = agents(db, &wanted, i64::from(Limit::MAX)).await?;
        let last = page.len() < usize::from(Limit::MAX);
        all.extend(page);
        if last {
            return Ok(all);
        }
    }
}

fn like(text: &str) -> String {
    let mut pattern = String::from("%");
    for letter in text.to_uppercase().chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern + "%"
}

/// Stores a new agent; `false` when the work number or the subject is taken.
pub(crate) async fn insert_agent(tx: &mut Tx, agent: &Agent) -> Result<bool, Fault> {
    let facts = &agent.facts;
    let done = on_tx!(tx, c => sqlx::query(INSERT_AGENT)
        .bind(agent.id.0).bind(&agent.work_number).bind(&facts.alias).bind(&facts.name).bind(roles_text(&facts.roles))
        .bind(facts.team.map(TypedId::uuid)).bind(&facts.department).bind(&facts.site).bind(i64::from(facts.chat_limit))
        .bind(facts.enabled).bind(&facts.oidc_subject).bind(agent.version)
        .execute(c).await.map(|done| done.rows_affected()))
    .map_err(db_fault)?;
    Ok(done == 1)
}

/// Stores new facts; `false` when `version` is not the stored one any more.
pub(crate) async fn update_agent(tx: &mut Tx, id: AgentId, version: i64, facts: &Facts) -> Result<bool, Fault> {
    let done = on_tx!(tx, c => sqlx::query(UPDATE_AGENT)
        .bind(id.0).bind(version).bind(&facts.alias).bind(&facts.name).bind(roles_text(&facts.roles))
        .bind(facts.team.map(TypedId::uuid)).bind(&facts.department).bind(&facts.site).bind(i64::from(facts.chat_limit))
        .bind(facts.enabled).bind(&facts.oidc_subject)
        .execute(c).await.map(|done| done.rows_affected()))
    .map_err(db_fault)?;
    Ok(done == 1)
}

/// Raises the version; `false` when `version` is not the stored one any more.
pub(crate) async fn touch_agent(tx: &mut Tx, id: AgentId, version: i64) -> Result<bool, Fault> {
    let done = on_tx!(tx, c => sqlx::query(TOUCH_AGENT).bind(id.0).bind(version).execute(c).await
        .map(|done| done.rows_affected()))
    .map_err(db_fault)?;
    Ok(done == 1)
}

/// Whether another agent has the subject.
pub(crate) async fn subject_taken(tx: &mut Tx, subject: &str, by_other_than: AgentId) -> Result<bool, Fault> {
    let found: Option<(Uuid,)> = on_tx!(tx, c =>
        sqlx::query_as(SUBJECT_TAKEN).bind(subject).bind(by_other_than.0).fetch_optional(c).await)
    .map_err(db_fault)?;
    Ok(found.is_some())
}

fn roles_text(roles: &[Role]) -> String {
    roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(",")
}

/// One agent's skills.
pub(crate) async fn skills_of(db: &Db, agent: AgentId) -> Result<Vec<AgentSkill>, Fault> {
    let rows: Vec<SkillRow> =
        read!(db, c => sqlx::query_as(SKILLS_OF).bind(agent.0).fetch_all(c).await).map_err(db_fault)?;
    rows.into_iter().map(|row| skill(&row)).collect()
}

/// Everybody's skills by agent.
pub(crate) async fn all_skills(db: &Db) -> Result<BTreeMap<AgentId, Vec<AgentSkill>>, Fault> {
    let rows: Vec<SkillRow> = read!(db, c => sqlx::query_as(ALL_SKILLS).fetch_all(c).await).map_err(db_fault)?;
    let mut all: BTreeMap<AgentId, Vec<AgentSkill>> = BTreeMap::new();
    for row in rows {
        all.entry(AgentId(row.agent)).or_default().push(skill(&row)?);
    }
    Ok(all)
}

fn skill(row: &SkillRow) -> Result<AgentSkill, Fault> {
    Ok(AgentSkill { skill: SkillId(row.skill), level: u8::try_from(row.level).map_err(broken)? })
}

/// Replaces an agent's skills.
pub(crate) async fn put_skills(tx: &mut Tx, agent: AgentId, skills: &[AgentSkill]) -> Result<(), Fault> {
    on_tx!(&mut *tx, c => sqlx::query(DROP_SKILLS).bind(agent.0).execute(c).await.map(|_| ())).map_err(db_fault)?;
    for skill in skills {
        on_tx!(&mut *tx, c => sqlx::query(INSERT_SKILL)
            .bind(agent.0).bind(skill.skill.0).bind(i64::from(skill.level)).execute(c).await.map(|_| ()))
        .map_err(db_fault)?;
    }
    Ok(())
}

/// Every team by name.
pub(crate) async fn teams(db: &Db) -> Result<Vec<Team>, Fault> {
    let rows: Vec<TeamRow> = read!(db, c => sqlx::query_as(ALL_TEAMS).fetch_all(c).await).map_err(db_fault)?;
    Ok(rows.into_iter().map(Team::from).collect())
}

/// How many enabled agents and teams belong to a department.
pub(crate) async fn members_of(db: &Db, department: &str) -> Result<i64, Fault> {
    let (count,): (i64,) =
        read!(db, c => sqlx::query_as(MEMBERS_OF).bind(department).fetch_one(c).await).map_err(db_fault)?;
    Ok(count)
}

/// The teams somebody leads.
pub(crate) async fn led_teams(db: &Db, lead: AgentId) -> Result<Vec<TeamId>, Fault> {
    let rows: Vec<(Uuid,)> =
        read!(db, c => sqlx::query_as(LED_TEAMS).bind(lead.uuid()).fetch_all(c).await).map_err(db_fault)?;
    Ok(rows.into_iter().map(|(id,)| TeamId(id)).collect())
}

/// One team.
pub(crate) async fn team(db: &Db, id: TeamId) -> Result<Option<Team>, Fault> {
    let row: Option<TeamRow> =
        read!(db, c => sqlx::query_as(TEAM_BY_ID).bind(id.0).fetch_optional(c).await).map_err(db_fault)?;
    Ok(row.map(Team::from))
}

/// Stores a new team; `false` when the name is taken.
pub(crate) async fn insert_team(tx: &mut Tx, team: &Team) -> Result<bool, Fault> {
    let done = on_tx!(tx, c => sqlx::query(INSERT_TEAM)
        .bind(team.id.0).bind(&team.name).bind(&team.department).bind(team.lead.map(TypedId::uuid))
        .execute(c).await.map(|done| done.rows_affected()))
    .map_err(db_fault)?;
    Ok(done == 1)
}

/// Stores a changed team; `false` when another team has the name.
pub(crate) async fn update_team(tx: &mut Tx, team: &Team) -> Result<bool, Fault> {
    let taken: Option<(Uuid,)> = on_tx!(&mut *tx, c =>
        sqlx::query_as(TEAM_NAME_TAKEN).bind(&team.name).bind(team.id.0).fetch_optional(c).await)
    .map_err(db_fault)?;
    if taken.is_some() {
        return Ok(false);
    }
    on_tx!(tx, c => sqlx::query(UPDATE_TEAM)
        .bind(team.id.0).bind(&team.name).bind(&team.department).bind(team.lead.map(TypedId::uuid))
        .execute(c).await.map(|_| ()))
    .map_err(db_fault)?;
    Ok(true)
}

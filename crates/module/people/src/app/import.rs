//! Taking colleagues in from a file, line by line: hired when new, changed where the line differs.

use serde::{Deserialize, Serialize};
use warmline_base::{Fault, SkillId, TeamId};
use warmline_contract::{AgentSkill, Role};
use warmline_runtime::Ctx;

use super::{Hired, NewAgent, People};
use crate::model::{Agent, AgentChange, check_name, check_skills, check_work_number, field};
use crate::store;

/// One line of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AgentRecord {
    /// 工号: what makes two lines the same colleague.
    pub work_number: String,
    /// The name customers see.
    pub alias: String,
    /// The real name.
    pub name: String,
    /// What they are, such as `agent`.
    pub roles: Vec<String>,
    /// Their team, by its name.
    pub team: String,
    /// Their department's code.
    pub department: String,
    /// Their site, or the branch code.
    pub site: String,
    /// How many chats at once.
    pub chat_limit: u8,
    /// What they can: `code` or `code:level`; level 5 when none is named.
    pub skills: Vec<String>,
    /// Their subject at the bank's identity provider.
    pub oidc_subject: String,
}

/// The level of a skill named without one.
const USUAL_LEVEL: u8 = 5;

/// What came of a line.
#[derive(Debug, PartialEq, Eq)]
pub enum AgentImported {
    /// Hired; what they need to sign in is in it, this once.
    Added(Box<Hired>),
    /// Changed, or would be.
    Changed,
    /// Would be hired.
    New,
    /// Just as they were stored.
    Unchanged,
}

impl People {
    /// Takes one line in; with `rehearsal` only says what would come of it.
    ///
    /// # Errors
    /// `WL-AGENT-FIELD`, `WL-ROLE-CONFLICT` at `/` and the column; `WL-AGENT-TAKEN` for a subject somebody
    /// else has; a database fault. Nothing of the line is stored then.
    pub async fn import(&self, ctx: &Ctx, record: AgentRecord, rehearsal: bool) -> Result<AgentImported, Fault> {
        check_work_number(&record.work_number)?;
        check_name(&record.name)?;
        let wanted = self.resolved(record).await?;
        let Some(known) = store::agent_by_work_number(&self.runtime.db, &wanted.work_number).await? else {
            self.prepare(wanted.clone())?;
            return match rehearsal {
                true => Ok(AgentImported::New),
                false => Ok(AgentImported::Added(Box::new(self.hire(ctx, wanted).await?))),
            };
        };
        self.bring_up_to(ctx, known, wanted, rehearsal).await
    }

    async fn bring_up_to(
        &self,
        ctx: &Ctx,
        known: Agent,
        wanted: NewAgent,
        rehearsal: bool,
    ) -> Result<AgentImported, Fault> {
        let renamed = self.open_name(&known)? != wanted.name;
        let change = AgentChange {
            version: known.version,
            alias: Some(wanted.alias),
            name: renamed.then_some(wanted.name),
            roles: Some(wanted.roles),
            team: Some(wanted.team),
            department: Some(wanted.department),
            site: Some(wanted.site),
            chat_limit: Some(wanted.chat_limit),
            enabled: None,
            oidc_subject: Some(wanted.oidc_subject),
        };
        let after = known.facts.after(&change, None);
        after.check()?;
        let mut stored = store::skills_of(&self.runtime.db, known.id).await?;
        let mut skills = wanted.skills;
        stored.sort_unstable_by_key(|skill| skill.skill);
        skills.sort_unstable_by_key(|skill| skill.skill);
        let (moved, skilled) = (renamed || after != known.facts, stored != skills);
        if !moved && !skilled {
            return Ok(AgentImported::Unchanged);
        }
        if rehearsal {
            return Ok(AgentImported::Changed);
        }
        let mut version = known.version;
        if moved {
            version = self.change(ctx, known.id, &change).await?.version;
        }
        if skilled {
            self.set_skills(ctx, known.id, &skills, version).await?;
        }
        Ok(AgentImported::Changed)
    }

    /// The line with ids in place of names and codes.
    async fn resolved(&self, record: AgentRecord) -> Result<NewAgent, Fault> {
        let unknown_role = |_| field("/roles", "there is no such role: use words such as agent, team_lead, supervisor");
        let roles = record.roles.iter().map(|role| role.parse::<Role>()).collect::<Result<_, _>>();
        Ok(NewAgent {
            team: self.team_named(&record.team).await?,
            skills: self.skills_named(&record.skills).await?,
            work_number: record.work_number,
            alias: record.alias,
            name: record.name,
            roles: roles.map_err(unknown_role)?,
            department: Some(record.department).filter(|code| !code.is_empty()),
            site: record.site,
            chat_limit: record.chat_limit,
            oidc_subject: Some(record.oidc_subject).filter(|subject| !subject.is_empty()),
        })
    }

    async fn team_named(&self, name: &str) -> Result<Option<TeamId>, Fault> {
        if name.is_empty() {
            return Ok(None);
        }
        let teams = store::teams(&self.runtime.db).await?;
        let team = teams.iter().find(|team| team.name == name);
        let missing = || field("/team", "there is no team of this name: add it in administration first");
        team.map(|team| Some(team.id)).ok_or_else(missing)
    }

    async fn skills_named(&self, words: &[String]) -> Result<Vec<AgentSkill>, Fault> {
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let known = self.skills.skill_names().await?;
        let skills = words.iter().map(|word| {
            let (code, level) = word.split_once(':').unwrap_or((word, ""));
            let level = if level.is_empty() { Ok(USUAL_LEVEL) } else { level.trim().parse() };
            let level =
                level.map_err(|_| field("/skills", "write a skill as code or code:level, such as english:7"))?;
            let found = known.iter().find(|skill| skill.code == code.trim()).map(|skill| skill.id);
            let skill: SkillId = found
                .ok_or_else(|| field("/skills", "there is no skill of this code: add it in administration first"))?;
            Ok(AgentSkill { skill, level })
        });
        let skills = skills.collect::<Result<Vec<_>, Fault>>()?;
        check_skills(&skills)?;
        Ok(skills)
    }
}

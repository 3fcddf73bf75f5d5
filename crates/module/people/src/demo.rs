//! Loading the demo bank's staff and teams. Whoever is there already is left as they are.

use std::collections::BTreeMap;

use serde::Deserialize;
use warmline_base::{AgentId, Fault, SkillId, TeamId};
use warmline_contract::{Action, AgentSkill, Changed, NewEvent, Role, Stream, names};
use warmline_runtime::{Ctx, Object, Work};

use crate::app::People;
use crate::model::{Agent, Facts, Team, check_name, check_skills, check_work_number};
use crate::store;

/// The texts of the demo files.
#[derive(Clone, Copy, Debug)]
pub struct DemoFiles<'a> {
    /// `staff.json`: `[{work_number, name, alias?, roles, team?, site, department?, chat_limit?, oidc_subject?, skills}]`;
    /// a skill is a code or `{skill, level}`, and `"all"` stands for every one.
    pub staff: &'a str,
    /// `teams.json`: `[{code, name, department, lead?}]`; a lead is a work number.
    pub teams: &'a str,
}

/// Whom the load added; they have no password yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DemoLoaded {
    /// New agents with their work numbers.
    pub agents: Vec<(AgentId, String)>,
    /// How many teams were added.
    pub teams: usize,
}

#[derive(Deserialize)]
struct DemoStaff {
    work_number: String,
    name: String,
    alias: Option<String>,
    roles: Vec<Role>,
    /// The team's code.
    team: Option<String>,
    site: String,
    department: Option<String>,
    chat_limit: Option<u8>,
    oidc_subject: Option<String>,
    #[serde(default)]
    skills: Vec<DemoSkill>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum DemoSkill {
    Code(String),
    Rated { skill: String, level: u8 },
}

#[derive(Deserialize)]
struct DemoTeam {
    code: String,
    name: String,
    department: String,
    lead: Option<String>,
}

/// The level of a skill named without one.
const USUAL_LEVEL: u8 = 6;

impl People {
    /// Loads the demo's staff and teams in one transaction; `skills` are routing's skills by code.
    ///
    /// # Errors
    /// `WL-DEMO-DATA` when a file does not read or names something unknown; the faults of adding agents
    /// and teams; a database fault.
    pub async fn load(
        &self,
        ctx: &Ctx,
        files: DemoFiles<'_>,
        skills: &BTreeMap<String, SkillId>,
    ) -> Result<DemoLoaded, Fault> {
        let staff: Vec<DemoStaff> = read("staff.json", files.staff)?;
        let teams: Vec<DemoTeam> = read("teams.json", files.teams)?;
        let known = self.known(&staff, &teams).await?;
        let mut agents = Vec::new();
        for person in staff {
            if !known.agents.contains_key(&person.work_number) {
                agents.push(self.demo_agent(person, skills)?);
            }
        }
        let mut work = ctx.open(Action::AgentManage, &Object::any("agent")).await?;
        let loaded = store_all(&mut work, agents, &teams, known).await?;
        work.commit().await?;
        self.roster.forget_all();
        Ok(loaded)
    }

    async fn known(&self, staff: &[DemoStaff], teams: &[DemoTeam]) -> Result<Known, Fault> {
        let mut known = Known::default();
        for person in staff {
            if let Some(agent) = store::agent_by_work_number(&self.runtime.db, &person.work_number).await? {
                known.agents.insert(person.work_number.clone(), agent.id);
            }
        }
        for team in store::teams(&self.runtime.db).await? {
            if teams.iter().any(|wanted| wanted.name == team.name) {
                known.teams.insert(team.name, team.id);
            }
        }
        Ok(known)
    }

    fn demo_agent(&self, person: DemoStaff, codes: &BTreeMap<String, SkillId>) -> Result<Recruit, Fault> {
        check_work_number(&person.work_number)?;
        check_name(&person.name)?;
        let id: AgentId = self.runtime.ids.next();
        let skills = demo_skills(&person, codes)?;
        check_skills(&skills)?;
        let first = person.roles.first().copied().unwrap_or(Role::Agent);
        let facts = Facts {
            alias: person.alias.clone().unwrap_or_else(|| person.name.chars().take(1).chain("老师".chars()).collect()),
            name: self.runtime.vault.seal_field("agent", "name", id.0.as_bytes(), &person.name)?,
            roles: person.roles,
            team: None,
            department: person.department.or_else(|| department_of(&person.site, first)),
            site: person.site,
            chat_limit: person.chat_limit.unwrap_or(5),
            enabled: true,
            oidc_subject: person.oidc_subject,
        };
        facts.check()?;
        Ok(Recruit {
            agent: Agent { id, work_number: person.work_number, facts, version: 1 },
            skills,
            team: person.team,
        })
    }
}

/// Somebody about to be stored, with their team's code.
struct Recruit {
    agent: Agent,
    skills: Vec<AgentSkill>,
    team: Option<String>,
}

#[derive(Default)]
struct Known {
    agents: BTreeMap<String, AgentId>,
    teams: BTreeMap<String, TeamId>,
}

async fn store_all(
    work: &mut Work,
    recruits: Vec<Recruit>,
    teams: &[DemoTeam],
    mut known: Known,
) -> Result<DemoLoaded, Fault> {
    let mut loaded = DemoLoaded::default();
    known.agents.extend(recruits.iter().map(|recruit| (recruit.agent.work_number.clone(), recruit.agent.id)));
    for wanted in teams {
        if known.teams.contains_key(&wanted.name) {
            continue;
        }
        let lead = wanted.lead.as_ref().and_then(|number| known.agents.get(number)).copied();
        let team = Team { id: work.id(), name: wanted.name.clone(), department: wanted.department.clone(), lead };
        if store::insert_team(work.tx(), &team).await? {
            known.teams.insert(team.name, team.id);
            loaded.teams += 1;
        }
    }
    for Recruit { mut agent, skills, team } in recruits {
        let home = teams.iter().find(|known| team.as_ref() == Some(&known.code));
        agent.facts.team = home.and_then(|team| known.teams.get(&team.name)).copied();
        if !store::insert_agent(work.tx(), &agent).await? {
            return Err(wrong(format!("staff.json gives {} a subject somebody else has", agent.work_number)));
        }
        store::put_skills(work.tx(), agent.id, &skills).await?;
        let (by, body) = (work.ctx().by(), Changed { what: "added".into(), version: 1 });
        work.emit(NewEvent::new(Stream::Agent(agent.id), names::AGENT_CHANGED, by, &body));
        loaded.agents.push((agent.id, agent.work_number));
    }
    Ok(loaded)
}

fn demo_skills(person: &DemoStaff, codes: &BTreeMap<String, SkillId>) -> Result<Vec<AgentSkill>, Fault> {
    let mut skills: BTreeMap<SkillId, u8> = BTreeMap::new();
    for wanted in &person.skills {
        let (code, level) = match wanted {
            DemoSkill::Code(code) => (code, USUAL_LEVEL),
            DemoSkill::Rated { skill, level } => (skill, *level),
        };
        if code == "all" {
            skills.extend(codes.values().map(|skill| (*skill, level)));
            continue;
        }
        let skill = codes.get(code).ok_or_else(|| {
            wrong(format!("staff.json gives {} the skill {code}, which routing lacks", person.work_number))
        })?;
        skills.insert(*skill, level);
    }
    Ok(skills.into_iter().map(|(skill, level)| AgentSkill { skill, level }).collect())
}

/// Department staff sit at a department (`D02`); a branch manager belongs to no department, everybody
/// else to the centre itself.
fn department_of(site: &str, role: Role) -> Option<String> {
    let at_department = site.starts_with('D') && site[1..].bytes().all(|byte| byte.is_ascii_digit());
    match role {
        _ if at_department => Some(site.to_owned()),
        Role::BranchManager => None,
        _ => Some("D01".to_owned()),
    }
}

fn read<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|error| wrong(format!("{file} does not read: {error}")))
}

fn wrong(detail: String) -> Fault {
    Fault::invalid("WL-DEMO-DATA", detail)
}

//! Listing, adding and changing teams.

use warmline_base::{AgentId, Fault, TeamId};
use warmline_contract::Action;
use warmline_runtime::{Ctx, Object};

use super::{People, not_found};
use crate::model::{NewTeam, Team, TeamChange, check_team, field};
use crate::store;

impl People {
    /// Every team by name.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; a database fault.
    pub async fn teams(&self, ctx: &Ctx) -> Result<Vec<Team>, Fault> {
        ctx.authorize(Action::AgentRead, &Object::any("team"))?;
        store::teams(&self.runtime.db).await
    }

    /// Adds a team.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; `WL-AGENT-FIELD`; `WL-TEAM-TAKEN` when the name is another team's; a database fault.
    pub async fn add_team(&self, ctx: &Ctx, new: NewTeam) -> Result<Team, Fault> {
        ctx.authorize(Action::AgentManage, &Object::any("team"))?;
        check_team(&new.name, &new.department)?;
        self.lead_exists(new.lead).await?;
        let team = Team { id: self.runtime.ids.next(), name: new.name, department: new.department, lead: new.lead };
        let mut work = ctx.open(Action::AgentManage, &object(team.id)).await?;
        if !store::insert_team(work.tx(), &team).await? {
            return Err(taken());
        }
        work.commit().await?;
        Ok(team)
    }

    /// Changes a team.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; `WL-NOT-FOUND`; `WL-AGENT-FIELD`; `WL-TEAM-TAKEN`; a database fault.
    pub async fn change_team(&self, ctx: &Ctx, id: TeamId, change: TeamChange) -> Result<Team, Fault> {
        ctx.authorize(Action::AgentManage, &object(id))?;
        let before = store::team(&self.runtime.db, id).await?.ok_or_else(not_found)?;
        let team = Team {
            id,
            name: change.name.unwrap_or(before.name),
            department: change.department.unwrap_or(before.department),
            lead: change.lead.unwrap_or(before.lead),
        };
        check_team(&team.name, &team.department)?;
        self.lead_exists(team.lead).await?;
        let mut work = ctx.open(Action::AgentManage, &object(id)).await?;
        if !store::update_team(work.tx(), &team).await? {
            return Err(taken());
        }
        work.commit().await?;
        self.roster.forget_all();
        Ok(team)
    }

    async fn lead_exists(&self, lead: Option<AgentId>) -> Result<(), Fault> {
        match lead {
            Some(id) if store::agent_by_id(&self.runtime.db, id).await?.is_none() => {
                Err(field("/lead", "there is no such colleague: choose one of the list"))
            }
            _ => Ok(()),
        }
    }
}

fn object(id: TeamId) -> Object {
    Object::new("team", &id.to_string()).team(id)
}

fn taken() -> Fault {
    Fault::conflict("WL-TEAM-TAKEN", "another team has this name: choose another")
}

//! Who the browser is signed in as, and what it may show.

use serde::Serialize;
use utoipa::ToSchema;
use warmline_base::{AgentId, TeamId, Timestamp};
use warmline_contract::{Action, AgentCard, Presence, Role};

/// The signed-in person as the screens need them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Me {
    /// The person.
    pub agent: MeAgent,
    /// What they may do to something; whether to this very thing is decided with each request.
    #[schema(value_type = Vec<String>)]
    pub actions: Vec<Action>,
    /// Goes into `X-Warmline-Csrf` of every changing request.
    pub csrf: String,
    /// Whether the session is locked after a pause.
    pub locked: bool,
    /// Where they stand; nothing for those who serve no customers.
    pub presence: Option<Presence>,
    /// Whether the house is a demo.
    pub demo: bool,
    /// The server's clock.
    #[schema(value_type = String, format = DateTime)]
    pub server_time: Timestamp,
    /// After how many seconds without use the session locks.
    pub idle_lock_seconds: i64,
    /// Until when privileged actions need no new one-time code.
    #[schema(value_type = String, format = DateTime)]
    pub confirmed_until: Timestamp,
}

/// The person.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MeAgent {
    /// Who.
    #[schema(value_type = String)]
    pub id: AgentId,
    /// 工号.
    pub work_number: String,
    /// The name customers see.
    pub alias: String,
    /// What they are.
    pub roles: Vec<Role>,
    /// Their team.
    pub team: Option<MeTeam>,
    /// Their department's code.
    pub department: Option<String>,
    /// Their site or branch.
    pub site: String,
}

/// A team by name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MeTeam {
    /// Which.
    #[schema(value_type = String)]
    pub id: TeamId,
    /// Its name.
    pub name: String,
}

impl MeAgent {
    /// The person behind a card.
    pub(crate) fn of(card: &AgentCard) -> Self {
        Self {
            id: card.id,
            work_number: card.work_number.clone(),
            alias: card.alias.clone(),
            roles: card.roles.clone(),
            team: card.team.map(|id| MeTeam { id, name: card.team_name.clone().unwrap_or_default() }),
            department: card.department.clone(),
            site: card.site.clone(),
        }
    }
}

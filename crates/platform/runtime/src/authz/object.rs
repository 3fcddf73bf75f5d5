//! The facts of an object that decide whose it is.

use warmline_base::{AgentId, TeamId};
use warmline_contract::Staff;

use super::Scope;

/// What an action is done to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    kind: &'static str,
    id: String,
    people: Vec<AgentId>,
    teams: Vec<TeamId>,
    departments: Vec<String>,
    branch: Option<String>,
    anybody: bool,
}

impl Object {
    /// One thing of a kind, belonging to nobody until said otherwise.
    pub fn new(kind: &'static str, id: &str) -> Self {
        Self {
            kind,
            id: id.to_owned(),
            people: Vec::new(),
            teams: Vec::new(),
            departments: Vec::new(),
            branch: None,
            anybody: false,
        }
    }

    /// The kind as a whole: a list whose rows are filtered by scope, or something that is everybody's.
    pub fn any(kind: &'static str) -> Self {
        Self { anybody: true, ..Self::new(kind, "") }
    }

    /// Belongs to this person.
    #[must_use]
    pub fn person(mut self, agent: impl Into<Option<AgentId>>) -> Self {
        self.people.extend(agent.into());
        self
    }

    /// Belongs to this team.
    #[must_use]
    pub fn team(mut self, team: impl Into<Option<TeamId>>) -> Self {
        self.teams.extend(team.into());
        self
    }

    /// Belongs to this department, by code.
    #[must_use]
    pub fn department(mut self, code: &str) -> Self {
        self.departments.push(code.to_owned());
        self
    }

    /// Belongs to this branch, by code.
    #[must_use]
    pub fn branch(mut self, code: Option<&str>) -> Self {
        self.branch = code.map(Into::into);
        self
    }

    /// Whether it is that one.
    pub fn is(&self, kind: &str, id: &str) -> bool {
        self.kind == kind && self.id == id
    }

    /// How the audit log names it.
    pub fn name(&self) -> String {
        if self.id.is_empty() { self.kind.to_owned() } else { format!("{}:{}", self.kind, self.id) }
    }

    /// Whether `scope` of `staff` covers it.
    pub fn within(&self, scope: Scope, staff: &Staff) -> bool {
        if self.anybody || scope == Scope::Centre {
            return true;
        }
        let own = self.people.contains(&staff.id);
        match scope {
            Scope::Own => own,
            Scope::Team => own || staff.team.is_some_and(|team| self.teams.contains(&team)),
            Scope::Department => own || staff.department.as_ref().is_some_and(|code| self.departments.contains(code)),
            Scope::Branch => own || self.branch.as_deref() == Some(staff.site.as_str()),
            Scope::Centre => true,
        }
    }
}

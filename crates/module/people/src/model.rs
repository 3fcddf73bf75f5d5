//! What an agent and a team are, and the rules a change must keep.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use warmline_base::{AgentId, Fault, TeamId};
use warmline_contract::{AgentSkill, Role};

/// The most roles one person may hold.
const MAX_ROLES: usize = 6;
/// The most skills one person may have.
const MAX_SKILLS: usize = 50;
/// The most chats anybody may hold at once.
const MAX_CHATS: u8 = 20;

/// An agent as this room keeps one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Agent {
    pub id: AgentId,
    pub work_number: String,
    pub facts: Facts,
    pub version: i64,
}

/// What can change about an agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Facts {
    pub alias: String,
    /// The real name, sealed as stored; a change replaces it.
    pub name: Vec<u8>,
    pub roles: Vec<Role>,
    pub team: Option<TeamId>,
    pub department: Option<String>,
    pub site: String,
    pub chat_limit: u8,
    pub enabled: bool,
    pub oidc_subject: Option<String>,
}

/// A change of an agent: what is absent stays, `null` takes away what can be taken away.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgentChange {
    /// The version the change was made from.
    pub version: i64,
    /// The name customers see.
    #[serde(default)]
    pub alias: Option<String>,
    /// The real name.
    #[serde(default)]
    pub name: Option<String>,
    /// What they are.
    #[serde(default)]
    pub roles: Option<Vec<Role>>,
    /// Their team.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub team: Option<Option<TeamId>>,
    /// Their department's code.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub department: Option<Option<String>>,
    /// Their site, or the branch code.
    #[serde(default)]
    pub site: Option<String>,
    /// How many chats at once.
    #[serde(default)]
    pub chat_limit: Option<u8>,
    /// Whether they may sign in.
    #[serde(default)]
    pub enabled: Option<bool>,
    /// Their subject at the bank's identity provider.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub oidc_subject: Option<Option<String>>,
}

/// Tells `null` (take away) from absent (leave).
fn given<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}

/// A team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Team {
    /// Its id.
    #[schema(value_type = String)]
    pub id: TeamId,
    /// Its name.
    pub name: String,
    /// Its department's code.
    pub department: String,
    /// Who leads it.
    #[schema(value_type = Option<String>)]
    pub lead: Option<AgentId>,
}

/// A team to be.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTeam {
    /// Its name, unlike every other team's.
    pub name: String,
    /// Its department's code.
    pub department: String,
    /// Who leads it.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub lead: Option<AgentId>,
}

/// A change of a team: what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamChange {
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
    /// Its department's code.
    #[serde(default)]
    pub department: Option<String>,
    /// Who leads it; `null` for nobody.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub lead: Option<Option<AgentId>>,
}

impl Facts {
    /// The facts after `change`, whose new real name arrives already sealed.
    pub fn after(&self, change: &AgentChange, sealed_name: Option<Vec<u8>>) -> Self {
        let keep = |new: &Option<String>, old: &String| new.as_ref().unwrap_or(old).clone();
        Self {
            alias: keep(&change.alias, &self.alias),
            name: sealed_name.unwrap_or_else(|| self.name.clone()),
            roles: change.roles.clone().unwrap_or_else(|| self.roles.clone()),
            team: change.team.unwrap_or(self.team),
            department: change.department.clone().unwrap_or_else(|| self.department.clone()),
            site: keep(&change.site, &self.site),
            chat_limit: change.chat_limit.unwrap_or(self.chat_limit),
            enabled: change.enabled.unwrap_or(self.enabled),
            oidc_subject: change.oidc_subject.clone().unwrap_or_else(|| self.oidc_subject.clone()),
        }
    }

    /// Checks everything but the name, which is sealed by then.
    ///
    /// # Errors
    /// `WL-AGENT-FIELD` or `WL-ROLE-CONFLICT`, each with its place.
    pub fn check(&self) -> Result<(), Fault> {
        text("/alias", &self.alias, 20)?;
        text("/site", &self.site, 40)?;
        if let Some(department) = &self.department {
            text("/department", department, 10)?;
        }
        if let Some(subject) = &self.oidc_subject {
            text("/oidc_subject", subject, 255)?;
        }
        if self.chat_limit > MAX_CHATS {
            return Err(field("/chat_limit", "nobody holds more than 20 chats at once: use 0 to 20"));
        }
        check_roles(&self.roles)
    }

    /// What of these facts decides how far somebody reaches grew or moved compared with `before`.
    pub fn widens(&self, before: &Self) -> bool {
        self.roles.iter().any(|role| !before.roles.contains(role))
            || self.team != before.team
            || self.department != before.department
            || self.site != before.site
    }
}

/// Checks a work number: it is typed at sign-in, spoken to customers and written in the audit log.
///
/// # Errors
/// `WL-AGENT-FIELD`.
pub(crate) fn check_work_number(work_number: &str) -> Result<(), Fault> {
    let plain = work_number.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if plain && (1..=20).contains(&work_number.len()) {
        return Ok(());
    }
    Err(field("/work_number", "a work number is 1 to 20 capital letters and digits"))
}

/// Checks a real name before it is sealed.
///
/// # Errors
/// `WL-AGENT-FIELD`.
pub(crate) fn check_name(name: &str) -> Result<(), Fault> {
    text("/name", name, 40)
}

/// Checks skills: levels 1 to 10, none twice, no more than fifty.
///
/// # Errors
/// `WL-AGENT-FIELD`.
pub(crate) fn check_skills(skills: &[AgentSkill]) -> Result<(), Fault> {
    if skills.len() > MAX_SKILLS {
        return Err(field("/skills", "nobody has more than 50 skills: keep those work is routed by"));
    }
    for (index, skill) in skills.iter().enumerate() {
        if !(1..=10).contains(&skill.level) {
            return Err(field(format!("/skills/{index}/level"), "a level is 1 to 10"));
        }
        if skills[..index].iter().any(|earlier| earlier.skill == skill.skill) {
            return Err(field(format!("/skills/{index}/skill"), "the skill stands here twice: keep one"));
        }
    }
    Ok(())
}

/// Checks a team's texts.
///
/// # Errors
/// `WL-AGENT-FIELD`.
pub(crate) fn check_team(name: &str, department: &str) -> Result<(), Fault> {
    text("/name", name, 40)?;
    text("/department", department, 10)
}

fn check_roles(roles: &[Role]) -> Result<(), Fault> {
    if roles.is_empty() || roles.len() > MAX_ROLES {
        return Err(field("/roles", "somebody holds 1 to 6 roles"));
    }
    if roles.iter().enumerate().any(|(index, role)| roles[..index].contains(role)) {
        return Err(field("/roles", "a role stands here twice: keep one"));
    }
    if roles.contains(&Role::Customer) {
        return Err(field("/roles", "customers are not staff: choose a role of the centre"));
    }
    if roles.contains(&Role::Auditor) && roles.contains(&Role::Admin) {
        return Err(Fault::invalid(
            "WL-ROLE-CONFLICT",
            "whoever audits does not administer: give the two roles to two people",
        )
        .at("/roles"));
    }
    Ok(())
}

fn text(place: &str, value: &str, longest: usize) -> Result<(), Fault> {
    let length = value.chars().count();
    if value.trim() != value || length == 0 || length > longest || value.chars().any(char::is_control) {
        return Err(field(place, format!("write 1 to {longest} characters without spaces around them")));
    }
    Ok(())
}

/// The refusal of one field.
pub(crate) fn field(place: impl Into<String>, detail: impl Into<std::borrow::Cow<'static, str>>) -> Fault {
    Fault::invalid("WL-AGENT-FIELD", detail).at(place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::sample::subsequence;

    fn facts(roles: &[Role]) -> Facts {
        Facts {
            alias: "小鹿".into(),
            name: vec![1],
            roles: roles.to_vec(),
            team: None,
            department: Some("D01".into()),
            site: "青陵".into(),
            chat_limit: 5,
            enabled: true,
            oidc_subject: None,
        }
    }

    #[test]
    fn an_auditor_is_no_administrator_and_a_customer_is_no_staff() {
        assert_eq!(facts(&[Role::Auditor, Role::Admin]).check().unwrap_err().code, "WL-ROLE-CONFLICT");
        assert_eq!(facts(&[Role::Customer]).check().unwrap_err().code, "WL-AGENT-FIELD");
        assert_eq!(facts(&[]).check().unwrap_err().code, "WL-AGENT-FIELD");
        assert!(facts(&[Role::Auditor, Role::Qa]).check().is_ok());
    }

    #[test]
    fn null_takes_away_and_absent_leaves() {
        let change: AgentChange = serde_json::from_str(r#"{"version":1,"department":null}"#).unwrap();
        let after = facts(&[Role::Agent]).after(&change, None);
        assert_eq!((after.department, after.site), (None, "青陵".to_owned()));
    }

    #[test]
    fn a_work_number_is_plain() {
        for good in ["S001", "1", "A1234567890123456789"] {
            assert!(check_work_number(good).is_ok());
        }
        for bad in ["", "s001", "S 001", "S001\n", "工号", "A12345678901234567890"] {
            assert_eq!(check_work_number(bad).unwrap_err().code, "WL-AGENT-FIELD");
        }
    }

    proptest! {
        #[test]
        fn giving_up_roles_never_widens(held in subsequence(Role::ALL.to_vec(), 1..6), keep in 0usize..6) {
            let before = facts(&held);
            let after = facts(&held[..keep.min(held.len())]);
            prop_assert!(!after.widens(&before));
        }

        #[test]
        fn a_new_role_always_widens(held in subsequence(Role::ALL[..9].to_vec(), 1..6), new in 9usize..17) {
            let mut more = held.clone();
            more.push(Role::ALL[new]);
            prop_assert!(facts(&more).widens(&facts(&held)));
        }
    }
}

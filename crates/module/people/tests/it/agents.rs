//! Hiring and changing colleagues.

use serde_json::json;
use warmline_base::{Limit, SkillId, TeamId};
use warmline_contract::{AgentSkill, Role, Stream, names};
use warmline_db::{prepare_all, read};
use warmline_people::{AgentChange, AgentFilter, STATEMENTS};
use warmline_runtime::{AuditFilter, list_audit};

use crate::support::{Staffed, acting, new_agent, skill};

fn change(value: serde_json::Value) -> AgentChange {
    serde_json::from_value(value).unwrap()
}

#[tokio::test]
async fn every_statement_is_accepted_by_the_database() {
    let staffed = Staffed::open().await;
    assert_eq!(prepare_all(&staffed.house.runtime.db, STATEMENTS).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_new_colleague_gets_a_password_and_a_factor_once() {
    let staffed = Staffed::open().await;
    let hired = staffed.hire("S101", &[Role::Agent]).await;
    assert_eq!(hired.password_once.len(), 23);
    assert!(hired.totp_uri_once.starts_with("otpauth://totp/") && hired.totp_uri_once.contains("S101"));
    assert_eq!(hired.agent.skills[0].name, "借记与账户");
    let shown = staffed.people.show(&staffed.admin(), hired.agent.id).await.unwrap();
    assert_eq!(shown, hired.agent);
    let events = staffed.house.runtime.log.stream(Stream::Agent(hired.agent.id), 0, 10).await.unwrap();
    assert_eq!((events.len(), &*events[0].name), (1, names::AGENT_CHANGED));
}

#[tokio::test]
async fn the_real_name_is_sealed_and_shown_only_to_those_who_manage_staff() {
    let staffed = Staffed::open().await;
    let hired = staffed.hire("S101", &[Role::Agent]).await;
    let (stored,): (Vec<u8>,) =
        read!(&staffed.house.runtime.db, c => sqlx::query_as("SELECT name FROM agent").fetch_one(c).await).unwrap();
    assert!(!String::from_utf8_lossy(&stored).contains('陈'));
    let colleague = staffed.house.staff("S102", Role::Agent).ctx();
    assert_eq!(staffed.people.show(&colleague, hired.agent.id).await.unwrap().name, None);
    assert_eq!(hired.agent.name.as_deref(), Some("陈晓鹿"));
}

#[tokio::test]
async fn nobody_widens_their_own_reach() {
    let staffed = Staffed::open().await;
    let hired = staffed.hire("S022", &[Role::Admin]).await;
    let team = staffed
        .people
        .add_team(&staffed.admin(), serde_json::from_value(json!({ "name": "一组", "department": "D01" })).unwrap())
        .await
        .unwrap();
    let own = acting(&staffed, hired.agent.id, "S022", Role::Admin);
    for grant in [
        json!({ "version": 1, "roles": ["admin", "supervisor"] }),
        json!({ "version": 1, "team": team.id }),
        json!({ "version": 1, "department": "D02" }),
        json!({ "version": 1, "site": "B011" }),
        json!({ "version": 1, "enabled": false }),
    ] {
        let refused = staffed.people.change(&own, hired.agent.id, &change(grant.clone())).await.unwrap_err();
        assert_eq!(refused.code, "WL-SELF-GRANT", "{grant}");
    }
    assert_eq!(staffed.people.enrol_anew(&own, hired.agent.id).await.unwrap_err().code, "WL-SELF-GRANT");
    let renamed = change(json!({ "version": 1, "alias": "小方" }));
    assert_eq!(staffed.people.change(&own, hired.agent.id, &renamed).await.unwrap().alias, "小方");
    let by_other = change(json!({ "version": 2, "roles": ["admin", "supervisor"] }));
    assert!(staffed.people.change(&staffed.admin(), hired.agent.id, &by_other).await.is_ok());
}

#[tokio::test]
async fn whoever_audits_does_not_administer() {
    let staffed = Staffed::open().await;
    let both = new_agent("S101", &[Role::Auditor, Role::Admin]);
    assert_eq!(staffed.people.hire(&staffed.admin(), both).await.unwrap_err().code, "WL-ROLE-CONFLICT");
    let hired = staffed.hire("S021", &[Role::Auditor]).await;
    let grant = change(json!({ "version": 1, "roles": ["auditor", "admin"] }));
    let refused = staffed.people.change(&staffed.admin(), hired.agent.id, &grant).await.unwrap_err();
    assert_eq!((refused.code, refused.place.as_deref()), ("WL-ROLE-CONFLICT", Some("/roles")));
}

#[tokio::test]
async fn a_change_from_an_older_version_is_refused() {
    let staffed = Staffed::open().await;
    let id = staffed.hire("S101", &[Role::Agent]).await.agent.id;
    let admin = staffed.admin();
    staffed.people.change(&admin, id, &change(json!({ "version": 1, "alias": "甲" }))).await.unwrap();
    let late = staffed.people.change(&admin, id, &change(json!({ "version": 1, "alias": "乙" }))).await;
    assert_eq!(late.unwrap_err().code, "WL-STALE");
    assert_eq!(staffed.people.set_skills(&admin, id, &[], 1).await.unwrap_err().code, "WL-STALE");
    let skills = [AgentSkill { skill: skill("credit"), level: 9 }];
    let shown = staffed.people.set_skills(&admin, id, &skills, 2).await.unwrap();
    assert_eq!((shown.version, shown.skills.len(), shown.skills[0].level), (3, 1, 9));
}

#[tokio::test]
async fn work_numbers_and_subjects_are_nobody_elses() {
    let staffed = Staffed::open().await;
    let one = staffed.hire("S101", &[Role::Agent]).await.agent.id;
    let two = staffed.hire("S102", &[Role::Agent]).await.agent.id;
    let again = staffed.people.hire(&staffed.admin(), new_agent("S101", &[Role::Agent])).await;
    assert_eq!(again.unwrap_err().code, "WL-AGENT-TAKEN");
    let subject = change(json!({ "version": 1, "oidc_subject": "chen" }));
    staffed.people.change(&staffed.admin(), one, &subject).await.unwrap();
    let stolen = staffed.people.change(&staffed.admin(), two, &subject).await;
    assert_eq!(stolen.unwrap_err().code, "WL-AGENT-TAKEN");
}

#[tokio::test]
async fn what_does_not_exist_cannot_be_given() {
    let staffed = Staffed::open().await;
    let mut new = new_agent("S101", &[Role::Agent]);
    new.team = Some(TeamId(uuid::Uuid::from_u128(9)));
    let refused = staffed.people.hire(&staffed.admin(), new).await.unwrap_err();
    assert_eq!((refused.code, refused.place.as_deref()), ("WL-AGENT-FIELD", Some("/team")));
    let mut new = new_agent("S101", &[Role::Agent]);
    new.skills.push(AgentSkill { skill: SkillId(uuid::Uuid::from_u128(99)), level: 3 });
    let refused = staffed.people.hire(&staffed.admin(), new).await.unwrap_err();
    assert_eq!(refused.place.as_deref(), Some("/skills/1/skill"));
}

#[tokio::test]
async fn an_agent_may_not_hire_and_the_attempt_is_written_down() {
    let staffed = Staffed::open().await;
    let agent = staffed.house.staff("S001", Role::Agent).ctx();
    let refused = staffed.people.hire(&agent, new_agent("S101", &[Role::Admin])).await.unwrap_err();
    assert_eq!(refused.code, "WL-FORBIDDEN");
    let filter = AuditFilter { actor: "S001".into(), ..AuditFilter::default() };
    let rows = list_audit(&staffed.house.runtime.db, &filter, i64::MAX, Limit::DEFAULT).await.unwrap();
    assert_eq!((rows.len(), rows[0].outcome.as_str()), (1, "refused WL-FORBIDDEN"));
}

#[tokio::test]
async fn a_list_is_paged_by_work_number_and_narrowed() {
    let staffed = Staffed::open().await;
    staffed.load_demo().await;
    let admin = staffed.admin();
    let mut filter = AgentFilter { limit: Some(2), ..AgentFilter::default() };
    let first = staffed.people.list(&admin, &filter).await.unwrap();
    filter.cursor = first.next.clone().unwrap();
    let second = staffed.people.list(&admin, &filter).await.unwrap();
    let numbers: Vec<&str> = first.items.iter().chain(&second.items).map(|agent| agent.work_number.as_str()).collect();
    assert_eq!((numbers, second.next), (vec!["S001", "S002", "S015"], None));
    for (filter, expected) in [
        (AgentFilter { q: "小鹿".into(), ..AgentFilter::default() }, "S001"),
        (AgentFilter { q: "s015".into(), ..AgentFilter::default() }, "S015"),
        (AgentFilter { role: Some(Role::TeamLead), ..AgentFilter::default() }, "S002"),
    ] {
        let found = staffed.people.list(&admin, &filter).await.unwrap();
        assert_eq!((found.items.len(), found.items[0].work_number.as_str()), (1, expected));
    }
    let nobody = AgentFilter { q: "%".into(), ..AgentFilter::default() };
    assert!(staffed.people.list(&admin, &nobody).await.unwrap().items.is_empty());
}

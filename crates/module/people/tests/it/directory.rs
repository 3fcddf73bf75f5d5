//! What other rooms learn about the staff, and the demo's load.

use serde_json::json;
use warmline_contract::{PeopleDirectory, Role, StaffRegister};
use warmline_people::DemoFiles;

use crate::support::{Staffed, codes, skill};

#[tokio::test]
async fn a_change_is_seen_by_the_next_question() {
    let staffed = Staffed::open().await;
    let id = staffed.hire("S101", &[Role::Agent]).await.agent.id;
    assert!(staffed.people.agent(id).await.unwrap().unwrap().enabled);
    let change = serde_json::from_value(json!({ "version": 1, "enabled": false, "roles": ["qa"] })).unwrap();
    staffed.people.change(&staffed.admin(), id, &change).await.unwrap();
    let card = staffed.people.agent(id).await.unwrap().unwrap();
    assert_eq!((card.enabled, card.roles), (false, vec![Role::Qa]));
}

#[tokio::test]
async fn only_those_who_can_serve_customers_are_listed_for_the_switchboard() {
    let staffed = Staffed::open().await;
    staffed.load_demo().await;
    let cards = staffed.people.agents().await.unwrap();
    let numbers: Vec<&str> = cards.iter().map(|card| card.work_number.as_str()).collect();
    assert_eq!(numbers, ["S001", "S002"]);
    assert_eq!((cards[0].team_name.as_deref(), cards[0].skills[0].skill), (Some("青陵一组"), skill("debit")));
    assert_eq!(cards[1].skills.len(), 3);
}

#[tokio::test]
async fn people_are_found_by_work_number_and_by_subject() {
    let staffed = Staffed::open().await;
    staffed.load_demo().await;
    let card = staffed.people.by_work_number("S015").await.unwrap().unwrap();
    assert_eq!((card.department.as_deref(), card.site.as_str()), (Some("D02"), "D02"));
    assert_eq!(staffed.people.by_work_number("S999").await.unwrap(), None);
    let change = serde_json::from_value(json!({ "version": 1, "oidc_subject": "luo" })).unwrap();
    staffed.people.change(&staffed.admin(), card.id, &change).await.unwrap();
    assert_eq!(staffed.people.by_oidc_subject("luo").await.unwrap().unwrap().id, card.id);
}

#[tokio::test]
async fn the_demo_loads_once() {
    let staffed = Staffed::open().await;
    let loaded = staffed.load_demo().await;
    assert_eq!((loaded.agents.len(), loaded.teams), (3, 1));
    let again = staffed.load_demo().await;
    assert_eq!((again.agents.len(), again.teams), (0, 0));
}

#[tokio::test]
async fn a_demo_file_that_names_an_unknown_skill_is_refused_by_name() {
    let staffed = Staffed::open().await;
    let staff = json!([{ "work_number": "S001", "name": "陈晓鹿", "roles": ["agent"], "site": "青陵", "skills": ["juggling"] }]);
    let files = DemoFiles { staff: &staff.to_string(), teams: "[]" };
    let refused = staffed.people.load(&staffed.house.system(), files, &codes()).await.unwrap_err();
    assert_eq!(refused.code, "WL-DEMO-DATA");
    assert!(refused.detail.contains("S001") && refused.detail.contains("juggling"));
}

#[tokio::test]
async fn a_renamed_team_shows_its_new_name_on_cards() {
    let staffed = Staffed::open().await;
    staffed.load_demo().await;
    let id = staffed.people.by_work_number("S001").await.unwrap().unwrap().id;
    let card = staffed.people.agent(id).await.unwrap().unwrap();
    let change = serde_json::from_value(json!({ "name": "青陵二组" })).unwrap();
    staffed.people.change_team(&staffed.admin(), card.team.unwrap(), change).await.unwrap();
    assert_eq!(staffed.people.agent(id).await.unwrap().unwrap().team_name.as_deref(), Some("青陵二组"));
    let second = serde_json::from_value(json!({ "name": "青陵二组", "department": "D01" })).unwrap();
    assert_eq!(staffed.people.add_team(&staffed.admin(), second).await.unwrap_err().code, "WL-TEAM-TAKEN");
}

//! A house with people in it, and the skills routing would know.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};
use uuid::Uuid;
use warmline_base::{AgentId, Fault, SkillId};
use warmline_contract::{Role, SkillName, SkillNames};
use warmline_crypto::PasswordHasher;
use warmline_people::{DemoFiles, Hired, NewAgent, People, SCHEMA};
use warmline_runtime::Ctx;
use warmline_signin::{Hashing, StaffCredentials};
use warmline_testkit::House;

/// The skills of the test.
pub const SKILLS: [(&str, &str); 3] = [("debit", "借记与账户"), ("credit", "信用卡"), ("text", "在线与短信")];

/// A skill's id.
pub fn skill(code: &str) -> SkillId {
    let place = SKILLS.iter().position(|(known, _)| *known == code).expect("a skill of the test");
    SkillId(Uuid::from_u128(place as u128 + 1))
}

/// Skills by code, as routing would hand them to the demo.
pub fn codes() -> BTreeMap<String, SkillId> {
    SKILLS.iter().map(|(code, _)| ((*code).to_owned(), skill(code))).collect()
}

struct Skills;

#[async_trait]
impl SkillNames for Skills {
    async fn skill_names(&self) -> Result<Vec<SkillName>, Fault> {
        let name = |(code, name): &(&str, &str)| SkillName {
            id: skill(code),
            code: (*code).into(),
            name_zh: (*name).into(),
            name_en: (*code).into(),
        };
        Ok(SKILLS.iter().map(name).collect())
    }
}

/// A house with people in it.
pub struct Staffed {
    pub house: House,
    pub credentials: Arc<StaffCredentials>,
    pub people: Arc<People>,
}

impl Staffed {
    /// A house with nobody in it yet.
    pub async fn open() -> Self {
        let house = House::open(&[SCHEMA, warmline_signin::SCHEMA]).await;
        let entropy = Arc::clone(&house.runtime.entropy);
        let hashing = Hashing::new(PasswordHasher::cheap(&*entropy), entropy);
        let credentials = StaffCredentials::new(Arc::clone(&house.runtime), hashing, "远岭银行");
        let people = People::new(Arc::clone(&house.runtime), credentials.clone(), Arc::new(Skills));
        Self { house, credentials, people }
    }

    /// An administrator who is not one of the staff listed.
    pub fn admin(&self) -> Ctx {
        self.house.staff("S900", Role::Admin).ctx()
    }

    /// Adds somebody.
    pub async fn hire(&self, work_number: &str, roles: &[Role]) -> Hired {
        self.people.hire(&self.admin(), new_agent(work_number, roles)).await.unwrap()
    }

    /// Loads three people and a team as the demo does.
    pub async fn load_demo(&self) -> warmline_people::DemoLoaded {
        let staff = json!([
            { "work_number": "S001", "name": "陈晓鹿", "alias": "小鹿", "roles": ["agent"], "team": "T1", "site": "青陵", "skills": ["debit"] },
            { "work_number": "S002", "name": "李向帆", "roles": ["team_lead"], "team": "T1", "site": "青陵", "skills": ["all"] },
            { "work_number": "S015", "name": "罗运成", "roles": ["dept_handler"], "site": "D02" },
        ]);
        let teams = json!([{ "code": "T1", "name": "青陵一组", "department": "D01", "lead": "S002" }]);
        let (staff, teams) = (staff.to_string(), teams.to_string());
        let files = DemoFiles { staff: &staff, teams: &teams };
        self.people.load(&self.house.system(), files, &codes()).await.unwrap()
    }
}

/// Somebody to be.
pub fn new_agent(work_number: &str, roles: &[Role]) -> NewAgent {
    let input: Value = json!({
        "work_number": work_number, "alias": "小鹿", "name": "陈晓鹿", "roles": roles, "department": "D01",
        "site": "青陵", "chat_limit": 5, "skills": [{ "skill": skill("debit"), "level": 7 }],
    });
    serde_json::from_value(input).unwrap()
}

/// Acting as somebody who is listed.
pub fn acting(staffed: &Staffed, id: AgentId, work_number: &str, role: Role) -> Ctx {
    staffed.house.staff(work_number, role).id(id).ctx()
}

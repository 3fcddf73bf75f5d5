//! A house with cases in it, and the other rooms as this one sees them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use uuid::Uuid;
use warmline_base::{AgentId, CustomerId, Fault, InteractionId, JourneyId, Millis, Timestamp};
use warmline_cases::{CaseKind, Cases, CasesParts, Department, OpenInput, SCHEMA};
use warmline_contract::{
    AgentCard, Channel, CustomerBrief, CustomerDirectory, IdentityLevel, InteractionBrief, InteractionDirectory,
    PastInteraction, PeopleDirectory, Role, WorkingHours,
};
use warmline_runtime::Ctx;
use warmline_testkit::House;

/// A customer who is there.
pub const CUSTOMER: CustomerId = CustomerId(Uuid::from_u128(10));
/// Another one.
pub const OTHER_CUSTOMER: CustomerId = CustomerId(Uuid::from_u128(11));

/// A house, the room, and those who act in it.
pub struct Scene {
    pub house: House,
    pub cases: Arc<Cases>,
    pub agent: Ctx,
    pub operations: Ctx,
    pub payments: Ctx,
    others: Arc<Others>,
}

/// Everything the room asks others for.
#[derive(Default)]
struct Others {
    contacts: Mutex<BTreeMap<InteractionId, InteractionBrief>>,
}

impl Scene {
    pub async fn open() -> Self {
        let house = House::open(&[SCHEMA]).await;
        let others = Arc::<Others>::default();
        let cases = room(&house, &others);
        Self {
            agent: house.staff("S001", Role::Agent).department("D01").ctx(),
            operations: house.staff("S015", Role::DeptHandler).department("D02").ctx(),
            payments: house.staff("S016", Role::DeptHandler).department("D07").ctx(),
            house,
            cases,
            others,
        }
    }

    /// The room as the next start of the same house opens it.
    pub fn again(&self) -> Arc<Cases> {
        room(&self.house, &self.others)
    }

    /// A live contact of the agent's with [`CUSTOMER`].
    pub fn contact(&self) -> InteractionId {
        let id = InteractionId(Uuid::from_u128(501));
        let brief = InteractionBrief {
            id,
            channel: Channel::Chat,
            customer: Some(CUSTOMER),
            identity_level: IdentityLevel::V1,
            journey: JourneyId(Uuid::from_u128(9)),
            agent: Some(self.agent.agent().unwrap()),
            live: true,
            intent: None,
            queue: None,
            ended_at: None,
            survey_asked: false,
        };
        self.others.contacts.lock().unwrap().insert(id, brief);
        id
    }
}

fn room(house: &House, others: &Arc<Others>) -> Arc<Cases> {
    let departments = ["D01", "D02", "D06", "D07", "D08"].map(|id| Department {
        id: id.to_owned(),
        name: format!("{id}部"),
        code: id.to_lowercase(),
        schedule: (id == "D06").then(|| "工作日".to_owned()),
        archived: false,
        version: 0,
    });
    Cases::new(CasesParts {
        runtime: Arc::clone(&house.runtime),
        people: Arc::clone(others) as Arc<dyn PeopleDirectory>,
        customers: Arc::clone(others) as Arc<dyn CustomerDirectory>,
        interactions: Arc::clone(others) as Arc<dyn InteractionDirectory>,
        hours: Arc::clone(others) as Arc<dyn WorkingHours>,
        departments: departments.to_vec(),
    })
}

/// What an agent records.
pub fn input(interaction: Option<InteractionId>, department: &str) -> OpenInput {
    OpenInput {
        interaction,
        customer: None,
        title: "转账未到账".into(),
        need: "转账三次未到账,急用".into(),
        kind: CaseKind::Service,
        priority: 5,
        department: department.into(),
        task_title: "核查账户状态".into(),
        attachments: vec![],
    }
}

/// Nobody works in the next sixteen hours.
pub const NIGHT: Millis = Millis::minutes(16 * 60);

#[async_trait]
impl WorkingHours for Others {
    async fn working_time(
        &self,
        schedule: &str,
        from: Timestamp,
        spans: [Millis; 2],
    ) -> Result<Option<[Timestamp; 2]>, Fault> {
        Ok((schedule == "工作日").then(|| spans.map(|span| from.plus(NIGHT).plus(span))))
    }
}

#[async_trait]
impl PeopleDirectory for Others {
    async fn agent(&self, id: AgentId) -> Result<Option<AgentCard>, Fault> {
        Ok(Some(AgentCard {
            id,
            work_number: "S001".into(),
            alias: "小鹿".into(),
            roles: vec![Role::Agent],
            team: None,
            team_name: None,
            department: None,
            site: "青陵".into(),
            skills: vec![],
            chat_limit: 3,
            enabled: true,
        }))
    }

    async fn agents(&self) -> Result<Vec<AgentCard>, Fault> {
        Ok(Vec::new())
    }
}

#[async_trait]
impl CustomerDirectory for Others {
    async fn brief(&self, id: CustomerId) -> Result<Option<CustomerBrief>, Fault> {
        Ok(Some(CustomerBrief {
            id,
            name_masked: "段*娟".into(),
            segments: vec!["新市民".into()],
            city: None,
            branch: Some("B011".into()),
            language: "zh-CN".into(),
            senior: false,
        }))
    }

    async fn briefs(&self, _: &[CustomerId]) -> Result<Vec<CustomerBrief>, Fault> {
        Ok(Vec::new())
    }

    async fn by_bank_reference(&self, _: &str) -> Result<Option<CustomerBrief>, Fault> {
        Ok(None)
    }
}

#[async_trait]
impl InteractionDirectory for Others {
    async fn brief(&self, id: InteractionId) -> Result<Option<InteractionBrief>, Fault> {
        Ok(self.contacts.lock().unwrap().get(&id).cloned())
    }

    async fn history(&self, _: CustomerId, _: usize) -> Result<Vec<PastInteraction>, Fault> {
        Ok(Vec::new())
    }
}

//! The other rooms as this one sees them: a few colleagues, contacts and cases held in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use uuid::Uuid;
use warmline_base::{AgentId, CaseId, CustomerId, Fault, InteractionId, JourneyId};
use warmline_contract::{
    AgentCard, CaseAccess, CaseBrief, CaseDirectory, Channel, IdentityLevel, InteractionBrief, InteractionDirectory,
    PastInteraction, PeopleDirectory, StaffRegister, SurveyDirectory,
};
use warmline_customers::{Customers, CustomersParts, SCHEMA, SandboxBank};
use warmline_testkit::House;

/// The demo bank's customers.
pub const BANK: &str = include_str!("../../../../../demo/customers.json");

/// Everything the room asks others for.
#[derive(Default)]
pub struct Others {
    pub agents: Mutex<Vec<AgentCard>>,
    pub contacts: Mutex<BTreeMap<InteractionId, InteractionBrief>>,
    pub cases: Mutex<Vec<CaseAccess>>,
    pub recommends: Mutex<BTreeMap<CustomerId, u8>>,
}

#[async_trait]
impl PeopleDirectory for Others {
    async fn agent(&self, id: AgentId) -> Result<Option<AgentCard>, Fault> {
        Ok(self.agents.lock().unwrap().iter().find(|card| card.id == id).cloned())
    }

    async fn agents(&self) -> Result<Vec<AgentCard>, Fault> {
        Ok(self.agents.lock().unwrap().clone())
    }
}

#[async_trait]
impl StaffRegister for Others {
    async fn by_work_number(&self, work_number: &str) -> Result<Option<AgentCard>, Fault> {
        Ok(self.agents.lock().unwrap().iter().find(|card| card.work_number == work_number).cloned())
    }

    async fn by_oidc_subject(&self, _: &str) -> Result<Option<AgentCard>, Fault> {
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

#[async_trait]
impl CaseDirectory for Others {
    async fn access(&self, id: CaseId) -> Result<Option<CaseAccess>, Fault> {
        Ok(self.cases.lock().unwrap().iter().find(|access| access.id == id).cloned())
    }

    async fn of_customer(&self, _: CustomerId, _: usize) -> Result<Vec<CaseBrief>, Fault> {
        Ok(Vec::new())
    }

    async fn of_journey(&self, _: JourneyId, _: usize) -> Result<Vec<CaseBrief>, Fault> {
        Ok(Vec::new())
    }
}

#[async_trait]
impl SurveyDirectory for Others {
    async fn recommends(&self, customer: CustomerId) -> Result<Option<u8>, Fault> {
        Ok(self.recommends.lock().unwrap().get(&customer).copied())
    }
}

#[allow(dead_code, reason = "the unit tests share this file and need only some of it")]
impl Others {
    /// A live contact with `agent`, perhaps with a known customer.
    pub fn contact(&self, agent: AgentId, customer: Option<CustomerId>, level: IdentityLevel) -> InteractionId {
        let mut contacts = self.contacts.lock().unwrap();
        let id = InteractionId(Uuid::from_u128(contacts.len() as u128 + 1));
        contacts.insert(
            id,
            InteractionBrief {
                id,
                channel: Channel::Chat,
                customer,
                identity_level: level,
                journey: JourneyId(Uuid::from_u128(9)),
                agent: Some(agent),
                live: true,
                intent: None,
                queue: None,
                ended_at: None,
                survey_asked: false,
            },
        );
        id
    }

    /// Ends a contact.
    pub fn end(&self, id: InteractionId) {
        self.contacts.lock().unwrap().get_mut(&id).unwrap().live = false;
    }
}

/// The room in a house with the demo customers loaded.
pub async fn loaded_with(others: Arc<Others>) -> (House, Arc<Customers>) {
    let house = House::open(&[SCHEMA]).await;
    let customers = Customers::new(CustomersParts {
        runtime: Arc::clone(&house.runtime),
        bank: Arc::new(SandboxBank::from_json(BANK).unwrap()),
        people: Arc::clone(&others) as Arc<dyn StaffRegister>,
        interactions: Arc::clone(&others) as Arc<dyn InteractionDirectory>,
        cases: Arc::clone(&others) as Arc<dyn CaseDirectory>,
        surveys: others,
    });
    assert_eq!(customers.load(&house.system(), BANK).await.unwrap(), 18);
    (house, customers)
}

/// The same, with nobody else about.
#[allow(dead_code, reason = "the integration tests bring others along")]
pub async fn loaded() -> (House, Arc<Customers>) {
    loaded_with(Arc::default()).await
}

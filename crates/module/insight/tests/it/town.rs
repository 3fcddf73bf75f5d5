//! Whoever insight asks for names, and a house with insight in it.

use std::sync::Arc;

use async_trait::async_trait;
use uuid::Uuid;
use warmline_base::{AgentId, Fault, QueueId, SkillId, Timestamp};
use warmline_contract::{
    AgentCard, AgentSkill, Channel, Opening, PeopleDirectory, QueueSetting, Role, RoutingSettings, SkillName,
    SkillNames, SkillWish,
};
use warmline_insight::{Insight, SCHEMA, Sources};
use warmline_testkit::House;

/// Names for these agents and queues.
pub struct Town {
    pub agents: Vec<AgentId>,
    pub queues: Vec<QueueId>,
}

/// A skill somebody may ask for.
pub fn skill(number: u128) -> SkillId {
    SkillId(Uuid::from_u128(900 + number))
}

#[async_trait]
impl PeopleDirectory for Town {
    async fn agent(&self, id: AgentId) -> Result<Option<AgentCard>, Fault> {
        Ok(self.agents().await?.into_iter().find(|card| card.id == id))
    }

    async fn agents(&self) -> Result<Vec<AgentCard>, Fault> {
        let card = |(number, id): (usize, &AgentId)| AgentCard {
            id: *id,
            work_number: format!("S{number:04}"),
            alias: format!("小{number}"),
            roles: vec![Role::Agent],
            team: None,
            team_name: Some("一组".into()),
            department: None,
            site: "青陵".into(),
            skills: vec![AgentSkill { skill: skill(number as u128 % 3), level: 5 }],
            chat_limit: 3,
            enabled: true,
        };
        Ok(self.agents.iter().enumerate().map(card).collect())
    }
}

#[async_trait]
impl RoutingSettings for Town {
    async fn queues(&self) -> Result<Vec<QueueSetting>, Fault> {
        let queue = |(number, id): (usize, &QueueId)| QueueSetting {
            id: *id,
            code: format!("q{number}"),
            name_zh: format!("队列{number}"),
            name_en: format!("Queue {number}"),
            channel: "any".into(),
            priority: 5,
            required: (number == 1)
                .then(|| SkillWish { skill: skill(1), min: 4, relax_after_seconds: None })
                .into_iter()
                .collect(),
            preferred: Vec::new(),
            overflow: None,
            schedule: None,
            offer_timeout_seconds: 20,
            wrap_up_seconds: 20,
            service_level_seconds: 20,
            max_waiting: 100,
            order: "fifo".into(),
            agent_choice: "longest_idle".into(),
            sticky_seconds: 0,
            enabled: true,
            version: 1,
        };
        Ok(self.queues.iter().enumerate().map(queue).collect())
    }

    async fn opening(&self, _: QueueId, _: Timestamp) -> Result<Opening, Fault> {
        Ok(Opening { open: true, next_change: None })
    }

    async fn skill_by_code(&self, _: &str) -> Result<Option<SkillId>, Fault> {
        Ok(None)
    }

    async fn entry_flow(&self, _: Channel) -> Result<(String, i64), Fault> {
        Err(Fault::not_found("WL-NOT-FOUND", "there are no flows in this town"))
    }

    async fn flow_version(&self, _: &str, _: i64) -> Result<Option<String>, Fault> {
        Ok(None)
    }
}

#[async_trait]
impl SkillNames for Town {
    async fn skill_names(&self) -> Result<Vec<SkillName>, Fault> {
        let name = |number| SkillName {
            id: skill(number),
            code: format!("s{number}"),
            name_zh: format!("技能{number}"),
            name_en: format!("Skill {number}"),
        };
        Ok((0..3).map(name).collect())
    }
}

/// An empty house with insight's tables.
pub async fn house() -> House {
    House::open(&[SCHEMA]).await
}

/// Insight in this house, as after a start.
pub async fn insight(house: &House, town: &Arc<Town>) -> Arc<Insight> {
    let sources = Sources {
        runtime: Arc::clone(&house.runtime),
        people: town.clone(),
        routing: town.clone(),
        skills: town.clone(),
    };
    Insight::open(sources).await.expect("the books open")
}

//! Routing as other rooms know it.

use async_trait::async_trait;
use warmline_base::{Fault, Millis, QueueId, SkillId, Timestamp, TypedId};
use warmline_contract::{Channel, Opening, QueueSetting, RoutingSettings, SkillName, SkillNames, WorkingHours};

use crate::Routing;
use crate::model::{FlowBody, ScheduleBody, SkillBody};
use crate::store::{self, Kind};

#[async_trait]
impl RoutingSettings for Routing {
    async fn queues(&self) -> Result<Vec<QueueSetting>, Fault> {
        Ok(self.settings().await?.queues.clone())
    }

    async fn opening(&self, queue: QueueId, now: Timestamp) -> Result<Opening, Fault> {
        self.settings().await?.opening(queue, now)
    }

    async fn skill_by_code(&self, code: &str) -> Result<Option<SkillId>, Fault> {
        Ok(self.settings().await?.skill(code))
    }

    async fn entry_flow(&self, channel: Channel) -> Result<(String, i64), Fault> {
        let settings = self.settings().await?;
        let (source, version) = settings.entry_flow(channel).ok_or_else(|| {
            let detail = format!("no flow serves the channel {channel}: publish one");
            Fault::not_found("WL-FLOW-MISSING", detail)
        })?;
        Ok((source.to_owned(), version))
    }

    async fn flow_version(&self, name: &str, version: i64) -> Result<Option<String>, Fault> {
        let db = &self.runtime.db;
        let Some(row) = store::by_code(db, Kind::Flow, name).await? else { return Ok(None) };
        let kept = store::version(db, Kind::Flow, row.id, version).await?;
        kept.map(|kept| kept.body::<FlowBody>().map(|body| body.source)).transpose()
    }
}

#[async_trait]
impl WorkingHours for Routing {
    async fn working_time(
        &self,
        schedule: &str,
        from: Timestamp,
        spans: [Millis; 2],
    ) -> Result<Option<[Timestamp; 2]>, Fault> {
        let rows = store::list(&self.runtime.db, Kind::Schedule).await?;
        for row in rows {
            let body: ScheduleBody = row.body()?;
            if body.name == schedule {
                let calendar = body.calendar()?;
                let ends = spans.map(|span| calendar.add_business(from, span).ok());
                return Ok(ends[0].zip(ends[1]).map(|(one, other)| [one, other]));
            }
        }
        Ok(None)
    }
}

#[async_trait]
impl SkillNames for Routing {
    async fn skill_names(&self) -> Result<Vec<SkillName>, Fault> {
        let rows = store::list(&self.runtime.db, Kind::Skill).await?;
        rows.iter()
            .map(|row| {
                let SkillBody { code, name_zh, name_en, .. } = row.body()?;
                Ok(SkillName { id: SkillId::from_uuid(row.id), code, name_zh, name_en })
            })
            .collect()
    }
}

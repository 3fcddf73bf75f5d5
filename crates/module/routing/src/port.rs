//! Routing as other rooms know it.

use async_trait::async_trait;
use warmline_base::{Fault, Millis, QueueId, SkillId, Timestamp, TypedId};
use warmline_contract::{Channel, Opening, QueueSetting, RoutingSettings, SkillName, SkillNames, WorkingHours};

use crate::Routing;
use crate::model::{FlowBody, QueueBody, ScheduleBody, SkillBody, entry_channel};
use crate::store::{self, Kind};

/// How far ahead a change of opening is looked for.
const AHEAD: Millis = Millis::seconds(366 * 86_400);

#[async_trait]
impl RoutingSettings for Routing {
    async fn queues(&self) -> Result<Vec<QueueSetting>, Fault> {
        self.queue_settings().await
    }

    async fn opening(&self, queue: QueueId, now: Timestamp) -> Result<Opening, Fault> {
        let db = &self.runtime.db;
        let missing = || Fault::not_found("WL-NOT-FOUND", "there is no such queue");
        let queue: QueueBody = store::by_id(db, Kind::Queue, queue.uuid()).await?.ok_or_else(missing)?.body()?;
        if !queue.enabled {
            return Ok(Opening { open: false, next_change: None });
        }
        let Some(schedule) = queue.schedule else { return Ok(Opening { open: true, next_change: None }) };
        let row = store::by_id(db, Kind::Schedule, schedule.uuid()).await?.ok_or_else(missing)?;
        let calendar = row.body::<ScheduleBody>()?.calendar()?;
        let next_change = calendar.next_change(now).filter(|change| *change <= now.plus(AHEAD));
        Ok(Opening { open: calendar.is_open(now), next_change })
    }

    async fn skill_by_code(&self, code: &str) -> Result<Option<SkillId>, Fault> {
        let row = store::by_code(&self.runtime.db, Kind::Skill, code).await?;
        Ok(row.map(|row| SkillId::from_uuid(row.id)))
    }

    async fn entry_flow(&self, channel: Channel) -> Result<(String, i64), Fault> {
        for row in store::list(&self.runtime.db, Kind::Flow).await? {
            let body: FlowBody = row.body()?;
            if body.channel.meets(entry_channel(channel)) {
                return Ok((body.source, row.version));
            }
        }
        let detail = format!("no flow serves the channel {channel}: publish one");
        Err(Fault::not_found("WL-FLOW-MISSING", detail))
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

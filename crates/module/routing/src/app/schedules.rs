//! Opening hours: listed, added, changed.

use uuid::Uuid;
use warmline_base::{Fault, ScheduleId, TypedId};
use warmline_contract::Action;
use warmline_runtime::{Ctx, Object};

use super::{Routing, VersionRow, add, change, current, open};
use crate::model::{ScheduleBody, ScheduleView, Versioned};
use crate::store::{self, Kind};

impl Routing {
    /// All opening hours, by name.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; a database fault.
    pub async fn schedules(&self, ctx: &Ctx) -> Result<Vec<ScheduleView>, Fault> {
        ctx.authorize(Action::RoutingRead, &Object::any("schedule"))?;
        let rows = store::list(&self.runtime.db, Kind::Schedule).await?;
        let view = |row: &store::SettingRow| {
            Ok(ScheduleView { id: ScheduleId::from_uuid(row.id), body: row.body()?, version: row.version })
        };
        rows.iter().map(view).collect()
    }

    /// Adds opening hours.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; `WL-ROUTING-NAME`, `WL-ROUTING-TAKEN`, `WL-ROUTING-FULL`; those of
    /// [`ScheduleBody::calendar`].
    pub async fn add_schedule(&self, ctx: &Ctx, body: ScheduleBody) -> Result<ScheduleView, Fault> {
        body.check()?;
        let mut work = open(ctx, Kind::Schedule, "").await?;
        let id: ScheduleId = work.id();
        add(&mut work, Kind::Schedule, named(id), &body.name, &body).await?;
        work.commit().await?;
        Ok(ScheduleView { id, body, version: 1 })
    }

    /// Changes opening hours.
    ///
    /// # Errors
    /// As [`Routing::add_schedule`]; `WL-NOT-FOUND`, `WL-STALE`.
    pub async fn change_schedule(
        &self,
        ctx: &Ctx,
        id: ScheduleId,
        input: Versioned<ScheduleBody>,
    ) -> Result<ScheduleView, Fault> {
        let Versioned { version, body } = input;
        body.check()?;
        let mut work = open(ctx, Kind::Schedule, &id.to_string()).await?;
        current(work.tx(), Kind::Schedule, id.uuid(), &body.name).await?;
        let version = change(&mut work, Kind::Schedule, named(id), &body.name, &body, version).await?;
        work.commit().await?;
        Ok(ScheduleView { id, body, version })
    }

    /// The versions of opening hours, newest first.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`, `WL-NOT-FOUND`; a database fault.
    pub async fn schedule_versions(&self, ctx: &Ctx, id: ScheduleId) -> Result<Vec<VersionRow>, Fault> {
        ctx.authorize(Action::RoutingRead, &Object::any("schedule"))?;
        self.versions(Kind::Schedule, id.uuid()).await
    }
}

fn named(id: ScheduleId) -> (Uuid, String) {
    (id.uuid(), id.to_string())
}

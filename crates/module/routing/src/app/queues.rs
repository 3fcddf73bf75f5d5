//! Queues: listed, added, changed, and their versions.

use uuid::Uuid;
use warmline_base::{Fault, QueueId, TypedId};
use warmline_contract::{Action, QueueSetting};
use warmline_runtime::{Ctx, Object};

use super::{Routing, VersionRow, add, change, current, known_in, open};
use crate::model::{QueueBody, Versioned};
use crate::store::Kind;

impl Routing {
    /// Every queue, by code.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; a database fault.
    pub async fn list_queues(&self, ctx: &Ctx) -> Result<Vec<QueueSetting>, Fault> {
        ctx.authorize(Action::RoutingRead, &Object::any("queue"))?;
        Ok(self.settings().await?.queues.clone())
    }

    /// Adds a queue.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; `WL-ROUTING-CODE`, `WL-ROUTING-NAME`, `WL-ROUTING-TAKEN`, `WL-ROUTING-FULL`,
    /// `WL-QUEUE-RANGE`, `WL-QUEUE-SKILL`, `WL-QUEUE-SCHEDULE`, `WL-QUEUE-OVERFLOW`, each at its place.
    pub async fn add_queue(&self, ctx: &Ctx, body: QueueBody) -> Result<QueueSetting, Fault> {
        body.check()?;
        let mut work = open(ctx, Kind::Queue, "").await?;
        let id: QueueId = work.id();
        body.check_against(id, &known_in(work.tx()).await?)?;
        add(&mut work, Kind::Queue, named(id), &body.code, &body).await?;
        work.commit().await?;
        Ok(body.setting(id, 1))
    }

    /// Changes a queue. Whoever waits in it is not moved; what is new holds from the next decision on.
    ///
    /// # Errors
    /// As [`Routing::add_queue`]; `WL-NOT-FOUND`, `WL-STALE`.
    pub async fn change_queue(
        &self,
        ctx: &Ctx,
        id: QueueId,
        input: Versioned<QueueBody>,
    ) -> Result<QueueSetting, Fault> {
        let Versioned { version, body } = input;
        body.check()?;
        let mut work = open(ctx, Kind::Queue, &id.to_string()).await?;
        current(work.tx(), Kind::Queue, id.uuid(), &body.code).await?;
        body.check_against(id, &known_in(work.tx()).await?)?;
        let version = change(&mut work, Kind::Queue, named(id), &body.code, &body, version).await?;
        work.commit().await?;
        Ok(body.setting(id, version))
    }

    /// The versions of a queue, newest first.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`, `WL-NOT-FOUND`; a database fault.
    pub async fn queue_versions(&self, ctx: &Ctx, id: QueueId) -> Result<Vec<VersionRow>, Fault> {
        ctx.authorize(Action::RoutingRead, &Object::any("queue"))?;
        self.versions(Kind::Queue, id.uuid()).await
    }
}

fn named(id: QueueId) -> (Uuid, String) {
    (id.uuid(), id.to_string())
}

//! Skills: listed, added, renamed.

use uuid::Uuid;
use warmline_base::{Fault, SkillId, TypedId};
use warmline_contract::Action;
use warmline_runtime::{Ctx, Object};

use super::{Routing, add, change, current, open};
use crate::model::{SkillBody, SkillView, Versioned};
use crate::store::{self, Kind};

impl Routing {
    /// Every skill, by code.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; a database fault.
    pub async fn skills(&self, ctx: &Ctx) -> Result<Vec<SkillView>, Fault> {
        ctx.authorize(Action::RoutingRead, &Object::any("skill"))?;
        let rows = store::list(&self.runtime.db, Kind::Skill).await?;
        let view = |row: &store::SettingRow| {
            Ok(SkillView { id: SkillId::from_uuid(row.id), body: row.body()?, version: row.version })
        };
        rows.iter().map(view).collect()
    }

    /// Adds a skill.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; `WL-ROUTING-CODE`, `WL-ROUTING-NAME`, `WL-ROUTING-TAKEN`, `WL-ROUTING-FULL`.
    pub async fn add_skill(&self, ctx: &Ctx, body: SkillBody) -> Result<SkillView, Fault> {
        body.check()?;
        let mut work = open(ctx, Kind::Skill, "").await?;
        let id: SkillId = work.id();
        add(&mut work, Kind::Skill, named(id), &body.code, &body).await?;
        work.commit().await?;
        Ok(SkillView { id, body, version: 1 })
    }

    /// Renames a skill.
    ///
    /// # Errors
    /// As [`Routing::add_skill`]; `WL-NOT-FOUND`, `WL-STALE`.
    pub async fn change_skill(&self, ctx: &Ctx, id: SkillId, input: Versioned<SkillBody>) -> Result<SkillView, Fault> {
        let Versioned { version, body } = input;
        body.check()?;
        let mut work = open(ctx, Kind::Skill, &id.to_string()).await?;
        current(work.tx(), Kind::Skill, id.uuid(), &body.code).await?;
        let version = change(&mut work, Kind::Skill, named(id), &body.code, &body, version).await?;
        work.commit().await?;
        Ok(SkillView { id, body, version })
    }
}

fn named(id: SkillId) -> (Uuid, String) {
    (id.uuid(), id.to_string())
}

//! The use cases: each checks, stores one new version and tells the house in one transaction.
//!
//! References are checked inside the write transaction, so two people saving at once cannot build
//! together what neither was allowed to build alone.

mod flows;
mod queues;
mod remembered;
mod schedules;
mod skills;

pub(crate) use flows::publishable;
pub use flows::{FlowCheck, FlowSimulation, SourceProblem};

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use warmline_base::{Fault, QueueId, ScheduleId, SkillId, Timestamp, TypedId};
use warmline_contract::{Action, Actor, NewEvent, RoutingChanged, Stream, names};
use warmline_db::Tx;
use warmline_runtime::{Ctx, Object, Runtime, Work};

use self::remembered::{Remembered, Settings};
use crate::model::{Known, QueueBody, SkillBody};
use crate::store::{self, Change, Kind, SettingRow};

/// Keeps queues, skills, schedules and flows.
pub struct Routing {
    pub(crate) runtime: Arc<Runtime>,
    remembered: Arc<Remembered>,
}

/// One version of a setting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct VersionRow {
    /// 1, 2, 3 …
    pub version: i64,
    /// When it was stored.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Who stored it, by work number.
    pub by: String,
    /// The whole setting as it was.
    pub body: serde_json::Value,
}

impl Routing {
    /// The settings in `runtime`'s database.
    pub fn new(runtime: Arc<Runtime>) -> Arc<Self> {
        let remembered = Arc::new(Remembered::default());
        let forgetful = Arc::clone(&remembered);
        runtime.bus.observe(Arc::new(move |event| {
            if *event.name == *names::ROUTING_CHANGED {
                forgetful.forget();
            }
        }));
        Arc::new(Self { runtime, remembered })
    }

    /// The settings as they stand, without asking the database when nothing changed.
    pub(crate) async fn settings(&self) -> Result<Arc<Settings>, Fault> {
        self.remembered.settings(&self.runtime.db).await
    }

    async fn versions(&self, kind: Kind, id: Uuid) -> Result<Vec<VersionRow>, Fault> {
        let rows = store::versions(&self.runtime.db, kind, id).await?;
        if rows.is_empty() {
            return Err(not_found());
        }
        rows.into_iter()
            .map(|row| {
                let body = row.body()?;
                Ok(VersionRow { version: row.version, at: Timestamp(row.changed_at), by: row.changed_by, body })
            })
            .collect()
    }
}

/// Opens the work of changing a setting: `id` is empty for a new one.
async fn open(ctx: &Ctx, kind: Kind, id: &str) -> Result<Work, Fault> {
    let action = if kind == Kind::Flow { Action::FlowManage } else { Action::RoutingManage };
    let object = if id.is_empty() { Object::any(kind.as_str()) } else { Object::new(kind.as_str(), id) };
    ctx.open(action, &object).await
}

/// Stores the first version of a setting and tells the house; `id` is its id as the API shows it.
pub(crate) async fn add<T: Serialize>(
    work: &mut Work,
    kind: Kind,
    id: (Uuid, String),
    code: &str,
    body: &T,
) -> Result<(), Fault> {
    let (at, by) = (work.now(), whose(work.ctx()));
    store::insert(work.tx(), &Change { kind, id: id.0, code, body, at, by: &by }).await?;
    tell(work, kind, id.1, 1);
    Ok(())
}

/// Stores the version after `version` and tells the house; returns its number.
async fn change<T: Serialize>(
    work: &mut Work,
    kind: Kind,
    id: (Uuid, String),
    code: &str,
    body: &T,
    version: i64,
) -> Result<i64, Fault> {
    let (at, by) = (work.now(), whose(work.ctx()));
    let version = store::update(work.tx(), &Change { kind, id: id.0, code, body, at, by: &by }, version).await?;
    tell(work, kind, id.1, version);
    Ok(version)
}

fn tell(work: &mut Work, kind: Kind, id: String, version: i64) {
    let changed = RoutingChanged { what: kind.as_str().into(), id, version };
    let by = work.ctx().by();
    work.emit(NewEvent::new(Stream::Settings, names::ROUTING_CHANGED, by, &changed));
}

/// How a version names who made it.
fn whose(ctx: &Ctx) -> String {
    match &*ctx.actor {
        Actor::Staff(staff) => staff.work_number.clone(),
        Actor::System(part) => format!("system:{part}"),
        Actor::Customer { .. } | Actor::Assistant => String::new(),
    }
}

/// The setting as it stands inside the transaction, with its code unchanged.
async fn current(tx: &mut Tx, kind: Kind, id: Uuid, code: &str) -> Result<SettingRow, Fault> {
    let row = store::by_id_in(tx, kind, id).await?.ok_or_else(not_found)?;
    if row.code != code && kind != Kind::Schedule {
        let detail = "a code never changes, because flows and reports name it: keep it, or add another";
        return Err(Fault::invalid("WL-ROUTING-CODE", detail).at("/code"));
    }
    Ok(row)
}

/// Everything a body may refer to, as it stands inside the transaction.
pub(crate) async fn known_in(tx: &mut Tx) -> Result<Known, Fault> {
    let skills = store::list_in(tx, Kind::Skill).await?;
    let queues = store::list_in(tx, Kind::Queue).await?;
    let schedules = store::list_in(tx, Kind::Schedule).await?;
    known_of(&skills, &queues, &schedules)
}

fn known_of(skills: &[SettingRow], queues: &[SettingRow], schedules: &[SettingRow]) -> Result<Known, Fault> {
    Ok(Known {
        skills: bodies::<SkillId, SkillBody>(skills)?.into_iter().collect(),
        queues: bodies::<QueueId, QueueBody>(queues)?.into_iter().collect(),
        schedules: schedules.iter().map(|row| ScheduleId::from_uuid(row.id)).collect(),
    })
}

fn bodies<I: TypedId, T: DeserializeOwned>(rows: &[SettingRow]) -> Result<Vec<(I, T)>, Fault> {
    rows.iter().map(|row| Ok((I::from_uuid(row.id), row.body()?))).collect()
}

fn not_found() -> Fault {
    Fault::not_found("WL-NOT-FOUND", "there is nothing here under that name, or it is not yours to see")
}

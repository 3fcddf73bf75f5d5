//! Loads settings from files, for the demo and for a new install: written with codes where the stored ones
//! have ids.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use warmline_base::{Fault, QueueId, ScheduleId, SkillId, TypedId};
use warmline_contract::{Action, Overflow, SkillWish};
use warmline_runtime::{Ctx, Object, Work};

use crate::Routing;
use crate::app::{add, known_in, publishable};
use crate::model::{QueueBody, ScheduleBody, SkillBody};
use crate::store::{self, Kind, SettingRow};

/// The texts of the files.
#[derive(Clone, Copy, Debug)]
pub struct SettingFiles<'a> {
    /// `skills.json`: a list of [`SkillBody`].
    pub skills: &'a str,
    /// `schedules.json`: a list of [`ScheduleBody`], each with a `code`.
    pub schedules: &'a str,
    /// `queues.json`: a list of [`QueueBody`] in which skills, overflow queues and schedules stand by
    /// their codes.
    pub queues: &'a str,
    /// The flows: name and text of each.
    pub flows: &'a [(&'a str, &'a str)],
}

/// What codes stand for in this database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Skills by code.
    pub skills: BTreeMap<String, SkillId>,
    /// Queues by code.
    pub queues: BTreeMap<String, QueueId>,
}

#[derive(Deserialize)]
struct FileSchedule {
    code: String,
    #[serde(flatten)]
    body: ScheduleBody,
}

#[derive(Deserialize)]
struct FileQueue {
    #[serde(default)]
    required: Vec<FileWish>,
    #[serde(default)]
    preferred: Vec<FileWish>,
    #[serde(default)]
    overflow: Option<FileOverflow>,
    #[serde(default)]
    schedule: Option<String>,
    #[serde(flatten)]
    rest: serde_json::Map<String, serde_json::Value>,
}

#[derive(Deserialize)]
struct FileWish {
    skill: String,
    min: u8,
    #[serde(default)]
    relax_after_seconds: Option<u32>,
}

#[derive(Deserialize)]
struct FileOverflow {
    queue: String,
    after_seconds: u32,
}

impl Routing {
    /// Whether nothing was ever set: no skill, schedule, queue or flow.
    ///
    /// # Errors
    /// A database fault.
    pub async fn is_empty(&self) -> Result<bool, Fault> {
        for kind in [Kind::Skill, Kind::Schedule, Kind::Queue, Kind::Flow] {
            if !store::list(&self.runtime.db, kind).await?.is_empty() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Stores what is not there yet, in one transaction; what is there stays as it is.
    ///
    /// # Errors
    /// `WL-DEMO-ROUTING` when a text does not read or names what does not exist; the faults of the
    /// settings themselves.
    pub async fn load(&self, ctx: &Ctx, files: SettingFiles<'_>) -> Result<Loaded, Fault> {
        let skills: Vec<SkillBody> = parse("skills.json", files.skills)?;
        let schedules: Vec<FileSchedule> = parse("schedules.json", files.schedules)?;
        let queues: Vec<FileQueue> = parse("queues.json", files.queues)?;
        let mut work = ctx.open(Action::RoutingManage, &Object::any("routing")).await?;
        let mut loaded = Loaded::default();
        for body in skills {
            body.check()?;
            let id = self.keep(&mut work, Kind::Skill, &body.code, &body).await?;
            loaded.skills.insert(body.code, id);
        }
        let mut hours: BTreeMap<String, ScheduleId> = BTreeMap::new();
        for FileSchedule { code, body } in schedules {
            body.check()?;
            let id = self.keep(&mut work, Kind::Schedule, &body.name, &body).await?;
            hours.insert(code, id);
        }
        self.load_queues(&mut work, queues, &hours, &mut loaded).await?;
        for (name, source) in files.flows {
            if store::by_code_in(work.tx(), Kind::Flow, name).await?.is_none() {
                let body = publishable(work.tx(), name, (*source).to_owned()).await?;
                let id = work.uuid();
                add(&mut work, Kind::Flow, (id, (*name).to_owned()), name, &body).await?;
            }
        }
        work.commit().await?;
        Ok(loaded)
    }

    async fn load_queues(
        &self,
        work: &mut Work,
        queues: Vec<FileQueue>,
        hours: &BTreeMap<String, ScheduleId>,
        loaded: &mut Loaded,
    ) -> Result<(), Fault> {
        // Ids first, because queues overflow into queues further down the list.
        let mut missing = Vec::new();
        for queue in &queues {
            let code = queue.rest.get("code").and_then(|code| code.as_str()).unwrap_or_default().to_owned();
            let stored = store::by_code_in(work.tx(), Kind::Queue, &code).await?;
            missing.push(stored.is_none());
            let id = stored.map_or_else(|| work.id(), |row| QueueId::from_uuid(row.id));
            loaded.queues.insert(code, id);
        }
        for queue in queues.into_iter().zip(missing).filter_map(|(queue, missing)| missing.then_some(queue)) {
            let body = queue.body(hours, loaded)?;
            body.check()?;
            let id = loaded.queues[&body.code];
            add(work, Kind::Queue, (id.uuid(), id.to_string()), &body.code, &body).await?;
        }
        let known = known_in(work.tx()).await?;
        known.queues.iter().try_for_each(|(id, body)| body.check_against(*id, &known))
    }

    /// The id of the setting under `code`, stored first when it is not there.
    async fn keep<I: TypedId>(
        &self,
        work: &mut Work,
        kind: Kind,
        code: &str,
        body: &impl serde::Serialize,
    ) -> Result<I, Fault> {
        if let Some(SettingRow { id, .. }) = store::by_code_in(work.tx(), kind, code).await? {
            return Ok(I::from_uuid(id));
        }
        let id: I = work.id();
        add(work, kind, (id.uuid(), id.to_string()), code, body).await?;
        Ok(id)
    }
}

impl FileQueue {
    fn body(self, hours: &BTreeMap<String, ScheduleId>, loaded: &Loaded) -> Result<QueueBody, Fault> {
        let wishes = |wishes: Vec<FileWish>| {
            let resolve = |wish: FileWish| {
                let skill = *loaded.skills.get(&wish.skill).ok_or_else(|| unknown("skill", &wish.skill))?;
                Ok(SkillWish { skill, min: wish.min, relax_after_seconds: wish.relax_after_seconds })
            };
            wishes.into_iter().map(resolve).collect::<Result<Vec<_>, Fault>>()
        };
        let overflow = self.overflow.map(|FileOverflow { queue, after_seconds }| {
            let known = loaded.queues.get(&queue).ok_or_else(|| unknown("queue", &queue));
            known.map(|queue| Overflow { queue: *queue, after_seconds })
        });
        let schedule = self.schedule.map(|code| hours.get(&code).copied().ok_or_else(|| unknown("schedule", &code)));
        let mut body: QueueBody = serde_json::from_value(self.rest.into())
            .map_err(|error| Fault::invalid("WL-DEMO-ROUTING", format!("queues.json: {error}")))?;
        body.required = wishes(self.required)?;
        body.preferred = wishes(self.preferred)?;
        body.overflow = overflow.transpose()?;
        body.schedule = schedule.transpose()?;
        Ok(body)
    }
}

fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|error| Fault::invalid("WL-DEMO-ROUTING", format!("{file}: {error}")))
}

fn unknown(kind: &str, code: &str) -> Fault {
    Fault::invalid("WL-DEMO-ROUTING", format!("queues.json: there is no {kind} {code}"))
}

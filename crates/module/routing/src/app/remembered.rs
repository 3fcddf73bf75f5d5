//! The settings as they were read last. They are asked for with every turn of a conversation and every row a desk
//! shows, and change a few times a day.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::{Mutex, RwLock};
use warmline_base::{Fault, Millis, QueueId, ScheduleId, SkillId, Timestamp, TypedId};
use warmline_clocks::Calendar;
use warmline_contract::{Channel, Opening, QueueSetting};
use warmline_db::Db;

use crate::model::{FlowBody, QueueBody, ScheduleBody, entry_channel};
use crate::store::{self, Kind, SettingRow};

/// How far ahead a change of opening is looked for.
const AHEAD: Millis = Millis::seconds(366 * 86_400);
/// How long hours that do not change within [`AHEAD`] are believed before they are looked at again.
const STEADY: Millis = Millis::seconds(3_600);

/// What was read last, until something changes.
#[derive(Default)]
pub(crate) struct Remembered {
    /// How often settings changed; what was read before a change is not remembered after it.
    changes: AtomicU64,
    settings: RwLock<Option<Arc<Settings>>>,
}

impl Remembered {
    pub(super) fn forget(&self) {
        let mut settings = self.settings.write();
        self.changes.fetch_add(1, Ordering::Relaxed);
        *settings = None;
    }

    /// The settings as they stand, read when they are not known.
    pub(super) async fn settings(&self, db: &Db) -> Result<Arc<Settings>, Fault> {
        let changes = self.changes.load(Ordering::Relaxed);
        if let Some(settings) = &*self.settings.read() {
            return Ok(Arc::clone(settings));
        }
        let read = Arc::new(Settings::read(db).await?);
        let mut settings = self.settings.write();
        if self.changes.load(Ordering::Relaxed) == changes {
            *settings = Some(Arc::clone(&read));
        }
        Ok(read)
    }
}

/// All settings, as other rooms ask for them.
pub(crate) struct Settings {
    /// The queues, by code.
    pub(crate) queues: Vec<QueueSetting>,
    hours: BTreeMap<ScheduleId, Hours>,
    skills: BTreeMap<String, SkillId>,
    flows: Vec<(FlowBody, i64)>,
}

impl Settings {
    async fn read(db: &Db) -> Result<Self, Fault> {
        let rows = |kind| store::list(db, kind);
        Ok(Self {
            queues: rows(Kind::Queue).await?.iter().map(setting).collect::<Result<_, _>>()?,
            hours: rows(Kind::Schedule).await?.iter().map(hours).collect::<Result<_, _>>()?,
            skills: rows(Kind::Skill).await?.iter().map(skill).collect::<Result<_, _>>()?,
            flows: rows(Kind::Flow)
                .await?
                .iter()
                .map(|row| Ok((row.body()?, row.version)))
                .collect::<Result<_, Fault>>()?,
        })
    }

    /// Whether the queue takes work at `now`, and when that changes.
    pub(crate) fn opening(&self, queue: QueueId, now: Timestamp) -> Result<Opening, Fault> {
        let missing = || Fault::not_found("WL-NOT-FOUND", "there is no such queue");
        let queue = self.queues.iter().find(|known| known.id == queue).ok_or_else(missing)?;
        if !queue.enabled {
            return Ok(Opening { open: false, next_change: None });
        }
        let Some(schedule) = queue.schedule else { return Ok(Opening { open: true, next_change: None }) };
        Ok(self.hours.get(&schedule).ok_or_else(missing)?.at(now))
    }

    /// The skill of this code.
    pub(crate) fn skill(&self, code: &str) -> Option<SkillId> {
        self.skills.get(code).copied()
    }

    /// The flow a channel's interactions begin with: its text and version.
    pub(crate) fn entry_flow(&self, channel: Channel) -> Option<(&str, i64)> {
        let (body, version) = self.flows.iter().find(|(body, _)| body.channel.meets(entry_channel(channel)))?;
        Some((&body.source, *version))
    }
}

/// Opening hours, and what they said last: a year is looked through for the next change.
struct Hours {
    calendar: Calendar,
    said: Mutex<Option<(Timestamp, Opening)>>,
}

impl Hours {
    fn at(&self, now: Timestamp) -> Opening {
        let mut said = self.said.lock();
        if let Some((since, opening)) = *said
            && now >= since
            && now < opening.next_change.unwrap_or_else(|| since.plus(STEADY))
        {
            return opening;
        }
        let next_change = self.calendar.next_change(now).filter(|change| *change <= now.plus(AHEAD));
        let opening = Opening { open: self.calendar.is_open(now), next_change };
        *said = Some((now, opening));
        opening
    }
}

fn setting(row: &SettingRow) -> Result<QueueSetting, Fault> {
    Ok(row.body::<QueueBody>()?.setting(QueueId::from_uuid(row.id), row.version))
}

fn hours(row: &SettingRow) -> Result<(ScheduleId, Hours), Fault> {
    let calendar = row.body::<ScheduleBody>()?.calendar()?;
    Ok((ScheduleId::from_uuid(row.id), Hours { calendar, said: Mutex::new(None) }))
}

fn skill(row: &SettingRow) -> Result<(String, SkillId), Fault> {
    Ok((row.code.clone(), SkillId::from_uuid(row.id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_say_the_same_whether_they_were_asked_before_or_not() {
        let body: ScheduleBody = serde_json::from_str(HOURS).unwrap();
        let remembered = Hours { calendar: body.calendar().unwrap(), said: Mutex::new(None) };
        // Every twenty minutes of a fortnight, and back to its beginning.
        let minutes = (0..14 * 72).chain([5, 700]).map(|third| third * 20);
        for minute in minutes {
            let now = Timestamp(1_780_000_000_000_000).plus(Millis::minutes(minute));
            let fresh = Hours { calendar: body.calendar().unwrap(), said: Mutex::new(None) };
            assert_eq!(remembered.at(now), fresh.at(now), "{minute}");
        }
    }

    /// With a lunch break, a day off within the fortnight and one that is worked instead.
    const HOURS: &str = r#"{
      "name": "hours", "time_zone": "Asia/Shanghai",
      "weekly": [{"days": [1, 2, 3, 4, 5], "opens": "09:00", "closes": "12:00"},
                 {"days": [1, 2, 3, 4, 5], "opens": "13:00", "closes": "17:30"}],
      "special": [{"date": "2026-06-02"},
                  {"date": "2026-06-06", "periods": [{"opens": "09:00", "closes": "12:00"}]}]
    }"#;
}

//! Opening hours, as a name and a calendar.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use warmline_base::{Fault, ScheduleId};
use warmline_clocks::{Calendar, CalendarSpec, SpecialSpec, WeeklySpec};

use super::check_name;

/// Opening hours as they are edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScheduleBody {
    /// What it is called; no two have one name.
    pub name: String,
    /// IANA name of the time zone the hours are meant in.
    pub time_zone: String,
    /// The hours of ordinary weeks.
    #[schema(value_type = Vec<Object>)]
    pub weekly: Vec<WeeklySpec>,
    /// Days with hours of their own.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    pub special: Vec<SpecialSpec>,
}

impl ScheduleBody {
    /// The calendar these hours mean.
    ///
    /// # Errors
    /// `WL-CALENDAR-ZONE`, `WL-CALENDAR-HOURS`, `WL-CALENDAR-LIMIT`, each at its place.
    pub fn calendar(&self) -> Result<Calendar, Fault> {
        Calendar::new(&CalendarSpec {
            time_zone: self.time_zone.clone(),
            weekly: self.weekly.clone(),
            special: self.special.clone(),
        })
    }

    /// Checks the body alone.
    pub(crate) fn check(&self) -> Result<(), Fault> {
        check_name(&self.name, "/name")?;
        self.calendar().map(|_| ())
    }
}

/// Opening hours as the API shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScheduleView {
    /// Which.
    #[schema(value_type = String)]
    pub id: ScheduleId,
    /// Their content.
    #[serde(flatten)]
    pub body: ScheduleBody,
    /// Grows with every change.
    pub version: i64,
}

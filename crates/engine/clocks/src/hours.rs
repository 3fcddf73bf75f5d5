//! Opening hours as they are written down and edited, and their checks.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use warmline_base::Fault;

/// The most weekly entries of one calendar.
const WEEKLY: usize = 50;
/// The most special days of one calendar.
const SPECIAL: usize = 1_000;
/// The most periods of one day.
const PERIODS: usize = 8;

/// Opening hours: a week, and the days that differ from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarSpec {
    /// IANA name of the time zone the hours are meant in.
    #[serde(default = "shanghai")]
    pub time_zone: String,
    /// The hours of ordinary weeks; several entries may name the same day.
    pub weekly: Vec<WeeklySpec>,
    /// Days with hours of their own, which replace the ordinary ones: holidays, and working days moved
    /// to a weekend (调休).
    #[serde(default)]
    pub special: Vec<SpecialSpec>,
}

/// One period on some days of the week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeeklySpec {
    /// 1 is Monday, 7 Sunday.
    pub days: Vec<u8>,
    /// `HH:MM`, from 00:00 to 23:59.
    pub opens: String,
    /// `HH:MM`, up to 24:00. Not later than `opens`: the period ends on the next day.
    pub closes: String,
}

/// One period of a special day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeriodSpec {
    /// `HH:MM`, from 00:00 to 23:59.
    pub opens: String,
    /// `HH:MM`, up to 24:00. Not later than `opens`: the period ends on the next day.
    pub closes: String,
}

/// A day with hours of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecialSpec {
    /// `YYYY-MM-DD`.
    pub date: String,
    /// Its periods; none means closed all day.
    #[serde(default)]
    pub periods: Vec<PeriodSpec>,
    /// What day it is, such as 春节.
    #[serde(default)]
    pub label: String,
}

fn shanghai() -> String {
    "Asia/Shanghai".into()
}

/// A checked period: minutes since midnight; `closes` above 1,440 lies on the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Period {
    pub(crate) opens: u16,
    pub(crate) closes: u16,
}

/// Minutes of one day.
pub(crate) const DAY: u16 = 24 * 60;

/// The periods of each weekday, Monday first, and of each special day.
pub(crate) type Checked = ([Vec<Period>; 7], Vec<(Date, Vec<Period>)>);

/// Checks the hours of a calendar.
pub(crate) fn check(spec: &CalendarSpec) -> Result<Checked, Fault> {
    let too_many = |place: &str, most: usize| {
        Err(Fault::invalid("WL-CALENDAR-LIMIT", format!("at most {most} entries: merge or remove some")).at(place))
    };
    if spec.weekly.len() > WEEKLY {
        return too_many("/weekly", WEEKLY);
    }
    if spec.special.len() > SPECIAL {
        return too_many("/special", SPECIAL);
    }
    let mut week: [Vec<Period>; 7] = Default::default();
    for (index, entry) in spec.weekly.iter().enumerate() {
        let place = format!("/weekly/{index}");
        let period = period(&entry.opens, &entry.closes, &place)?;
        if entry.days.is_empty() || entry.days.iter().any(|day| !(1..=7).contains(day)) {
            let detail = "days are numbers from 1 (Monday) to 7 (Sunday), at least one";
            return Err(Fault::invalid("WL-CALENDAR-HOURS", detail).at(format!("{place}/days")));
        }
        for day in &entry.days {
            week[usize::from(*day) - 1].push(period);
        }
    }
    if week.iter().any(|periods| periods.len() > PERIODS) {
        return too_many("/weekly", PERIODS);
    }
    let mut special = Vec::with_capacity(spec.special.len());
    for (index, entry) in spec.special.iter().enumerate() {
        let place = format!("/special/{index}");
        let date: Date = entry.date.parse().map_err(|_| {
            Fault::invalid("WL-CALENDAR-HOURS", "a date is written YYYY-MM-DD").at(format!("{place}/date"))
        })?;
        if special.iter().any(|(known, _)| *known == date) {
            let detail = "the date has hours already: put all its periods into one entry";
            return Err(Fault::invalid("WL-CALENDAR-HOURS", detail).at(format!("{place}/date")));
        }
        if entry.periods.len() > PERIODS {
            return too_many(&format!("{place}/periods"), PERIODS);
        }
        let periods = entry.periods.iter().enumerate();
        let periods = periods.map(|(at, hours)| period(&hours.opens, &hours.closes, &format!("{place}/periods/{at}")));
        special.push((date, periods.collect::<Result<_, _>>()?));
    }
    Ok((week, special))
}

fn period(opens: &str, closes: &str, place: &str) -> Result<Period, Fault> {
    let opens = minute(opens).filter(|minute| *minute < DAY);
    let closes = minute(closes);
    match (opens, closes) {
        (None, _) => {
            Err(Fault::invalid("WL-CALENDAR-HOURS", "opens is written HH:MM, at most 23:59")
                .at(format!("{place}/opens")))
        }
        (_, None) => {
            Err(Fault::invalid("WL-CALENDAR-HOURS", "closes is written HH:MM, at most 24:00")
                .at(format!("{place}/closes")))
        }
        (Some(opens), Some(closes)) if closes > opens => Ok(Period { opens, closes }),
        (Some(opens), Some(closes)) => Ok(Period { opens, closes: closes + DAY }),
    }
}

fn minute(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let two_digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !two_digits(hours) || !two_digits(minutes) {
        return None;
    }
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    let total = hours * 60 + minutes;
    (minutes < 60 && total <= DAY).then_some(total)
}

//! When a place is open, and how much working time lies between two instants.
//!
//! Hours are wall-clock hours: where the clock jumps forward a period loses the hour that does not
//! exist, and where it falls back a time read twice means its first reading. Periods are half-open:
//! open at `opens`, closed at `closes`. Overlapping and touching periods count once.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};
use jiff::{Span, ToSpan};
use warmline_base::{Fault, Millis, Timestamp};

use crate::hours::{CalendarSpec, DAY, Period, check};

/// The most days any question walks over: ten years.
pub const MAX_DAYS: usize = 3_660;

/// A checked calendar.
#[derive(Clone, Debug)]
pub struct Calendar {
    zone: TimeZone,
    week: [Vec<Period>; 7],
    special: BTreeMap<Date, Vec<Period>>,
}

impl Calendar {
    /// A calendar from opening hours as they are edited.
    ///
    /// # Errors
    /// `WL-CALENDAR-ZONE` for a time zone nobody knows, `WL-CALENDAR-HOURS` for hours, days or dates
    /// that do not read, `WL-CALENDAR-LIMIT` for too many of them; each at its place.
    pub fn new(spec: &CalendarSpec) -> Result<Self, Fault> {
        let (week, special) = check(spec)?;
        let zone = TimeZoneDatabase::bundled().get(&spec.time_zone).map_err(|_| {
            let detail = "the time zone is not known: use a name such as Asia/Shanghai";
            Fault::invalid("WL-CALENDAR-ZONE", detail).at("/time_zone")
        })?;
        Ok(Self { zone, week, special: special.into_iter().collect() })
    }

    /// A calendar that never closes.
    pub fn always() -> Self {
        let all_day = || vec![Period { opens: 0, closes: DAY }];
        Self { zone: TimeZone::UTC, week: std::array::from_fn(|_| all_day()), special: BTreeMap::new() }
    }

    /// Whether it is open at this instant.
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.openings(at).take(1).any(|opening| opening.from <= at)
    }

    /// The next instant, later than `at`, at which it opens or closes; nothing when that does not
    /// happen within [`MAX_DAYS`].
    pub fn next_change(&self, at: Timestamp) -> Option<Timestamp> {
        let mut closes: Option<Timestamp> = None;
        for opening in self.openings(at) {
            match closes {
                None if opening.from > at => return Some(opening.from),
                None => closes = Some(opening.until),
                Some(until) if opening.from > until => return closes,
                Some(_) => closes = Some(opening.until),
            }
        }
        // A place open to the end of what is looked at does not close within it.
        closes.filter(|until| *until < self.horizon(at))
    }

    /// The earliest instant by which `amount` of working time has passed since `at`. Nothing or less
    /// passes at once.
    ///
    /// # Errors
    /// `WL-CALENDAR-FAR` when the calendar has not that much working time within [`MAX_DAYS`].
    pub fn add_business(&self, at: Timestamp, amount: Millis) -> Result<Timestamp, Fault> {
        let mut left = amount.micros();
        if left <= 0 {
            return Ok(at);
        }
        for opening in self.openings(at) {
            let from = opening.from.max(at);
            let length = opening.until.0 - from.0;
            if length >= left {
                return Ok(Timestamp(from.0 + left));
            }
            left -= length;
        }
        Err(too_far())
    }

    /// The working time from `from` to `to`, in whole milliseconds; none when `to` is not later.
    ///
    /// # Errors
    /// `WL-CALENDAR-FAR` when they lie more than [`MAX_DAYS`] apart.
    pub fn business_between(&self, from: Timestamp, to: Timestamp) -> Result<Millis, Fault> {
        if to <= from {
            return Ok(Millis(0));
        }
        if to > self.horizon(from) {
            return Err(too_far());
        }
        let openings = self.openings(from).take_while(|opening| opening.from < to);
        let micros: i64 = openings.map(|opening| opening.until.min(to).0 - opening.from.max(from).0).sum();
        Ok(Millis(micros / 1_000))
    }

    /// The openings that end after `at`, in order and disjoint, over [`MAX_DAYS`].
    fn openings(&self, at: Timestamp) -> impl Iterator<Item = Opening> + '_ {
        let today = at.to_jiff().to_zoned(self.zone.clone()).date();
        // Yesterday's last period may run past midnight.
        let first = today.yesterday().unwrap_or(today);
        let days = (0..=MAX_DAYS as i64 + 1).map_while(move |day| first.checked_add(Span::new().days(day)).ok());
        let mut counted_until = Timestamp(i64::MIN);
        days.flat_map(move |date| self.openings_of(date)).filter_map(move |opening| {
            let from = opening.from.max(counted_until);
            counted_until = counted_until.max(opening.until);
            (from < opening.until && opening.until > at).then_some(Opening { from, until: opening.until })
        })
    }

    fn openings_of(&self, date: Date) -> Vec<Opening> {
        let weekday = date.weekday().to_monday_zero_offset() as usize;
        let periods = self.special.get(&date).unwrap_or(&self.week[weekday]);
        let mut openings: Vec<Opening> = periods
            .iter()
            .filter_map(|period| {
                Some(Opening { from: self.instant(date, period.opens)?, until: self.instant(date, period.closes)? })
            })
            .collect();
        openings.sort_unstable_by_key(|opening| (opening.from, opening.until));
        openings
    }

    /// The instant at which the wall clock reads this minute, counted from the midnight `date` begins
    /// with. Nothing beyond the end of the calendar, in the year 9999.
    fn instant(&self, date: Date, minute: u16) -> Option<Timestamp> {
        let date = date.checked_add(i32::from(minute / DAY).days()).ok()?;
        let minute = minute % DAY;
        let wall = date.at((minute / 60) as i8, (minute % 60) as i8, 0, 0);
        let ambiguous = self.zone.to_ambiguous_timestamp(wall);
        let instant = match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => ambiguous.earlier().ok()?,
            // The clock never reads it: it jumps over it at this transition.
            AmbiguousOffset::Gap { .. } => {
                let before = ambiguous.earlier().ok()?;
                self.zone.following(before).next()?.timestamp()
            }
        };
        Some(Timestamp::from(instant))
    }

    fn horizon(&self, at: Timestamp) -> Timestamp {
        at.plus(Millis::seconds(MAX_DAYS as i64 * 86_400))
    }
}

fn too_far() -> Fault {
    let detail = format!("the calendar has no such time within {MAX_DAYS} days: check its opening hours");
    Fault::invalid("WL-CALENDAR-FAR", detail)
}

/// A stretch of open time, half-open.
#[derive(Clone, Copy, Debug)]
struct Opening {
    from: Timestamp,
    until: Timestamp,
}

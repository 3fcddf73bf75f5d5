//! Laws of calendars and clocks, over hours and instants drawn by chance.

use proptest::prelude::*;
use warmline_base::{Millis, Timestamp};
use warmline_clocks::{
    Calendar, CalendarSpec, Measure, PeriodSpec, Policy, ServiceClock, SpecialSpec, Target, WeeklySpec,
};

use crate::shanghai;

/// Hours of ten minutes at least: forty hours of work at a minute a week end after the calendar does.
fn hours() -> impl Strategy<Value = (String, String)> {
    let text = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let long_enough = |&(opens, closes): &(u16, u16)| !(1..10).contains(&((closes + 1_440 - opens) % 1_440));
    (0u16..1_440, 0u16..=1_440)
        .prop_filter("ten minutes", long_enough)
        .prop_map(move |(opens, closes)| (text(opens), text(closes)))
}

fn calendars() -> impl Strategy<Value = Calendar> {
    let zone = prop::sample::select(vec!["Asia/Shanghai", "Europe/Berlin", "America/Santiago", "Australia/Lord_Howe"]);
    let weekly = (prop::collection::vec(1u8..=7, 1..4), hours()).prop_map(|(days, (opens, closes))| WeeklySpec {
        days,
        opens,
        closes,
    });
    let special = (1u8..=28, prop::option::of(hours())).prop_map(|(day, hours)| SpecialSpec {
        date: format!("2026-03-{day:02}"),
        periods: hours.map(|(opens, closes)| PeriodSpec { opens, closes }).into_iter().collect(),
        label: String::new(),
    });
    (zone, prop::collection::vec(weekly, 1..3), prop::collection::vec(special, 0..5)).prop_map(
        |(time_zone, weekly, mut special)| {
            special.sort_by(|one, other| one.date.cmp(&other.date));
            special.dedup_by(|one, other| one.date == other.date);
            Calendar::new(&CalendarSpec { time_zone: time_zone.into(), weekly, special }).unwrap()
        },
    )
}

/// Instants from mid-February to mid-November 2026, to the microsecond.
fn instants() -> impl Strategy<Value = Timestamp> {
    let start = shanghai("02-15 00:00").0;
    (start..start + 270 * 86_400 * 1_000_000).prop_map(Timestamp)
}

fn amounts() -> impl Strategy<Value = Millis> {
    (0i64..20 * 3_600_000).prop_map(Millis)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_is_added_lies_between(calendar in calendars(), from in instants(), amount in amounts()) {
        let due = calendar.add_business(from, amount).unwrap();
        prop_assert_eq!(calendar.business_between(from, due).unwrap(), amount);
    }

    #[test]
    fn adding_in_two_parts_is_adding_at_once(calendar in calendars(), from in instants(), one in amounts(), other in amounts()) {
        let at_once = calendar.add_business(from, Millis(one.0 + other.0)).unwrap();
        let first = calendar.add_business(from, one).unwrap();
        prop_assert_eq!(calendar.add_business(first, other).unwrap(), if other.0 == 0 { first } else { at_once });
    }

    #[test]
    fn more_is_never_earlier(calendar in calendars(), from in instants(), later in amounts(), amount in amounts(), more in amounts()) {
        let due = calendar.add_business(from, amount).unwrap();
        prop_assert!(due >= from);
        prop_assert!(calendar.add_business(from, Millis(amount.0 + more.0)).unwrap() >= due);
        prop_assert!(calendar.add_business(from.plus(later), amount).unwrap() >= due);
    }

    #[test]
    fn it_changes_at_the_next_change_and_not_before(calendar in calendars(), from in instants(), part in 0.0f64..1.0) {
        let Some(change) = calendar.next_change(from) else { return Ok(()) };
        let open = calendar.is_open(from);
        prop_assert!(change > from);
        prop_assert_eq!(calendar.is_open(change), !open);
        let between = Timestamp(from.0 + ((change.0 - from.0) as f64 * part) as i64);
        prop_assert_eq!(calendar.is_open(between.min(Timestamp(change.0 - 1))), open);
        let passed = calendar.business_between(from, change).unwrap();
        prop_assert_eq!(passed, if open { change.since(from) } else { Millis(0) });
    }

    #[test]
    fn pauses_and_policies_never_lose_or_invent_time(
        calendar in calendars(),
        from in instants(),
        steps in prop::collection::vec((0i64..7_200_000, 0u8..3), 0..12),
    ) {
        let target = |within| Some(Target { within: Millis(within), business: false });
        let mut clock = ServiceClock::open(Policy { resolution: target(3_600_000), ..Policy::default() }, from);
        let (mut now, mut running, mut used) = (from, true, 0);
        for (span, what) in steps {
            now = now.plus(Millis(span));
            used += if running { span } else { 0 };
            match what {
                0 => { clock.pause(&calendar, now).unwrap(); running = false; }
                1 => { clock.resume(now); running = true; }
                _ => {
                    let policy = Policy { resolution: target(span + 1), ..Policy::default() };
                    clock.change_policy(policy, &calendar, now).unwrap();
                }
            }
            let reading = clock.reading(Measure::Resolution, &calendar, now).unwrap().unwrap();
            prop_assert_eq!(reading.used, Millis(used));
        }
    }
}

//! Calendars: one line a case. Fridays of early 2026: 02-06, 02-13, 02-20, 02-27.

use warmline_base::Timestamp;
use warmline_clocks::{Calendar, CalendarSpec};

use crate::{at, calendar, minutes, office, shanghai};

fn night() -> Calendar {
    calendar(r#"{"weekly": [{"days": [1,2,3,4,5,6,7], "opens": "22:00", "closes": "06:00"}]}"#)
}

fn friday_night() -> Calendar {
    calendar(
        r#"{"weekly": [{"days": [5], "opens": "20:00", "closes": "04:00"}],
            "special": [{"date": "2026-02-14", "label": "休"}]}"#,
    )
}

fn berlin(opens: &str, closes: &str) -> Calendar {
    calendar(&format!(
        r#"{{"time_zone": "Europe/Berlin", "weekly": [{{"days": [1,2,3,4,5,6,7], "opens": "{opens}", "closes": "{closes}"}}]}}"#
    ))
}

fn never() -> Calendar {
    calendar(r#"{"weekly": []}"#)
}

#[test]
fn open_or_closed() {
    let cases: [(&str, Calendar, Timestamp, bool); 15] = [
        ("a working morning", office(), shanghai("02-13 10:00"), true),
        ("the minute it opens", office(), shanghai("02-13 09:00"), true),
        ("just before it opens", office(), shanghai("02-13 08:59"), false),
        ("the minute lunch begins", office(), shanghai("02-13 12:00"), false),
        ("during lunch", office(), shanghai("02-13 13:00"), false),
        ("after lunch", office(), shanghai("02-13 13:30"), true),
        ("the minute it closes", office(), shanghai("02-13 18:00"), false),
        ("a Saturday", office(), shanghai("02-14 10:00"), false),
        ("a holiday on a Monday", office(), shanghai("02-16 10:00"), false),
        ("a Saturday worked in return", office(), shanghai("02-28 11:00"), true),
        ("that Saturday before its own hours", office(), shanghai("02-28 09:30"), false),
        ("after midnight of a night shift", night(), shanghai("02-13 03:00"), true),
        ("midnight itself of a night shift", night(), shanghai("02-13 00:00"), true),
        ("a night that began before the day off", friday_night(), shanghai("02-14 03:00"), true),
        ("never closed", Calendar::always(), shanghai("02-16 00:00"), true),
    ];
    for (name, calendar, instant, open) in cases {
        assert_eq!(calendar.is_open(instant), open, "{name}");
    }
}

#[test]
fn the_next_change() {
    let cases: [(&str, Calendar, Timestamp, Option<Timestamp>); 11] = [
        ("before opening", office(), shanghai("02-13 08:00"), Some(shanghai("02-13 09:00"))),
        ("at the opening itself", office(), shanghai("02-13 09:00"), Some(shanghai("02-13 12:00"))),
        ("in the lunch break", office(), shanghai("02-13 12:30"), Some(shanghai("02-13 13:30"))),
        ("over a chain of holidays", office(), shanghai("02-13 18:00"), Some(shanghai("02-24 09:00"))),
        ("to a day with hours of its own", office(), shanghai("02-27 18:00"), Some(shanghai("02-28 10:00"))),
        ("over midnight", night(), shanghai("02-13 23:00"), Some(shanghai("02-14 06:00"))),
        ("never closed", Calendar::always(), shanghai("02-13 23:00"), None),
        ("never open", never(), shanghai("02-13 23:00"), None),
        (
            "shifts that touch are one",
            calendar(
                r#"{"weekly": [{"days": [5], "opens": "08:00", "closes": "12:00"},
                               {"days": [5], "opens": "12:00", "closes": "24:00"},
                               {"days": [6], "opens": "00:00", "closes": "02:00"}]}"#,
            ),
            shanghai("02-13 09:00"),
            Some(shanghai("02-14 02:00")),
        ),
        (
            "shifts that overlap are one",
            calendar(
                r#"{"weekly": [{"days": [5], "opens": "08:00", "closes": "12:00"},
                               {"days": [5], "opens": "10:00", "closes": "14:00"}]}"#,
            ),
            shanghai("02-13 09:00"),
            Some(shanghai("02-13 14:00")),
        ),
        (
            "an hour the clock skips opens after it",
            berlin("02:30", "05:00"),
            at("2026-03-29T00:30:00Z"),
            Some(at("2026-03-29T01:00:00Z")),
        ),
    ];
    for (name, calendar, instant, change) in cases {
        assert_eq!(calendar.next_change(instant), change, "{name}");
    }
}

#[test]
fn adding_working_time() {
    let cases: [(&str, Calendar, Timestamp, i64, Timestamp); 17] = [
        ("within a shift", office(), shanghai("02-13 09:00"), 60, shanghai("02-13 10:00")),
        ("nothing passes at once, closed or not", office(), shanghai("02-14 03:00"), 0, shanghai("02-14 03:00")),
        ("less than nothing passes at once", office(), shanghai("02-14 03:00"), -5, shanghai("02-14 03:00")),
        ("to the closing minute, not beyond", office(), shanghai("02-13 17:00"), 60, shanghai("02-13 18:00")),
        ("over the lunch break", office(), shanghai("02-13 11:30"), 60, shanghai("02-13 14:00")),
        ("begun in the lunch break", office(), shanghai("02-13 12:15"), 30, shanghai("02-13 14:00")),
        ("begun before opening", office(), shanghai("02-13 03:00"), 30, shanghai("02-13 09:30")),
        ("over a weekend", office(), shanghai("02-06 17:30"), 60, shanghai("02-09 09:30")),
        ("over a chain of holidays", office(), shanghai("02-13 17:00"), 120, shanghai("02-24 10:00")),
        ("begun in the holidays", office(), shanghai("02-18 12:00"), 15, shanghai("02-24 09:15")),
        ("a Saturday worked in return counts", office(), shanghai("02-27 17:00"), 120, shanghai("02-28 11:00")),
        ("through a night", night(), shanghai("02-13 23:00"), 120, shanghai("02-14 01:00")),
        ("from one night to the next", night(), shanghai("02-13 05:00"), 120, shanghai("02-13 23:00")),
        ("never closed", Calendar::always(), shanghai("02-13 23:00"), 3 * 1_440, shanghai("02-16 23:00")),
        (
            "a day that is an hour short",
            berlin("00:00", "24:00"),
            at("2026-03-28T23:00:00Z"),
            1_440,
            at("2026-03-29T23:00:00Z"),
        ),
        (
            "a morning that is an hour short",
            berlin("00:00", "06:00"),
            at("2026-03-28T23:00:00Z"),
            330,
            at("2026-03-29T22:30:00Z"),
        ),
        (
            "a morning that is an hour long",
            berlin("00:00", "06:00"),
            at("2026-10-24T22:00:00Z"),
            420,
            at("2026-10-25T05:00:00Z"),
        ),
    ];
    for (name, calendar, from, amount, due) in cases {
        assert_eq!(calendar.add_business(from, minutes(amount)).unwrap(), due, "{name}");
    }
}

#[test]
fn working_time_between() {
    let cases: [(&str, Calendar, Timestamp, Timestamp, i64); 9] = [
        ("a whole working day", office(), shanghai("02-13 00:00"), shanghai("02-14 00:00"), 450),
        ("a week of holidays", office(), shanghai("02-14 00:00"), shanghai("02-24 00:00"), 0),
        ("two shifts and half the break", office(), shanghai("02-13 11:00"), shanghai("02-13 14:00"), 90),
        ("backwards is nothing", office(), shanghai("02-13 11:00"), shanghai("02-13 10:00"), 0),
        ("a night over the end of the month", night(), shanghai("02-28 12:00"), shanghai("03-01 12:00"), 480),
        (
            "a clock that jumps forward",
            berlin("01:00", "04:00"),
            at("2026-03-28T20:00:00Z"),
            at("2026-03-29T20:00:00Z"),
            120,
        ),
        (
            "a clock that falls back",
            berlin("01:00", "04:00"),
            at("2026-10-24T20:00:00Z"),
            at("2026-10-25T20:00:00Z"),
            240,
        ),
        (
            "a period inside the hour skipped",
            berlin("02:10", "02:50"),
            at("2026-03-28T20:00:00Z"),
            at("2026-03-29T20:00:00Z"),
            0,
        ),
        (
            "a period inside the hour read twice",
            berlin("02:10", "02:50"),
            at("2026-10-24T20:00:00Z"),
            at("2026-10-25T20:00:00Z"),
            40,
        ),
    ];
    for (name, calendar, from, to, between) in cases {
        assert_eq!(calendar.business_between(from, to).unwrap(), minutes(between), "{name}");
    }
}

#[test]
fn ten_years_are_the_limit() {
    let start = shanghai("02-13 10:00");
    assert_eq!(never().add_business(start, minutes(1)).unwrap_err().code, "WL-CALENDAR-FAR");
    assert_eq!(never().business_between(start, at("2036-01-01T00:00:00Z")).unwrap(), minutes(0));
    assert_eq!(office().business_between(start, at("2037-01-01T00:00:00Z")).unwrap_err().code, "WL-CALENDAR-FAR");
    // Three minutes a week for 3,660 days: 522 or 523 Fridays, and no more.
    let seldom = calendar(r#"{"weekly": [{"days": [5], "opens": "09:00", "closes": "09:03"}]}"#);
    assert!(seldom.add_business(start, minutes(3 * 520)).is_ok());
    assert_eq!(seldom.add_business(start, minutes(3 * 530)).unwrap_err().code, "WL-CALENDAR-FAR");
}

#[test]
fn hours_that_do_not_read_are_refused_at_their_place() {
    let refused = |json: &str| {
        let spec: CalendarSpec = serde_json::from_str(json).unwrap();
        let fault = Calendar::new(&spec).unwrap_err();
        (fault.code, fault.place.unwrap())
    };
    let weekly = |days: &str, opens: &str, closes: &str| {
        refused(&format!(r#"{{"weekly": [{{"days": {days}, "opens": "{opens}", "closes": "{closes}"}}]}}"#))
    };
    assert_eq!(weekly("[1]", "9:00", "18:00"), ("WL-CALENDAR-HOURS", "/weekly/0/opens".into()));
    assert_eq!(weekly("[1]", "24:00", "18:00"), ("WL-CALENDAR-HOURS", "/weekly/0/opens".into()));
    assert_eq!(weekly("[1]", "09:00", "24:01"), ("WL-CALENDAR-HOURS", "/weekly/0/closes".into()));
    assert_eq!(weekly("[0]", "09:00", "18:00"), ("WL-CALENDAR-HOURS", "/weekly/0/days".into()));
    assert_eq!(weekly("[]", "09:00", "18:00"), ("WL-CALENDAR-HOURS", "/weekly/0/days".into()));
    let zone = r#"{"time_zone": "Mars/Olympus", "weekly": []}"#;
    assert_eq!(refused(zone), ("WL-CALENDAR-ZONE", "/time_zone".into()));
    let date = r#"{"weekly": [], "special": [{"date": "2026-02-30"}]}"#;
    assert_eq!(refused(date), ("WL-CALENDAR-HOURS", "/special/0/date".into()));
    let twice = r#"{"weekly": [], "special": [{"date": "2026-02-03"}, {"date": "2026-02-03"}]}"#;
    assert_eq!(refused(twice), ("WL-CALENDAR-HOURS", "/special/1/date".into()));
}

//! Clocks, seen from outside: named cases in tables, and laws over chance.

mod calendars;
mod laws;
mod promises;
mod services;

use warmline_base::{Millis, Timestamp};
use warmline_clocks::{Calendar, CalendarSpec};

/// An instant from its text.
pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// An instant in Shanghai, as `02-13 17:00` of 2026.
pub fn shanghai(text: &str) -> Timestamp {
    at(&format!("2026-{}:00+08:00", text.replace(' ', "T")))
}

/// A span of minutes.
pub const fn minutes(count: i64) -> Millis {
    Millis::minutes(count)
}

/// A calendar from its JSON.
pub fn calendar(json: &str) -> Calendar {
    let spec: CalendarSpec = serde_json::from_str(json).unwrap();
    Calendar::new(&spec).unwrap()
}

/// Two shifts with a lunch break, the spring holidays, and the Saturday worked in return.
pub fn office() -> Calendar {
    calendar(
        r#"{"weekly": [{"days": [1,2,3,4,5], "opens": "09:00", "closes": "12:00"},
                       {"days": [1,2,3,4,5], "opens": "13:30", "closes": "18:00"}],
            "special": [{"date": "2026-02-16", "label": "春节"}, {"date": "2026-02-17", "label": "春节"},
                        {"date": "2026-02-18", "label": "春节"}, {"date": "2026-02-19", "label": "春节"},
                        {"date": "2026-02-20", "label": "春节"}, {"date": "2026-02-23", "label": "春节"},
                        {"date": "2026-02-28", "label": "调休上班", "periods": [{"opens": "10:00", "closes": "16:00"}]}]}"#,
    )
}

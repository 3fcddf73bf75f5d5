//! Interval reports: stored rows, the open page and running times added up by key and interval.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use warmline_base::{Fault, Millis, Timestamp};

use crate::books::{Rows, intervals_until};
use crate::figures::{FORMULAE, Formulae};
use crate::interval::{DAY, Group, start_of};
use crate::measures::Measures;
use crate::names::Names;
use crate::store::IntervalRow;

/// Rows one report returns at most.
pub const ROWS_MAX: i64 = 20_000;
/// Quarter-hours one report spans at most: 400 days.
const SPAN_MAX: i64 = 400 * 96;

/// By what a report has its rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// The whole centre.
    #[default]
    None,
    /// The queue a wait began in.
    Queue,
    /// The channel.
    Channel,
    /// A skill asked for; an interaction that asks for two stands under both.
    Skill,
    /// The agent.
    Agent,
    /// The customer's city; those without one stand under none.
    Region,
}

impl Dimension {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Queue => "queue",
            Self::Channel => "channel",
            Self::Skill => "skill",
            Self::Agent => "agent",
            Self::Region => "region",
        }
    }
}

/// What a report is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportQuery {
    /// From the interval that holds this instant; local midnight of today when absent.
    pub from: Option<Timestamp>,
    /// To the interval that begins last before this instant; now when absent.
    pub to: Option<Timestamp>,
    /// By what.
    #[serde(default)]
    pub by: Dimension,
    /// 15, 30, 60 or 1440; 15 when absent.
    pub minutes: Option<i64>,
}

/// What a report covers, checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub from: Timestamp,
    pub to: Timestamp,
    pub width: Millis,
}

impl Span {
    /// Checks the asked window.
    ///
    /// # Errors
    /// `WL-REPORT-MINUTES`, `WL-REPORT-WINDOW`.
    pub fn of(query: &ReportQuery, now: Timestamp) -> Result<Self, Fault> {
        let minutes = query.minutes.unwrap_or(15);
        if !matches!(minutes, 15 | 30 | 60 | 1_440) {
            return Err(Fault::invalid("WL-REPORT-MINUTES", "minutes is 15, 30, 60 or 1440"));
        }
        let width = Millis::minutes(minutes);
        let from = start_of(query.from.unwrap_or_else(|| start_of(now, DAY)), width);
        let to = query.to.unwrap_or(Timestamp(now.0 + 1));
        if to <= from || intervals_until(from, to) > SPAN_MAX {
            return Err(Fault::invalid(
                "WL-REPORT-WINDOW",
                "to must lie after from, and at most 400 days after it: choose another window",
            ));
        }
        Ok(Self { from, to, width })
    }

    /// Where rows begin that the last interval still holds.
    pub fn end(&self) -> Timestamp {
        start_of(Timestamp(self.to.0 - 1), self.width).plus(self.width)
    }
}

/// A report.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct IntervalReport {
    /// As of this instant.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// By what its rows are.
    pub by: Dimension,
    /// The length of an interval.
    pub minutes: i64,
    /// The formulae of all rates.
    pub formulae: Formulae,
    /// By interval, then by key. An interval in which nothing happened has no row.
    pub rows: Vec<ReportRow>,
}

/// One interval under one key.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ReportRow {
    /// The interval's start.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// The key: an id, a channel, a city; empty for the whole centre.
    pub key: String,
    /// Its Chinese name; for an agent the name customers see.
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// Average speed of answer.
    pub asa_ms: Option<i64>,
    /// Average first response.
    pub average_first_response_ms: Option<i64>,
    /// Conversations and wrap-ups.
    pub handle_ms: i64,
    /// Average handling time.
    pub aht_ms: Option<i64>,
    /// 0 to 1.
    pub sl20: Option<f64>,
    /// 0 to 1.
    pub abandon_rate: Option<f64>,
    /// 0 to 1.
    pub occupancy: Option<f64>,
    /// 0 to 1.
    pub csat: Option<f64>,
    /// -100 to 100.
    pub nps: Option<f64>,
    /// 0 to 1.
    pub bot_share: Option<f64>,
    /// The sums everything above is computed from.
    #[serde(flatten)]
    pub sums: Measures,
}

impl ReportRow {
    fn new(at: Timestamp, group: &Group, sums: Measures, names: &Names) -> Self {
        let (name, name_en) = names.of(group);
        Self {
            at,
            key: group.key(),
            name,
            name_en,
            asa_ms: sums.asa_ms(),
            average_first_response_ms: sums.average_first_response_ms(),
            handle_ms: sums.handle_ms(),
            aht_ms: sums.aht_ms(),
            sl20: sums.sl20(),
            abandon_rate: sums.abandon_rate(),
            occupancy: sums.occupancy(),
            csat: sums.csat(),
            nps: sums.nps(),
            bot_share: sums.bot_share(),
            sums,
        }
    }
}

/// Puts stored rows and open ones together.
///
/// # Errors
/// `WL-REPORT-TOO-LARGE` when there are more than [`ROWS_MAX`].
pub(crate) fn compose(
    span: Span,
    by: Dimension,
    stored: Vec<IntervalRow>,
    open: Rows,
    names: &Names,
    now: Timestamp,
) -> Result<IntervalReport, Fault> {
    let mut rows: BTreeMap<(Timestamp, Group), Measures> = BTreeMap::new();
    let stored_rows = stored.len();
    for row in stored {
        if let Some(group) = Group::from_row(by.word(), &row.key) {
            rows.entry((Timestamp(row.at), group)).or_default().add(&row.sums);
        }
    }
    for ((at, group), sums) in open {
        if group.dimension() == by.word() && at >= span.from && at < span.end() {
            rows.entry((start_of(at, span.width), group)).or_default().add(&sums);
        }
    }
    if stored_rows.max(rows.len()) as i64 > ROWS_MAX {
        return Err(Fault::invalid(
            "WL-REPORT-TOO-LARGE",
            format!("the report has more than {ROWS_MAX} rows: choose longer intervals or a shorter window"),
        ));
    }
    let rows = rows.into_iter().map(|((at, group), sums)| ReportRow::new(at, &group, sums, names)).collect();
    Ok(IntervalReport { at: now, by, minutes: span.width.0 / 60_000, formulae: FORMULAE, rows })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interval::INTERVAL;

    /// 2026-11-22 09:00 in Shanghai.
    const NOW: Timestamp = Timestamp(1_795_309_200_000_000);

    fn asked(from: &str, to: &str, minutes: i64) -> ReportQuery {
        let at = |text: &str| Some(text.parse().unwrap());
        ReportQuery { from: at(from), to: at(to), by: Dimension::None, minutes: Some(minutes) }
    }

    #[test]
    fn without_a_window_it_is_today() {
        let span = Span::of(&ReportQuery::default(), NOW).unwrap();
        assert_eq!((span.from.to_string(), span.width), ("2026-11-21T16:00:00.000Z".to_owned(), INTERVAL));
        assert!(span.end() > NOW);
    }

    #[test]
    fn a_window_is_widened_to_whole_intervals() {
        let span = Span::of(&asked("2026-11-22T01:20:00Z", "2026-11-22T02:00:01Z", 60), NOW).unwrap();
        assert_eq!(span.from.to_string(), "2026-11-22T01:00:00.000Z");
        assert_eq!(span.end().to_string(), "2026-11-22T03:00:00.000Z");
    }

    #[test]
    fn what_cannot_be_answered_is_refused() {
        let refused = |query: &ReportQuery| Span::of(query, NOW).unwrap_err().code;
        assert_eq!(refused(&asked("2026-11-22T01:00:00Z", "2026-11-22T02:00:00Z", 20)), "WL-REPORT-MINUTES");
        assert_eq!(refused(&asked("2026-11-22T02:00:00Z", "2026-11-22T01:00:00Z", 15)), "WL-REPORT-WINDOW");
        assert_eq!(refused(&asked("2024-11-22T02:00:00Z", "2026-11-22T01:00:00Z", 15)), "WL-REPORT-WINDOW");
    }
}

//! The live board: who waits, who serves, how the day goes. Composed from the books, never stored.

mod compose;

pub(crate) use compose::compose;

use serde::Serialize;
use utoipa::ToSchema;
use warmline_base::{AgentId, QueueId, Timestamp};
use warmline_contract::PresenceState;

use crate::figures::Formulae;

/// The board.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Board {
    /// As of this instant.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// `today`: since local midnight.
    pub window: &'static str,
    /// The centre at a glance.
    pub tiles: Tiles,
    /// Every queue in use.
    pub queues: Vec<QueueLine>,
    /// Every agent who was here today, by work number: no ranking.
    pub agents: Vec<AgentLine>,
    /// Today by quarter-hours.
    pub series: Vec<SeriesPoint>,
    /// What customers ask about, the most frequent first.
    pub intents: Vec<IntentLine>,
    /// Where customers are, the most frequent first; those without a known city are not listed.
    pub regions: Vec<RegionLine>,
    /// The formulae of all rates.
    pub formulae: Formulae,
}

/// The centre at a glance.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Tiles {
    /// Customers waiting for a person now.
    pub waiting: i64,
    /// How long the longest of them has waited in this wait.
    pub longest_wait_seconds: i64,
    /// Conversations with a person now.
    pub active: i64,
    /// Customers who came in today.
    pub contacts: i64,
    /// Waits for a person that began today.
    pub offered_to_people: i64,
    /// Of these, answered.
    pub answered: i64,
    /// Of these, given up after 5 seconds or more.
    pub abandoned: i64,
    /// Of these, given up sooner; left out of all rates.
    pub short_abandoned: i64,
    /// Callbacks wished.
    pub callbacks: i64,
    /// 0 to 1.
    pub abandon_rate: Option<f64>,
    /// 0 to 1.
    pub sl20: Option<f64>,
    /// The formula of `sl20`, in Chinese; `formulae` has both languages.
    pub sl20_formula: &'static str,
    /// Average speed of answer.
    pub asa_seconds: Option<f64>,
    /// Average first response.
    pub first_response_seconds: Option<f64>,
    /// Average handling time.
    pub aht_seconds: Option<f64>,
    /// 0 to 1.
    pub occupancy: Option<f64>,
    /// 0 to 1.
    pub csat: Option<f64>,
    /// -100 to 100.
    pub nps: Option<f64>,
    /// Ratings behind `csat` and `nps`.
    pub ratings: i64,
    /// 0 to 1.
    pub bot_share: Option<f64>,
}

/// A queue now and today.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct QueueLine {
    /// Which.
    #[schema(value_type = String)]
    pub id: QueueId,
    /// Chinese name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Customers waiting in it now.
    pub waiting: i64,
    /// How long the longest of them has waited.
    pub longest_wait_seconds: i64,
    /// Conversations whose wait began in it.
    pub active: i64,
    /// Agents ready with nothing in hand who have the skills it requires.
    pub ready: i64,
    /// Waits that began in it today.
    pub offered: i64,
    /// Of these, answered.
    pub answered: i64,
    /// Of these, given up after 5 seconds or more.
    pub abandoned: i64,
    /// 0 to 1.
    pub sl20: Option<f64>,
    /// Average speed of answer.
    pub asa_seconds: Option<f64>,
}

/// An agent now and today.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct AgentLine {
    /// Who.
    #[schema(value_type = String)]
    pub id: AgentId,
    /// 工号.
    pub work_number: String,
    /// The name customers see.
    pub alias: String,
    /// Their team's name.
    pub team: Option<String>,
    /// `working` with any work in hand.
    pub state: PresenceState,
    /// 示忙原因, for `not_ready`.
    pub reason: Option<String>,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
    /// Conversations now.
    pub active: i64,
    /// Answered today.
    pub answered: i64,
    /// Average handling time today; unweighted and never a ranking.
    pub aht_seconds: Option<f64>,
    /// 0 to 1.
    pub occupancy: Option<f64>,
}

/// A quarter-hour of today.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct SeriesPoint {
    /// Its start.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Waits that began in it.
    pub offered: i64,
    /// Of these, answered.
    pub answered: i64,
    /// Of these, given up after 5 seconds or more.
    pub abandoned: i64,
    /// 0 to 1.
    pub sl20: Option<f64>,
}

/// An intent today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct IntentLine {
    /// Intent id.
    pub intent: String,
    /// Its Chinese name.
    pub name: String,
    /// Interactions about it today.
    pub count: i64,
    /// Interactions about it yesterday until the end of the same quarter-hour.
    pub previous: i64,
}

/// A city today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RegionLine {
    /// The city.
    pub city: String,
    /// Customers from there who came in today.
    pub count: i64,
}

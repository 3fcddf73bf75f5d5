//! How articles are shown.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use warmline_base::{ArticleId, Timestamp};
use warmline_contract::{ArticleAxes, EnglishAnswer};

use super::{ArticleBody, ArticleState, SegmentVariant};

/// An article in a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ArticleHit {
    /// Which.
    #[schema(value_type = String)]
    pub id: ArticleId,
    /// Its title.
    pub title: String,
    /// The answer to be spoken.
    pub answer_short: String,
    /// Share of the question's terms that its title, key phrases and questions cover, 0 to 1.
    pub score: f64,
    /// The version shown.
    pub version: i64,
    /// Where it is filed.
    pub axes: ArticleAxes,
    /// From when it is in force.
    #[schema(value_type = String, format = DateTime)]
    pub effective_from: Timestamp,
    /// Until when, exclusive.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires_at: Option<Timestamp>,
    /// Where that version stands.
    pub state: ArticleState,
}

impl ArticleHit {
    /// The line of `body`.
    pub(crate) fn new(id: ArticleId, version: i64, body: &ArticleBody, state: ArticleState, score: f64) -> Self {
        Self {
            id,
            title: body.title.clone(),
            answer_short: body.answer_short.clone(),
            score,
            version,
            axes: body.axes.clone(),
            effective_from: body.effective_from,
            expires_at: body.expires_at,
            state,
        }
    }
}

/// An article in the editors' list: its newest version, served or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ArticleRow {
    /// Which.
    #[schema(value_type = String)]
    pub id: ArticleId,
    /// Its title.
    pub title: String,
    /// The answer to be spoken.
    pub answer_short: String,
    /// The newest version.
    pub version: i64,
    /// Where it stands.
    pub state: ArticleState,
    /// Whether an approved version is in service or will be.
    pub served: bool,
    /// When it last changed.
    #[schema(value_type = String, format = DateTime)]
    pub changed_at: Timestamp,
}

/// One version in an article's history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ArticleVersionRow {
    /// 1, 2, 3 …
    pub version: i64,
    /// When it was written.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Who wrote it, by work number.
    pub by: String,
    /// What was changed.
    pub change: String,
    /// Who approved it, by work number.
    pub checked_by: Option<String>,
    /// When it was approved.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub checked_at: Option<Timestamp>,
}

/// What colleagues think of an article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Votes {
    /// It helped.
    pub useful: i64,
    /// It did not.
    pub not_useful: i64,
}

/// A whole article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ArticleView {
    /// Its line.
    #[serde(flatten)]
    pub hit: ArticleHit,
    /// The article itself, as harmless HTML.
    pub body_html: String,
    /// The answer as written to a customer.
    pub answer_customer: String,
    /// Key phrases.
    pub keywords: Vec<String>,
    /// How customers ask it.
    pub questions: Vec<String>,
    /// Why it is so.
    pub reason: String,
    /// The rule it rests on.
    pub source: String,
    /// Mistakes often made.
    pub mistakes: Vec<String>,
    /// Stages of a customer's life with the bank.
    pub lifecycle: Vec<String>,
    /// What kind of wish it answers.
    pub demand_type: String,
    /// What is said differently to some customers.
    pub segment_variants: Vec<SegmentVariant>,
    /// The intents it answers.
    pub links: Vec<String>,
    /// The answer in English.
    pub english: Option<EnglishAnswer>,
    /// The department that answers for it.
    pub owner_department: String,
    /// Its versions, newest first, at most 50.
    pub history: Vec<ArticleVersionRow>,
    /// What colleagues think of it.
    pub votes: Votes,
    /// How often it was used to answer a customer.
    pub used: i64,
}

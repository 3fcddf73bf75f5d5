//! An article as a file has it: with a code where the stored one has an id, and dates without a time.

use serde::Deserialize;
use serde::de::IgnoredAny;
use warmline_base::{Fault, Timestamp};
use warmline_contract::{ArticleAxes, EnglishAnswer};

use crate::model::{ArticleBody, ArticleState, SegmentVariant};

/// The longest code.
const CODE_BYTES: usize = 64;

/// One article of a file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArticleRecord {
    /// Its code: what makes two lines the same article.
    pub(crate) id: String,
    title: String,
    #[serde(default)]
    keywords: Vec<String>,
    #[serde(default)]
    questions: Vec<String>,
    answer_short: String,
    answer_customer: String,
    body: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    mistakes: Vec<String>,
    axes: ArticleAxes,
    #[serde(default)]
    lifecycle: Vec<String>,
    #[serde(default)]
    demand_type: String,
    #[serde(default)]
    intents: Vec<String>,
    #[serde(default)]
    owner_department: String,
    effective_from: String,
    #[serde(default)]
    expires_at: Option<String>,
    #[serde(default)]
    segment_variants: Vec<SegmentVariant>,
    #[serde(default)]
    english: Option<EnglishAnswer>,
    /// Where it stands, in the demo: published without a word. An import decides for itself.
    #[serde(default)]
    pub(crate) state: Option<ArticleState>,
    /// The version in the file it comes from; ours counts anew.
    #[serde(default, rename = "version")]
    _version: IgnoredAny,
}

impl ArticleRecord {
    /// The article to store, checked.
    ///
    /// # Errors
    /// `WL-ARTICLE-RECORD` for a code or date that does not read; those of the article itself.
    pub(crate) fn checked(self) -> Result<ArticleBody, Fault> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        if self.id.is_empty() || self.id.len() > CODE_BYTES || !self.id.bytes().all(plain) {
            let detail = "an article's code is 1 to 64 letters, digits, dashes, dots or underscores";
            return Err(Fault::invalid("WL-ARTICLE-RECORD", detail).at("/id"));
        }
        self.body()?.checked()
    }

    fn body(self) -> Result<ArticleBody, Fault> {
        Ok(ArticleBody {
            effective_from: midnight(&self.effective_from, "/effective_from")?,
            // A text that expires on a day is good to the end of that day.
            expires_at: self.expires_at.as_deref().map(|date| midnight(date, "/expires_at")).transpose()?.map(next_day),
            title: self.title,
            keywords: self.keywords,
            questions: self.questions,
            answer_short: self.answer_short,
            answer_customer: self.answer_customer,
            body_html: self.body,
            reason: self.reason,
            source: self.source,
            mistakes: self.mistakes,
            axes: self.axes,
            lifecycle: self.lifecycle,
            demand_type: self.demand_type,
            segment_variants: self.segment_variants,
            links: self.intents,
            english: self.english,
            owner_department: self.owner_department,
        })
    }
}

/// The midnight a day of the bank begins with; China's clocks have stood at +08:00 since 1991.
fn midnight(date: &str, place: &str) -> Result<Timestamp, Fault> {
    let wrong = |_| Fault::invalid("WL-ARTICLE-RECORD", "write a date like 2026-01-31").at(place);
    format!("{date}T00:00:00+08:00").parse().map_err(wrong)
}

const fn next_day(midnight: Timestamp) -> Timestamp {
    midnight.plus(warmline_base::Millis::seconds(86_400))
}

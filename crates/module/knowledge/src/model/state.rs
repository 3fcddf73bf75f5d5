//! The life of an article's newest version.
//!
//! draft → review → approved; writing a new version makes it a draft again, whatever it was, and an
//! approved text stays in service meanwhile. Retired text is out of service until somebody writes anew.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use warmline_base::{Fault, Timestamp};

use super::ArticleBody;

/// Where an article stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ArticleState {
    /// Somebody writes it.
    Draft,
    /// It waits for somebody else to check it.
    Review,
    /// Checked, and in force later.
    Approved,
    /// Checked and in force.
    Published,
    /// Checked, and in force no more.
    Expired,
    /// Taken out of service.
    Retired,
}

/// What is done to an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Submit,
    Approve,
    Retire,
}

impl ArticleState {
    /// The word used in the API and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Review => "review",
            Self::Approved => "approved",
            Self::Published => "published",
            Self::Expired => "expired",
            Self::Retired => "retired",
        }
    }

    /// The state after `step`.
    ///
    /// # Errors
    /// `WL-ARTICLE-STATE` when the step does not lead on from here.
    pub(crate) fn after(self, step: Step) -> Result<Self, Fault> {
        match (self, step) {
            (Self::Draft, Step::Submit) => Ok(Self::Review),
            (Self::Review, Step::Approve) => Ok(Self::Approved),
            (state, Step::Retire) if state != Self::Retired => Ok(Self::Retired),
            (state, step) => {
                let needs = match step {
                    Step::Submit => "only a draft can be submitted",
                    Step::Approve => "only an article in review can be approved",
                    Step::Retire => "it is retired already",
                };
                Err(Fault::conflict("WL-ARTICLE-STATE", format!("this article is in state {state}: {needs}")))
            }
        }
    }

    /// How a stored state shows at `now`: what is approved is published while it is in force.
    pub(crate) fn at(self, body: &ArticleBody, now: Timestamp) -> Self {
        match self {
            Self::Approved if body.expires_at.is_some_and(|end| end <= now) => Self::Expired,
            Self::Approved if body.effective_from <= now => Self::Published,
            other => other,
        }
    }
}

impl fmt::Display for ArticleState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ArticleState {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let all = [Self::Draft, Self::Review, Self::Approved, Self::Published, Self::Expired, Self::Retired];
        all.into_iter().find(|state| state.as_str() == text).ok_or_else(|| {
            Fault::invalid("WL-ARTICLE-FILTER", "use draft, review, approved or retired as the state").at("state")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::body::tests::article;

    #[test]
    fn an_article_is_published_only_by_way_of_a_review() {
        assert_eq!(ArticleState::Draft.after(Step::Submit).unwrap(), ArticleState::Review);
        assert_eq!(ArticleState::Review.after(Step::Approve).unwrap(), ArticleState::Approved);
        for state in [ArticleState::Draft, ArticleState::Approved, ArticleState::Retired] {
            assert_eq!(state.after(Step::Approve).unwrap_err().code, "WL-ARTICLE-STATE");
        }
        assert!(ArticleState::Retired.after(Step::Retire).is_err());
    }

    #[test]
    fn an_approved_text_is_published_only_while_it_is_in_force() {
        let body = ArticleBody { effective_from: Timestamp(10), expires_at: Some(Timestamp(20)), ..article("x") };
        let shown: Vec<_> = [9, 10, 19, 20].map(|at| ArticleState::Approved.at(&body, Timestamp(at))).into();
        assert_eq!(
            shown,
            [ArticleState::Approved, ArticleState::Published, ArticleState::Published, ArticleState::Expired]
        );
    }
}

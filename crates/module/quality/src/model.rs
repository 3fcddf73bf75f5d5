//! The rules of the instant survey.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use warmline_base::{Fault, Millis, Timestamp};
use warmline_contract::SurveyAnswer;

/// How long after the conversation an answer is taken.
pub(crate) const OPEN_FOR: Millis = Millis::minutes(48 * 60);
const TEXT_LETTERS_MAX: usize = 2_000;

/// Whether the matter was solved, in the customer's eyes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Solved {
    /// 解决了.
    Yes,
    /// 部分解决.
    Partly,
    /// 没有解决.
    No,
}

impl Solved {
    /// The word used in the API, the database and the event.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Partly => "partly",
            Self::No => "no",
        }
    }

    /// From its word.
    ///
    /// # Errors
    /// `WL-SURVEY-INPUT` when it is no such word.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        match text {
            "yes" => Ok(Self::Yes),
            "partly" => Ok(Self::Partly),
            "no" => Ok(Self::No),
            _ => Err(Fault::invalid("WL-SURVEY-INPUT", "solved is yes, partly or no").at("/solved")),
        }
    }
}

/// Checks every figure and trims the words.
///
/// # Errors
/// `WL-SURVEY-INPUT` at the field that is out of range.
pub(crate) fn checked(answer: &SurveyAnswer) -> Result<(Option<Solved>, Option<String>), Fault> {
    let solved = answer.solved.as_deref().map(Solved::parse).transpose()?;
    let recommend = answer.recommend.unwrap_or_default();
    for (place, value, range) in
        [("/friendly", answer.friendly, 1..=5), ("/fast", answer.fast, 1..=5), ("/recommend", recommend, 0..=10)]
    {
        if !range.contains(&value) {
            let what = format!("use a number from {} to {}", range.start(), range.end());
            return Err(Fault::invalid("WL-SURVEY-INPUT", what).at(place));
        }
    }
    let text = answer.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
    if text.is_some_and(|text| text.chars().count() > TEXT_LETTERS_MAX) {
        return Err(Fault::invalid("WL-SURVEY-INPUT", "write at most 2,000 characters").at("/text"));
    }
    Ok((solved, text.map(Into::into)))
}

/// Whether an answer is taken at `now`: from when the customer is `asked` or the conversation is over.
///
/// # Errors
/// `WL-SURVEY-EARLY` while it goes on and nobody asked, `WL-SURVEY-OVER` 48 hours after `ended_at`.
pub(crate) fn taken(asked: bool, ended_at: Option<Timestamp>, now: Timestamp) -> Result<(), Fault> {
    let Some(ended_at) = ended_at else {
        let early = || Fault::conflict("WL-SURVEY-EARLY", "the conversation goes on: say how it was when it is over");
        return asked.then_some(()).ok_or_else(early);
    };
    if now > ended_at.plus(OPEN_FOR) {
        return Err(Fault::conflict("WL-SURVEY-OVER", "the survey closed 48 hours after the conversation: thank you"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn answer(friendly: u8, fast: u8, recommend: u8) -> SurveyAnswer {
        let solved = Some("partly".into());
        SurveyAnswer { solved, friendly, fast, recommend: Some(recommend), text: Some("  ".into()), picture: None }
    }

    #[test]
    fn the_survey_is_open_from_the_question_or_the_end_to_48_hours_later() {
        let end = Timestamp(1_000_000);
        assert_eq!(taken(false, None, end).unwrap_err().code, "WL-SURVEY-EARLY");
        assert!(taken(true, None, end).is_ok());
        for asked in [true, false] {
            assert!(taken(asked, Some(end), end.plus(OPEN_FOR)).is_ok());
            let late = end.plus(Millis(OPEN_FOR.0 + 1));
            assert_eq!(taken(asked, Some(end), late).unwrap_err().code, "WL-SURVEY-OVER");
        }
    }

    proptest! {
        #[test]
        fn an_answer_is_taken_exactly_when_every_figure_is_in_range(a in 0u8..8, b in 0u8..8, c in 0u8..14) {
            let fits = (1..=5).contains(&a) && (1..=5).contains(&b) && c <= 10;
            match checked(&answer(a, b, c)) {
                Ok((solved, text)) => prop_assert!(fits && solved == Some(Solved::Partly) && text.is_none()),
                Err(fault) => prop_assert!(!fits && fault.code == "WL-SURVEY-INPUT"),
            }
        }
    }
}
